#include "domains/templates/pictures/service.hpp"

#include <doctest/doctest.h>

#include "domains/templates/pictures/mark.hpp"
#include "domains/templates/pictures/recent.hpp"
#include "rendering/caption.hpp"
#include "rendering/decode.hpp"
#include "templates_on.hpp"

using namespace promo;
using namespace promo::templates;
using core::RefusalCode;
using rendering::Format;
using tests::for_each_database;
using tests::FreshDatabase;
using tests::png;
using tests::refused;
using tests::TemplatesOn;

namespace {

const rendering::Size kSize{270, 270};

Template with_square(TemplatesOn& on) {
    return on.service.create(on.acme, on.actor, "sale", on.drafted("Sale", on.image(40, kSize)));
}

std::string drawn(TemplatesOn& on, const Face& face, const std::string& caption, Format format = Format::png) {
    return *on.pictures.draw(on.acme, face, caption, {}, format).bytes;
}

// Another machine, which has prepared nothing yet.
struct Elsewhere {
    explicit Elsewhere(TemplatesOn& on)
        : prepared(tests::darkroom(), on.objects, on.metrics, {.folder = on.folder.path() + "/elsewhere"}),
          pictures(on.uploads, prepared, on.renderer, on.metrics) {}
    uploads::prepared::Service prepared;
    templates::pictures::Service pictures;
};

std::string body_of(const http::Response& response) {
    return response.shared_body ? *response.shared_body : response.body;
}

}  // namespace

TEST_CASE("a picture is its background with the text in its box, and nothing else") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto face = with_square(on).faces.at(Variant::square);
        const auto plain = rendering::decode(png(40, kSize));
        const auto picture = rendering::decode(drawn(on, face, "WELCOME-30"));
        REQUIRE(picture.size == kSize);
        REQUIRE(plain.samples.size() == picture.samples.size());
        const auto area = rendering::area_of(face.style.box, kSize);
        int inside = 0;
        int outside = 0;
        for (int y = 0; y < kSize.height; ++y) {
            for (int x = 0; x < kSize.width; ++x) {
                const auto at = (y * kSize.width + x) * 3;
                const bool same = std::equal(plain.samples.begin() + at, plain.samples.begin() + at + 3,
                                             picture.samples.begin() + at);
                if (same) continue;
                (y >= area.top - 4 && y < area.bottom() + 4 ? inside : outside) += 1;
            }
        }
        CHECK(inside > 500);
        CHECK(outside == 0);
    });
}

TEST_CASE("the editor's frame and the picture service give the same bytes for the same input") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto face = with_square(on).faces.at(Variant::square);
        const auto stored = on.post("/api/render", R"({"template":"sale","variant":"square","format":"png",)"
                                                   R"("text":" welcome  30% "})");
        REQUIRE(stored.status == 200);
        CHECK(stored.content_type == "image/png");
        CHECK(body_of(stored) == drawn(on, face, "WELCOME-30"));
        const auto picture = on.pictures.draw(on.acme, face, "WELCOME-30", {}, Format::png);
        CHECK(stored.headers.find("X-Font-Px") == std::to_string(picture.font_px));

        // Not saved yet, of a template or of none.
        auto moved = face;
        moved.style.box.top_pct = 0;
        const auto changes =
            R"("variant":"square","text":"welcome-30","face":{"image":")" + face.image + R"(","box":{"topPct":0}}})";
        for (const auto* which : {R"({"template":"sale",)", R"({"template":"not-there-yet",)", "{"}) {
            const auto unsaved = on.post("/api/render", which + changes);
            CHECK(unsaved.content_type == "image/jpeg");
            CHECK(body_of(unsaved) == drawn(on, moved, "WELCOME-30", Format::jpg));
        }
        CHECK(on.service.find(on.acme, "sale")->faces.at(Variant::square) == face);
    });
}

TEST_CASE("what cannot be drawn for the editor is refused with the field") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        with_square(on);
        const auto status = [&](const std::string& body) { return on.post("/api/render", body).status; };
        CHECK(status(R"({"template":"none","variant":"square","text":"A"})") == 404);
        CHECK(status(R"({"template":"sale","variant":"story","text":"A"})") == 404);
        CHECK(status(R"({"template":"sale","variant":"tall","text":"A"})") == 400);
        CHECK(status(R"({"template":"sale","variant":"square","text":")" + std::string(10'000, 'A') + R"("})") == 400);
        CHECK(status(R"({"template":"sale","variant":"square","text":"a\u0000b"})") == 400);
        CHECK(status(R"({"template":"sale","variant":"square","text":"   "})") == 200);
        CHECK(status(R"({"template":"sale","variant":"square","text":"A","face":{"box":{"leftPct":101}}})") == 400);
        CHECK(status(R"({"variant":"square","text":"A","face":{}})") == 400);
        CHECK(status(R"({"variant":"square","text":"A","face":{"image":"0123456789abcdef0123456789abcdef"}})") == 404);
        CHECK(status(R"({"variant":"square","text":"A","face":{"image":"../../etc/passwd"}})") == 404);
    });
}

TEST_CASE("the editor draws on pictures of its tenant alone, also on what is at hand already") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto image = with_square(on).faces.at(Variant::square).image;
        const auto body = R"({"variant":"square","text":"A","face":{"image":")" + image + R"("}})";
        CHECK(on.post("/api/render", body).status == 200);
        on.caller = on.bolt;
        CHECK(on.post("/api/render", body).status == 404);
    });
}

