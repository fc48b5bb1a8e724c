#include "rendering/prepared.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <type_traits>

#include "rendering/jpeg/encoder.hpp"
#include "rendering/prepared_parts.hpp"
#include "rendering/training_sample.hpp"

static_assert(std::endian::native == std::endian::little, "prepared pictures hold numbers as they are in memory");

namespace promo::rendering {
namespace {

constexpr std::array<char, 8> kMagic{'P', 'R', 'O', 'M', 'O', 'P', 'I', 'C'};
constexpr int kLongestSide = 4096;
constexpr int kPhotoBandRows = 16;
constexpr int kGraphicBandRows = 32;  // longer bands: there is more to find in the rows above
constexpr double kPhotoShare = 0.2;   // of its bytes that are left of a photograph

struct Head {
    std::array<char, 8> magic = kMagic;
    std::uint32_t version = kPreparedVersion;
    std::uint32_t checksum = 0;  // of what follows it
    std::int32_t width = 0;
    std::int32_t height = 0;
    std::int32_t band_rows = 0;
    std::uint32_t adler = 0;
    std::uint32_t jpeg_bytes = 0;
    std::uint32_t png_bytes = 0;
    jpeg::Tables tables;
    png::SymbolLengths lengths{};
    std::array<std::uint8_t, 2> unused{};
};
static_assert(std::has_unique_object_representations_v<Head>);
constexpr std::size_t kRoomForTables = 256 << 10;
constexpr std::size_t kChecked = 16;  // where the checksum begins

template <class Value>
void put(std::string& bytes, const std::vector<Value>& values) {
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value));
}

// Cuts a blob into what it consists of; nothing is read behind its end.
class Cutter {
public:
    explicit Cutter(std::string_view bytes) : left_(bytes) {}

    std::string_view bytes(std::size_t count) {
        good_ = good_ && count <= left_.size();
        if (!good_) return {};
        const auto cut = left_.substr(0, count);
        left_.remove_prefix(count);
        return cut;
    }
    std::vector<std::uint32_t> numbers(std::size_t count) {
        const auto cut = bytes(count * sizeof(std::uint32_t));
        std::vector<std::uint32_t> values(good_ ? count : 0);
        if (!values.empty()) std::memcpy(values.data(), cut.data(), cut.size());
        return values;
    }
    bool used_up() const { return good_ && left_.empty(); }

private:
    std::string_view left_;
    bool good_ = true;
};

std::uint32_t checksum(std::string_view bytes) {
    return libdeflate_crc32(0, bytes.data() + kChecked, bytes.size() - kChecked);
}

bool rising_within(const std::vector<std::uint32_t>& starts, std::size_t size) {
    return std::ranges::adjacent_find(starts, std::ranges::greater_equal{}) == starts.end() && starts.back() <= size;
}

bool possible(const png::Bands& bands) {
    for (std::size_t y = 0; y < bands.filters.size(); ++y) {
        const auto filter = static_cast<unsigned char>(bands.filters[y]);
        const bool first = y % static_cast<std::size_t>(bands.band_rows) == 0;
        if (filter >= (first ? 2 : png::kFilters)) return false;
    }
    return true;
}

bool acceptable(const Head& head) {
    const auto side = [](int pixels) { return pixels >= 1 && pixels <= kLongestSide; };
    return head.magic == kMagic && head.version == kPreparedVersion && side(head.width) && side(head.height) &&
           (head.band_rows == kPhotoBandRows || head.band_rows == kGraphicBandRows) && jpeg::complete(head.tables) &&
           png::ZeroRunCode::valid(head.lengths);
}

// All rows, filtered.
std::vector<std::uint8_t> filtered(const Pixels& picture, std::string_view filters) {
    std::vector<std::uint8_t> bytes((picture.stride() + 1) * static_cast<std::size_t>(picture.size.height));
    png::filter_band(view_of(picture), filters, bytes.data(), png::best_instructions());
    return bytes;
}

