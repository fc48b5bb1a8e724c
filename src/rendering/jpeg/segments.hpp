#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "rendering/jpeg/tables.hpp"
#include "rendering/picture.hpp"

namespace promo::rendering::jpeg {

// A JPEG file in parts that are coded independently: each is a stretch of `interval` squares of kBlockPixels.
struct Segments {
    std::string_view file;
    Size size;
    int interval = 0;
    Tables tables;
    std::vector<std::uint32_t> starts;  // one more than there are segments; each ends with its marker, but the last

    int per_row() const;
    int rows() const;
    std::string_view between(std::size_t first, std::size_t last) const {
        return file.substr(starts[first], starts[last] - starts[first]);
    }
    // Of the segment in this column and row.
    std::size_t number(int column, int row) const {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(per_row()) + static_cast<std::size_t>(column);
    }
};

// How many squares a segment of a picture this wide has: a divisor of those in a row, so that every row begins one.
int interval_for(int width);

std::size_t segment_count(Size size, int interval);

// Where the segments of an Encoder's file start, and where the last ends.
std::vector<std::uint32_t> starts_of(std::string_view file, std::size_t count);

}  // namespace promo::rendering::jpeg
