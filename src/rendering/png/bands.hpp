#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rendering/picture.hpp"
#include "rendering/png/filters.hpp"
#include "rendering/png/zero_run_code.hpp"

namespace promo::rendering::png {

// A PNG file in bands of rows that are filtered and compressed independently, a chunk for each.
struct Bands {
    std::string_view file;
    Size size;
    int band_rows = 0;
    std::string_view filters;           // of each row
    std::vector<std::uint32_t> starts;  // of each band's chunk, and of the file's tail
    std::vector<std::uint32_t> adlers;  // of each band by itself
    std::uint32_t adler = 0;            // of all of them
    ZeroRunCode code;                   // for bands that are drawn on

    int count() const { return static_cast<int>(adlers.size()); }
    std::size_t row_bytes() const { return 1 + 3 * static_cast<std::size_t>(size.width); }
    // The rows of a band, the last of which may have fewer.
    Rect area(int first, int last) const {
        return intersection({0, first * band_rows, size.width, (last - first) * band_rows}, whole(size));
    }
};

inline int band_count(Size size, int band_rows) {
    return (size.height + band_rows - 1) / band_rows;
}

// The rows of one band as they are compressed. `rows` is the first of them, `filters` is its filter.
void filter_band(const View& rows, std::string_view filters, std::uint8_t* out, Instructions instructions);

// What takes a band's place in the checksum of the whole.
struct Exchange {
    std::uint32_t old_adler;
    std::uint32_t new_adler;
    std::size_t bytes_behind;  // of all the bands after this one
};
std::uint32_t exchanged(std::uint32_t adler, const Exchange& band);

struct Compressed {
    std::string file;
    std::vector<std::uint32_t> starts;
    std::vector<std::uint32_t> adlers;
    std::uint32_t adler = 0;
};

// As small as can be had in reasonable time.
Compressed compress(const View& picture, std::string_view filters, int band_rows);

}  // namespace promo::rendering::png
