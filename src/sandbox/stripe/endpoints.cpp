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

struct Coupon {
    std::string object = "coupon";
    bool valid = true;
};
BOOST_DESCRIBE_STRUCT(Coupon, (), (object, valid))

struct PromotionCode {
    std::string id;
    std::string object = "promotion_code";
    bool active = true;
    std::string code;
    Coupon coupon;
    std::optional<std::int64_t> expires_at;
    std::optional<std::int64_t> max_redemptions;
    std::int64_t times_redeemed = 0;
};
BOOST_DESCRIBE_STRUCT(PromotionCode, (),
                      (id, object, active, code, coupon, expires_at, max_redemptions, times_redeemed))

struct PromotionCodes {
    std::string object = "list";
    std::vector<PromotionCode> data;
    bool has_more = false;
    std::string url = "/v1/promotion_codes";
};
BOOST_DESCRIBE_STRUCT(PromotionCodes, (), (object, data, has_more, url))

// Basic with the key as the user's name, or Bearer.
std::string key_of(const http::Request& request) {
    const auto header = request.headers.find("Authorization").value_or("");
    if (header.starts_with("Bearer ")) return std::string(header.substr(7));
    if (!header.starts_with("Basic ")) return {};
    const auto pair = core::parse_base64(header.substr(6)).value_or("");
    return pair.substr(0, pair.find(':'));
}

// What is answered to a key that opens nothing; empty: it opens its account.
std::optional<http::Response> turned_away(const World& world, const std::string& key) {
    switch (world.check_key(key)) {
        case World::KeyAnswer::good:
            break;
        case World::KeyAnswer::unauthorized:
            return http::json(Problems{{"Invalid API Key provided", "invalid_request_error"}}, 401);
        case World::KeyAnswer::down:
            return http::json(Problems{{"Something went wrong on Stripe's end", "api_error"}}, 500);
    }
    return std::nullopt;
}

http::Response balance(const World& world, const http::Request& request) {
    const auto key = key_of(request);
    if (auto refused = turned_away(world, key)) return *std::move(refused);
    return http::json(
        Balance{.available = {Amount{}}, .livemode = !key.starts_with("sk_test_"), .pending = {Amount{}}});
}

PromotionCode shown(const NewPromotionCode& code) {
    PromotionCode shown;
    shown.id = "promo_" + code.code;
    shown.active = code.active.value_or(true);
    shown.code = code.code;
    shown.coupon.valid = code.coupon_valid.value_or(true);
    if (code.expires_at) {
        shown.expires_at = std::chrono::floor<std::chrono::seconds>(*code.expires_at).time_since_epoch().count();
    }
    shown.max_redemptions = code.max_redemptions;
    shown.times_redeemed = code.times_redeemed.value_or(0);
    return shown;
}

http::Response promotion_codes(const World& world, const http::Request& request) {
    const auto key = key_of(request);
    if (auto refused = turned_away(world, key)) return *std::move(refused);
    PromotionCodes list;
    for (const auto& code : world.promotion_codes(key, request.query_text("code"))) {
        const auto wanted = request.query_text("active");
        if (wanted.empty() || (wanted == "true") == code.active.value_or(true)) list.data.push_back(shown(code));
    }
    return http::json(list);
}

}  // namespace

http::Routes routes(World& world) {
    using enum http::Verb;
    using http::Access;
    using http::Request;
    return {
        {get, "/stripe/v1/balance", Access::open, [&world](const Request& r) { return balance(world, r); },
         "The balance of the account whose key this is"},
        {get, "/stripe/v1/promotion_codes", Access::open,
         [&world](const Request& r) { return promotion_codes(world, r); },
         "The codes of the account whose key this is that are spelled like this"},
        {post, "/control/stripe/promotion-codes", Access::open,
         [&world](const Request& request) {
             world.add_promotion_code(http::read_json_body<NewPromotionCode>(request));
             return http::success();
         },
         "Add a customer's code for a coupon"},
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
