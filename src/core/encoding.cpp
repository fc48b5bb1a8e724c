#include "core/encoding.hpp"

#include <array>
#include <cstdint>

namespace promo::core {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

enum class Padding { none, required };

std::string encode_base64(std::string_view bytes, std::string_view alphabet, Padding padding) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char byte : bytes) {
        bits = (bits << 8) | static_cast<unsigned char>(byte);
        held += 8;
        while (held >= 6) {
            held -= 6;
            text += alphabet[(bits >> held) & 63];
        }
    }
    if (held > 0) text += alphabet[(bits << (6 - held)) & 63];
    if (padding == Padding::required) {
        while (text.size() % 4 != 0)
            text += '=';
    }
    return text;
}

std::optional<std::string> decode_base64(std::string_view text, std::string_view alphabet) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char letter : text) {
        const auto value = alphabet.find(letter);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes += static_cast<char>((bits >> held) & 0xff);
        }
    }
    // Left-over bits must be zero, otherwise two texts would mean the same bytes.
    if ((bits & ((1U << held) - 1)) != 0) return std::nullopt;
    return bytes;
}

int digit_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

}  // namespace

std::string hex(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        text += kDigits[value >> 4];
        text += kDigits[value & 15];
    }
    return text;
}

std::optional<std::string> parse_hex(std::string_view digits) {
    if (digits.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(digits.size() / 2);
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const int high = digit_value(digits[i]);
        const int low = digit_value(digits[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::string base64(std::string_view bytes) {
    return encode_base64(bytes, kBase64, Padding::required);
}

std::string base64url(std::string_view bytes) {
    return encode_base64(bytes, kBase64Url, Padding::none);
}

std::optional<std::string> parse_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    for (int i = 0; i < 2 && text.ends_with('='); ++i)
        text.remove_suffix(1);
    return decode_base64(text, kBase64);
}

std::optional<std::string> parse_base64url(std::string_view text) {
    return decode_base64(text, kBase64Url);
}

std::string url_encode(std::string_view text) {
    constexpr std::string_view kUnreserved = "-._~";
    constexpr std::string_view kUpperDigits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char letter : text) {
        const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                           (letter >= '0' && letter <= '9') || kUnreserved.find(letter) != std::string_view::npos;
        if (plain) {
            encoded += letter;
            continue;
        }
        const auto value = static_cast<unsigned char>(letter);
        encoded += '%';
        encoded += kUpperDigits[value >> 4];
        encoded += kUpperDigits[value & 15];
    }
    return encoded;
}

}  // namespace promo::core
