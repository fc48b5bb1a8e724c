#include <algorithm>

#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/messages.hpp"
#include "sandbox/telegram/outgoing.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::size_t kMostAtOnce = 100;

struct CopyMessage : Envelope, Caption {
    ChatRef from_chat_id;
    std::int64_t message_id = 0;
};
BOOST_DESCRIBE_STRUCT(CopyMessage, (Envelope, Caption), (from_chat_id, message_id))

struct CopyMessages : Envelope {
    ChatRef from_chat_id;
    std::vector<std::int64_t> message_ids;
    std::optional<bool> remove_caption;
};
BOOST_DESCRIBE_STRUCT(CopyMessages, (Envelope), (from_chat_id, message_ids, remove_caption))

bool is_service(const Message& body) {
    return !(body.text || body.photo || body.document || body.video || body.animation || body.audio || body.voice ||
             body.video_note || body.sticker || body.contact || body.location);
}

// Throws ApiError for what is not there, protected or no content.
const StoredMessage& source(Call& call, const ChatRef& from, std::int64_t message_id, const std::string& act) {
    auto& chat = chat_inside(call.state, call.bot, from.text);
    const auto* message = find_message(chat, message_id);
    if (!message) throw bad_request("message to " + act + " not found");
    if (is_service(message->body) || message->body.has_protected_content.value_or(false))
        throw bad_request("message can't be " + std::string(act == "copy" ? "copied" : "forwarded"));
    return *message;
}

// What of a message is its content.
Message content_of(const Message& original) {
    auto body = original;
    body.forward_origin.reset();
    body.edit_date.reset();
    body.has_protected_content.reset();
    body.media_group_id.reset();
    body.author_signature.reset();
    body.message_thread_id.reset();
    body.is_topic_message.reset();
    body.reply_markup.reset();
    return body;
}

MessageOrigin origin_of(State& state, const ChatState& chat, const StoredMessage& message) {
    if (message.body.forward_origin) return *message.body.forward_origin;
    MessageOrigin origin;
    origin.date = message.body.date;
    if (message.author) {
        origin.type = "user";
        origin.sender_user = show_user(state, message.author);
    } else {
        origin.type = "channel";
        origin.chat = show_chat(state, chat);
        origin.message_id = message.body.message_id;
    }
    return origin;
}

Message forwarded(Call& call, const ChatRef& from, std::int64_t message_id) {
    const auto& message = source(call, from, message_id, "forward");
    auto body = content_of(message.body);
    body.forward_origin = origin_of(call.state, chat_named(call.state, call.bot, from.text), message);
    return body;
}

std::string forward_message(Call& call) {
    const auto given = call.read<CopyMessage>();
    chat_to_write(call.state, call.bot, given.chat_id.text);
    return send(call, given, forwarded(call, given.from_chat_id, given.message_id));
}

std::string copy_message(Call& call) {
    const auto given = call.read<CopyMessage>();
    auto& chat = chat_to_write(call.state, call.bot, given.chat_id.text);
    auto body = content_of(source(call, given.from_chat_id, given.message_id, "copy").body);
    if (given.caption && !body.text) put_caption(body, given);
    call.spend(chat, 1);
    return result_of(MessageId{send_into(call, chat, given, std::move(body)).body.message_id});
}

template <bool as_forward>
std::string send_many(Call& call) {
    const auto given = call.read<CopyMessages>();
    const auto& ids = given.message_ids;
    if (ids.empty() || ids.size() > kMostAtOnce)
        throw bad_request("wrong number of messages: from 1 to 100 are expected");
    if (std::ranges::adjacent_find(ids, std::greater_equal<>()) != ids.end())
        throw bad_request("message identifiers must be in a strictly increasing order");
    auto& from = chat_inside(call.state, call.bot, given.from_chat_id.text);
    auto& chat = open_envelope(call, given, ids.size());
    std::vector<MessageId> sent;
    for (const auto id : ids) {
        const auto* message = find_message(from, id);
        // What cannot be copied is skipped.
        if (!message || is_service(message->body) || message->body.has_protected_content.value_or(false)) continue;
        auto body = as_forward ? forwarded(call, given.from_chat_id, id) : content_of(message->body);
        if (given.remove_caption.value_or(false)) put_caption(body, {});
        sent.push_back({send_into(call, chat, given, std::move(body)).body.message_id});
    }
    if (sent.empty())
        throw bad_request(as_forward ? "there are no messages to forward" : "there are no messages to copy");
    return result_of(sent);
}

}  // namespace

Methods copy_methods() {
    return {
        {"forwardMessage", forward_message},
        {"forwardMessages", send_many<true>},
        {"copyMessage", copy_message},
        {"copyMessages", send_many<false>},
    };
}

}  // namespace promo::sandbox::telegram
