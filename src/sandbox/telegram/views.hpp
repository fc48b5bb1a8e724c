#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/telegram/api_update.hpp"
#include "sandbox/telegram/faults.hpp"
#include "sandbox/telegram/records.hpp"

// What the pages and tests see of the sandbox.
namespace promo::sandbox::telegram {

struct BotView {
    std::int64_t id = 0;
    std::string token;
    std::string first_name;
    std::string username;
    bool reads_all = false;
    bool can_join_groups = true;
    bool revoked = false;
    std::vector<BotCommand> commands;
    WebhookInfo webhook;
};
BOOST_DESCRIBE_STRUCT(BotView, (),
                      (id, token, first_name, username, reads_all, can_join_groups, revoked, commands, webhook))

struct PersonView {
    std::int64_t id = 0;
    std::string first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> username;
    bool deleted = false;
};
BOOST_DESCRIBE_STRUCT(PersonView, (), (id, first_name, last_name, username, deleted))

struct MemberView {
    std::int64_t user = 0;
    std::string name;
    bool is_bot = false;
    std::string status;
};
BOOST_DESCRIBE_STRUCT(MemberView, (), (user, name, is_bot, status))

struct RequestView {
    std::int64_t user = 0;
    std::string name;
    std::string link;
    std::int64_t date = 0;
};
BOOST_DESCRIBE_STRUCT(RequestView, (), (user, name, link, date))

struct ChatView {
    std::string key;
    std::int64_t id = 0;
    std::string kind;
    std::string title;
    std::optional<std::string> username;
    std::optional<std::int64_t> bot;  // of a private chat
    std::optional<std::int64_t> migrated_to;
    bool blocked = false;
    std::int64_t member_count = 0;
    std::vector<MemberView> members;  // the first kMostMembersShown
    std::vector<ChatInviteLink> links;
    std::vector<RequestView> requests;
    std::vector<std::int64_t> pinned;
    core::json::Raw keyboard;
    std::optional<core::json::Raw> last_message;
    core::Timestamp touched{};
    std::optional<std::string> action;  // a bot is `typing`, until
    core::Timestamp action_until{};
    std::vector<BotCommand> commands;  // what the bots here offer, in a group with their names
};
BOOST_DESCRIBE_STRUCT(ChatView, (),
                      (key, id, kind, title, username, bot, migrated_to, blocked, member_count, members, links,
                       requests, pinned, keyboard, last_message, touched, action, action_until, commands))

struct SettingsView {
    std::optional<bool> strict{};
    std::optional<bool> limits{};
    std::optional<double> bot_rate{};    // messages a second
    std::optional<double> chat_rate{};   // messages a second
    std::optional<double> group_rate{};  // messages a minute
    std::optional<std::int64_t> latency_ms{};
};
BOOST_DESCRIBE_STRUCT(SettingsView, (), (strict, limits, bot_rate, chat_rate, group_rate, latency_ms))

struct Overview {
    core::Timestamp now{};
    std::string api_version;
    SettingsView settings;
    std::int64_t violations = 0;
    std::vector<BotView> bots;
    std::vector<PersonView> people;
    std::vector<ChatView> chats;  // the one with the newest message first
    std::int64_t people_count = 0;
    std::int64_t chat_count = 0;
    std::vector<Fault> faults;
};
BOOST_DESCRIBE_STRUCT(Overview, (),
                      (now, api_version, settings, violations, bots, people, chats, people_count, chat_count, faults))

struct MessagePage {
    std::vector<core::json::Raw> messages;  // oldest first
    bool has_more = false;                  // before the first
};
BOOST_DESCRIBE_STRUCT(MessagePage, (), (messages, has_more))

struct Pressed {
    std::optional<std::string> callback_id;
    std::optional<std::string> url;  // a button that opens a page
};
BOOST_DESCRIBE_STRUCT(Pressed, (), (callback_id, url))

struct CallbackView {
    bool answered = false;
    std::string text;
    bool show_alert = false;
    std::string url;
};
BOOST_DESCRIBE_STRUCT(CallbackView, (), (answered, text, show_alert, url))

// Absent members match everything; the newest come first.
struct CallFilter {
    std::optional<std::int64_t> bot{};
    std::optional<std::string> method{};
    std::optional<std::int64_t> chat{};
    std::int64_t after = 0;  // only calls with a greater id
    bool violations_only = false;
    std::size_t limit = 100;
};

}  // namespace promo::sandbox::telegram