bool is_photograph(const std::vector<std::uint8_t>& rows) {
    std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(libdeflate_alloc_compressor(1),
                                                                                        libdeflate_free_compressor);
    if (!compressor) throw std::bad_alloc();
    std::string room(libdeflate_deflate_compress_bound(compressor.get(), rows.size()), '\0');
    const auto left = libdeflate_deflate_compress(compressor.get(), rows.data(), rows.size(), room.data(), room.size());
    return static_cast<double>(left) > kPhotoShare * static_cast<double>(rows.size());
}

}  // namespace

Prepared::Prepared(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
Prepared::~Prepared() = default;
Prepared::Prepared(Prepared&&) noexcept = default;
Prepared& Prepared::operator=(Prepared&&) noexcept = default;

Size Prepared::size() const {
    return parts_->size;
}

std::string_view Prepared::jpg() const {
    return parts_->jpeg.file;
}

std::string_view Prepared::png() const {
    return parts_->png.file;
}

std::optional<Prepared> Prepared::open(std::string_view bytes) {
    Head head;
    if (bytes.size() < sizeof head) return {};
    std::memcpy(&head, bytes.data(), sizeof head);
    if (!acceptable(head) || head.checksum != checksum(bytes)) return {};

    const Size size{head.width, head.height};
    const auto height = static_cast<std::size_t>(size.height);
    const int interval = jpeg::interval_for(size.width);
    const auto bands = static_cast<std::size_t>(png::band_count(size, head.band_rows));
    Cutter cutter(bytes.substr(sizeof head));
    jpeg::Segments jpeg{{}, size, interval, head.tables, cutter.numbers(jpeg::segment_count(size, interval) + 1)};
    auto starts = cutter.numbers(bands + 1);
    auto adlers = cutter.numbers(bands);
    const auto filters = cutter.bytes(height);
    const auto rows = cutter.bytes(height * static_cast<std::size_t>(size.width) * 3);
    jpeg.file = cutter.bytes(head.jpeg_bytes);
    png::Bands png{
        cutter.bytes(head.png_bytes),  size, head.band_rows, filters, std::move(starts), std::move(adlers), head.adler,
        png::ZeroRunCode(head.lengths)};
    if (!cutter.used_up() || !rising_within(jpeg.starts, jpeg.file.size()) ||
        !rising_within(png.starts, png.file.size()) || !possible(png))
        return {};
    return Prepared(std::make_unique<const Parts>(Parts{size, rows, std::move(jpeg), std::move(png)}));
}

void Prepared::seal(std::string& bytes) {
    if (bytes.size() < kChecked) return;
    const auto sum = checksum(bytes);
    std::memcpy(bytes.data() + offsetof(Head, checksum), &sum, sizeof sum);
}

std::string prepare(const Pixels& background) {
    const auto size = background.size;
    const int interval = jpeg::interval_for(size.width);
    const auto sample = training_sample(background);
    Head head{.width = size.width, .height = size.height, .tables = jpeg::train(sample, interval)};

    jpeg::Encoder encoder;
    const auto jpeg = encoder.encode(view_of(background), head.tables, interval);
    const auto sample_rows = filtered(sample, png::choose_filters(view_of(sample), sample.size.height));
    head.band_rows = is_photograph(sample_rows) ? kPhotoBandRows : kGraphicBandRows;
    head.lengths = png::ZeroRunCode::train(sample_rows);
    const auto filters = png::choose_filters(view_of(background), head.band_rows);
    const auto png = png::compress(view_of(background), filters, head.band_rows);
    head.adler = png.adler;
    head.jpeg_bytes = static_cast<std::uint32_t>(jpeg.size());
    head.png_bytes = static_cast<std::uint32_t>(png.file.size());

    std::string bytes(sizeof head, '\0');
    bytes.reserve(background.samples.size() + jpeg.size() + png.file.size() + kRoomForTables);
    put(bytes, jpeg::starts_of(jpeg, jpeg::segment_count(size, interval)));
    put(bytes, png.starts);
    put(bytes, png.adlers);
    bytes += filters;
    put(bytes, background.samples);
    bytes += jpeg;
    bytes += png.file;
    std::memcpy(bytes.data(), &head, sizeof head);
    Prepared::seal(bytes);
    return bytes;
}

}  // namespace promo::rendering
