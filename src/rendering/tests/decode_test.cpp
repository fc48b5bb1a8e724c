#include "rendering/decode.hpp"

#include <doctest/doctest.h>
#include <lcms2.h>
#include <spng.h>

#include <cstdio>
#include <memory>
// After <cstdio>, which it needs.
#include <jpeglib.h>
#include <webp/encode.h>

#include "core/error.hpp"
#include "support/property.hpp"
#include "support/refused.hpp"

using namespace promo;
using namespace std::string_literals;
using rendering::decode;
using rendering::Pixels;
using rendering::Size;

namespace {

// Every pixel another colour, and no symmetry.
Pixels sample(int width, int height, int channels) {
    Pixels pixels{{width, height}, channels, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int channel = 0; channel < channels; ++channel)
                pixels.samples.push_back(static_cast<std::uint8_t>(x * 37 + y * 11 + channel * 83));
    return pixels;
}

struct PngKind {
    int colours = SPNG_COLOR_TYPE_TRUECOLOR;
    int depth = 8;
    int interlaced = SPNG_INTERLACE_NONE;
};

// The bytes are as they are in the file.
std::string png(Size size, const PngKind& kind, const std::vector<std::uint8_t>& bytes,
                const std::function<void(spng_ctx*)>& more = {}) {
    const std::unique_ptr<spng_ctx, decltype(&spng_ctx_free)> writer(spng_ctx_new(SPNG_CTX_ENCODER), spng_ctx_free);
    spng_set_option(writer.get(), SPNG_ENCODE_TO_BUFFER, 1);
    spng_ihdr header{};
    header.width = static_cast<std::uint32_t>(size.width);
    header.height = static_cast<std::uint32_t>(size.height);
    header.bit_depth = static_cast<std::uint8_t>(kind.depth);
    header.color_type = static_cast<std::uint8_t>(kind.colours);
    header.interlace_method = static_cast<std::uint8_t>(kind.interlaced);
    REQUIRE(spng_set_ihdr(writer.get(), &header) == SPNG_OK);
    if (more) more(writer.get());
    REQUIRE(spng_encode_image(writer.get(), bytes.data(), bytes.size(), SPNG_FMT_RAW, SPNG_ENCODE_FINALIZE) == SPNG_OK);
    std::size_t length = 0;
    int error = 0;
    const std::unique_ptr<void, decltype(&std::free)> file(spng_get_png_buffer(writer.get(), &length, &error),
                                                           std::free);
    return {static_cast<const char*>(file.get()), length};
}

// Of one colour, in four inks, with Adobe's marker (and then inverted) or without.
std::string four_inks(std::array<std::uint8_t, 4> inks, bool adobe) {
    jpeg_compress_struct state{};
    jpeg_error_mgr errors{};
    state.err = jpeg_std_error(&errors);
    jpeg_create_compress(&state);
    unsigned char* bytes = nullptr;
    unsigned long length = 0;
    jpeg_mem_dest(&state, &bytes, &length);
    state.image_width = state.image_height = 16;
    state.input_components = 4;
    state.in_color_space = JCS_CMYK;
    jpeg_set_defaults(&state);
    jpeg_set_quality(&state, 100, TRUE);
    state.write_Adobe_marker = adobe ? TRUE : FALSE;
    jpeg_start_compress(&state, TRUE);
    std::vector<JSAMPLE> row;
    for (int x = 0; x < 16; ++x)
        row.insert(row.end(), inks.begin(), inks.end());
    for (int y = 0; y < 16; ++y) {
        JSAMPROW pointer = row.data();
        jpeg_write_scanlines(&state, &pointer, 1);
    }
    jpeg_finish_compress(&state);
    jpeg_destroy_compress(&state);
    const std::unique_ptr<unsigned char, decltype(&std::free)> owned(bytes, std::free);
    return {reinterpret_cast<const char*>(bytes), length};
}

std::string with_marker(const std::string& jpeg, char marker, const std::string& data) {
    const auto length = data.size() + 2;
    return jpeg.substr(0, 2) + "\xff"s + marker + static_cast<char>(length >> 8U) + static_cast<char>(length & 0xffU) +
           data + jpeg.substr(2);
}

std::string exif(int orientation, bool big_endian) {
    const auto number = static_cast<char>(orientation);
    if (big_endian) return "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + number + "\0\0\0\0\0\0"s;
    return "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"s + number + "\0\0\0\0\0\0\0"s;
}

// sRGB with red and green in each other's place.
std::string swapped_profile() {
    const cmsCIExyY white{0.3127, 0.3290, 1};
    const cmsCIExyYTRIPLE primaries{{0.30, 0.60, 1}, {0.64, 0.33, 1}, {0.15, 0.06, 1}};
    double parameters[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    auto* curve = cmsBuildParametricToneCurve(nullptr, 4, parameters);
    cmsToneCurve* curves[] = {curve, curve, curve};
    auto* profile = cmsCreateRGBProfile(&white, &primaries, curves);
    cmsUInt32Number length = 0;
    cmsSaveProfileToMem(profile, nullptr, &length);
    std::string bytes(length, '\0');
    cmsSaveProfileToMem(profile, bytes.data(), &length);
    cmsCloseProfile(profile);
    cmsFreeToneCurve(curve);
    return bytes;
}

std::array<int, 3> first_pixel(const Pixels& pixels) {
    return {pixels.samples[0], pixels.samples[1], pixels.samples[2]};
}

bool is_near(const std::array<int, 3>& a, const std::array<int, 3>& b, int most = 3) {
    for (std::size_t i = 0; i < 3; ++i)
        if (std::abs(a[i] - b[i]) > most) return false;
    return true;
}

}  // namespace

TEST_CASE("what we encode as PNG is decoded as it was, with and without transparency") {
    CHECK(tests::counterexample([](std::uint8_t width, std::uint8_t height, bool transparent) {
              const auto pixels = sample(1 + width, 1 + height, transparent ? 4 : 3);
              const auto again = decode(rendering::encode_png(pixels));
              return again.size == pixels.size && again.channels == pixels.channels && again.samples == pixels.samples;
          }) == "");
}

TEST_CASE("every kind of PNG gives the same pixels") {
    const Size size{37, 23};
    const auto rgb = sample(size.width, size.height, 3);
    CHECK(decode(png(size, {}, rgb.samples)).samples == rgb.samples);
    CHECK(decode(png(size, {.interlaced = SPNG_INTERLACE_NONE}, rgb.samples)).channels == 3);

    std::vector<std::uint8_t> deep;
    for (const auto byte : rgb.samples)
        deep.insert(deep.end(), {byte, byte});
    CHECK(decode(png(size, {.depth = 16}, deep)).samples == rgb.samples);

    const auto grey = sample(size.width, size.height, 1);
    const auto from_grey = decode(png(size, {.colours = SPNG_COLOR_TYPE_GRAYSCALE}, grey.samples));
    CHECK(from_grey.channels == 3);
    CHECK(from_grey.samples[3] == grey.samples[1]);
    CHECK(from_grey.samples[5] == grey.samples[1]);

    const auto both = sample(size.width, size.height, 2);
    const auto from_both = decode(png(size, {.colours = SPNG_COLOR_TYPE_GRAYSCALE_ALPHA}, both.samples));
    CHECK(from_both.channels == 4);
    CHECK(from_both.samples[2] == both.samples[0]);
    CHECK(from_both.samples[3] == both.samples[1]);
}

TEST_CASE("a palette may say what is transparent") {
    const auto colours = [](spng_ctx* writer) {
        spng_plte palette{};
        palette.n_entries = 2;
        palette.entries[0] = {10, 20, 30, 0};
        palette.entries[1] = {40, 50, 60, 0};
        spng_set_plte(writer, &palette);
        spng_trns transparency{};
        transparency.n_type3_entries = 1;
        transparency.type3_alpha[0] = 128;
        spng_set_trns(writer, &transparency);
    };
    const auto picture = decode(png({2, 1}, {.colours = SPNG_COLOR_TYPE_INDEXED}, {0, 1}, colours));
    CHECK(picture.channels == 4);
    CHECK(picture.samples == std::vector<std::uint8_t>{10, 20, 30, 128, 40, 50, 60, 255});
}

TEST_CASE("the colours of a profile become those of the web, and a profile that is none changes nothing") {
    const auto with = [](const std::string& bytes) {
        // libspng takes no copy.
        return [bytes = std::make_shared<std::string>(bytes)](spng_ctx* writer) {
            spng_iccp profile{};
            std::snprintf(profile.profile_name, sizeof profile.profile_name, "swapped");
            profile.profile_len = bytes->size();
            profile.profile = bytes->data();
            REQUIRE(spng_set_iccp(writer, &profile) == SPNG_OK);
        };
    };
    const std::vector<std::uint8_t> red{200, 30, 40};
    CHECK(is_near(first_pixel(decode(png({1, 1}, {}, red, with(swapped_profile())))), {30, 200, 40}));
    CHECK(is_near(first_pixel(decode(png({1, 1}, {}, red, with("this is none")))), {200, 30, 40}, 0));

    Pixels plain{{8, 8}, 3, {}};
    for (int i = 0; i < 64; ++i)
        plain.samples.insert(plain.samples.end(), red.begin(), red.end());
    const auto jpeg = rendering::encode_jpeg(plain, 95);
    const auto marked = with_marker(jpeg, '\xe2', "ICC_PROFILE\0\1\1"s + swapped_profile());
    CHECK(is_near(first_pixel(decode(jpeg)), {200, 30, 40}));
    CHECK(is_near(first_pixel(decode(marked)), {30, 200, 40}));
}

TEST_CASE("a photo is upright however the camera was held") {
    // Which pixel of what was taken comes first, by orientation, in a picture of 16 x 8 with a corner of each colour.
    const std::array<std::array<int, 3>, 4> corners{{{250, 20, 20}, {20, 250, 20}, {20, 20, 250}, {250, 250, 20}}};
    Pixels taken{{16, 8}, 3, {}};
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 16; ++x)
            for (const int value : corners[static_cast<std::size_t>(y / 4 * 2 + x / 8)])
                taken.samples.push_back(static_cast<std::uint8_t>(value));
    const auto jpeg = rendering::encode_jpeg(taken, 100);
    const std::array<std::size_t, 9> first_corner{0, 0, 1, 3, 2, 0, 2, 3, 1};
    const std::array<std::size_t, 9> second_corner{1, 1, 0, 2, 3, 2, 0, 1, 3};
    for (int orientation = 1; orientation <= 8; ++orientation) {
        CAPTURE(orientation);
        for (const bool big_endian : {false, true}) {
            const auto upright = decode(with_marker(jpeg, '\xe1', exif(orientation, big_endian)));
            const bool turned = orientation >= 5;
            CHECK(upright.size == (turned ? Size{8, 16} : Size{16, 8}));
            const auto index = static_cast<std::size_t>(orientation);
            CHECK(is_near(first_pixel(upright), corners[first_corner[index]], 40));
            Pixels right = upright;
            right.samples.erase(right.samples.begin(), right.samples.begin() + (upright.size.width - 1) * 3);
            CHECK(is_near(first_pixel(right), corners[second_corner[index]], 40));
        }
    }
    for (const int wrong : {0, 9, 255})
        CHECK(decode(with_marker(jpeg, '\xe1', exif(wrong, true))).size == taken.size);
}

