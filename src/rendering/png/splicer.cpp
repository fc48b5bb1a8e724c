#include "rendering/png/splicer.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "rendering/png/chunks.hpp"
#include "rendering/strip.hpp"

namespace promo::rendering::png {

void Splicer::code(const Bands& background, int band, const View& rows) {
    const auto area = background.area(band, band + 1);
    const auto bytes = background.row_bytes() * static_cast<std::size_t>(area.height);
    if (filtered_.size() < bytes) filtered_.resize(bytes);
    filter_band(rows, background.filters.substr(static_cast<std::size_t>(area.top)), filtered_.data(), instructions_);
    adler_ = exchanged(
        adler_, {background.adlers[static_cast<std::size_t>(band)], libdeflate_adler32(1, filtered_.data(), bytes),
                 background.row_bytes() * static_cast<std::size_t>(background.size.height - area.bottom())});

    const auto room = coded_bytes_ + kChunkHead + ZeroRunCode::bound(bytes) + kChunkEnd;
    if (coded_.size() < room) coded_.resize(2 * room);
    char* const chunk = coded_.data() + coded_bytes_;
    const auto written = background.code.compress({filtered_.data(), bytes},
                                                  reinterpret_cast<std::uint8_t*>(chunk + kChunkHead), instructions_);
    coded_bytes_ += frame_chunk("IDAT", chunk, written);
}

Encoded Splicer::splice(const Bands& background, std::string_view rows, std::span<const Layer> layers) {
    auto runs = touched(layers, [&](const Rect& ink) {
        const int first = ink.top / background.band_rows;
        return Rect{0, first, 1, (ink.bottom() + background.band_rows - 1) / background.band_rows - first};
    });
    std::ranges::sort(runs, {}, &Rect::top);
    coded_bytes_ = 0;
    adler_ = background.adler;
    std::vector<std::size_t> ends;
    Encoded encoded;
    for (const auto& run : runs) {
        const auto area = background.area(run.top, run.bottom());
        const auto canvas = drawn(rows, background.size, area, layers, strip_);
        for (int band = run.top; band < run.bottom(); ++band) {
            const auto part = background.area(band, band + 1);
            code(background, band, {canvas.at(0, part.top), canvas.stride, {part.width, part.height}});
        }
        ends.push_back(coded_bytes_);
        encoded.fresh_pixels += static_cast<std::size_t>(area.width) * static_cast<std::size_t>(area.height);
    }
    const auto end = tail(adler_);
    if (coded_.size() < coded_bytes_ + end.size()) coded_.resize(coded_bytes_ + end.size());
    end.copy(coded_.data() + coded_bytes_, end.size());
    encoded.keep(coded_.data(), coded_bytes_ + end.size());

    const auto start = [&](int band) { return background.starts[static_cast<std::size_t>(band)]; };
    std::size_t done = 0, made = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        encoded.append(background.file.substr(done, start(runs[i].top) - done));
        encoded.append({encoded.made.get() + made, ends[i] - made});
        done = start(runs[i].bottom());
        made = ends[i];
    }
    encoded.append(background.file.substr(done, background.starts.back() - done));
    encoded.append({encoded.made.get() + made, end.size()});
    return encoded;
}

}  // namespace promo::rendering::png
