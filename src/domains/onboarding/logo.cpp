#include "domains/onboarding/logo.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/error.hpp"

namespace promo::onboarding {
namespace {

constexpr std::string_view kPngStart("\x89PNG\r\n\x1a\n", 8);
constexpr std::string_view kJpegStart("\xff\xd8\xff", 3);
constexpr int kMostJpegScans = 100;  // each costs whoever shows it a pass over all pixels

[[noreturn]] void refuse(std::string message) {
    throw core::Refusal(core::RefusalCode::unprocessable, std::move(message), "logo");
}

[[noreturn]] void refuse_damaged() {
    refuse("This picture is damaged or holds more than a picture. Save it again as PNG, JPEG or WebP.");
}

[[noreturn]] void refuse_moving() {
    refuse("This picture moves. Upload a still one.");
}

// The bytes of a file, which it is an error to read beyond.
class Bytes {
public:
    explicit Bytes(std::string_view bytes) : rest_(bytes) {}

    std::size_t left() const { return rest_.size(); }
    std::string_view take(std::size_t count) {
        if (count > rest_.size()) refuse_damaged();
        const auto taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }
    // Up to the first pair of bytes that begins with 0xff and ends with one that `stops`.
    template <class Stops>
    void skip_until(Stops stops) {
        for (;;) {
            take(std::min(rest_.find('\xff'), rest_.size()));
            if (rest_.size() < 2) refuse_damaged();
            if (stops(static_cast<unsigned char>(rest_[1]))) return;
            take(1);
        }
    }
    std::uint32_t big_endian(std::size_t count) {
        std::uint32_t number = 0;
        for (const char byte : take(count))
            number = number << 8U | static_cast<unsigned char>(byte);
        return number;
    }
    std::uint32_t little_endian(std::size_t count) {
        const auto taken = take(count);
        std::uint32_t number = 0;
        for (std::size_t i = count; i-- > 0;)
            number = number << 8U | static_cast<unsigned char>(taken[i]);
        return number;
    }

private:
    std::string_view rest_;
};

Logo inspect_png(std::string_view file) {
    constexpr std::size_t kChecksum = 4;
    Logo logo{LogoType::png, 0, 0};
    Bytes bytes(file);
    bytes.take(kPngStart.size());
    for (bool first = true;; first = false) {
        const auto length = bytes.big_endian(4);
        const auto name = bytes.take(4);
        Bytes chunk(bytes.take(length));
        bytes.take(kChecksum);
        if (first != (name == "IHDR")) refuse_damaged();
        if (name == "acTL") refuse_moving();
        if (name == "IHDR") {
            logo.width = chunk.big_endian(4);
            logo.height = chunk.big_endian(4);
        }
        if (name == "IEND") break;
    }
    if (bytes.left() > 0) refuse_damaged();
    return logo;
}

bool starts_frame(std::uint32_t marker) {
    constexpr std::uint32_t kHuffmanTables = 0xc4;
    constexpr std::uint32_t kReserved = 0xc8;
    constexpr std::uint32_t kArithmeticTables = 0xcc;
    return marker >= 0xc0 && marker <= 0xcf && marker != kHuffmanTables && marker != kReserved &&
           marker != kArithmeticTables;
}

// In the pixels 0xff is followed by zero, or by the number of a restart.
bool ends_pixels(std::uint32_t byte) {
    return byte != 0 && byte != 0xff && (byte < 0xd0 || byte > 0xd7);
}

Logo inspect_jpeg(std::string_view file) {
    constexpr std::uint32_t kFill = 0xff;
    constexpr std::uint32_t kScan = 0xda;
    constexpr std::uint32_t kEnd = 0xd9;
    Logo logo{LogoType::jpg, 0, 0};
    Bytes bytes(file);
    bytes.take(2);
    for (int scans = 0;;) {
        if (bytes.big_endian(1) != kFill) refuse_damaged();
        auto marker = bytes.big_endian(1);
        while (marker == kFill)
            marker = bytes.big_endian(1);
        if (marker == kEnd) break;
        const auto length = bytes.big_endian(2);
        if (length < 2) refuse_damaged();
        Bytes segment(bytes.take(length - 2));
        if (starts_frame(marker)) {
            segment.take(1);
            logo.height = segment.big_endian(2);
            logo.width = segment.big_endian(2);
        } else if (marker == kScan) {
            if (++scans > kMostJpegScans) refuse("This picture takes too long to show. Save it again as a plain JPEG.");
            bytes.skip_until(ends_pixels);
        }
    }
    if (bytes.left() > 0) refuse_damaged();
    return logo;
}

// What the first chunk of a WebP says of the whole picture.
void read_webp_chunk(std::string_view name, std::string_view content, Logo& logo) {
    Bytes chunk(content);
    if (name == "VP8 ") {
        constexpr std::uint32_t kSide = 0x3fff;
        chunk.take(3);
        if (chunk.take(3) != "\x9d\x01\x2a") refuse_damaged();
        logo.width = chunk.little_endian(2) & kSide;
        logo.height = chunk.little_endian(2) & kSide;
    } else if (name == "VP8L") {
        constexpr std::uint32_t kSide = 0x3fff;
        if (chunk.take(1) != "\x2f") refuse_damaged();
        const auto sizes = chunk.little_endian(4);
        logo.width = (sizes & kSide) + 1;
        logo.height = (sizes >> 14U & kSide) + 1;
    } else if (name == "VP8X") {
        constexpr std::uint32_t kMoves = 0x02;
        if ((chunk.little_endian(1) & kMoves) != 0) refuse_moving();
        chunk.take(3);
        logo.width = std::int64_t{chunk.little_endian(3)} + 1;
        logo.height = std::int64_t{chunk.little_endian(3)} + 1;
    } else {
        refuse_damaged();
    }
}

Logo inspect_webp(std::string_view file) {
    Logo logo{LogoType::webp, 0, 0};
    Bytes bytes(file);
    bytes.take(4);
    if (bytes.little_endian(4) != bytes.left()) refuse_damaged();
    bytes.take(4);
    const auto name = bytes.take(4);
    const auto length = bytes.little_endian(4);
    read_webp_chunk(name, bytes.take(length), logo);
    return logo;
}

Logo inspect(std::string_view bytes) {
    if (bytes.starts_with(kPngStart)) return inspect_png(bytes);
    if (bytes.starts_with(kJpegStart)) return inspect_jpeg(bytes);
    if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") return inspect_webp(bytes);
    refuse("Upload a PNG, JPEG or WebP picture.");
}

}  // namespace

Logo inspect_logo(std::string_view bytes) {
    if (bytes.size() > kLargestLogo)
        throw core::Refusal(core::RefusalCode::too_large, "A logo has at most 5 MB. Save it smaller.", "logo");
    const auto logo = inspect(bytes);
    if (logo.width < 1 || logo.height < 1) refuse_damaged();
    if (logo.width > kLongestLogoSide || logo.height > kLongestLogoSide || logo.width * logo.height > kMostLogoPixels)
        refuse("A logo has at most 4096 pixels a side and 16 million in all. Make it smaller.");
    return logo;
}

std::string_view content_type(LogoType type) {
    switch (type) {
        case LogoType::png:
            return "image/png";
        case LogoType::jpg:
            return "image/jpeg";
        case LogoType::webp:
            return "image/webp";
    }
    throw std::logic_error("unknown type of logo");
}

}  // namespace promo::onboarding
