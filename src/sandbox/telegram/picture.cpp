#include "sandbox/telegram/files.hpp"

namespace promo::sandbox::telegram {

namespace {

std::int64_t byte_at(std::string_view data, std::size_t at) {
    return at < data.size() ? static_cast<unsigned char>(data[at]) : 0;
}

std::int64_t big_endian(std::string_view data, std::size_t at, std::size_t bytes) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        value = value << 8 | byte_at(data, at + i);
    return value;
}

std::int64_t little_endian(std::string_view data, std::size_t at, std::size_t bytes) {
    std::int64_t value = 0;
    for (std::size_t i = bytes; i > 0; --i)
        value = value << 8 | byte_at(data, at + i - 1);
    return value;
}

std::optional<Dimensions> jpeg_dimensions(std::string_view data) {
    std::size_t at = 2;
    while (at + 9 < data.size()) {
        if (byte_at(data, at) != 0xFF) return std::nullopt;
        const auto marker = byte_at(data, at + 1);
        if (marker == 0xFF) {
            ++at;
            continue;
        }
        const bool is_frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (is_frame) return Dimensions{big_endian(data, at + 7, 2), big_endian(data, at + 5, 2)};
        at += 2 + static_cast<std::size_t>(big_endian(data, at + 2, 2));
    }
    return std::nullopt;
}

std::optional<Dimensions> webp_dimensions(std::string_view data) {
    const auto kind = data.substr(12, 4);
    if (kind == "VP8X") return Dimensions{little_endian(data, 24, 3) + 1, little_endian(data, 27, 3) + 1};
    if (kind == "VP8 ") return Dimensions{little_endian(data, 26, 2) & 0x3FFF, little_endian(data, 28, 2) & 0x3FFF};
    if (kind == "VP8L") {
        const auto bits = little_endian(data, 21, 4);
        return Dimensions{(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1};
    }
    return std::nullopt;
}

}  // namespace

std::optional<Dimensions> picture_dimensions(std::string_view data) {
    constexpr std::size_t kLeast = 32;
    if (data.size() < kLeast) return std::nullopt;
    std::optional<Dimensions> found;
    if (data.starts_with("\x89PNG\r\n\x1a\n")) {
        found = Dimensions{big_endian(data, 16, 4), big_endian(data, 20, 4)};
    } else if (data.starts_with("\xFF\xD8")) {
        found = jpeg_dimensions(data);
    } else if (data.starts_with("GIF8")) {
        found = Dimensions{little_endian(data, 6, 2), little_endian(data, 8, 2)};
    } else if (data.starts_with("RIFF") && data.substr(8, 4) == "WEBP") {
        found = webp_dimensions(data);
    }
    return found && found->width > 0 && found->height > 0 ? found : std::nullopt;
}

}  // namespace promo::sandbox::telegram
