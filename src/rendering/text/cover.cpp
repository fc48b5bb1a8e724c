#include "rendering/text/cover.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace promo::rendering {
namespace {

constexpr int kUnit = 256;  // of a pixel
constexpr int kUnitBits = 8;
constexpr int kShareBits = 9;  // a covered pixel is kUnit * 2 * kUnit
constexpr int kSlopeBits = 16;
constexpr std::size_t kWord = 64;
constexpr std::size_t kCellsAtOnce = 1 << 16;

int units(double pixels) {
    return static_cast<int>(pixels * kUnit + 0.5);
}

}  // namespace

void Cover::draw(const Contours& contours, const Rect& area, std::size_t stride, std::uint8_t* pixels,
                 const Shades& shades) {
    take(contours, area);
    const auto width = static_cast<std::size_t>(area.width);
    const auto rows = static_cast<std::size_t>(area.height);
    cells_ = width + 2;  // an edge on the right border also changes what is behind it
    words_ = (cells_ + kWord - 1) / kWord;
    const auto band = std::clamp(kCellsAtOnce / cells_, std::size_t{1}, rows);
    if (changes_.size() < band * cells_) changes_.resize(band * cells_);
    if (changed_.size() < band * words_) changed_.resize(band * words_);
    for (std::size_t top = 0; top < rows; top += band) {
        const auto bottom = std::min(rows, top + band);
        for (const auto& edge : edges_)
            add(edge, static_cast<int>(top) * kUnit, static_cast<int>(bottom) * kUnit);
        for (auto row = top; row < bottom; ++row)
            write_row(row - top, width, stride, pixels + row * stride, shades);
    }
}

void Cover::take(const Contours& contours, const Rect& area) {
    const auto x_of = [&area](const Point& point) { return units(point.x - area.left); };
    const auto y_of = [&area](const Point& point) { return units(point.y - area.top); };
    edges_.clear();
    std::size_t begin = 0;
    for (const auto end : contours.ends) {
        if (begin == end) continue;
        int x0 = x_of(contours.points[end - 1]);
        int y0 = y_of(contours.points[end - 1]);
        for (; begin < end; ++begin) {
            const int x1 = x_of(contours.points[begin]);
            const int y1 = y_of(contours.points[begin]);
            if (y0 < y1) edges_.push_back({x0, y0, x1, y1, 1});
            if (y0 > y1) edges_.push_back({x1, y1, x0, y0, -1});
            x0 = x1;
            y0 = y1;
        }
    }
}

void Cover::add(const Edge& edge, int top, int bottom) {
    const int first = std::max(edge.y0, top);
    const int last = std::min(edge.y1, bottom);
    if (first >= last) return;
    const auto slope = (std::int64_t{edge.x1 - edge.x0} << kSlopeBits) / (edge.y1 - edge.y0);
    const auto at = [&](int y) {
        if (y == edge.y1) return edge.x1;
        return edge.x0 + static_cast<int>(slope * (y - edge.y0) >> kSlopeBits);
    };
    int x = at(first);
    for (int y = first; y < last;) {
        const int end = std::min(last, ((y >> kUnitBits) + 1) << kUnitBits);
        const int next = at(end);
        add_within_row(static_cast<std::size_t>((y - top) >> kUnitBits), x, next, (end - y) * edge.direction);
        x = next;
        y = end;
    }
}

void Cover::add_within_row(std::size_t row, int x0, int x1, int height) {
    if (x0 > x1) std::swap(x0, x1);
    int cell = x0 >> kUnitBits;
    if (x1 <= (cell + 1) << kUnitBits) {
        add_within_cell(row, cell, x0 + x1 - 2 * (cell << kUnitBits), height);
        return;
    }
    const auto slope = (std::int64_t{height} << kSlopeBits) / (x1 - x0);
    int done = 0;
    for (int x = x0; x < x1; ++cell) {
        const int end = std::min(x1, (cell + 1) << kUnitBits);
        const int until = end == x1 ? height : static_cast<int>(slope * (end - x0) >> kSlopeBits);
        add_within_cell(row, cell, x + end - 2 * (cell << kUnitBits), until - done);
        done = until;
        x = end;
    }
}

void Cover::add_within_cell(std::size_t row, int cell, int twice_middle, int height) {
    const auto at = static_cast<std::size_t>(cell);
    const int behind = twice_middle * height;
    auto* const change = changes_.data() + row * cells_ + at;
    change[0] += 2 * kUnit * height - behind;
    change[1] += behind;
    auto* const word = changed_.data() + row * words_ + at / kWord;
    const auto bit = at % kWord;
    word[0] |= std::uint64_t{3} << bit;
    if (bit == kWord - 1) word[1] |= 1;
}

void Cover::write_row(std::size_t row, std::size_t width, std::size_t stride, std::uint8_t* pixels,
                      const Shades& shades) {
    auto* const changes = changes_.data() + row * cells_;
    std::int32_t sum = 0;
    std::uint8_t shade = shades[0];
    std::size_t done = 0;
    const auto write = [&](std::size_t until) {
        // In steps: what is too much is written over by what follows.
        for (; done < until; done += kSlack)
            std::memset(pixels + done, shade, kSlack);
        done = until;
    };
    for (std::size_t word = 0; word < words_; ++word) {
        auto& changed = changed_[row * words_ + word];
        for (; changed != 0; changed &= changed - 1) {
            const auto at = word * kWord + static_cast<std::size_t>(std::countr_zero(changed));
            write(std::min(at, width));
            sum += std::exchange(changes[at], 0);
            shade = shades[static_cast<std::size_t>(std::min(std::abs(sum) >> kShareBits, 255))];
        }
    }
    shade = shades[0];
    write(stride);
}

}  // namespace promo::rendering
