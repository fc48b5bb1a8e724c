#include "rendering/renderer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "core/error.hpp"
#include "rendering/jpeg/encoder.hpp"
#include "rendering/prepared_parts.hpp"
#include "rendering/tests/pictures.hpp"
#include "rendering/text/typesetter.hpp"
#include "support/fonts.hpp"
#include "support/refused.hpp"

using namespace promo::rendering;
using namespace promo::tests;

namespace {

struct Ground {
    Pixels picture;
    std::string bytes = prepare(picture);
    Prepared prepared = *Prepared::open(bytes);
};

std::string random_code(std::mt19937& chance) {
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    std::string code;
    for (auto length = 1 + chance() % 16; length > 0; --length)
        code += kLetters[chance() % kLetters.size()];
    return code;
}

TextStyle random_style(std::mt19937& chance) {
    const auto percent = [&](double from, double to) {
        return from + (to - from) * static_cast<double>(chance() % 1000) / 1000;
    };
    TextStyle style;
    style.box = {percent(-5, 90),
                 percent(-5, 95),
                 percent(0, 90),
                 percent(0, 40),
                 static_cast<HAlign>(chance() % 3),
                 static_cast<VAlign>(chance() % 3)};
    style.font = static_cast<Font>(chance() % 5);
    style.max_font_px = static_cast<int>(chance() % 3) * 40;
    style.colour = {static_cast<std::uint8_t>(chance()), static_cast<std::uint8_t>(chance()), 0};
    style.outline = chance() % 2 == 0;
    return style;
}

Logo a_logo() {
    auto square = background(Kind::graphic, {90, 70});
    Pixels picture{square.size, 4, {}};
    for (std::size_t i = 0; i < square.samples.size(); i += 3)
        picture.samples.insert(picture.samples.end(), {square.samples[i], square.samples[i + 1], square.samples[i + 2],
                                                       static_cast<std::uint8_t>(i)});
    return {std::make_shared<const Pixels>(std::move(picture)), ""};
}

// The slow way: everything on the whole picture.
Pixels drawn_whole(const Pixels& background, const Order& order) {
    Typesetter typesetter(fonts());
    Pixels picture = background;
    const Canvas canvas{picture.samples.data(), picture.stride(), whole(picture.size)};
    if (!order.text.empty() && !typesetter.set(order.text, order.style, picture.size).ink.empty())
        typesetter.draw(canvas);
    const auto area = logo_area(picture.size);
    if (!order.logo) return picture;
    draw(order.logo->picture ? disc_of(*order.logo->picture, area.width)
                             : disc_of(order.logo->initials, area.width, typesetter),
         area, canvas);
    return picture;
}

void check_order(Renderer& renderer, const Ground& ground, const Order& order) {
    const auto expected = drawn_whole(ground.picture, order);
    const auto& jpeg = ground.prepared.parts().jpeg;
    CHECK((renderer.render(ground.prepared, order, Format::jpg).joined() ==
           jpeg::Encoder().encode(view_of(expected), jpeg.tables, jpeg.interval)));
    CHECK((plain_png(renderer.render(ground.prepared, order, Format::png).joined()).samples == expected.samples));
}

}  // namespace

TEST_CASE(
    "random codes in random boxes, with a logo and without, are rendered as if the whole picture were drawn and "
    "coded") {
    std::mt19937 chance(3);
    Renderer renderer(fonts());
    const Logo logo = a_logo(), initials{nullptr, "PS"};
    for (const auto kind : kKinds)
        for (const Size size : {Size{360, 360}, Size{270, 480}, Size{451, 97}, Size{40, 40}}) {
            const Ground ground{background(kind, size)};
            for (int round = 0; round < 12; ++round) {
                const auto code = random_code(chance);
                CAPTURE(code);
                CAPTURE(size.width);
                check_order(renderer, ground,
                            {code, random_style(chance),
                             round % 3 == 0   ? nullptr
                             : round % 3 == 1 ? &logo
                                              : &initials});
            }
        }
}

TEST_CASE("the default box on a full-size picture is rendered as if the whole picture were drawn and coded") {
    Renderer renderer(fonts());
    const Logo initials{nullptr, "PS"};
    for (const Size size : {Size{1080, 1080}, Size{1080, 1440}}) {
        const Ground ground{background(Kind::noise, size)};
        for (const std::string_view code : {"SUMMER2025", "A", "WWWWWWWWWWWWWWWW", "Q-_J"})
            check_order(renderer, ground, {code, {}, &initials});
    }
}

TEST_CASE("threads that render at the same time do not see each other's pictures") {
    const Ground ground{background(Kind::noise, {300, 300})};
    const Logo logo = a_logo();
    std::mt19937 chance(8);
    std::vector<std::string> codes;
    std::vector<TextStyle> styles;
    for (int i = 0; i < 24; ++i) {
        codes.push_back(random_code(chance));
        styles.push_back(random_style(chance));
    }
    const auto order = [&](std::size_t i) { return Order{codes[i], styles[i], i % 2 ? &logo : nullptr}; };
    const auto format = [](std::size_t i) { return i % 3 ? Format::jpg : Format::png; };
    std::vector<std::string> expected;
    Renderer alone(fonts());
    for (std::size_t i = 0; i < codes.size(); ++i)
        expected.push_back(alone.render(ground.prepared, order(i), format(i)).joined());

    Renderer shared(fonts());
    std::vector<int> wrong(4);
    std::vector<std::thread> threads;
    for (std::size_t thread = 0; thread < wrong.size(); ++thread)
        threads.emplace_back([&, thread] {
            for (std::size_t i = 0; i < 3 * codes.size(); ++i) {
                const auto which = (i * (thread + 1)) % codes.size();
                wrong[thread] +=
                    shared.render(ground.prepared, order(which), format(which)).joined() != expected[which];
            }
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(wrong == std::vector<int>(4));
}

TEST_CASE("a picture stays what it was while others are rendered") {
    const Ground ground{background(Kind::gradient, {300, 300})};
    Renderer renderer(fonts());
    const auto kept = renderer.render(ground.prepared, {"FIRST", {}, nullptr}, Format::png);
    const auto before = kept.joined();
    renderer.render(ground.prepared, {"SECOND", {}, nullptr}, Format::png);
    CHECK((kept.joined() == before));
    CHECK(kept.size() == before.size());
}

TEST_CASE("after a text that no font can draw the next one is rendered") {
    const Ground ground{background(Kind::flat, {200, 200})};
    Renderer renderer(fonts());
    const auto refusal = refused([&] {
        renderer.render(ground.prepared, {"A\xf3\xb0\x80\x80", {}, nullptr}, Format::jpg);
    });
    CHECK(refusal.code() == promo::core::RefusalCode::unprocessable);
    check_order(renderer, ground, {"GOOD", {}, nullptr});
}

TEST_CASE("the size of the letters is told") {
    const Ground ground{background(Kind::flat, {1080, 1080})};
    Renderer renderer(fonts());
    CHECK(renderer.render(ground.prepared, {"A", {}, nullptr}, Format::jpg).font_px == 80);
    CHECK(renderer.render(ground.prepared, {"", {}, nullptr}, Format::jpg).font_px == 0);
    CHECK((renderer.render(ground.prepared, {"", {}, nullptr}, Format::jpg).joined() == ground.prepared.jpg()));
}
