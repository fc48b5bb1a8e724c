#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/time.hpp"

namespace promo::broadcasts {

// Where a page of broadcasts ended.
struct Place {
    core::Timestamp created_at;
    std::string id;
};

// As `microseconds.id`. What is no cursor is refused; empty: the first page.
std::string cursor_of(const Place& place);
std::optional<Place> place_in(const std::string& cursor);
// Where a page of recipients ended: the least there is for the first page.
std::int64_t chat_in(const std::string& cursor);

}  // namespace promo::broadcasts
