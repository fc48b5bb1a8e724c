#include "rendering/jpeg/segments.hpp"

#include "rendering/jpeg/encoder.hpp"

namespace promo::rendering::jpeg {
namespace {

// Shorter segments cost bytes, longer ones time.
constexpr int kGoodInterval = 17;
constexpr std::uint32_t kMarkerBytes = 2;

int squares(int pixels) {
    return (pixels + kBlockPixels - 1) / kBlockPixels;
}

double distance(int interval) {
    return interval < kGoodInterval ? double{kGoodInterval} / interval : double(interval) / kGoodInterval;
}

}  // namespace

int Segments::per_row() const {
    return squares(size.width) / interval;
}

int Segments::rows() const {
    return squares(size.height);
}

int interval_for(int width) {
    const int across = squares(width);
    int best = across;
    for (int divisor = 1; divisor < across; ++divisor)
        if (across % divisor == 0 && distance(divisor) < distance(best)) best = divisor;
    return best;
}

std::size_t segment_count(Size size, int interval) {
    return static_cast<std::size_t>(squares(size.width) / interval) * static_cast<std::size_t>(squares(size.height));
}

std::vector<std::uint32_t> starts_of(std::string_view file, std::size_t count) {
    std::vector<std::uint32_t> starts{static_cast<std::uint32_t>(scan_begin(file))};
    for (std::size_t segment = 1; segment <= count; ++segment) {
        const auto end = static_cast<std::uint32_t>(segment_end(file, starts.back()));
        starts.push_back(segment < count ? end + kMarkerBytes : end);
    }
    return starts;
}

}  // namespace promo::rendering::jpeg
