#include "domains/messaging/content/call.hpp"

#include <sodium.h>

#include <stdexcept>

#include "core/encoding.hpp"
#include "core/json_write.hpp"
#include "core/utf8.hpp"

namespace promo::messaging {
namespace {

constexpr std::string_view kFile = "attach://file";
constexpr std::size_t kLongestAnswer = 200;

// The Bot API's objects, as far as we say them.
struct CopyTextButton {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(CopyTextButton, (), (text))

struct InlineButton {
    std::string text;
    std::optional<std::string> callback_data = {};
    std::optional<std::string> url = {};
    std::optional<CopyTextButton> copy_text = {};
};
BOOST_DESCRIBE_STRUCT(InlineButton, (), (text, callback_data, url, copy_text))

struct Markup {
    std::vector<std::vector<InlineButton>> inline_keyboard;
};
BOOST_DESCRIBE_STRUCT(Markup, (), (inline_keyboard))

struct LinkPreview {
    bool is_disabled = true;
};
BOOST_DESCRIBE_STRUCT(LinkPreview, (), (is_disabled))

struct ReplyParameters {
    std::int64_t message_id = 0;
    bool allow_sending_without_reply = true;
};
BOOST_DESCRIBE_STRUCT(ReplyParameters, (), (message_id, allow_sending_without_reply))

struct Media {
    std::string type = "photo";
    std::string media{kFile};
    std::optional<std::string> caption = {};
    std::optional<std::string> parse_mode = {};
};
BOOST_DESCRIBE_STRUCT(Media, (), (type, media, caption, parse_mode))

struct Scope {
    std::string type;
};
BOOST_DESCRIBE_STRUCT(Scope, (), (type))

// The union of what our methods take; what is not set is not sent.
struct Arguments {
    std::optional<std::int64_t> chat_id = {};
    std::optional<std::int64_t> message_id = {};
    std::optional<std::int64_t> message_thread_id = {};
    std::optional<std::string> text = {};
    std::optional<std::string> photo = {};
    std::optional<std::string> document = {};
    std::optional<Media> media = {};
    std::optional<std::string> caption = {};
    std::optional<std::string> parse_mode = {};
    std::optional<LinkPreview> link_preview_options = {};
    std::optional<bool> disable_notification = {};
    std::optional<bool> protect_content = {};
    std::optional<ReplyParameters> reply_parameters = {};
    std::optional<Markup> reply_markup = {};
    std::optional<std::string> action = {};
    std::optional<std::string> callback_query_id = {};
    std::optional<bool> show_alert = {};
    std::optional<std::vector<Command>> commands = {};
    std::optional<Scope> scope = {};
    std::optional<std::string> language_code = {};
};
BOOST_DESCRIBE_STRUCT(Arguments, (),
                      (chat_id, message_id, message_thread_id, text, photo, document, media, caption, parse_mode,
                       link_preview_options, disable_notification, protect_content, reply_parameters, reply_markup,
                       action, callback_query_id, show_alert, commands, scope, language_code))

Markup markup(const Keyboard& keyboard) {
    Markup markup;
    for (const auto& row : keyboard) {
        auto& buttons = markup.inline_keyboard.emplace_back();
        for (const auto& button : row) {
            auto& said = buttons.emplace_back(InlineButton{button.text, button.callback, button.url, {}});
            if (button.copy_text) said.copy_text = CopyTextButton{*button.copy_text};
        }
    }
    return markup;
}

Call call(std::string_view method, const Arguments& arguments, std::optional<File> file = {}) {
    return {std::string(method), arguments.chat_id.value_or(0),
            core::json::to_text(arguments, core::json::Absent::omitted), std::move(file)};
}

Arguments to_chat(std::int64_t chat, const Sending& sending) {
    Arguments arguments;
    arguments.chat_id = chat;
    arguments.message_thread_id = sending.thread;
    if (sending.silent) arguments.disable_notification = true;
    if (sending.protect) arguments.protect_content = true;
    if (sending.reply_to) arguments.reply_parameters = ReplyParameters{*sending.reply_to};
    if (!sending.keyboard.empty()) arguments.reply_markup = markup(sending.keyboard);
    return arguments;
}

Arguments of_message(std::int64_t chat, std::int64_t message, const Keyboard& keyboard) {
    Arguments arguments;
    arguments.chat_id = chat;
    arguments.message_id = message;
    if (!keyboard.empty()) arguments.reply_markup = markup(keyboard);
    return arguments;
}

template <class Captioned>
void set_caption(Captioned& captioned, const Html& caption) {
    if (caption.empty()) return;
    captioned.caption = caption.str();
    captioned.parse_mode = "HTML";
}

void set_text(Arguments& arguments, const Html& text, bool preview_links) {
    arguments.text = text.str();
    arguments.parse_mode = "HTML";
    if (!preview_links) arguments.link_preview_options = LinkPreview{};
}

}  // namespace

std::string File::key() const {
    const auto named = maker + '\n' + recipe;
    std::string digest(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                       reinterpret_cast<const unsigned char*>(named.data()), named.size());
    return core::hex(digest);
}

Call send_message(std::int64_t chat, const Html& text, const Sending& sending) {
    auto arguments = to_chat(chat, sending);
    set_text(arguments, text, sending.preview_links);
    return call("sendMessage", arguments);
}

Call send_photo(std::int64_t chat, const File& photo, const Html& caption, const Sending& sending) {
    auto arguments = to_chat(chat, sending);
    arguments.photo = kFile;
    set_caption(arguments, caption);
    return call("sendPhoto", arguments, photo);
}

Call send_document(std::int64_t chat, const File& document, const Html& caption, const Sending& sending) {
    auto arguments = to_chat(chat, sending);
    arguments.document = kFile;
    set_caption(arguments, caption);
    return call("sendDocument", arguments, document);
}

Call edit_text(std::int64_t chat, std::int64_t message, const Html& text, const Keyboard& keyboard) {
    auto arguments = of_message(chat, message, keyboard);
    set_text(arguments, text, false);
    return call("editMessageText", arguments);
}

Call edit_caption(std::int64_t chat, std::int64_t message, const Html& caption, const Keyboard& keyboard) {
    auto arguments = of_message(chat, message, keyboard);
    set_caption(arguments, caption);
    return call("editMessageCaption", arguments);
}

Call edit_photo(std::int64_t chat, std::int64_t message, const File& photo, const Html& caption,
                const Keyboard& keyboard) {
    auto arguments = of_message(chat, message, keyboard);
    set_caption(arguments.media.emplace(), caption);
    return call("editMessageMedia", arguments, photo);
}

Call edit_keyboard(std::int64_t chat, std::int64_t message, const Keyboard& keyboard) {
    return call("editMessageReplyMarkup", of_message(chat, message, keyboard));
}

Call delete_message(std::int64_t chat, std::int64_t message) {
    return call("deleteMessage", of_message(chat, message, {}));
}

Call chat_action(std::int64_t chat, std::string_view action) {
    Arguments arguments;
    arguments.chat_id = chat;
    arguments.action = action;
    return call("sendChatAction", arguments);
}

Call answer_callback(std::string_view callback_id, std::string_view text, bool alert) {
    Arguments arguments;
    arguments.callback_query_id = callback_id;
    if (!text.empty()) arguments.text = core::utf8_prefix(text, kLongestAnswer);
    if (alert) arguments.show_alert = true;
    return call("answerCallbackQuery", arguments);
}

Call set_my_commands(const std::vector<Command>& commands, std::string_view scope, std::string_view language) {
    Arguments arguments;
    arguments.commands = commands;
    arguments.scope = Scope{std::string(scope)};
    if (!language.empty()) arguments.language_code = language;
    return call("setMyCommands", arguments);
}

}  // namespace promo::messaging
