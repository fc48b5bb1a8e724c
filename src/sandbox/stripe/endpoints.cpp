#include "sandbox/stripe/endpoints.hpp"

#include "core/encoding.hpp"
#include "http/json.hpp"

namespace promo::sandbox::stripe {
namespace {

struct Key {
    std::string key;
};
BOOST_DESCRIBE_STRUCT(Key, (), (key))

struct Down {
    bool down = false;
};
BOOST_DESCRIBE_STRUCT(Down, (), (down))

struct Sent {
    std::string id;
};
BOOST_DESCRIBE_STRUCT(Sent, (), (id))

struct Deliveries {
    std::vector<Attempt> deliveries;
};
BOOST_DESCRIBE_STRUCT(Deliveries, (), (deliveries))

struct Amount {
    std::int64_t amount = 0;
    std::string currency = "usd";
};
BOOST_DESCRIBE_STRUCT(Amount, (), (amount, currency))

struct Balance {
    std::string object = "balance";
    std::vector<Amount> available;
    bool livemode = false;
    std::vector<Amount> pending;
};
BOOST_DESCRIBE_STRUCT(Balance, (), (object, available, livemode, pending))

struct Problem {
    std::string message;
    std::string type;
};
BOOST_DESCRIBE_STRUCT(Problem, (), (message, type))

struct Problems {
    Problem error;
};
BOOST_DESCRIBE_STRUCT(Problems, (), (error))

// Basic with the key as the user's name, or Bearer.
std::string key_of(const http::Request& request) {
    const auto header = request.headers.find("Authorization").value_or("");
    if (header.starts_with("Bearer ")) return std::string(header.substr(7));
    if (!header.starts_with("Basic ")) return {};
    const auto pair = core::parse_base64(header.substr(6)).value_or("");
    return pair.substr(0, pair.find(':'));
}

http::Response balance(const World& world, const http::Request& request) {
    const auto key = key_of(request);
    switch (world.check_key(key)) {
        case World::KeyAnswer::good:
            break;
        case World::KeyAnswer::unauthorized:
            return http::json(Problems{{"Invalid API Key provided", "invalid_request_error"}}, 401);
        case World::KeyAnswer::down:
            return http::json(Problems{{"Something went wrong on Stripe's end", "api_error"}}, 500);
    }
    return http::json(
        Balance{.available = {Amount{}}, .livemode = !key.starts_with("sk_test_"), .pending = {Amount{}}});
}

}  // namespace

http::Routes routes(World& world) {
    using enum http::Verb;
    using http::Access;
    using http::Request;
    return {
        {get, "/stripe/v1/balance", Access::open, [&world](const Request& r) { return balance(world, r); },
         "The balance of the account whose key this is"},
        {post, "/control/stripe/refuse-key", Access::open,
         [&world](const Request& request) {
             world.refuse_key(http::read_json_body<Key>(request).key);
             return http::success();
         },
         "Let a key be wrong from now on"},
        {post, "/control/stripe/down", Access::open,
         [&world](const Request& request) {
             world.set_down(http::read_json_body<Down>(request).down);
             return http::success();
         },
         "Let every call fail, or no longer"},
        {post, "/control/stripe/events", Access::open,
         [&world](const Request& request) {
             return http::json(Sent{world.send(http::read_json_body<NewEvent>(request))});
         },
         "Send a signed event to a webhook"},
        {get, "/control/stripe/deliveries", Access::open,
         [&world](const Request&) { return http::json(Deliveries{world.attempts()}); },
         "The events sent, and what was answered"},
    };
}

}  // namespace promo::sandbox::stripe
