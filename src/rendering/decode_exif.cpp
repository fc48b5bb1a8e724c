#include "rendering/decode_exif.hpp"

#include <cstring>
#include <optional>

namespace promo::rendering {
namespace {

constexpr int kUpright = 1;

// Numbers of a TIFF block in the byte order that it names.
class Block {
public:
    Block(std::string_view bytes, bool big_endian) : bytes_(bytes), big_endian_(big_endian) {}

    std::optional<std::uint32_t> number(std::size_t at, std::size_t count) const {
        if (at > bytes_.size() || bytes_.size() - at < count) return std::nullopt;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const auto byte = static_cast<std::uint8_t>(bytes_[at + (big_endian_ ? i : count - 1 - i)]);
            value = value << 8U | byte;
        }
        return value;
    }

private:
    std::string_view bytes_;
    bool big_endian_;
};

// Where the pixel of an upright picture is in the one that was taken.
struct Turn {
    bool swaps_axes;
    bool flips_x;
    bool flips_y;
};

Turn turn_of(int orientation) {
    switch (orientation) {
        case 2:
            return {false, true, false};
        case 3:
            return {false, true, true};
        case 4:
            return {false, false, true};
        case 5:
            return {true, false, false};
        case 6:
            return {true, false, true};
        case 7:
            return {true, true, true};
        case 8:
            return {true, true, false};
        default:
            return {false, false, false};
    }
}

}  // namespace

int orientation_of(std::string_view exif) {
    constexpr std::uint32_t kOrientation = 0x0112;
    constexpr std::uint32_t kShort = 3;
    constexpr std::size_t kEntrySize = 12;
    if (!exif.starts_with("II*") && !exif.starts_with("MM")) return kUpright;
    const Block block(exif, exif.starts_with("MM"));
    const auto directory = block.number(4, 4);
    const auto entries = directory ? block.number(*directory, 2) : std::nullopt;
    for (std::size_t i = 0; i < entries.value_or(0); ++i) {
        const auto at = *directory + 2 + i * kEntrySize;
        const auto tag = block.number(at, 2);
        if (!tag) return kUpright;
        if (*tag != kOrientation || block.number(at + 2, 2) != kShort) continue;
        const auto value = block.number(at + 8, 2).value_or(kUpright);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : kUpright;
    }
    return kUpright;
}

Pixels turned_upright(Pixels picture, int orientation) {
    if (orientation == kUpright) return picture;
    const auto turn = turn_of(orientation);
    Pixels upright;
    upright.channels = picture.channels;
    upright.size = turn.swaps_axes ? Size{picture.size.height, picture.size.width} : picture.size;
    upright.samples.resize(picture.samples.size());
    const auto channels = static_cast<std::size_t>(picture.channels);
    auto* to = upright.samples.data();
    for (int y = 0; y < upright.size.height; ++y) {
        for (int x = 0; x < upright.size.width; ++x, to += channels) {
            int from_x = turn.swaps_axes ? y : x;
            int from_y = turn.swaps_axes ? x : y;
            if (turn.flips_x) from_x = picture.size.width - 1 - from_x;
            if (turn.flips_y) from_y = picture.size.height - 1 - from_y;
            const auto* from = &picture.samples[static_cast<std::size_t>(from_y) * picture.stride() +
                                                static_cast<std::size_t>(from_x) * channels];
            std::memcpy(to, from, channels);
        }
    }
    return upright;
}

}  // namespace promo::rendering
