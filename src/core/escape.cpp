#include "core/escape.hpp"

namespace promo::core {

std::string telegram_html(std::string_view text) {
    std::string safe;
    safe.reserve(text.size());
    for (const char letter : text) {
        switch (letter) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            default:
                safe += letter;
        }
    }
    return safe;
}

std::string escape_html(std::string_view text) {
    auto safe = telegram_html(text);
    constexpr std::string_view kApostrophe = "&#39;";
    for (auto at = safe.find('\''); at != std::string::npos; at = safe.find('\'', at + kApostrophe.size()))
        safe.replace(at, 1, kApostrophe);
    return safe;
}

std::string telegram_markdown_v2(std::string_view text) {
    constexpr std::string_view kSpecial = "_*[]()~`>#+-=|{}.!\\";
    std::string safe;
    safe.reserve(text.size() + text.size() / 8);
    for (const char letter : text) {
        if (kSpecial.find(letter) != std::string_view::npos) safe += '\\';
        safe += letter;
    }
    return safe;
}

}  // namespace promo::core
