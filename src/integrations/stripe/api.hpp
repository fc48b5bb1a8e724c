#pragma once

#include <boost/describe/enum.hpp>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/secret.hpp"
#include "core/time.hpp"
#include "net/send.hpp"

namespace promo::stripe {

enum class KeyState { good, refused, not_reached };
BOOST_DESCRIBE_ENUM(KeyState, good, refused, not_reached)

// Why a webhook's signature was not believed.
enum class SignatureProblem { missing, malformed, stale, wrong };
BOOST_DESCRIBE_ENUM(SignatureProblem, missing, malformed, stale, wrong)

// Checks a `Stripe-Signature` header against the raw body: HMAC-SHA256 with any of the secrets, at most kTolerance
// old or early, at most kMostItems items, in constant time. Empty: genuine.
inline constexpr std::chrono::seconds kTolerance{300};
inline constexpr std::size_t kMostItems = 16;
std::optional<SignatureProblem> check_signature(std::string_view body, std::optional<std::string_view> header,
                                                std::span<const core::Secret> secrets, core::Timestamp now);

// What Stripe says of a customer's code.
enum class PromotionFinding {
    good,
    unknown,
    used_up,      // there was such a code, but its time or its number of uses is over
    busy,         // Stripe has trouble, or did not answer in time: the next question may fare better
    key_refused,  // Stripe does not let this key read promotion codes
};

struct PromotionAnswer {
    PromotionFinding finding = PromotionFinding::busy;
    int status = 0;  // 0: there was no answer
};

// Stripe's REST API, as far as an account is proven and codes are looked up with it. Safe from any thread.
class Api {
public:
    Api(net::Send send, std::string base_url) : send_(std::move(send)), base_url_(std::move(base_url)) {}

    // Asks for the account's balance, which every secret key may read.
    KeyState check_key(const core::Secret& secret_key) const;
    // One question, at most six seconds long. Stripe looks past upper and lower case.
    PromotionAnswer look_up_promotion(const core::Secret& secret_key, std::string_view code, core::Timestamp now) const;

private:
    net::Send send_;
    std::string base_url_;
};

}  // namespace promo::stripe
