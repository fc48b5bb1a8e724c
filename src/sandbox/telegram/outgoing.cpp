#include "sandbox/telegram/outgoing.hpp"

#include "core/utf8.hpp"
#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/messages.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::size_t kMostCallbackBytes = 64;
constexpr std::size_t kMostRawTextBytes = 64 << 10;

void check_button(const InlineButton& button) {
    if (button.text.empty()) throw bad_request("can't parse inline keyboard button: Field \"text\" must be non-empty");
    const int actions = button.url.has_value() + button.callback_data.has_value() + button.web_app.has_value() +
                        button.login_url.has_value() + button.switch_inline_query.has_value() +
                        button.switch_inline_query_current_chat.has_value() +
                        button.switch_inline_query_chosen_chat.has_value() + button.copy_text.has_value() +
                        button.callback_game.has_value() + button.pay.has_value();
    if (actions == 0) {
        throw bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
    }
    if (actions > 1) throw bad_request("can't parse inline keyboard button: exactly one action is allowed");
    if (button.callback_data && (button.callback_data->empty() || button.callback_data->size() > kMostCallbackBytes))
        throw bad_request("BUTTON_DATA_INVALID");
    if (button.url) {
        const auto& url = *button.url;
        const bool good = url.starts_with("http://") || url.starts_with("https://") || url.starts_with("tg://");
        if (!good || url.find(' ') != std::string::npos)
            throw bad_request("inline keyboard button URL '" + url + "' is invalid: Wrong HTTP URL");
    }
}

// The reply keyboard a person is shown; absent ones leave it as it is.
struct Markup {
    std::optional<core::json::Raw> inline_keyboard;
    std::optional<core::json::Raw> keyboard;
    std::optional<bool> remove_keyboard;
    std::optional<bool> force_reply;
};
BOOST_DESCRIBE_STRUCT(Markup, (), (inline_keyboard, keyboard, remove_keyboard, force_reply))

void put_markup(ChatState& chat, Message& body, const core::json::Raw& raw) {
    const auto parsed = core::json::try_parse<Markup>(raw.text);
    if (!parsed) throw bad_request("object expected as reply markup");
    const auto& markup = *parsed.value;
    if (markup.inline_keyboard) {
        auto keyboard = parse_inline_keyboard(raw.text);
        if (!keyboard.inline_keyboard.empty()) body.reply_markup = std::move(keyboard);
        return;
    }
    if (chat.kind == ChatKind::channel) throw bad_request("inline keyboard expected");
    if (markup.remove_keyboard.value_or(false)) {
        chat.keyboard.text = "null";
    } else if (markup.keyboard || markup.force_reply.value_or(false)) {
        chat.keyboard = raw;
    }
}

}  // namespace

InlineKeyboard parse_inline_keyboard(const std::string& json) {
    auto parsed = core::json::try_parse<InlineKeyboard>(json);
    if (!parsed) throw bad_request("can't parse inline keyboard: " + parsed.problem);
    std::size_t buttons = 0;
    for (const auto& row : parsed.value->inline_keyboard) {
        for (const auto& button : row) {
            check_button(button);
            ++buttons;
        }
    }
    if (buttons > kMostButtons) throw bad_request("reply markup is too long");
    std::erase_if(parsed.value->inline_keyboard, [](const auto& row) { return row.empty(); });
    return std::move(*parsed.value);
}

FormattedText message_text(std::string_view text, const std::optional<std::string>& parse_mode,
                           const std::optional<std::vector<MessageEntity>>& entities) {
    if (text.size() > kMostRawTextBytes) throw bad_request("message is too long");
    auto formatted = format_text(text, parse_mode.value_or(""), entities.value_or(std::vector<MessageEntity>{}));
    if (formatted.text.empty()) throw bad_request("message text is empty");
    if (core::utf16_length(formatted.text) > kMostTextUnits) throw bad_request("message is too long");
    return formatted;
}

void put_text(Message& body, FormattedText text) {
    body.text = std::move(text.text);
    body.entities.reset();
    if (!text.entities.empty()) body.entities = std::move(text.entities);
}

void put_caption(Message& body, const Caption& caption) {
    body.caption.reset();
    body.caption_entities.reset();
    body.show_caption_above_media.reset();
    if (!caption.caption) return;
    auto formatted = format_text(*caption.caption, caption.parse_mode.value_or(""),
                                 caption.caption_entities.value_or(std::vector<MessageEntity>{}));
    if (core::utf16_length(formatted.text) > kMostCaptionUnits) throw bad_request("message caption is too long");
    if (formatted.text.empty()) return;
    body.caption = std::move(formatted.text);
    if (!formatted.entities.empty()) body.caption_entities = std::move(formatted.entities);
    if (caption.show_caption_above_media.value_or(false)) body.show_caption_above_media = true;
}

ChatState& open_envelope(Call& call, const Envelope& envelope, std::size_t messages) {
    auto& chat = chat_to_write(call.state, call.bot, envelope.chat_id.text);
    if (envelope.message_thread_id && !chat.is_forum) throw bad_request("message thread not found");
    call.spend(chat, messages);
    return chat;
}

StoredMessage& send_into(Call& call, ChatState& chat, const Envelope& envelope, Message body) {
    StoredMessage message;
    message.bot = call.bot.user.id;
    if (chat.kind != ChatKind::channel) message.author = call.bot.user.id;
    if (envelope.reply_parameters) {
        const auto& reply = *envelope.reply_parameters;
        const bool here = !reply.chat_id || &chat_named(call.state, call.bot, reply.chat_id->text) == &chat;
        if (here && find_message(chat, reply.message_id)) {
            message.reply_to = reply.message_id;
        } else if (!reply.allow_sending_without_reply.value_or(false)) {
            throw bad_request("message to be replied not found");
        }
    }
    if (envelope.reply_markup) put_markup(chat, body, *envelope.reply_markup);
    if (envelope.protect_content.value_or(false)) body.has_protected_content = true;
    if (envelope.message_thread_id) {
        body.message_thread_id = envelope.message_thread_id;
        body.is_topic_message = true;
    }
    message.body = std::move(body);
    return post_message(call.state, chat, std::move(message));
}

std::string send(Call& call, const Envelope& envelope, Message body) {
    auto& chat = open_envelope(call, envelope, 1);
    const auto& sent = send_into(call, chat, envelope, std::move(body));
    return message_json(call.state, chat, sent, &call.bot);
}

}  // namespace promo::sandbox::telegram
