#include <doctest/doctest.h>

#include <random>
#include <string>
#include <thread>

#include "rendering/tests/text_samples.hpp"
#include "rendering/text/blend.hpp"
#include "rendering/text/contrast.hpp"
#include "rendering/text/typesetter.hpp"
#include "support/fonts.hpp"

using namespace promo;
using namespace promo::rendering;

namespace {

Pixels noise(Size size, unsigned seed = 1) {
    std::mt19937 chance(seed);
    Pixels pixels{size, 3, {}};
    pixels.samples.resize(pixels.stride() * static_cast<std::size_t>(size.height));
    for (auto& sample : pixels.samples)
        sample = static_cast<std::uint8_t>(chance());
    return pixels;
}

Canvas canvas_of(Pixels& pixels) {
    return {pixels.samples.data(), pixels.stride(), whole(pixels.size)};
}

Pixels drawn(Typesetter& typesetter, std::string_view text, const TextStyle& style, Size size) {
    auto pixels = noise(size);
    typesetter.set(text, style, size);
    typesetter.draw(canvas_of(pixels));
    return pixels;
}

struct Draw {
    explicit Draw(unsigned seed) : chance(seed) {}

    int below(int limit) { return static_cast<int>(chance() % static_cast<unsigned>(limit)); }
    std::string text() {
        const auto& samples = tests::samples();
        auto words = std::string(samples[static_cast<std::size_t>(below(static_cast<int>(samples.size())))].text);
        return below(2) == 0 ? words : "CODE-" + std::to_string(below(100000)) + (below(2) == 0 ? "" : " " + words);
    }
    TextStyle style() {
        TextStyle style;
        style.box = {below(140) - 20.0,
                     below(140) - 20.0,
                     below(120) - 5.0,
                     below(60) - 5.0,
                     static_cast<HAlign>(below(3)),
                     static_cast<VAlign>(below(3))};
        style.font = static_cast<Font>(below(5));
        style.max_font_px = below(90);
        style.colour = {static_cast<std::uint8_t>(below(256)), static_cast<std::uint8_t>(below(256)), 7};
        style.outline = below(2) == 0;
        return style;
    }