TEST_CASE("four inks are mixed as they are meant, inverted or not") {
    CHECK(is_near(first_pixel(decode(four_inks({255, 128, 0, 255}, true))), {255, 128, 0}));
    CHECK(is_near(first_pixel(decode(four_inks({255, 255, 255, 0}, true))), {0, 0, 0}));
    CHECK(is_near(first_pixel(decode(four_inks({0, 127, 255, 0}, false))), {255, 128, 0}));
}

TEST_CASE("a WebP is read with its transparency, and one that moves is refused") {
    const auto pixels = sample(20, 10, 4);
    std::uint8_t* bytes = nullptr;
    const auto length = WebPEncodeLosslessRGBA(pixels.samples.data(), 20, 10, 80, &bytes);
    const std::string file(reinterpret_cast<const char*>(bytes), length);
    WebPFree(bytes);
    const auto again = decode(file);
    CHECK(again.size == pixels.size);
    CHECK(again.channels == 4);
    CHECK(again.samples[41 * 4 + 3] == pixels.samples[41 * 4 + 3]);
    for (std::size_t cut = 12; cut < file.size(); cut += 7)
        CHECK(tests::refused([&] { decode(file.substr(0, cut)); }).code() == core::RefusalCode::unprocessable);
    const auto moving = "RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x13\0\0\x09\0\0"s;
    CHECK(tests::refused([&] { decode(moving); }).code() == core::RefusalCode::unprocessable);
}

