#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace promo::messaging {

// What Html consists of: tags, and characters one by one, an escaped one as one.
struct Piece {
    enum class Kind { character, opening, closing };
    Kind kind = Kind::character;
    std::string_view source;  // as it stands in the text
    char32_t character = 0;

    std::string_view tag_name() const;
    std::size_t units() const;  // UTF-16; none for a tag
};

// Of a text that is Html: whole tags, well-formed UTF-8, no `&` that begins nothing. Valid while `html` lives.
std::vector<Piece> pieces_of(std::string_view html);

std::size_t units_of(std::string_view html);

}  // namespace promo::messaging
