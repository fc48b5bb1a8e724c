#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/input_media.hpp"
#include "sandbox/telegram/messages.hpp"
#include "sandbox/telegram/outgoing.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::int64_t kDeletableSeconds = 48LL * 3600;
constexpr std::size_t kMostDeletions = 100;

struct EditTarget {
    std::optional<ChatRef> chat_id;
    std::optional<std::int64_t> message_id;
    std::optional<std::string> inline_message_id;
    std::optional<core::json::Raw> reply_markup;
};
BOOST_DESCRIBE_STRUCT(EditTarget, (), (chat_id, message_id, inline_message_id, reply_markup))

struct EditText : EditTarget {
    std::optional<std::string> text;
    std::optional<std::string> parse_mode;
    std::optional<std::vector<MessageEntity>> entities;
};
BOOST_DESCRIBE_STRUCT(EditText, (EditTarget), (text, parse_mode, entities))

struct EditCaption : EditTarget, Caption {};
BOOST_DESCRIBE_STRUCT(EditCaption, (EditTarget, Caption), ())

struct EditMedia : EditTarget {
    InputMedia media;
};
BOOST_DESCRIBE_STRUCT(EditMedia, (EditTarget), (media))

struct DeleteMessage {
    ChatRef chat_id;
    std::int64_t message_id = 0;
};
BOOST_DESCRIBE_STRUCT(DeleteMessage, (), (chat_id, message_id))

struct DeleteMessages {
    ChatRef chat_id;
    std::vector<std::int64_t> message_ids;
};
BOOST_DESCRIBE_STRUCT(DeleteMessages, (), (chat_id, message_ids))

struct Editing {
    ChatState& chat;
    StoredMessage& message;
};

Editing open_edit(Call& call, const EditTarget& target) {
    if (target.inline_message_id && !target.chat_id) throw bad_request("wrong inline message identifier specified");
    if (!target.chat_id) throw bad_request("chat_id is empty");
    if (!target.message_id) throw bad_request("message identifier is not specified");
    auto& chat = chat_inside(call.state, call.bot, target.chat_id->text);
    auto* message = find_message(chat, *target.message_id);
    if (!message) throw bad_request("message to edit not found");
    const auto member = chat.member(call.bot.user.id);
    const bool own = message->author == call.bot.user.id;
    const bool may_edit_posts = chat.kind == ChatKind::channel && member.rights.can_edit_messages.value_or(false);
    const bool may_post =
        chat.kind == ChatKind::channel && message->author == 0 && member.rights.can_post_messages.value_or(false);
    if (!own && !may_edit_posts && !may_post) throw bad_request("message can't be edited");
    return {chat, *message};
}

// Without a keyboard among the arguments, the message loses the one it had.
void put_edited_markup(Message& body, const EditTarget& target) {
    body.reply_markup.reset();
    if (!target.reply_markup) return;
    auto keyboard = parse_inline_keyboard(target.reply_markup->text);
    if (!keyboard.inline_keyboard.empty()) body.reply_markup = std::move(keyboard);
}

std::string finish_edit(Call& call, Editing editing, Message body) {
    if (result_of(body) == result_of(editing.message.body)) {
        throw bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as "
            "a current content and reply markup of the message");
    }
    body.edit_date = call.state.unix_time();
    editing.message.body = std::move(body);
    announce_edit(call.state, editing.chat, editing.message);
    return message_json(call.state, editing.chat, editing.message, &call.bot);
}

std::string edit_text(Call& call) {
    const auto given = call.read<EditText>();
    const auto editing = open_edit(call, given);
    if (!editing.message.body.text) throw bad_request("there is no text in the message to edit");
    auto body = editing.message.body;
    put_text(body, message_text(given.text.value_or(""), given.parse_mode, given.entities));
    put_edited_markup(body, given);
    return finish_edit(call, editing, std::move(body));
}

std::string edit_caption(Call& call) {
    const auto given = call.read<EditCaption>();
    const auto editing = open_edit(call, given);
    auto body = editing.message.body;
    if (body.text || !(body.photo || body.document || body.video || body.animation || body.audio || body.voice))
        throw bad_request("there is no caption in the message to edit");
    put_caption(body, given);
    put_edited_markup(body, given);
    return finish_edit(call, editing, std::move(body));
}

std::string edit_media(Call& call) {
    const auto given = call.read<EditMedia>();
    const auto editing = open_edit(call, given);
    auto body = editing.message.body;
    auto replacement = input_media_body(call, given.media);
    body.text.reset();
    body.entities.reset();
    body.photo = replacement.photo;
    body.document = replacement.document;
    body.video = replacement.video;
    body.animation = replacement.animation;
    body.audio = replacement.audio;
    body.caption = replacement.caption;
    body.caption_entities = replacement.caption_entities;
    body.show_caption_above_media = replacement.show_caption_above_media;
    put_edited_markup(body, given);
    return finish_edit(call, editing, std::move(body));
}

std::string edit_markup(Call& call) {
    const auto given = call.read<EditTarget>();
    const auto editing = open_edit(call, given);
    auto body = editing.message.body;
    put_edited_markup(body, given);
    return finish_edit(call, editing, std::move(body));
}

bool may_delete(const Call& call, const ChatState& chat, const StoredMessage& message) {
    if (has_right(chat, call.bot.user.id, &AdministratorRights::can_delete_messages)) return true;
    if (call.state.unix_time() - message.body.date > kDeletableSeconds) return false;
    const auto member = chat.member(call.bot.user.id);
    const bool own_post =
        chat.kind == ChatKind::channel && message.author == 0 && member.rights.can_post_messages.value_or(false);
    return chat.is_private() || message.author == call.bot.user.id || own_post;
}

std::string delete_message(Call& call) {
    const auto given = call.read<DeleteMessage>();
    auto& chat = chat_inside(call.state, call.bot, given.chat_id.text);
    const auto* message = find_message(chat, given.message_id);
    if (!message) throw bad_request("message to delete not found");
    if (!may_delete(call, chat, *message)) throw bad_request("message can't be deleted for everyone");
    erase_message(call.state, chat, given.message_id);
    return yes();
}

std::string delete_messages(Call& call) {
    const auto given = call.read<DeleteMessages>();
    if (given.message_ids.empty() || given.message_ids.size() > kMostDeletions)
        throw bad_request("wrong number of messages: from 1 to 100 are expected");
    auto& chat = chat_inside(call.state, call.bot, given.chat_id.text);
    for (const auto id : given.message_ids) {
        const auto* message = find_message(chat, id);
        if (message && may_delete(call, chat, *message)) erase_message(call.state, chat, id);
    }
    return yes();
}

}  // namespace

Methods edit_methods() {
    return {
        {"editMessageText", edit_text},    {"editMessageCaption", edit_caption},
        {"editMessageMedia", edit_media},  {"editMessageReplyMarkup", edit_markup},
        {"deleteMessage", delete_message}, {"deleteMessages", delete_messages},
    };
}

}  // namespace promo::sandbox::telegram
