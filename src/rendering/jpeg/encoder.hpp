#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "rendering/jpeg/tables.hpp"

namespace promo::rendering::jpeg {

inline constexpr int kQuality = 90;
inline constexpr int kBlockPixels = 16;  // the side of the square that is coded together

// libjpeg at kQuality, with half the resolution of colour, baseline. Kept and used again it allocates little.
class Encoder {
public:
    Encoder();
    ~Encoder();
    Encoder(Encoder&&) noexcept;
    Encoder& operator=(Encoder&&) noexcept;

    // The file of these pixels, valid until the next call. Coding begins anew after every `restart_interval`
    // blocks; with 0, never.
    std::string_view encode(const View& pixels, const Tables& tables, int restart_interval);

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Where the coded picture begins in a file of an Encoder's.
std::size_t scan_begin(std::string_view file);

// The end of the coded part that begins at `begin`: where the next marker is.
std::size_t segment_end(std::string_view file, std::size_t begin);

}  // namespace promo::rendering::jpeg
