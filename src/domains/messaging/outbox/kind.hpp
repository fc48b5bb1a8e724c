#pragma once

#include <boost/describe/enum.hpp>
#include <string_view>

#include "core/time.hpp"

namespace promo::messaging::outbox {

// What a message is for. That decides how urgent it is, how long it is worth sending, and what is done when nobody can
// say whether it arrived.
enum class Kind {
    callback_answer,    // to the press of a button
    action,             // "is sending a picture…"
    reply,              // to what somebody wrote or pressed
    edit,               // of a message that is there
    removal,            // of a message that is there
    menu,               // of a bot's commands
    test,               // somebody at the dashboard watches
    notice,             // to the people of a tenant
    broadcast,          // one of many
    broadcast_removal,  // of one of many
};
BOOST_DESCRIBE_ENUM(Kind, callback_answer, action, reply, edit, removal, menu, test, notice, broadcast,
                    broadcast_removal)

enum class Policy {
    at_most_once,   // in doubt: not again
    at_least_once,  // in doubt: again, and the copy says so
    idempotent,     // twice is the same as once
};
BOOST_DESCRIBE_ENUM(Policy, at_most_once, at_least_once, idempotent)

struct Rule {
    Policy policy = Policy::at_most_once;
    int repeats = 0;           // how often it is sent again when in doubt
    core::Duration fresh_for;  // from when it is due; later it expires
    int priority = 0;          // lower leaves first
    std::string_view why;      // for people
};

const Rule& rule(Kind kind);

}  // namespace promo::messaging::outbox
