#pragma once

#include <string>
#include <string_view>

// Text somebody typed, made safe for a place where some characters mean something.
namespace promo::core {

// For HTML text and quoted attributes: & < > " '
std::string escape_html(std::string_view text);

// For messages with parse_mode HTML, where Telegram knows no other named entities: & < > "
std::string telegram_html(std::string_view text);

// For messages with parse_mode MarkdownV2, outside of code and links.
std::string telegram_markdown_v2(std::string_view text);

}  // namespace promo::core
