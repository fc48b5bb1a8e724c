#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "sandbox/telegram/api_message.hpp"

// What people do in the sandbox: the arguments of World and of the control API alike.
namespace promo::sandbox::telegram {

struct NewBot {
    std::string first_name;
    std::string username;                // ends in `bot`
    std::optional<std::string> token{};  // made up when absent
    std::optional<bool> reads_all{};     // privacy mode off
    std::optional<bool> can_join_groups{};
};
BOOST_DESCRIBE_STRUCT(NewBot, (), (first_name, username, token, reads_all, can_join_groups))

struct BotSettings {
    std::int64_t bot = 0;
    std::optional<bool> reads_all{};
    std::optional<bool> can_join_groups{};
    std::optional<bool> revoke_token{};  // the old token is unauthorized from now on
};
BOOST_DESCRIBE_STRUCT(BotSettings, (), (bot, reads_all, can_join_groups, revoke_token))

struct NewPerson {
    std::string first_name;
    std::optional<std::string> last_name{};
    std::optional<std::string> username{};
    std::optional<std::string> language_code{};
    std::optional<std::int64_t> id{};
};
BOOST_DESCRIBE_STRUCT(NewPerson, (), (first_name, last_name, username, language_code, id))

struct NewChat {
    std::string kind;  // group, supergroup, channel
    std::string title;
    std::int64_t owner = 0;
    std::optional<std::string> username{};  // makes it public
    std::optional<bool> is_forum{};
};
BOOST_DESCRIBE_STRUCT(NewChat, (), (kind, title, owner, username, is_forum))

struct SentPhoto {
    std::string name;
    std::string content_base64;
};
BOOST_DESCRIBE_STRUCT(SentPhoto, (), (name, content_base64))

// `chat` is `-100…`, `@name`, or `<bot>:<person>` for a private chat, which begins with the first message.
struct SendAs {
    std::string chat;
    std::int64_t user = 0;
    std::optional<std::string> text{};  // the caption when there is a photo
    std::optional<SentPhoto> photo{};
    std::optional<std::int64_t> reply_to{};
    std::optional<std::string> forward_chat{};
    std::optional<std::int64_t> forward_message{};
};
BOOST_DESCRIBE_STRUCT(SendAs, (), (chat, user, text, photo, reply_to, forward_chat, forward_message))

struct EditAs {
    std::string chat;
    std::int64_t user = 0;
    std::int64_t message_id = 0;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(EditAs, (), (chat, user, message_id, text))

struct DeleteAs {
    std::string chat;
    std::int64_t user = 0;
    std::int64_t message_id = 0;
};
BOOST_DESCRIBE_STRUCT(DeleteAs, (), (chat, user, message_id))

struct Press {
    std::string chat;
    std::int64_t user = 0;
    std::int64_t message_id = 0;
    std::optional<std::int64_t> row{};
    std::optional<std::int64_t> column{};
};
BOOST_DESCRIBE_STRUCT(Press, (), (chat, user, message_id, row, column))

struct Start {
    std::int64_t bot = 0;
    std::int64_t user = 0;
    std::optional<std::string> payload{};
};
BOOST_DESCRIBE_STRUCT(Start, (), (bot, user, payload))

struct Join {
    std::int64_t user = 0;
    std::string link;  // or the name of a public chat
};
BOOST_DESCRIBE_STRUCT(Join, (), (user, link))

struct InChat {
    std::string chat;
    std::int64_t user = 0;
};
BOOST_DESCRIBE_STRUCT(InChat, (), (chat, user))

struct Decide {
    std::string chat;
    std::int64_t user = 0;
    std::int64_t actor = 0;
    bool approve = true;
};
BOOST_DESCRIBE_STRUCT(Decide, (), (chat, user, actor, approve))

// Makes somebody (a bot too) what `status` says; an administrator gets all rights unless `rights` names them.
struct SetMember {
    std::string chat;
    std::int64_t user = 0;
    std::int64_t actor = 0;
    std::string status;
    std::optional<core::json::Raw> rights{};
    std::optional<std::int64_t> until_date{};
};
BOOST_DESCRIBE_STRUCT(SetMember, (), (chat, user, actor, status, rights, until_date))

struct Block {
    std::int64_t bot = 0;
    std::int64_t user = 0;
    bool blocked = true;
};
BOOST_DESCRIBE_STRUCT(Block, (), (bot, user, blocked))

struct NewLink {
    std::string chat;
    std::int64_t actor = 0;
    std::optional<std::string> name{};
    std::optional<std::int64_t> member_limit{};
    std::optional<std::int64_t> expire_date{};
    std::optional<bool> creates_join_request{};
};
BOOST_DESCRIBE_STRUCT(NewLink, (), (chat, actor, name, member_limit, expire_date, creates_join_request))

}  // namespace promo::sandbox::telegram