TEST_CASE("a file that ends anywhere is refused, never drawn in part") {
    const auto pixels = sample(40, 30, 3);
    for (const auto& file : {rendering::encode_png(pixels), rendering::encode_jpeg(pixels, 90)}) {
        // After its last pixel a PNG has only its end.
        const auto last = file.starts_with("\x89PNG") ? file.size() - 20 : file.size() - 1;
        for (std::size_t cut = 8; cut < last; cut += 5) {
            CAPTURE(cut);
            CHECK(tests::refused([&] { decode(file.substr(0, cut)); }).code() == core::RefusalCode::unprocessable);
        }
    }
}

TEST_CASE("random damage is refused or gives a picture of the size that the file says") {
    const auto pixels = sample(24, 24, 3);
    const std::vector<std::string> files{rendering::encode_png(pixels), rendering::encode_jpeg(pixels, 80)};
    CHECK(tests::counterexample([&](std::uint16_t at, std::uint8_t byte, bool first) {
              auto file = files[first ? 0 : 1];
              file[at % file.size()] = static_cast<char>(byte);
              try {
                  const auto picture = decode(file);
                  return picture.samples.size() == picture.stride() * static_cast<std::size_t>(picture.size.height);
              } catch (const core::Refusal&) {
                  return true;
              }
          }) == "");
}
