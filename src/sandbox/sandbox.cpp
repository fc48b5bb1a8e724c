#include "sandbox/sandbox.hpp"

#include <algorithm>
#include <iterator>

#include "core/error.hpp"
#include "http/json.hpp"
#include "http/static_files.hpp"
#include "sandbox/clerk/endpoints.hpp"
#include "sandbox/funderpro/endpoints.hpp"
#include "sandbox/s3/endpoints.hpp"
#include "sandbox/stripe/endpoints.hpp"
#include "sandbox/telegram/endpoints.hpp"
#include "sandbox/telegram/world.hpp"
#include "sandbox/vendor.hpp"

namespace promo::sandbox {

namespace {

struct VendorNames {
    std::vector<std::string> vendors;
    core::Timestamp now{};
};
BOOST_DESCRIBE_STRUCT(VendorNames, (), (vendors, now))

void append(http::Routes& routes, http::Routes more) {
    std::ranges::move(more, std::back_inserter(routes));
}

}  // namespace

struct Sandbox::Parts {
    explicit Parts(const Options& given)
        : options(given),
          clerk(given.clock, given.entropy),
          telegram(given.clock, given.entropy, changes),
          stripe(given.clock, given.entropy, given.poster),
          s3(real_clock) {
        if (!given.web_folder.empty()) files.emplace(given.web_folder);
        vendors.push_back({"telegram",
                           [this] {
                               auto rows = telegram::bot_api_routes(telegram, options.clock);
                               append(rows, telegram::control_routes(telegram));
                               return rows;
                           },
                           [this] { return telegram.step(options.poster); }, [this] { telegram.reset(); }});
        vendors.push_back({"clerk",
                           [this] {
                               auto rows = clerk::vendor_routes(
                                   clerk, options.clock, [this](const auto& request) { return script(request); });
                               append(rows, clerk::control_routes(clerk));
                               return rows;
                           },
                           [] { return std::optional<core::Timestamp>(); }, [this] { clerk.reset(); }});
        vendors.push_back({"stripe", [this] { return stripe::routes(stripe); },
                           [] { return std::optional<core::Timestamp>(); }, [this] { stripe.reset(); }});
        vendors.push_back({"funderpro", [this] { return funderpro::routes(funderpro, options.clock); },
                           [] { return std::optional<core::Timestamp>(); }, [this] { funderpro.reset(); }});
        vendors.push_back({"s3", [this] { return s3::routes(s3); }, [] { return std::optional<core::Timestamp>(); },
                           [this] { s3.reset(); }});
    }

    // The stand-in for clerk-js.
    http::Response script(const http::Request& request) {
        if (!files) throw core::Refusal(core::RefusalCode::not_found, "This sandbox shows no pages.");
        return files->serve(request, "sandbox/clerk.browser.js");
    }

    Options options;
    Changes changes;
    clerk::World clerk;
    telegram::World telegram;
    stripe::World stripe;
    funderpro::World funderpro;
    core::SystemClock real_clock;  // a store compares it with that of whoever signs, also in a simulation
    s3::World s3;
    std::optional<http::StaticFiles> files;
    Vendors vendors;
};

Sandbox::Sandbox(const Options& options) : parts_(std::make_unique<Parts>(options)) {}

Sandbox::~Sandbox() = default;

clerk::World& Sandbox::clerk() {
    return parts_->clerk;
}

telegram::World& Sandbox::telegram() {
    return parts_->telegram;
}

stripe::World& Sandbox::stripe() {
    return parts_->stripe;
}

funderpro::World& Sandbox::funderpro() {
    return parts_->funderpro;
}

s3::World& Sandbox::s3() {
    return parts_->s3;
}

std::optional<core::Timestamp> Sandbox::step() {
    std::optional<core::Timestamp> next;
    for (const auto& vendor : parts_->vendors) {
        const auto due = vendor.step();
        if (due) next = next ? std::min(*next, *due) : *due;
    }
    return next;
}

void Sandbox::on_wake(std::function<void()> wake) {
    parts_->changes.on_wake(std::move(wake));
}

void Sandbox::close() {
    parts_->changes.close();
}

http::Routes Sandbox::routes() {
    auto& parts = *parts_;
    using http::Access;
    using http::Pool;
    using http::Request;
    using http::Verb;
    http::Routes routes = {
        {Verb::get, "/control/vendors", Access::open,
         [&parts](const Request&) {
             VendorNames names;
             for (const auto& vendor : parts.vendors)
                 names.vendors.emplace_back(vendor.name);
             names.now = parts.options.clock.now();
             return http::json(names);
         },
         "The vendors that are imitated"},
        {Verb::post, "/control/reset", Access::open,
         [&parts](const Request&) {
             for (const auto& vendor : parts.vendors)
                 vendor.reset();
             return http::success();
         },
         "Forget everything"},
        {Verb::get, "/control/events", Access::open,
         [&parts](const Request&) {
             http::Response response;
             response.content_type = "text/event-stream";
             response.on_stream = [&parts](std::shared_ptr<http::EventStream> stream) {
                 parts.changes.add_reader(std::move(stream));
             };
             return response;
         },
         "What changes, as it happens", Pool::io},
    };
    for (const auto& vendor : parts.vendors)
        append(routes, vendor.routes());
    if (parts.files) {
        parts.files->load();
        append(routes, parts.files->routes());
        routes.push_back({Verb::get, "/", Access::open,
                          [&parts](const Request& request) { return parts.files->page(request, "sandbox.html"); },
                          "The chats, and everything the bots do", Pool::io});
    }
    return routes;
}

}  // namespace promo::sandbox
