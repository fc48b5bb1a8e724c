#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domains/bot_users/service.hpp"
#include "domains/coupons/usage/usage.hpp"
#include "domains/messaging/content/call.hpp"
#include "domains/messaging/outbox/kind.hpp"

namespace promo::coupon_bot::talk {

struct Answer {
    messaging::outbox::Kind kind = messaging::outbox::Kind::reply;
    messaging::Call call;
};

// What comes of one update: thought up outside of any transaction, then done in one.
struct Plan {
    std::vector<Answer> answers;
    std::vector<bot_users::Step> steps;
    std::vector<coupons::usage::Usage> usage;
    std::optional<std::string> coupon = {};  // found good just now
    std::optional<bool> unsubscribed = {};
    std::optional<std::string> time_zone = {};
    std::optional<std::string> source = {};  // the deep link that brought him
};

}  // namespace promo::coupon_bot::talk
