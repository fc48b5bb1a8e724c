#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domains/messaging/outbox/message.hpp"

namespace promo::messaging::outbox {

// A message as it is in the table, for people.
struct Entry {
    std::string id;
    std::int64_t telegram_id = 0;
    std::optional<std::string> username;  // of the bot
    std::int64_t chat_id = 0;
    std::optional<std::string> chat_name;
    Kind kind = Kind::reply;
    std::optional<Policy> policy;
    std::string method;
    std::string arguments;
    std::optional<std::string> file;
    State state = State::pending;
    std::optional<Problem> problem;
    std::optional<std::string> error;
    int attempt = 0;
    int tries = 0;
    core::Timestamp due_at;
    core::Timestamp not_after;
    core::Timestamp created_at;
    std::optional<core::Timestamp> sent_at;
    std::optional<core::Timestamp> done_at;
    std::optional<std::int64_t> message_id;
    std::string cause;
};
BOOST_DESCRIBE_STRUCT(Entry, (),
                      (id, telegram_id, username, chat_id, chat_name, kind, policy, method, arguments, file, state,
                       problem, error, attempt, tries, due_at, not_after, created_at, sent_at, done_at, message_id,
                       cause))

struct Attempt {
    int attempt = 0;
    core::Timestamp ended_at;
    std::string outcome;
    int status = 0;
    int took_ms = 0;
    std::string words;
};
BOOST_DESCRIBE_STRUCT(Attempt, (), (attempt, ended_at, outcome, status, took_ms, words))

// What a person reads of it first: its text without markup, at most 160 characters.
std::string preview(const Entry& entry);
// How often it was said again.
int repeats(const Entry& entry);

struct Happening {
    core::Timestamp at;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(Happening, (), (at, text))
// What happened to it, in order, in sentences.
std::vector<Happening> story(const Entry& entry, const std::vector<Attempt>& attempts, core::Timestamp now);

struct Cause {
    std::string kind;  // update, broadcast, test, menu, other
    std::string title;
    std::optional<std::string> link;
};
BOOST_DESCRIBE_STRUCT(Cause, (), (kind, title, link))
Cause cause_of(std::string_view cause);

}  // namespace promo::messaging::outbox
