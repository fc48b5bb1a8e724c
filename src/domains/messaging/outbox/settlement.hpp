#pragma once

#include <boost/describe/class.hpp>
#include <optional>

#include "core/time.hpp"
#include "domains/messaging/outbox/message.hpp"

namespace promo::messaging::outbox {

// What has been tried of a message so far, the send that has just ended not included.
struct Standing {
    Kind kind = Kind::reply;
    std::optional<Policy> policy;  // empty: as its kind says
    int tries = 0;                 // sends that may have reached somebody
    int refusals = 0;              // sends that cannot have
    core::Timestamp not_after;
};

// What becomes of it.
struct Settlement {
    State state = State::pending;
    std::optional<Problem> problem = {};
    std::optional<core::Timestamp> due_at = {};
};

constexpr int kMostRefusals = 12;

Policy policy_of(const Standing& standing);
// A second copy says that it is one.
bool is_marked(const Standing& standing);

// There was no way to Telegram. That says nothing about the message: it waits for as long as it is worth sending.
// `unit` is random in [0, 1).
Settlement no_way(const Standing& standing, core::Timestamp now, double unit);
// It cannot have reached anybody, because of the message: that ends after kMostRefusals.
Settlement not_reached(const Standing& standing, core::Timestamp now, double unit);
// Nobody can say whether it has.
Settlement in_doubt(const Standing& standing, Problem why, core::Timestamp now, double unit);

}  // namespace promo::messaging::outbox
