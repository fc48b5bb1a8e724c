#include "domains/coupons/picture_file.hpp"

#include <algorithm>

#include "core/enum_name.hpp"
#include "core/utf8.hpp"

namespace promo::coupons {
namespace {

constexpr std::size_t kLongestStem = 200;  // bytes; with what follows a name has less than 256

// What some file system refuses, or gives a meaning of its own.
bool is_troublesome(char letter) {
    const auto code = static_cast<unsigned char>(letter);
    return code < 0x20 || code == 0x7f || std::string_view("/\\:*?\"<>|").find(letter) != std::string_view::npos;
}

std::string stem_of(std::string_view caption) {
    while (caption.size() > kLongestStem)
        caption = core::utf8_prefix(caption, core::utf8_length(caption) - 1);
    std::string stem(caption);
    std::ranges::replace_if(stem, is_troublesome, '-');
    // A dot in front hides a file.
    const auto start = std::min(stem.find_first_not_of(". "), stem.size());
    stem.erase(0, start);
    return stem.empty() ? "picture" : stem;
}

}  // namespace

std::optional<PictureFile> parse_picture_file(std::string_view name) {
    const auto dot = name.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto variant = core::parse_enum<templates::Variant>(name.substr(0, dot));
    const auto format = core::parse_enum<rendering::Format>(name.substr(dot + 1));
    if (!variant || !format) return std::nullopt;
    return PictureFile{*variant, *format};
}

std::string to_text(const PictureFile& file) {
    return std::string(core::enum_name(file.variant)) + '.' + std::string(core::enum_name(file.format));
}

std::string saved_name(std::string_view caption, const PictureFile& file) {
    return stem_of(caption) + '-' + to_text(file);
}

}  // namespace promo::coupons
