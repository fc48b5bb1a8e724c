#include "integrations/stripe/api.hpp"

#include <algorithm>

#include "core/encoding.hpp"
#include "core/json_read.hpp"
#include "core/log.hpp"
#include "net/http_client.hpp"

namespace promo::stripe {
namespace {

// Stripe changes its answers only with the version that is asked for.
constexpr std::string_view kVersion = "2024-06-20";
constexpr std::chrono::milliseconds kDeadline{10'000};

constexpr std::chrono::milliseconds kLookUpDeadline{6'000};

constexpr int kOk = 200;
constexpr int kUnauthorized = 401;
constexpr int kForbidden = 403;

net::Request question(const core::Secret& secret_key, std::string url, std::chrono::milliseconds deadline) {
    net::Request request;
    request.vendor = "stripe";
    request.url = core::Secret(std::move(url));
    request.headers.emplace_back("Authorization", core::Secret("Basic " + core::base64(secret_key.reveal() + ':')));
    request.headers.emplace_back("Stripe-Version", core::Secret(std::string(kVersion)));
    request.deadline = deadline;
    return request;
}

struct Coupon {
    std::optional<bool> valid;
};
BOOST_DESCRIBE_STRUCT(Coupon, (), (valid))

struct PromotionCode {
    bool active = false;
    Coupon coupon;
    std::optional<std::int64_t> expires_at;
    std::optional<std::int64_t> max_redemptions;
    std::optional<std::int64_t> times_redeemed;
};
BOOST_DESCRIBE_STRUCT(PromotionCode, (), (active, coupon, expires_at, max_redemptions, times_redeemed))

struct PromotionCodes {
    std::vector<PromotionCode> data;
};
BOOST_DESCRIBE_STRUCT(PromotionCodes, (), (data))

bool is_good(const PromotionCode& code, core::Timestamp now) {
    if (!code.active || !code.coupon.valid.value_or(false)) return false;
    const auto now_s = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    if (code.expires_at && *code.expires_at <= now_s) return false;
    return !code.max_redemptions || code.times_redeemed.value_or(0) < *code.max_redemptions;
}

PromotionFinding finding_of(const net::Reply& reply, core::Timestamp now) {
    if (reply.outcome != net::Outcome::answered) return PromotionFinding::busy;
    if (reply.status == kUnauthorized || reply.status == kForbidden) return PromotionFinding::key_refused;
    if (reply.status != kOk) return PromotionFinding::busy;
    const auto found = core::json::try_parse<PromotionCodes>(reply.body);
    if (!found) return PromotionFinding::busy;
    if (found.value->data.empty()) return PromotionFinding::unknown;
    const bool any = std::ranges::any_of(found.value->data, [&](const auto& code) { return is_good(code, now); });
    return any ? PromotionFinding::good : PromotionFinding::used_up;
}

}  // namespace

KeyState Api::check_key(const core::Secret& secret_key) const {
    const auto reply = send_(question(secret_key, base_url_ + "/v1/balance", kDeadline));
    if (reply.outcome == net::Outcome::answered) {
        if (reply.status == kOk) return KeyState::good;
        if (reply.status == kUnauthorized || reply.status == kForbidden) return KeyState::refused;
    }
    core::log::warn("stripe.not_reached", {{"status", reply.status}, {"detail", reply.detail}});
    return KeyState::not_reached;
}

PromotionAnswer Api::look_up_promotion(const core::Secret& secret_key, std::string_view code,
                                       core::Timestamp now) const {
    const auto url = base_url_ + "/v1/promotion_codes?code=" + core::url_encode(code) + "&active=true";
    const auto reply = send_(question(secret_key, url, kLookUpDeadline));
    const PromotionAnswer answer{finding_of(reply, now), reply.outcome == net::Outcome::answered ? reply.status : 0};
    if (answer.finding == PromotionFinding::busy || answer.finding == PromotionFinding::key_refused) {
        core::log::warn("stripe.no_promotion_answer", {{"status", answer.status}, {"detail", reply.detail}});
    }
    return answer;
}

}  // namespace promo::stripe
