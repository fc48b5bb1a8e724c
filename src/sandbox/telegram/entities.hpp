#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/telegram/api_message.hpp"

namespace promo::sandbox::telegram {

struct FormattedText {
    std::string text;
    std::vector<MessageEntity> entities;  // in order; an outer one before those within it
};

// What a message with these parameters says. An empty parse mode uses `given`. Throws ApiError with Telegram's own
// words for a text it could not read. Blanks at both ends are cut off, commands, links, mentions and hashtags are
// found.
FormattedText format_text(std::string_view text, std::string_view parse_mode, std::vector<MessageEntity> given = {});

// The three parse modes on their own, nothing cut off and nothing found.
FormattedText parse_html(std::string_view text);
FormattedText parse_markdown(std::string_view text);
FormattedText parse_markdown_v2(std::string_view text);

// Adds what Telegram finds in a plain text, outside of `text.entities` that hold code or links.
void find_entities(FormattedText& text);

// The part of a UTF-8 text that an entity covers.
std::string_view covered(std::string_view text, const MessageEntity& entity);

}  // namespace promo::sandbox::telegram
