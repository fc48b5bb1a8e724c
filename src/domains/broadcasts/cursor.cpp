#include "domains/broadcasts/cursor.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "core/error.hpp"

namespace promo::broadcasts {

using core::Refusal;
using core::RefusalCode;

std::string cursor_of(const Place& place) {
    return std::to_string(place.created_at.time_since_epoch().count()) + '.' + place.id;
}

std::optional<Place> place_in(const std::string& cursor) {
    if (cursor.empty()) return std::nullopt;
    const auto dot = std::min(cursor.find('.'), cursor.size());
    std::int64_t micros = 0;
    const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + dot, micros);
    if (error != std::errc() || end != cursor.data() + dot || dot == cursor.size())
        throw Refusal(RefusalCode::invalid, "This is no cursor of this list.", "cursor");
    return Place{core::Timestamp(core::Duration(micros)), cursor.substr(dot + 1)};
}

std::int64_t chat_in(const std::string& cursor) {
    if (cursor.empty()) return std::numeric_limits<std::int64_t>::min();
    std::int64_t chat = 0;
    const auto* last = cursor.data() + cursor.size();
    const auto [end, error] = std::from_chars(cursor.data(), last, chat);
    if (error != std::errc() || end != last)
        throw Refusal(RefusalCode::invalid, "This is no cursor of this list.", "cursor");
    return chat;
}

}  // namespace promo::broadcasts