TEST_CASE("the same picture again is not drawn again, and another one is") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        auto face = with_square(on).faces.at(Variant::square);
        const auto first = on.pictures.draw(on.acme, face, "A", {}, Format::jpg);
        CHECK(on.pictures.draw(on.acme, face, "A", {}, Format::jpg).bytes == first.bytes);
        CHECK(on.metrics.text().find(R"(promostack_pictures_total{result="kept"} 1)") != std::string::npos);
        CHECK(on.pictures.draw(on.acme, face, "B", {}, Format::jpg).bytes != first.bytes);
        CHECK(on.pictures.draw(on.acme, face, "A", {}, Format::png).bytes != first.bytes);
        face.style.outline = !face.style.outline;
        CHECK(*on.pictures.draw(on.acme, face, "A", {}, Format::jpg).bytes != *first.bytes);
    });
}

TEST_CASE("the mark is drawn where the face shows one: the logo, or the initials") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        auto face = with_square(on).faces.at(Variant::square);
        const auto logo = on.uploads.store(on.acme, png(250, {64, 64}), uploads::Purpose::logo).id;
        const auto bytes = [&](const pictures::Mark& mark) {
            return *on.pictures.draw(on.acme, face, "A", mark, Format::png).bytes;
        };
        const pictures::Mark initials{.upload = {}, .initials = "AS"};
        const pictures::Mark picture{.upload = logo, .initials = "AS"};
        const pictures::Mark gone{.upload = std::string(32, '0'), .initials = "AS"};
        const auto bare = bytes(initials);
        CHECK(bytes(picture) == bare);
        face.show_logo = true;
        CHECK(bytes({}) == bare);
        CHECK(bytes(initials) != bare);
        CHECK(bytes(picture) != bare);
        CHECK(bytes(picture) != bytes(initials));
        CHECK(bytes(gone) == bytes(initials));

        // The editor's frame shows the tenant's own.
        const auto frame = [&](const std::string& rest) {
            const std::string body = R"({"template":"sale","variant":"square","format":"png","text":"A")" + rest + '}';
            return body_of(on.post("/api/render", body));
        };
        const std::string shown = R"(,"logo":true,"face":{"showLogo":true})";
        CHECK(frame(shown) == bytes(initials));
        tenants::Profile profile;
        profile.logo_key = "uploads/acme/" + logo + ".png";
        on.tenants.describe(on.acme, on.actor, profile);
        CHECK(frame(shown) == bytes(picture));
        CHECK(frame(R"(,"face":{"showLogo":true})") == bytes(picture));
        CHECK(frame(R"(,"logo":false,"face":{"showLogo":true})") == bare);
        CHECK(frame(R"(,"logo":true)") == bare);
        CHECK(frame("") == bare);
    });
}

TEST_CASE("a logo that somebody brings along is drawn and not kept") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        auto face = with_square(on).faces.at(Variant::square);
        face.show_logo = true;
        const auto pixels = std::make_shared<const rendering::Pixels>(
            rendering::Pixels{{50, 50}, 4, std::vector<std::uint8_t>(50 * 50 * 4, 200)});
        const rendering::Logo logo{.picture = pixels, .initials = {}};
        const auto own = *on.pictures.draw_with(on.acme, face, "A", logo, Format::png).bytes;
        CHECK(own != drawn(on, face, "A"));
        CHECK(*on.pictures.draw_with(on.acme, face, "A", logo, Format::png).bytes == own);
        CHECK(on.metrics.text().find(R"(promostack_pictures_total{result="kept"} 0)") != std::string::npos);
    });
}

TEST_CASE("a template that is deleted while it is drawn is drawn to the end, and its face not found afterwards") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto face = with_square(on).faces.at(Variant::square);
        const auto expected = drawn(on, face, "A");
        const auto held = on.prepared.get(on.acme, face.image);
        on.service.remove(on.acme, on.actor, {"sale"});
        on.clock.advance(uploads::Service::kUnusedFor + std::chrono::hours(1));
        CHECK(on.uploads.sweep() == 1);
        const auto encoded =
            on.renderer.render(*held, {.text = "A", .style = face.style, .logo = nullptr}, Format::png);
        CHECK(encoded.joined() == expected);
        Elsewhere there(on);
        CHECK(refused([&] { there.pictures.draw(on.acme, face, "A", {}, Format::png); }).code() ==
              RefusalCode::not_found);
        CHECK(on.post("/api/render", R"({"template":"sale","variant":"square","text":"A"})").status == 404);
    });
}

TEST_CASE("with the store away what is here is drawn, and what is not says that it cannot be fetched") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto face = with_square(on).faces.at(Variant::square);
        on.objects.away = true;
        CHECK_NOTHROW(drawn(on, face, "HERE"));
        Elsewhere there(on);
        CHECK(refused([&] { there.pictures.draw(on.acme, face, "A", {}, Format::jpg); }).code() ==
              RefusalCode::unavailable);
        on.objects.away = false;
        CHECK(*there.pictures.draw(on.acme, face, "HERE", {}, Format::png).bytes == drawn(on, face, "HERE"));
    });
}

TEST_CASE("the latest results are kept up to a size, whatever is asked for most stays") {
    pictures::Recent<int> recent(10);
    recent.put("a", 1, 4);
    recent.put("b", 2, 4);
    CHECK(recent.find("a") == 1);
    recent.put("c", 3, 4);
    CHECK(recent.find("a") == 1);
    CHECK_FALSE(recent.find("b"));
    CHECK(recent.find("c") == 3);
    recent.put("too large", 4, 11);
    CHECK_FALSE(recent.find("too large"));
    recent.put("all", 5, 10);
    CHECK(recent.find("all") == 5);
    CHECK_FALSE(recent.find("a"));
}
