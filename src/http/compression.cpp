#include "http/compression.hpp"

#include <brotli/encode.h>
#include <zlib.h>

#include <cstdint>
#include <stdexcept>

#include "http/letters.hpp"

namespace promo::http {
namespace {

// Close to the best in a tenth of its time: a file is compressed while somebody waits for it.
constexpr int kBrotliQuality = 6;
constexpr int kGzipWindow = 15 + 16;
constexpr int kGzipMemory = 8;

bool takes_nothing(std::string_view parameters) {
    const auto at = parameters.find("q=");
    if (at == std::string_view::npos) return false;
    const auto weight = trimmed(parameters.substr(at + 2));
    return weight.starts_with('0') && weight.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

std::string gzip(std::string_view bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kGzipMemory, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("gzip cannot start");
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const auto result = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (result != Z_STREAM_END) throw std::runtime_error("gzip failed");
    return out;
}

std::string brotli(std::string_view bytes) {
    std::size_t size = BrotliEncoderMaxCompressedSize(bytes.size());
    std::string out(size, '\0');
    const auto done = BrotliEncoderCompress(kBrotliQuality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.size(),
                                            reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                                            reinterpret_cast<std::uint8_t*>(out.data()));
    if (done == BROTLI_FALSE) throw std::runtime_error("brotli failed");
    out.resize(size);
    return out;
}

Encoding best_encoding(std::string_view accept_encoding) {
    auto best = Encoding::identity;
    while (!accept_encoding.empty()) {
        auto parameters = take_until(accept_encoding, ',');
        const auto name = trimmed(take_until(parameters, ';'));
        if (takes_nothing(parameters)) continue;
        if (equals_ignoring_case(name, "br")) return Encoding::br;
        if (equals_ignoring_case(name, "gzip")) best = Encoding::gzip;
    }
    return best;
}

}  // namespace promo::http
