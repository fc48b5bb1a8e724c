#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "rendering/picture.hpp"
#include "rendering/png/instructions.hpp"

namespace promo::rendering::png {

// PNG's five ways to say a row by its differences; the values are those in the file.
enum class Filter : std::uint8_t { none, sub, up, average, paeth };
inline constexpr int kFilters = 5;

// One row of three-byte pixels and its filter's number before it: 1 + 3 * pixels bytes to `out`. `none` and `sub` do
// not look at the row above.
void filter_row(Filter filter, const std::uint8_t* row, const std::uint8_t* above, std::size_t pixels,
                std::uint8_t* out, Instructions instructions);

// The filter for each row that promises the smallest file. In the first of `band_rows` rows it looks at that row alone.
std::string choose_filters(const View& picture, int band_rows);

}  // namespace promo::rendering::png
