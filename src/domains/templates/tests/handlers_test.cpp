#include "domains/templates/handlers.hpp"

#include <doctest/doctest.h>

#include "core/json_read.hpp"
#include "http/multipart.hpp"
#include "templates_on.hpp"

using namespace promo;
using namespace promo::templates;
using http::Verb;
using tests::for_each_database;
using tests::FormFields;
using tests::FreshDatabase;
using tests::png;
using tests::TemplatesOn;

namespace {

const FormFields kSquareBox{
    {"squareLeftPct", "0"}, {"squareTopPct", "78"}, {"squareWidthPct", "25"}, {"squareHeightPct", "12"}};

FormFields form(const std::string& slug, FormFields more = kSquareBox) {
    more.insert(more.begin(), {{"name", "Sale"}, {"slug", slug}});
    return more;
}

struct Refused {
    std::string code;
    std::optional<std::string> field;
};
BOOST_DESCRIBE_STRUCT(Refused, (), (code, field))

std::string field_of(const http::Response& response) {
    CAPTURE(response.body);
    CHECK(response.status == 400);
    return core::json::parse<Refused>(response.body).field.value_or("");
}

struct Made {
    struct Inner {
        std::string slug;
        int revision = 0;
        core::json::Raw meta;
    };
    Inner template_;
};
BOOST_DESCRIBE_STRUCT(Made::Inner, (), (slug, revision, meta))
BOOST_DESCRIBE_STRUCT(Made, (), (template_))

Made::Inner made(const http::Response& response) {
    CAPTURE(response.body);
    REQUIRE(response.status < 300);
    return core::json::parse<Made>(response.body).template_;
}

std::string face(const std::string& image, const std::string& more = "") {
    return R"({"image":")" + image + '"' + more + '}';
}

}  // namespace

TEST_CASE("the form of old makes a template with one picture") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto answer = on.post_form("/api/upload-template", form("sale"), {{"squareImage", png(1)}});
        CHECK(answer.status == 200);
        CHECK(answer.body == R"({"success":true,"message":"The template Sale is saved.","slug":"sale"})");
        const auto stored = on.service.find(on.acme, "sale").value();
        REQUIRE(stored.faces.size() == 1);
        const auto& square = stored.faces.at(Variant::square);
        CHECK(square.style.box == rendering::Box{0, 78, 25, 12});
        CHECK(square.style.colour == rendering::Colour{0xff, 0x27, 0x3e});
        CHECK(square.style.max_font_px == 80);
        CHECK(on.index() == on.index_wanted());
        CHECK(on.document("sale"));
    });
}

TEST_CASE("the form's every field counts, and a feed needs no box") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        auto fields = form("sale");
        fields.insert(fields.end(), {{"squareHAlign", "right"},
                                     {"squareVAlign", "top"},
                                     {"squareMaxFontPx", "64.0"},
                                     {"squareFontColor", "#abc"},
                                     {"squareShowLogo", "true"},
                                     {"squareFont", "inter"},
                                     {"squareOutline", "false"}});
        const auto answer =
            on.post_form("/api/upload-template", fields, {{"squareImage", png(1)}, {"feedImage", png(2)}});
        CHECK(answer.status == 200);
        const auto stored = on.service.find(on.acme, "sale").value();
        const auto& square = stored.faces.at(Variant::square);
        CHECK(square.style.box.h_align == rendering::HAlign::right);
        CHECK(square.style.box.v_align == rendering::VAlign::top);
        CHECK(square.style.max_font_px == 64);
        CHECK(square.style.colour == rendering::Colour{0xaa, 0xbb, 0xcc});
        CHECK(square.style.font == rendering::Font::inter);
        CHECK_FALSE(square.style.outline);
        CHECK(square.show_logo);
        CHECK(stored.faces.at(Variant::feed).style.box == rendering::Box{5, 78, 90, 12});
        CHECK_FALSE(stored.faces.contains(Variant::story));
    });
}

