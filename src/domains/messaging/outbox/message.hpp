#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "core/id.hpp"
#include "core/time.hpp"
#include "domains/messaging/content/call.hpp"
#include "domains/messaging/outbox/kind.hpp"

namespace promo::db {
class Tx;
}

namespace promo::messaging::outbox {

enum class State { pending, sending, sent, failed, unknown, expired, cancelled };
BOOST_DESCRIBE_ENUM(State, pending, sending, sent, failed, unknown, expired, cancelled)

// Why a message did not arrive, or nobody can say.
enum class Problem {
    blocked,         // the person has blocked the bot, or is gone
    chat_gone,       // no such chat, or the bot is not in it
    no_rights,       // it is there and may not do this
    refused,         // Telegram does not take this message
    token_refused,   // the bot's token is no longer good
    not_connected,   // the tenant has no such bot any more
    file_missing,    // its file could not be made
    too_many_tries,  // its file or its chat was never where it should be
    in_doubt,        // nobody can say: no answer, or none that says so
    process_died,    // the same, because we ended in the middle
    too_late,
    withdrawn,
};
BOOST_DESCRIBE_ENUM(Problem, blocked, chat_gone, no_rights, refused, token_refused, not_connected, file_missing,
                    too_many_tries, in_doubt, process_died, too_late, withdrawn)

// A message to be sent.
struct Message {
    std::int64_t telegram_id = 0;  // the bot that sends it
    Kind kind = Kind::reply;
    std::string key;    // its identity in the tenant: a second one with it is not taken
    std::string cause;  // what it comes from: `update:17`, `broadcast:<id>`, `test:<person>`
    Call call;
    std::string stream = {};                     // what must arrive in order; empty: all to this chat, broadcasts apart
    std::optional<core::Timestamp> due_at = {};  // empty: now
    std::optional<core::Timestamp> not_after = {};  // empty: as its kind says
    std::optional<Policy> policy = {};              // empty: as its kind says
};

// What has become of one, told in the transaction that says so. Only ends are told, `unknown` included; one that turns
// out to have arrived after all is told again as sent.
struct Ended {
    core::TenantId tenant_id;
    std::string id;
    std::int64_t telegram_id = 0;
    std::int64_t chat_id = 0;
    Kind kind = Kind::reply;
    std::string key;
    std::string cause;
    State state = State::sent;
    std::optional<Problem> problem;
    std::string error;
    std::optional<std::int64_t> message_id;
    core::Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Ended, (),
                      (tenant_id, id, telegram_id, chat_id, kind, key, cause, state, problem, error, message_id, at))

// The transaction is the system's, of several tenants at once, or that of the only one.
using OnEnded = std::function<void(db::Tx& tx, std::span<const Ended> ended)>;

// A group that became a supergroup has another id.
struct Moved {
    core::TenantId tenant_id;
    std::int64_t telegram_id = 0;
    std::int64_t from = 0;
    std::int64_t to = 0;
};
using OnMoved = std::function<void(db::Tx& tx, const Moved& moved)>;

// Notified when there may be something to send, with the bot's number.
inline constexpr std::string_view kWakeChannel = "outbox";

}  // namespace promo::messaging::outbox
