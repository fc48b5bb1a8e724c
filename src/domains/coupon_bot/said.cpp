#include "domains/coupon_bot/said.hpp"

#include <boost/describe/class.hpp>

#include "core/json_read.hpp"

namespace promo::coupon_bot {
namespace {

struct Chat {
    std::int64_t id = 0;
    std::string type;
    std::optional<std::string> title;
    std::optional<std::string> username;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
};
BOOST_DESCRIBE_STRUCT(Chat, (), (id, type, title, username, first_name, last_name))

struct User {
    bool is_bot = false;
    std::string first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> username;
    std::optional<std::string> language_code;
};
BOOST_DESCRIBE_STRUCT(User, (), (is_bot, first_name, last_name, username, language_code))

struct Message {
    std::int64_t message_id = 0;
    std::int64_t date = 0;  // 0: it is too old to be known
    std::optional<std::int64_t> message_thread_id;
    std::optional<bool> is_topic_message;
    Chat chat;
    std::optional<User> from;
    std::optional<std::string> text;
    std::optional<core::json::Raw> sender_chat;  // an administrator who does not say who he is
    std::optional<core::json::Raw> photo;
};
BOOST_DESCRIBE_STRUCT(Message, (),
                      (message_id, date, message_thread_id, is_topic_message, chat, from, text, sender_chat, photo))

struct CallbackQuery {
    std::string id;
    User from;
    std::optional<Message> message;
    std::optional<std::string> data;
};
BOOST_DESCRIBE_STRUCT(CallbackQuery, (), (id, from, message, data))

struct Member {
    std::string status;
};
BOOST_DESCRIBE_STRUCT(Member, (), (status))

struct MemberUpdated {
    Chat chat;
    Member new_chat_member;
};
BOOST_DESCRIBE_STRUCT(MemberUpdated, (), (chat, new_chat_member))

struct Update {
    std::optional<Message> message;
    std::optional<Message> channel_post;
    std::optional<CallbackQuery> callback_query;
    std::optional<MemberUpdated> my_chat_member;
};
BOOST_DESCRIBE_STRUCT(Update, (), (message, channel_post, callback_query, my_chat_member))

void name_after(Said& said, const Chat& chat, const std::optional<User>& from) {
    if (said.is_private() && from) {
        said.username = from->username;
        said.first_name = from->first_name;
        said.last_name = from->last_name;
        said.language = from->language_code;
    } else {
        said.username = chat.username;
        said.first_name = chat.title ? chat.title : chat.first_name;
        said.last_name = chat.last_name;
    }
}

Said said_in(const Message& message, const std::optional<User>& from) {
    Said said{.chat_id = message.chat.id, .chat_type = message.chat.type, .message_id = message.message_id};
    if (message.is_topic_message.value_or(false)) said.thread = message.message_thread_id;
    name_after(said, message.chat, from);
    return said;
}

}  // namespace

std::optional<Said> read_said(std::string_view kind, std::string_view body) {
    const auto parsed = core::json::try_parse<Update>(body);
    if (!parsed) return std::nullopt;
    const auto& update = *parsed.value;
    if (kind == "callback_query") {
        // One without a message comes from a place where we say nothing.
        if (!update.callback_query || !update.callback_query->message) return std::nullopt;
        const auto& query = *update.callback_query;
        auto said = said_in(*query.message, query.from);
        said.press = Press{.id = query.id,
                           .data = query.data.value_or(""),
                           .message_id = query.message->message_id,
                           .can_edit = query.message->date != 0,
                           .is_picture = query.message->photo.has_value()};
        return said;
    }
    const auto& message = kind == "channel_post" ? update.channel_post : update.message;
    if (!message || (message->from && message->from->is_bot && !message->sender_chat)) return std::nullopt;
    auto said = said_in(*message, message->from);
    said.text = message->text.value_or("");
    return said;
}

std::optional<Membership> read_membership(std::string_view body) {
    const auto parsed = core::json::try_parse<Update>(body);
    if (!parsed || !parsed.value->my_chat_member) return std::nullopt;
    const auto& [chat, member] = *parsed.value->my_chat_member;
    return Membership{.chat_id = chat.id,
                      .chat_type = chat.type,
                      .reachable = member.status != "kicked" && member.status != "left",
                      .username = chat.username,
                      .first_name = chat.title ? chat.title : chat.first_name,
                      .last_name = chat.last_name};
}

}  // namespace promo::coupon_bot
