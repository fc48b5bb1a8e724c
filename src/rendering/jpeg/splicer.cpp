#include "rendering/jpeg/splicer.hpp"

#include <algorithm>

#include "rendering/strip.hpp"

namespace promo::rendering::jpeg {
namespace {

constexpr unsigned char kMarker = 0xff;
constexpr unsigned char kFirstRestart = 0xd0;
constexpr std::size_t kRestarts = 8;
constexpr std::size_t kMarkerBytes = 2;

// The segments that an area touches, counted in segments.
Rect segments_of(const Rect& area, int wide) {
    const int left = area.left / wide;
    const int top = area.top / kBlockPixels;
    return {left, top, (area.right() + wide - 1) / wide - left,
            (area.bottom() + kBlockPixels - 1) / kBlockPixels - top};
}

}  // namespace

void Splicer::code(const Segments& background, std::string_view rows, std::span<const Layer> layers,
                   const Rect& segments) {
    const int wide = background.interval * kBlockPixels;
    const Rect area = intersection(
        {segments.left * wide, segments.top * kBlockPixels, segments.width * wide, segments.height * kBlockPixels},
        whole(background.size));
    const auto file = encoder_.encode(view_of(drawn(rows, background.size, area, layers, strip_)), background.tables,
                                      background.interval);
    std::size_t at = scan_begin(file);
    for (int row = segments.top; row < segments.bottom(); ++row)
        for (int column = segments.left; column < segments.right(); ++column) {
            const auto end = segment_end(file, at);
            const auto segment = background.number(column, row);
            const auto begin = coded_.size();
            coded_.insert(coded_.end(), file.begin() + static_cast<std::ptrdiff_t>(at),
                          file.begin() + static_cast<std::ptrdiff_t>(end));
            if (segment + 2 < background.starts.size()) {
                coded_.push_back(static_cast<char>(kMarker));
                coded_.push_back(static_cast<char>(kFirstRestart + segment % kRestarts));
            }
            fresh_.push_back({segment, begin, coded_.size()});
            at = end + kMarkerBytes;
        }
}

Encoded Splicer::splice(const Segments& background, std::string_view rows, std::span<const Layer> layers) {
    coded_.clear();
    fresh_.clear();
    Encoded encoded;
    for (const auto& area :
         touched(layers, [&](const Rect& ink) { return segments_of(ink, background.interval * kBlockPixels); })) {
        code(background, rows, layers, area);
        encoded.fresh_pixels += static_cast<std::size_t>(area.width) * static_cast<std::size_t>(area.height) *
                                static_cast<std::size_t>(background.interval) * kBlockPixels * kBlockPixels;
    }
    std::ranges::sort(fresh_, {}, &Fresh::segment);
    encoded.keep(coded_.data(), coded_.size());

    std::size_t done = 0;  // bytes of the background's file
    for (const auto& fresh : fresh_) {
        encoded.append(background.file.substr(done, background.starts[fresh.segment] - done));
        encoded.append({encoded.made.get() + fresh.begin, fresh.end - fresh.begin});
        done = background.starts[fresh.segment + 1];
    }
    encoded.append(background.file.substr(done));
    return encoded;
}

}  // namespace promo::rendering::jpeg