    std::mt19937 chance;
};

bool is_within(const Rect& area, int x, int y) {
    return x >= area.left && x < area.right() && y >= area.top && y < area.bottom();
}

bool differ_outside(const Pixels& a, const Pixels& b, const Rect& ink) {
    for (int y = 0; y < a.size.height; ++y) {
        for (int x = 0; x < a.size.width; ++x) {
            const auto at = static_cast<std::size_t>(y) * a.stride() + static_cast<std::size_t>(x) * 3;
            if (is_within(ink, x, y)) continue;
            if (!std::equal(a.samples.begin() + static_cast<std::ptrdiff_t>(at),
                            a.samples.begin() + static_cast<std::ptrdiff_t>(at) + 3,
                            b.samples.begin() + static_cast<std::ptrdiff_t>(at)))
                return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("wherever text is put, no pixel outside its ink changes") {
    constexpr Size kPicture{211, 167};
    Typesetter typesetter(tests::fonts());
    Draw draw(7);
    for (int round = 0; round < 250; ++round) {
        const auto text = draw.text();
        const auto style = draw.style();
        CAPTURE(text);
        const auto pixels = drawn(typesetter, text, style, kPicture);
        const auto ink = typesetter.set(text, style, kPicture).ink;
        CHECK(intersection(ink, whole(kPicture)) == ink);
        CHECK_FALSE(differ_outside(pixels, noise(kPicture), ink));
    }
}

TEST_CASE("a part of a picture is drawn as the whole is") {
    constexpr Size kPicture{211, 167};
    Typesetter typesetter(tests::fonts());
    Draw draw(11);
    for (int round = 0; round < 200; ++round) {
        const auto text = draw.text();
        const auto style = draw.style();
        CAPTURE(text);
        const auto expected = drawn(typesetter, text, style, kPicture);
        auto patched = noise(kPicture);
        // Every pixel lies in one of four parts around a random point.
        const int x = draw.below(kPicture.width + 1);
        const int y = draw.below(kPicture.height + 1);
        for (const Rect part : {Rect{0, 0, x, y}, Rect{x, 0, kPicture.width - x, y}, Rect{0, y, x, kPicture.height - y},
                                Rect{x, y, kPicture.width - x, kPicture.height - y}}) {
            if (part.empty()) continue;
            auto canvas = canvas_of(patched);
            canvas.rows = canvas.at(part.left, part.top);
            canvas.area = part;
            typesetter.draw(canvas);
        }
        CHECK(patched.samples == expected.samples);
    }
}

TEST_CASE("the same text is the same pixels, on any thread and after anything else") {
    constexpr Size kPicture{320, 200};
    const auto round = [&](unsigned order) {
        std::vector<Pixels> pictures(tests::samples().size());
        Typesetter typesetter(tests::fonts());
        for (std::size_t i = 0; i < pictures.size(); ++i) {
            const auto which = (i * 7 + order) % pictures.size();
            TextStyle style;
            style.font = static_cast<Font>(which % 5);
            pictures[which] = drawn(typesetter, tests::samples()[which].text, style, kPicture);
        }
        return pictures;
    };
    const auto expected = round(0);
    std::vector<std::vector<Pixels>> found(4);
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < found.size(); ++i)
        threads.emplace_back([&, i] { found[i] = round(i * 13); });
    for (auto& thread : threads)
        thread.join();
    for (const auto& pictures : found) {
        for (std::size_t i = 0; i < pictures.size(); ++i)
            CHECK(pictures[i].samples == expected[i].samples);
    }
}

TEST_CASE("letters have their colour, and a dark line around them where it is wished for") {
    constexpr Size kPicture{400, 200};
    Typesetter typesetter(tests::fonts());
    TextStyle style{.box = {0, 0, 100, 100}, .font = Font::dejavu_sans, .max_font_px = 125, .colour = {255, 39, 62}};
    const auto count = [&](Colour colour) {
        Pixels pixels{kPicture, 3, {}};
        pixels.samples.resize(pixels.stride() * 200, 200);
        typesetter.set("III", style, kPicture);
        typesetter.draw(canvas_of(pixels));
        int found = 0;
        for (std::size_t i = 0; i < pixels.samples.size(); i += 3) {
            if (Colour{pixels.samples[i], pixels.samples[i + 1], pixels.samples[i + 2]} == colour) ++found;
        }
        return found;
    };
    const Colour quarter_of_200{50, 50, 50};
    CHECK(count(style.colour) > 1000);
    CHECK(count(quarter_of_200) > 500);
    const auto with_line = typesetter.set("III", style, kPicture).ink;
    style.outline = false;
    CHECK(count(style.colour) > 1000);
    CHECK(count(quarter_of_200) == 0);
    const auto without = typesetter.set("III", style, kPicture).ink;
    const int half = outline_px(125) / 2;
    CHECK(with_line.left == without.left - half);
    CHECK(with_line.top == without.top - half);
    CHECK(with_line.bottom() == without.bottom() + half);
}

TEST_CASE("text stands where its alignment says") {
    constexpr Size kPicture{1000, 500};
    Typesetter typesetter(tests::fonts());
    TextStyle style{.box = {10, 20, 80, 40}, .max_font_px = 60, .outline = false};
    const auto ink = [&](HAlign across, VAlign down) {
        style.box.h_align = across;
        style.box.v_align = down;
        return typesetter.set("HHH", style, kPicture).ink;
    };
    CHECK(ink(HAlign::left, VAlign::top).left == doctest::Approx(100).epsilon(0.08));
    CHECK(ink(HAlign::right, VAlign::top).right() == doctest::Approx(900).epsilon(0.01));
    const auto centred = ink(HAlign::center, VAlign::middle);
    CHECK(std::abs(centred.left + centred.right() - 1000) <= 1);
    CHECK(ink(HAlign::left, VAlign::top).bottom() == 100 + 60);
    CHECK(centred.bottom() == 100 + 100 + 21);
    CHECK(ink(HAlign::left, VAlign::bottom).bottom() == 300);
}

TEST_CASE("every way of blending gives the same bytes") {
    std::mt19937 chance(3);
    for (std::size_t count = 0; count < 200; ++count) {
        std::vector<std::uint8_t> cover(count);
        for (auto& sample : cover) {
            const auto any = chance();
            sample = any % 3 == 0 ? 0 : any % 3 == 1 ? 255 : static_cast<std::uint8_t>(any >> 8);
        }
        const auto before = noise({static_cast<int>(count) + 1, 1}, static_cast<unsigned>(count)).samples;
        const Paint paint({static_cast<std::uint8_t>(chance()), static_cast<std::uint8_t>(chance()), 255});
        auto plainly = before;
        auto fast = before;
        blend_row(plainly.data(), cover.data(), count, paint);
        fastest_blend_row()(fast.data(), cover.data(), count, paint);
        CHECK(plainly == fast);
        for (std::size_t i = 0; i < count; ++i) {
            const double exact = before[3 * i] + (paint.samples[0] - before[3 * i]) * cover[i] / 255.0;
            CHECK(std::abs(plainly[3 * i] - exact) <= 0.52);
        }
        CHECK(std::equal(before.end() - 3, before.end(), fast.end() - 3));
    }
}

TEST_CASE("contrast changes neither nothing nor all, and never the order") {
    for (unsigned tone = 0; tone < kTones; ++tone) {
        const auto& contrast = contrast_of(tone);
        CHECK(contrast[0] == 0);
        CHECK(contrast[255] == 255);
        CHECK(std::is_sorted(contrast.begin(), contrast.end()));
    }
    CHECK(tone_of({255, 255, 255}) == 7);
    CHECK(tone_of({0, 0, 0}) == 0);
}

TEST_CASE("ten thousand characters are set and drawn in bounded memory") {
    constexpr Size kPicture{4096, 300};
    Typesetter typesetter(tests::fonts());
    auto pixels = noise(kPicture);
    for (const auto* sign : {"W", "漢", "🎉", "e\u0301", "ש", "a ", "\u0301"}) {
        std::string text;
        for (int i = 0; i < 10000; ++i)
            text += sign;
        CAPTURE(sign);
        CHECK(typesetter.set(text, {}, kPicture).font_px >= kLeastFontPx);
        typesetter.draw(canvas_of(pixels));
    }
    Glyphs glyphs(tests::fonts().files(), 100'000);
    for (std::uint32_t glyph = 1; glyph < 500; ++glyph) {
        std::ignore = glyphs.image({.face = 0, .glyph = glyph, .font_px = 90});
        CHECK(glyphs.bytes() <= 100'000);
    }
}

TEST_CASE("an emoji as large as the picture is drawn") {
    constexpr Size kPicture{700, 700};
    Typesetter typesetter(tests::fonts());
    TextStyle style{.box = {0, 0, 100, 100}, .max_font_px = 0};
    const auto& text = typesetter.set("🎉", style, kPicture);
    CHECK(text.font_px > 500);
    CHECK(text.ink.width > 600);
    const auto pixels = drawn(typesetter, "🎉", style, kPicture);
    CHECK(pixels.samples != noise(kPicture).samples);
}
