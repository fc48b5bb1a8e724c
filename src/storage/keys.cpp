#include "storage/keys.hpp"

#include <algorithm>
#include <stdexcept>

namespace promo::storage {
namespace {

constexpr std::size_t kLongestHeader = 255;

bool is_key_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool is_segment(std::string_view segment) {
    // Linux takes no longer name, and the folder store adds a letter.
    constexpr std::size_t kLongestSegment = 250;
    return !segment.empty() && segment.size() <= kLongestSegment && segment != "." && segment != ".." &&
           std::all_of(segment.begin(), segment.end(), is_key_character);
}

bool is_header_value(std::string_view value) {
    return value.size() <= kLongestHeader && value == value.substr(0, value.find_last_not_of(' ') + 1) &&
           std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

}  // namespace

bool is_key(std::string_view key) {
    if (key.size() > kLongestKey) return false;
    for (;;) {
        const std::size_t slash = key.find('/');
        if (!is_segment(key.substr(0, slash))) return false;
        if (slash == std::string_view::npos) return true;
        key.remove_prefix(slash + 1);
    }
}

void require_key(std::string_view key) {
    if (!is_key(key)) throw std::invalid_argument("not an object key");
}

void require_page(std::string_view prefix, std::size_t limit) {
    // What may follow is free, so a last segment that is empty or only dots is fine.
    const std::size_t slash = prefix.rfind('/');
    const std::string_view folder = slash == std::string_view::npos ? std::string_view() : prefix.substr(0, slash);
    const std::string_view rest = slash == std::string_view::npos ? prefix : prefix.substr(slash + 1);
    const bool folder_is_fine = slash == std::string_view::npos || is_key(folder);
    if (!folder_is_fine || prefix.size() > kLongestKey || !std::all_of(rest.begin(), rest.end(), is_key_character))
        throw std::invalid_argument("not a prefix of object keys");
    if (limit == 0 || limit > kLongestPage) throw std::invalid_argument("a page of objects has 1 to 1000");
}

void require_object(std::string_view key, std::string_view body, std::string_view content_type,
                    std::string_view cache_control) {
    require_key(key);
    if (body.size() > kLargestObject) throw std::invalid_argument("the object is too large for the store");
    if (content_type.empty() || !is_header_value(content_type) || !is_header_value(cache_control))
        throw std::invalid_argument("not a content type or cache control");
}

}  // namespace promo::storage
