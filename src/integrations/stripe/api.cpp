#include "integrations/stripe/api.hpp"

#include "core/encoding.hpp"
#include "core/log.hpp"
#include "net/http_client.hpp"

namespace promo::stripe {
namespace {

// Stripe changes its answers only with the version that is asked for.
constexpr std::string_view kVersion = "2024-06-20";
constexpr std::chrono::milliseconds kDeadline{10'000};

constexpr int kOk = 200;
constexpr int kUnauthorized = 401;
constexpr int kForbidden = 403;

}  // namespace

KeyState Api::check_key(const core::Secret& secret_key) const {
    net::Request request;
    request.vendor = "stripe";
    request.url = core::Secret(base_url_ + "/v1/balance");
    request.headers.emplace_back("Authorization", core::Secret("Basic " + core::base64(secret_key.reveal() + ':')));
    request.headers.emplace_back("Stripe-Version", core::Secret(std::string(kVersion)));
    request.deadline = kDeadline;
    const auto reply = send_(request);
    if (reply.outcome == net::Outcome::answered) {
        if (reply.status == kOk) return KeyState::good;
        if (reply.status == kUnauthorized || reply.status == kForbidden) return KeyState::refused;
    }
    core::log::warn("stripe.not_reached", {{"status", reply.status}, {"detail", reply.detail}});
    return KeyState::not_reached;
}

}  // namespace promo::stripe
