#include "darkroom/darkroom.hpp"

#include <doctest/doctest.h>
#include <signal.h>

#include <future>
#include <system_error>

#include "hostile_files.hpp"
#include "jpeg_parts.hpp"
#include "png_parts.hpp"
#include "rendering/decode.hpp"
#include "rendering/prepared.hpp"
#include "run_worker.hpp"
#include "support/darkroom.hpp"
#include "support/refused.hpp"

using namespace promo;
using core::RefusalCode;
using darkroom::Darkroom;
using darkroom::Purpose;
using tests::refused;

namespace {

// A picture that has taken the process over and makes it try something.
std::string picture_that_tries(const std::string& what) {
    return tests::png() + "\ntry " + what;
}

rendering::Pixels noise(int width, int height) {
    rendering::Pixels pixels{{width, height}, 3, {}};
    pixels.samples.reserve(pixels.stride() * static_cast<std::size_t>(height));
    std::uint32_t state = 1;
    for (std::size_t i = 0; i < pixels.stride() * static_cast<std::size_t>(height); ++i) {
        state = state * 1'664'525 + 1'013'904'223;
        pixels.samples.push_back(static_cast<std::uint8_t>(state >> 24U));
    }
    return pixels;
}

}  // namespace

TEST_CASE("the process that reads pictures is killed when it tries anything else") {
    for (const auto* what :
         {"open a file", "write a file", "make a socket", "fork", "run a program", "signal its parent", "make code"}) {
        CAPTURE(what);
        const auto ran = tests::run_worker(picture_that_tries(what));
        CHECK(ran.signal == SIGSYS);
        CHECK_FALSE(ran.answer);
        CHECK(refused([&] { tests::darkroom().develop(picture_that_tries(what), Purpose::background); }).code() ==
              RefusalCode::unprocessable);
    }
}

TEST_CASE("the process that reads pictures has little memory and time") {
    const auto hungry = tests::run_worker(picture_that_tries("use memory without end"));
    CHECK_FALSE(hungry.answer);
    CHECK(hungry.signal != 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    CHECK(hungry.megabytes <= 512);
    const auto slow = tests::run_worker(picture_that_tries("compute without end"));
    CHECK((slow.signal == SIGXCPU || slow.signal == SIGKILL));
    CHECK(slow.cpu_ms <= 6000);
#endif
}

TEST_CASE("a process that does not answer, or not the truth, is given up") {
    const Darkroom impatient(tests::darkroom_worker(), std::chrono::seconds(2));
    for (const auto* what : {"wait without end", "say nothing", "talk without end"}) {
        CAPTURE(what);
        CHECK(refused([&] { impatient.develop(picture_that_tries(what), Purpose::background, "image"); }).code() ==
              RefusalCode::unprocessable);
    }
}

TEST_CASE("a program that cannot be started is no fault of the picture") {
    const Darkroom none("/nowhere/promostack");
    CHECK_THROWS_AS(none.develop(tests::png(), Purpose::background), std::system_error);
}

TEST_CASE("a background comes back flat, small and prepared, with nothing of the file left") {
    const auto developed =
        tests::darkroom().develop(tests::png({1000, 600, 8, 6}) + "<script>alert(1)</script>", Purpose::background);
    CHECK(developed.size == rendering::Size{1000, 600});
    const auto picture = rendering::decode(developed.picture);
    CHECK(picture.channels == 3);
    // All of it was transparent.
    CHECK(picture.samples == std::vector<std::uint8_t>(picture.samples.size(), 255));
    CHECK(developed.picture.find("script") == std::string::npos);
    CHECK(rendering::decode(developed.preview).size == rendering::Size{480, 288});
    const auto prepared = rendering::Prepared::open(developed.prepared).value();
    CHECK(prepared.size() == developed.size);
    CHECK(rendering::decode(prepared.png()).samples == picture.samples);
    CHECK(tests::darkroom().prepare(developed.picture) == developed.prepared);
}

TEST_CASE("an overlay is a square through which one sees") {
    const auto developed = tests::darkroom().develop(tests::png({600, 600, 8, 6}), Purpose::overlay);
    CHECK(rendering::decode(developed.picture).channels == 4);
    CHECK(rendering::decode(developed.preview).size == rendering::Size{480, 480});
    CHECK(developed.prepared.empty());
    for (const auto& wrong : {tests::png({600, 601, 8, 6}), tests::png({600, 600, 8, 2}), tests::jpeg()}) {
        const auto refusal = refused([&] { tests::darkroom().develop(wrong, Purpose::overlay, "overlayImage"); });
        CHECK(refusal.code() == RefusalCode::unprocessable);
        CHECK(refusal.field() == "overlayImage");
    }
}

TEST_CASE("a logo is at most 512 a side, keeps its shape, and may be a WebP") {
    const auto developed = tests::darkroom().develop(tests::jpeg({.width = 1024, .height = 600}), Purpose::logo);
    const auto picture = rendering::decode(developed.picture);
    CHECK(picture.size == rendering::Size{512, 300});
    CHECK(picture.channels == 4);
    CHECK(developed.preview.empty());
    const auto webp = tests::no_pictures().back().make();
    CHECK(tests::darkroom().develop(webp, Purpose::logo).size == rendering::Size{1, 1});
    CHECK(refused([&] { tests::darkroom().develop(webp, Purpose::background); }).code() ==
          RefusalCode::unsupported_media);
}

TEST_CASE("a picture of a broadcast is as large as Telegram shows it") {
    const auto developed = tests::darkroom().develop(tests::jpeg({.width = 2560, .height = 640}), Purpose::broadcast);
    const auto picture = rendering::decode(developed.picture);
    CHECK(picture.size == rendering::Size{1280, 320});
    CHECK(picture.channels == 3);
    CHECK(developed.preview.empty());
    CHECK(developed.prepared.empty());
}

TEST_CASE("the largest pictures there may be are read in the memory and time that there is") {
    const auto still = tests::darkroom().develop(tests::png({4096, 4096}), Purpose::background);
    CHECK(still.size == rendering::Size{4096, 4096});
    const auto busy = rendering::encode_jpeg(noise(4096, 4096), 60);
    REQUIRE(busy.size() <= rendering::kLargestUpload);
    const auto developed = tests::darkroom().develop(busy, Purpose::background);
    CHECK(tests::darkroom().prepare(developed.picture) == developed.prepared);
}

TEST_CASE("more bytes than an upload may have are refused before anybody reads them") {
    const auto large = tests::png() + std::string(rendering::kLargestUpload, 'x');
    CHECK(refused([&] { tests::darkroom().develop(large, Purpose::background); }).code() == RefusalCode::too_large);
}

TEST_CASE("many pictures at once wait for their turn, and too many are told to come back") {
    const Darkroom busy(tests::darkroom_worker(), std::chrono::seconds(1));
    const auto slow = picture_that_tries("wait without end");
    std::vector<std::future<RefusalCode>> all;
    for (int i = 0; i < 64; ++i) {
        all.push_back(std::async(std::launch::async,
                                 [&] { return refused([&] { busy.develop(slow, Purpose::background); }).code(); }));
    }
    int overloaded = 0;
    for (auto& each : all)
        overloaded += each.get() == RefusalCode::overloaded ? 1 : 0;
    CHECK(overloaded > 0);
    CHECK(overloaded < 64);
    CHECK(busy.develop(tests::png(), Purpose::background).size == rendering::Size{64, 64});
}
