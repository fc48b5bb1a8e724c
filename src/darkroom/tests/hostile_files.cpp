#include "hostile_files.hpp"

#include "jpeg_parts.hpp"
#include "png_parts.hpp"

namespace promo::tests {
namespace {

using core::RefusalCode;
using namespace std::string_literals;

constexpr int kBaseline = 0xc0;
constexpr int kLossless = 0xc3;
constexpr int kProgressive = 0xc2;
constexpr int kArithmetic = 0xc9;

std::string many(std::string_view name, std::string_view data, int times) {
    std::string chunks;
    const auto chunk = png_chunk(name, data);
    for (int i = 0; i < times; ++i)
        chunks += chunk;
    return chunks;
}

// The pixels in chunks of so many bytes, and empty ones before each.
std::string png_in_pieces(std::size_t piece, int empty) {
    const PngHeader header{400, 400};
    const auto pixels = packed({}, raw_size(header));
    auto file = png_start() + png_header(header) + many("IDAT", {}, empty);
    for (std::size_t at = 0; at < pixels.size(); at += piece)
        file += png_chunk("IDAT", std::string_view(pixels).substr(at, piece));
    return file + png_end();
}

std::string damaged(std::string file, std::size_t at) {
    for (std::size_t i = at; i < at + 8; ++i)
        file.at(i) = static_cast<char>(~file.at(i));
    return file;
}

std::string half(const std::string& file) {
    return file.substr(0, file.size() / 2);
}

// As the file ends in the middle of the pixels, so that no length or checksum can be wrong.
std::string png_without_end() {
    const PngHeader header;
    return png_start() + png_header(header) + png_chunk("IDAT", half(packed({}, raw_size(header)))) + png_end();
}

std::string animated() {
    const auto frames = png_chunk("acTL", "\0\0\0\2\0\0\0\0"s) +
                        png_chunk("fcTL", "\0\0\0\0\0\0\0\x40\0\0\0\x40\0\0\0\0\0\0\0\0\0\1\0\1\0\0"s);
    return png({}, frames);
}

std::string palette() {
    return png({64, 64, 8, 3}, png_chunk("PLTE", "\1\2\3\4\5\6") + png_chunk("tRNS", "\x80"));
}

std::string with_unknown_colour() {
    return png_start() + png_header({4, 1, 8, 3}) + png_chunk("PLTE", "\1\2\3") +
           png_chunk("IDAT", packed("\0\0\0\7\0"s)) + png_end();
}

std::string profile_marker(const std::string& data) {
    return "ICC_PROFILE\0\1\1"s + data;
}

}  // namespace

std::vector<HostileFile> hostile_pngs() {
    const auto too_large = RefusalCode::too_large;
    const auto broken = RefusalCode::unprocessable;
    const auto icc = [] { return "x\0\0"s + packed({}, 200 << 20); };
    const auto text = [] { return "x\0\0"s + packed({}, 300 << 20); };
    return {
        {"PNG of 20000 x 20000 in a megabyte",
         [] {
             return png({20'000, 20'000, 8, 0});
         },
         too_large},
        {"PNG that promises 2^31 pixels a side",
         [] {
             return png_start() + png_header({0x7fffffff, 0x7fffffff});
         },
         too_large},
        {"PNG one pixel too wide",
         [] {
             return png({4097, 1});
         },
         too_large},
        {"PNG without pixels",
         [] {
             return png({0, 10});
         },
         broken},
        {"PNG with 500 MB of zeros behind its pixels",
         [] {
             const PngHeader header;
             return png_start() + png_header(header) + png_chunk("IDAT", packed({}, raw_size(header) + (500 << 20))) +
                    png_end();
         },
         {}},
        {"PNG with a colour profile of 200 MB", [=] { return png({}, png_chunk("iCCP", icc())); }, broken},
        {"PNG with a text of 300 MB", [=] { return png({}, png_chunk("zTXt", text())); }, broken},
        {"PNG with 200 000 texts", [] { return png({}, many("tEXt", "a\0b"s, 200'000)); }, broken},
        {"PNG cut off",
         [] {
             return half(png({640, 640}));
         },
         broken},
        {"PNG whose pixels end too early", png_without_end, broken},
        {"PNG with damaged pixels", [] { return damaged(png(), 50); }, broken},
        {"PNG with 400 000 empty pieces", [] { return png_in_pieces(1 << 20, 400'000); }, {}},
        {"PNG in pieces of one byte", [] { return png_in_pieces(1, 0); }, {}},
        {"PNG with a palette that is not there",
         [] {
             return png({64, 64, 8, 3});
         },
         broken},
    };
}

std::vector<HostileFile> hostile_jpegs() {
    const auto too_large = RefusalCode::too_large;
    const auto broken = RefusalCode::unprocessable;
    return {
        {"JPEG that promises 65500 x 65500", [] { return with_size(jpeg(), kBaseline, 65'500, 65'500); }, too_large},
        {"progressive JPEG of 12000 x 12000",
         [] { return with_size(jpeg({.scans = 10}), kProgressive, 12'000, 12'000); }, too_large},
        {"JPEG of 3000 repeated scans", [] { return with_repeated_scan(jpeg({.scans = 4}), 3000); }, broken},
        {"JPEG of 94 scans, 4000 x 2000", [] { return jpeg({.width = 4000, .height = 2000, .scans = 94}); }, broken},
        {"JPEG cut off", [] { return half(jpeg({.width = 640, .height = 640})); }, broken},
        {"JPEG without its last two bytes",
         [] {
             auto file = jpeg();
             return file.substr(0, file.size() - 2);
         },
         broken},
        {"JPEG with a marker in its pixels",
         [] {
             auto file = jpeg({.width = 640, .height = 640});
             file.replace(file.size() - 400, 2, "\xff\xd5");
             return file;
         },
         broken},
        {"JPEG of 12 bits", [] { return with_byte(jpeg(), kBaseline, 4, 12); }, broken},
        {"lossless JPEG", [] { return with_byte(jpeg(), kBaseline, 1, kLossless); }, broken},
        {"JPEG that says its height later", [] { return with_size(jpeg(), kBaseline, 64, 0); }, broken},
        {"JPEG in arithmetic coding", [] { return jpeg({.arithmetic = true}); }, broken},
        {"JPEG that only says it is in arithmetic coding", [] { return with_byte(jpeg(), kBaseline, 1, kArithmetic); },
         broken},
    };
}

std::vector<HostileFile> unusual_pictures() {
    return {
        {"PNG of 16 bits",
         [] {
             return png({64, 64, 16, 2});
         },
         {}},
        {"PNG of 16 bits and alpha",
         [] {
             return png({64, 64, 16, 6});
         },
         {}},
        {"PNG with a palette", palette, {}},
        {"PNG with a colour that the palette has not", with_unknown_colour, {}},
        {"PNG of one bit",
         [] {
             return png({65, 64, 1, 0});
         },
         {}},
        {"grey PNG",
         [] {
             return png({64, 64, 8, 0});
         },
         {}},
        {"grey PNG with alpha",
         [] {
             return png({64, 64, 8, 4});
         },
         {}},
        {"PNG of one pixel",
         [] {
             return png({1, 1});
         },
         {}},
        {"animated PNG", animated, {}},
        {"PNG with a file behind its end", [] { return png() + "<script>alert(1)</script>"; }, {}},
        {"PNG with a broken checksum of a comment",
         [] { return png({}, png_chunk("tEXt", "a\0b"s).replace(8, 1, "z")); },
         {}},
        {"PNG that says it is sRGB", [] { return png({}, png_chunk("sRGB", "\0"s)); }, {}},
        {"grey JPEG", [] { return jpeg({.channels = 1}); }, {}},
        {"JPEG of four inks", [] { return jpeg({.channels = 4}); }, {}},
        {"progressive JPEG", [] { return jpeg({.scans = 31}); }, {}},
        {"JPEG that was turned",
         [] {
             return jpeg({.markers = {{0xe1, exif(6)}}});
         },
         {}},
        {"JPEG with EXIF of nothing",
         [] {
             return jpeg({.markers = {{0xe1, "Exif\0\0II*\0\xff\xff\xff\xff"s}}});
         },
         {}},
        {"JPEG with a profile that is none",
         [] {
             return jpeg({.markers = {{0xe2, profile_marker("no profile")}}});
         },
         {}},
        {"JPEG with the second part of a profile",
         [] {
             return jpeg({.markers = {{0xe2, "ICC_PROFILE\0\2\2xyz"s}}});
         },
         {}},
    };
}

std::vector<HostileFile> no_pictures() {
    const auto unknown = RefusalCode::unsupported_media;
    std::vector<HostileFile> files;
    for (const auto& [name, bytes] : std::initializer_list<std::pair<std::string, std::string>>{
             {"nothing", ""},
             {"GIF", "GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff;"s},
             {"TIFF", "II*\0\x08\0\0\0"s},
             {"BMP", "BM\x1e\0\0\0"s},
             {"SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>"},
             {"HTML", "<!doctype html><script>alert(1)</script>"},
             {"PDF", "%PDF-1.7"},
             {"AVIF",
              "\0\0\0\x1c"
              "ftypavif"s},
             {"half of what a PNG begins with", "\x89PNG"},
             {"zeros", std::string(1000, '\0')},
             {"WebP", "RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0"s}})
        files.push_back({name, [bytes = bytes] { return bytes; }, unknown});
    return files;
}

}  // namespace promo::tests