TEST_CASE("an edit with the form keeps the pictures that it does not bring, and zeros") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        on.post_form("/api/upload-template", form("sale"), {{"squareImage", png(1)}});
        on.post("/api/toggle-telegram-template", R"({"slug":"sale","enabled":false})");
        const auto before = on.service.find(on.acme, "sale").value();
        const auto edit = form("sale", {{"isEditing", "true"}, {"squareTopPct", "0"}, {"storyLeftPct", "5"}});
        CHECK(on.post_form("/api/upload-template", edit, {{"storyImage", ""}}).status == 200);
        const auto after = on.service.find(on.acme, "sale").value();
        CHECK(after.faces.size() == 1);
        CHECK(after.faces.at(Variant::square).image == before.faces.at(Variant::square).image);
        CHECK(after.faces.at(Variant::square).style.box == rendering::Box{0, 0, 25, 12});
        CHECK_FALSE(after.telegram_enabled);
        CHECK(on.post_form("/api/upload-template", edit, {{"squareImage", png(9)}}).status == 200);
        CHECK(on.service.find(on.acme, "sale")->faces.at(Variant::square).image !=
              before.faces.at(Variant::square).image);
    });
}

TEST_CASE("the form is refused with the name of the field that is wrong") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto refused = [&](FormFields fields, FormFields files = {{"squareImage", png(1)}}) {
            return field_of(on.post_form("/api/upload-template", fields, files));
        };
        CHECK(refused(form("../x")) == "slug");
        CHECK(refused({{"name", "Sale"}}) == "slug");
        CHECK(refused(form("sale"), {}) == "squareImage");
        CHECK(refused(form("sale", {})) == "squareLeftPct");
        const auto with = [&](const std::string& name, const std::string& value) {
            auto fields = form("sale");
            std::erase_if(fields, [&](const auto& each) { return each.first == name; });
            fields.emplace_back(name, value);
            return refused(fields);
        };
        for (const auto* number : {"NaN", "inf", "-inf", "1e999", "5,5", "abc", "5 6", "0x5"})
            CHECK(with("squareLeftPct", number) == "squareLeftPct");
        CHECK(with("squareLeftPct", "-1") == "squareLeftPct");
        CHECK(with("squareWidthPct", "101") == "squareWidthPct");
        CHECK(with("squareMaxFontPx", "7") == "squareMaxFontPx");
        CHECK(with("squareFontColor", "red") == "squareFontColor");
        CHECK(with("squareHAlign", "middle") == "squareHAlign");
        CHECK(with("squareShowLogo", "perhaps") == "squareShowLogo");
        CHECK(with("name", "  ") == "name");
        CHECK(on.keys("").empty());
        CHECK(on.service.list(on.acme).empty());
    });
}

TEST_CASE("pictures that are none are refused as what they are, and nothing is stored") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto upload = [&](const std::string& bytes) {
            const auto through_form = on.post_form("/api/upload-template", form("sale"), {{"squareImage", bytes}});
            const auto alone = on.post_form("/api/template-images", {}, {{"image", bytes}});
            CHECK(through_form.status == alone.status);
            CHECK(core::json::parse<Refused>(through_form.body).field == "squareImage");
            return alone.status;
        };
        CHECK(upload("just some text, no picture at all") == 415);
        CHECK(upload("GIF89a" + std::string(100, '\0')) == 415);
        CHECK(upload(png(1) + std::string(11 << 20, 'x')) == 413);
        CHECK(upload(png(1).substr(0, png(1).size() / 2)) == 422);
        CHECK(field_of(on.post_form("/api/template-images", {}, {{"picture", png(1)}})) == "image");
        CHECK(on.post("/api/template-images", "{}").status == 415);
        CHECK(on.keys("").empty());
    });
}

TEST_CASE("an address that is there is not overwritten, and one that is not there is not edited") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        CHECK(on.post_form("/api/upload-template", form("sale"), {{"squareImage", png(1)}}).status == 200);
        CHECK(on.post_form("/api/upload-template", form("sale"), {{"squareImage", png(2)}}).status == 409);
        auto edit = form("other");
        edit.emplace_back("isEditing", "true");
        CHECK(on.post_form("/api/upload-template", edit, {{"squareImage", png(2)}}).status == 404);
        CHECK(on.keys("uploads/").size() == 2);
        CHECK(on.service.find(on.acme, "sale")->revision == 1);
    });
}

TEST_CASE("with the store away an upload is 503 and leaves nothing behind") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        on.objects.away = true;
        CHECK(on.post_form("/api/upload-template", form("sale"), {{"squareImage", png(1)}}).status == 503);
        CHECK(on.post_form("/api/template-images", {}, {{"image", png(1)}}).status == 503);
        CHECK(on.post("/api/regenerate-index", "{}").status == 503);
        on.objects.away = false;
        CHECK(on.keys("").empty());
        CHECK(on.service.list(on.acme).empty());
        CHECK(on.post_form("/api/upload-template", form("sale"), {{"squareImage", png(1)}}).status == 200);
    });
}

