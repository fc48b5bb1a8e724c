#include "sandbox/funderpro/endpoints.hpp"

#include "http/json.hpp"
#include "sandbox/hold.hpp"

namespace promo::sandbox::funderpro {
namespace {

struct Code {
    std::string code;
};
BOOST_DESCRIBE_STRUCT(Code, (), (code))

struct Said {
    std::string message;
};
BOOST_DESCRIBE_STRUCT(Said, (), (message))

struct Found {
    std::vector<Code> data;
};
BOOST_DESCRIBE_STRUCT(Found, (), (data))

constexpr int kNotFound = 404;
constexpr int kUnprocessable = 422;

http::Response discount(World& world, const core::Clock& clock, const http::Request& request) {
    const auto fault = world.begin_look_up();
    hold(std::chrono::milliseconds(fault.delay_ms.value_or(0)), clock);
    if (fault.status) return http::json(Said{"Something went wrong"}, static_cast<int>(*fault.status));
    const auto code = request.query_text("coupons[]");
    const auto product = request.query_text("productIds");
    if (code.empty() || product.empty()) return http::json(Said{"coupons and productIds are required"}, kUnprocessable);
    if (!world.knows(code, product)) return http::json(Said{"Discount not found"}, kNotFound);
    return http::json(Found{{{code}}});
}

}  // namespace

http::Routes routes(World& world, const core::Clock& clock) {
    using enum http::Verb;
    using http::Access;
    using http::Request;
    const auto act = [](std::string name, std::string summary, auto handler) {
        return http::Route{post, "/control/funderpro/" + std::move(name), Access::open,
                           [handler](const Request& request) {
                               handler(request);
                               return http::success();
                           },
                           std::move(summary)};
    };
    return {
        {get, "/funderpro/discount", Access::open,
         [&world, &clock](const Request& request) { return discount(world, clock, request); },
         "Whether a discount is known: 200, 404 or 422", http::Pool::upstream},
        {get, "/control/funderpro/status", Access::open,
         [&world](const Request&) { return http::json(world.status()); },
         "The discounts, and how often one was looked up"},
        act("codes", "Add a discount, for one product or for all",
            [&world](const Request& request) { world.add(http::read_json_body<Discount>(request)); }),
        act("codes/remove", "Remove a discount",
            [&world](const Request& request) { world.remove(http::read_json_body<Code>(request).code); }),
        act("fault", "Be slow or answer with an error, for so many look-ups or from now on; {} ends it",
            [&world](const Request& request) { world.set_fault(http::read_json_body<Fault>(request)); }),
    };
}

}  // namespace promo::sandbox::funderpro
