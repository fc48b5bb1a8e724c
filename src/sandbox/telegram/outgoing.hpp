#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>

#include "sandbox/telegram/entities.hpp"
#include "sandbox/telegram/method.hpp"

namespace promo::sandbox::telegram {

inline constexpr std::size_t kMostTextUnits = 4096;
inline constexpr std::size_t kMostCaptionUnits = 1024;
inline constexpr std::size_t kMostButtons = 100;

struct ReplyParameters {
    std::int64_t message_id = 0;
    std::optional<ChatRef> chat_id;
    std::optional<bool> allow_sending_without_reply;
};
BOOST_DESCRIBE_STRUCT(ReplyParameters, (), (message_id, chat_id, allow_sending_without_reply))

// What every method that sends has in common.
struct Envelope {
    ChatRef chat_id;
    std::optional<std::int64_t> message_thread_id;
    std::optional<bool> protect_content;
    std::optional<ReplyParameters> reply_parameters;
    std::optional<core::json::Raw> reply_markup;
};
BOOST_DESCRIBE_STRUCT(Envelope, (), (chat_id, message_thread_id, protect_content, reply_parameters, reply_markup))

struct Caption {
    std::optional<std::string> caption;
    std::optional<std::string> parse_mode;
    std::optional<std::vector<MessageEntity>> caption_entities;
    std::optional<bool> show_caption_above_media;
};
BOOST_DESCRIBE_STRUCT(Caption, (), (caption, parse_mode, caption_entities, show_caption_above_media))

// Both throw ApiError for a text that is too long, and the first for an empty one.
FormattedText message_text(std::string_view text, const std::optional<std::string>& parse_mode,
                           const std::optional<std::vector<MessageEntity>>& entities);
void put_caption(Message& body, const Caption& caption);
void put_text(Message& body, FormattedText text);

// The keyboard under a message. Throws ApiError for one that Telegram would not show.
InlineKeyboard parse_inline_keyboard(const std::string& json);

// Resolves the chat, counts against the rates, applies reply and keyboard, and sends. Throws ApiError.
std::string send(Call& call, const Envelope& envelope, Message body);
ChatState& open_envelope(Call& call, const Envelope& envelope, std::size_t messages);
StoredMessage& send_into(Call& call, ChatState& chat, const Envelope& envelope, Message body);

}  // namespace promo::sandbox::telegram