TEST_CASE("a template is made of an uploaded picture, read, changed, copied and deleted") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto uploaded = on.post_form("/api/template-images", {}, {{"image", png(3, {120, 60})}});
        CHECK(uploaded.status == 201);
        CHECK(uploaded.body.find(R"("width":120,"height":60)") != std::string::npos);
        const auto image = on.uploads.store(on.acme, png(3, {120, 60}), uploads::Purpose::background).id;
        CHECK(uploaded.body.find(image) != std::string::npos);

        const auto created =
            on.post("/api/templates",
                    R"({"name":"15% off!","square":)" + face(image, R"(,"box":{"leftPct":0},"showLogo":true)") + '}');
        CHECK(created.status == 201);
        CHECK(made(created).slug == "15-off");
        const auto read = made(on.get("/api/templates/15-off"));
        CHECK(read.meta.text == on.document("15-off"));
        CHECK(read.revision == 1);
        CHECK(on.get("/api/templates").body.find(R"("slug":"15-off")") != std::string::npos);
        CHECK(on.get("/api/templates/other").status == 404);

        CHECK(on.post("/api/templates", R"({"name":"15 off","square":)" + face(image) + '}').status == 409);
        const auto changed =
            on.send(Verb::put, "/api/templates/15-off", R"({"name":"Less","revision":1,"story":)" + face(image) + '}');
        CHECK(made(changed).revision == 2);
        CHECK(on.send(Verb::put, "/api/templates/15-off", R"({"revision":1})").status == 409);
        CHECK(on.send(Verb::put, "/api/templates/15-off", R"({"square":null})").status == 200);
        CHECK(field_of(on.send(Verb::put, "/api/templates/15-off", R"({"story":null})")) == "square");
        CHECK(field_of(on.send(Verb::put, "/api/templates/15-off", R"({"story":{"box":{"leftPct":"x"}}})")) ==
              "story.box.leftPct");
        CHECK(made(on.post("/api/templates/15-off/duplicate", "{}")).slug == "15-off-copy");
        CHECK(on.post("/api/templates/order", R"({"slugs":["15-off-copy","15-off"]})").status == 200);
        CHECK(on.post("/api/templates/delete", R"({"slugs":["15-off-copy","x"]})").body ==
              R"({"success":true,"deleted":1})");
        CHECK(on.send(Verb::delete_, "/api/templates/15-off", "").body == R"({"success":true,"deleted":1})");
        CHECK(on.send(Verb::delete_, "/api/templates/15-off", "").status == 404);
        CHECK(on.index() == R"({"templates":[]})");
    });
}

TEST_CASE("the buttons of old do what they say") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        on.made("sale");
        CHECK(on.post("/api/toggle-telegram-template", R"({"slug":"sale","enabled":false})").status == 200);
        CHECK_FALSE(on.service.find(on.acme, "sale")->telegram_enabled);
        CHECK(on.post("/api/toggle-telegram-template", R"({"slug":"sale"})").status == 200);
        CHECK(on.service.find(on.acme, "sale")->telegram_enabled);
        CHECK(on.post("/api/toggle-telegram-template", R"({"slug":"none","enabled":true})").status == 404);
        CHECK(field_of(on.post("/api/toggle-telegram-template", R"({"slug":"sale","enabled":"yes"})")) == "enabled");
        CHECK(on.post("/api/clear-telegram-cache", "").status == 200);
        CHECK(on.post("/api/regenerate-index", "").body ==
              R"({"success":true,"message":"All templates are published.","templates":1})");
        CHECK(field_of(on.post("/api/delete-template", R"({"slug":"../x"})")) == "slug");
        CHECK(on.post("/api/delete-template", R"({"slug":"sale"})").status == 200);
        CHECK(on.post("/api/delete-template", R"({"slug":"sale"})").status == 404);
        CHECK(on.keys() == std::vector<std::string>{"templates/acme/index.json"});
    });
}

TEST_CASE("a member sees templates and draws them, and changes none") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        on.made("sale");
        on.role = http::Role::member;
        CHECK(on.get("/api/templates/sale").status == 200);
        CHECK(on.post("/api/render", R"({"template":"sale","text":"CODE"})").status == 400);
        CHECK(on.post("/api/render", R"({"template":"sale","variant":"square","text":"CODE"})").status == 200);
        CHECK(on.send(Verb::put, "/api/templates/sale", "{}").status == 403);
        CHECK(on.post_form("/api/upload-template", form("x"), {{"squareImage", png(1)}}).status == 403);
        CHECK(on.post("/api/regenerate-index", "").status == 403);
    });
}
