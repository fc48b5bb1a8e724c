#include "core/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace promo::core {
namespace {

// Bytes of the well-formed sequence at the front of `text`; 0 when there is none.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto first = byte(0);
    if (first < 0x80) return 1;

    std::size_t length = 0;
    unsigned least = 0x80;  // of the second byte: narrower where overlong forms and surrogates hide
    unsigned most = 0xbf;
    if (first >= 0xc2 && first <= 0xdf) length = 2;
    if (first >= 0xe0 && first <= 0xef) {
        length = 3;
        if (first == 0xe0) least = 0xa0;
        if (first == 0xed) most = 0x9f;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        length = 4;
        if (first == 0xf0) least = 0x90;
        if (first == 0xf4) most = 0x8f;
    }
    if (length == 0 || text.size() < length) return 0;
    if (byte(1) < least || byte(1) > most) return 0;
    for (std::size_t i = 2; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return 0;
    }
    return length;
}

bool is_continuation(char letter) {
    return (static_cast<unsigned char>(letter) & 0xc0) == 0x80;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
    constexpr std::uint64_t kAnyBeyondAscii = 0x8080808080808080;
    while (!text.empty()) {
        std::uint64_t eight = 0;
        if (text.size() >= sizeof eight) {
            std::memcpy(&eight, text.data(), sizeof eight);
            if ((eight & kAnyBeyondAscii) == 0) {
                text.remove_prefix(sizeof eight);
                continue;
            }
        }
        const auto length = sequence_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string to_valid_utf8(std::string_view text) {
    if (is_valid_utf8(text)) return std::string(text);
    constexpr std::string_view kReplacement = "\xef\xbf\xbd";
    std::string valid;
    valid.reserve(text.size());
    while (!text.empty()) {
        const auto length = sequence_length(text);
        valid += length == 0 ? kReplacement : text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return valid;
}

std::size_t utf8_length(std::string_view text) {
    std::size_t count = 0;
    for (const char letter : text)
        count += is_continuation(letter) ? 0U : 1U;
    return count;
}

std::size_t utf16_length(std::string_view text) {
    std::size_t count = 0;
    for (const char letter : text) {
        if (is_continuation(letter)) continue;
        count += static_cast<unsigned char>(letter) >= 0xf0 ? 2U : 1U;
    }
    return count;
}

std::string_view utf8_prefix(std::string_view text, std::size_t limit) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_continuation(text[i])) continue;
        if (count == limit) return text.substr(0, i);
        ++count;
    }
    return text;
}

}  // namespace promo::core
