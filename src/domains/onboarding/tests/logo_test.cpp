#include "domains/onboarding/logo.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/error.hpp"
#include "pictures.hpp"

using namespace promo;
using onboarding::inspect_logo;
using onboarding::LogoType;
using namespace std::string_literals;

namespace {

// Why a picture is refused; empty when it is not.
std::string refusal(const std::string& bytes) {
    try {
        inspect_logo(bytes);
    } catch (const core::Refusal& refused) {
        CHECK(refused.field() == "logo");
        return std::string(core::to_string(refused.code())) + ": " + refused.message();
    }
    return {};
}

const std::string kDamaged =
    "unprocessable: This picture is damaged or holds more than a picture. Save it again as PNG, JPEG or WebP.";
const std::string kTooManyPixels =
    "unprocessable: A logo has at most 4096 pixels a side and 16 million in all. Make it smaller.";
const std::string kMoving = "unprocessable: This picture moves. Upload a still one.";
const std::string kOther = "unprocessable: Upload a PNG, JPEG or WebP picture.";

}  // namespace

TEST_CASE("a logo is a PNG, JPEG or WebP, by its own bytes") {
    const auto png = inspect_logo(tests::png(320, 200));
    CHECK(png.type == LogoType::png);
    CHECK(png.width == 320);
    CHECK(png.height == 200);
    const auto jpeg = inspect_logo(tests::jpeg(640, 480));
    CHECK(jpeg.type == LogoType::jpg);
    CHECK(jpeg.width == 640);
    CHECK(jpeg.height == 480);
    for (const auto& bytes :
         {tests::webp_lossy(300, 100), tests::webp_lossless(300, 100), tests::webp_large(300, 100)}) {
        const auto webp = inspect_logo(bytes);
        CHECK(webp.type == LogoType::webp);
        CHECK(webp.width == 300);
        CHECK(webp.height == 100);
    }
}

TEST_CASE("each type is served as itself") {
    CHECK(onboarding::content_type(LogoType::png) == "image/png");
    CHECK(onboarding::content_type(LogoType::jpg) == "image/jpeg");
    CHECK(onboarding::content_type(LogoType::webp) == "image/webp");
}

TEST_CASE("what is no picture is refused, whatever it is called") {
    for (const auto& bytes : {""s, "<svg xmlns='http://www.w3.org/2000/svg'/>"s, "<html></html>"s, "GIF89a"s,
                              "%PDF-1.7"s, "RIFF\x04\0\0\0WAVE"s, "\x89PNG"s, "BM"s, std::string(1000, '\0')}) {
        CHECK(refusal(bytes) == kOther);
    }
}

TEST_CASE("a picture that promises more pixels than anybody needs is refused before it is opened") {
    CHECK(refusal(tests::png(4096, 3906)).empty());
    CHECK(refusal(tests::png(4096, 3907)) == kTooManyPixels);
    CHECK(refusal(tests::png(4097, 1)) == kTooManyPixels);
    CHECK(refusal(tests::png(1, 4097)) == kTooManyPixels);
    CHECK(refusal(tests::png(0xffffffff, 0xffffffff)) == kTooManyPixels);
    CHECK(refusal(tests::jpeg(65'535, 65'535)) == kTooManyPixels);
    CHECK(refusal(tests::webp_lossy(16'383, 16'383)) == kTooManyPixels);
    CHECK(refusal(tests::webp_lossless(16'384, 1)) == kTooManyPixels);
    CHECK(refusal(tests::webp_large(16'777'216, 1)) == kTooManyPixels);
}

TEST_CASE("a picture without pixels is refused") {
    CHECK(refusal(tests::png(0, 10)) == kDamaged);
    CHECK(refusal(tests::png(10, 0)) == kDamaged);
    CHECK(refusal(tests::jpeg(0, 10)) == kDamaged);
    CHECK(refusal(tests::webp_lossy(0, 10)) == kDamaged);
}

TEST_CASE("a picture that is cut off is refused, wherever it ends") {
    for (const auto& whole :
         {tests::png(10, 10), tests::jpeg(10, 10), tests::webp_lossy(10, 10), tests::webp_large(10, 10)}) {
        for (std::size_t length = 0; length < whole.size(); ++length) {
            CAPTURE(length);
            CHECK_FALSE(refusal(whole.substr(0, length)).empty());
        }
    }
}

TEST_CASE("a picture with something behind its end is refused") {
    for (const auto& whole : {tests::png(10, 10), tests::jpeg(10, 10), tests::webp_lossy(10, 10)}) {
        CHECK(refusal(whole + "<script>") == kDamaged);
        CHECK(refusal(whole + '\0') == kDamaged);
        CHECK(refusal(whole + whole) == kDamaged);
    }
}

TEST_CASE("a JPEG of a hundred passes is shown, one of a thousand is refused") {
    CHECK(refusal(tests::jpeg(10, 10, 100)).empty());
    CHECK(refusal(tests::jpeg(10, 10, 1000)) ==
          "unprocessable: This picture takes too long to show. Save it again as a plain JPEG.");
}

TEST_CASE("a picture that moves is refused") {
    CHECK(refusal(tests::animated_png(10, 10)) == kMoving);
    CHECK(refusal(tests::animated_webp(10, 10)) == kMoving);
}

TEST_CASE("a picture whose parts lie about their length is refused") {
    auto png = tests::png(10, 10);
    png[8] = '\x7f';
    CHECK(refusal(png) == kDamaged);
    auto jpeg = tests::jpeg(10, 10);
    jpeg[4] = '\xff';
    CHECK(refusal(jpeg) == kDamaged);
    jpeg = tests::jpeg(10, 10);
    jpeg[4] = jpeg[5] = '\0';
    CHECK(refusal(jpeg) == kDamaged);
    auto webp = tests::webp_lossy(10, 10);
    webp[16] = '\x7f';
    CHECK(refusal(webp) == kDamaged);
}

TEST_CASE("a logo of more than five megabytes is refused without a look") {
    CHECK(refusal(std::string(onboarding::kLargestLogo + 1, 'x')) ==
          "too_large: A logo has at most 5 MB. Save it smaller.");
}
