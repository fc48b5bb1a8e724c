#include "domains/templates/meta.hpp"

#include <doctest/doctest.h>

#include "support/property.hpp"

using namespace promo;
using namespace promo::templates;
using rendering::HAlign;
using rendering::VAlign;

namespace {

const std::string kUpload = "0123456789abcdef0123456789abcdef";

Addresses addresses(const std::string& upload) {
    return {"https://cdn.example/" + upload + ".png", "https://cdn.example/" + upload + "-preview.jpg"};
}

Template one_face() {
    Template made;
    made.name = "Sale";
    Face face = new_face();
    face.image = kUpload;
    face.size = {1080, 1920};
    face.style.box = {0, 12.5, 50, 10, HAlign::left, VAlign::top};
    face.style.font = rendering::Font::noto_serif;
    face.style.max_font_px = 0;
    face.style.outline = false;
    face.show_logo = true;
    made.faces[Variant::story] = face;
    return made;
}

const rendering::TextStyle& style_of(const Document& document, Variant variant) {
    return document.faces.at(variant).face.style;
}

}  // namespace

TEST_CASE("a template is published in the documented shape") {
    CHECK(document_of(one_face(), addresses) ==
          R"({"name":"Sale","telegramEnabled":true,"story":{)"
          R"("imageUrl":"https://cdn.example/0123456789abcdef0123456789abcdef.png",)"
          R"("previewUrl":"https://cdn.example/0123456789abcdef0123456789abcdef-preview.jpg",)"
          R"("image":"0123456789abcdef0123456789abcdef","width":1080,"height":1920,"maxFontPx":0,)"
          R"("fontColor":"#FF273E","font":"noto_serif","outline":false,"showLogo":true,)"
          R"("box":{"leftPct":0,"topPct":12.5,"widthPct":50,"heightPct":10,"hAlign":"left","vAlign":"top"}}})");
}

TEST_CASE("what is written is read again as it was, addresses or not") {
    const auto made = one_face();
    for (const auto& text : {document_of(made), document_of(made, addresses)}) {
        const auto read = read_document(text);
        CHECK(read.name == "Sale");
        CHECK(read.telegram_enabled);
        REQUIRE(read.faces.size() == 1);
        CHECK(read.faces.at(Variant::story).face == made.faces.at(Variant::story));
    }
    CHECK(read_document(document_of(made, addresses)).faces.at(Variant::story).address == addresses(kUpload).image);
}

TEST_CASE("keys that we do not know survive a change, at every depth") {
    auto made = one_face();
    made.document = R"({"name":"Old","theme":{"dark":true},"box":{"leftPct":1},"variants":{},
        "story":{"image":"x","blur":3,"src":"y","box":{"leftPct":9,"rotate":12.5}},"square":{"gone":1}})";
    const auto text = document_of(made);
    CHECK(text.find(R"("theme":{"dark":true})") != std::string::npos);
    CHECK(text.find(R"("blur":3)") != std::string::npos);
    CHECK(text.find(R"("rotate":12.5,)") == std::string::npos);
    CHECK(text.find(R"("rotate":)") != std::string::npos);
    CHECK(text.find("Old") == std::string::npos);
    CHECK(text.find("square") == std::string::npos);
    CHECK(text.find(R"("src")") == std::string::npos);
    CHECK(text.find(R"("variants")") == std::string::npos);
    CHECK(read_document(text).faces.at(Variant::story).face == made.faces.at(Variant::story));
    made.document = text;
    CHECK(document_of(made) == text);
}

TEST_CASE("a document of before may have box, limit and colour for all its faces at the top") {
    const auto read = read_document(R"({"name":null,"box":{"leftPct":0,"topPct":84,"widthPct":40,"heightPct":5,
        "hAlign":"right","vAlign":"middle"},"maxFontPx":64.0,"fontColor":"#fff",
        "square":"https://cdn.example/square.png","story":{"image":"https://cdn.example/story.png","maxFontPx":6}})");
    CHECK(read.name.empty());
    CHECK(read.telegram_enabled);
    for (const auto variant : {Variant::square, Variant::story}) {
        CHECK(style_of(read, variant).box == rendering::Box{0, 84, 40, 5, HAlign::right, VAlign::middle});
        CHECK(style_of(read, variant).colour == rendering::Colour{255, 255, 255});
    }
    CHECK(style_of(read, Variant::square).max_font_px == 64);
    CHECK(style_of(read, Variant::story).max_font_px == 6);
    CHECK(read.faces.at(Variant::square).address == "https://cdn.example/square.png");
    CHECK(read.faces.at(Variant::story).address == "https://cdn.example/story.png");
    CHECK(read.faces.at(Variant::story).face.image.empty());
}

TEST_CASE("a document of before that leaves something out means what the renderers took for it") {
    const auto read = read_document(R"({"square":{"imageUrl":"a"},"feed":{"imageUrl":"b","box":{"leftPct":0}}})");
    CHECK(style_of(read, Variant::square).box == rendering::Box{5, 78, 90, 12, HAlign::center, VAlign::bottom});
    CHECK(style_of(read, Variant::feed).box == rendering::Box{0, 80, 90, 12, HAlign::center, VAlign::bottom});
    CHECK(style_of(read, Variant::square).max_font_px == 0);
    CHECK(style_of(read, Variant::square).colour == rendering::Colour{255, 255, 255});
    CHECK(style_of(read, Variant::square).outline);
}

TEST_CASE("`portrait` is the story where there is none, and `variants` have their pictures in `src`") {
    const auto portrait = read_document(R"({"portrait":{"imageUrl":"old"},"telegramEnabled":false})");
    CHECK(portrait.faces.at(Variant::story).address == "old");
    CHECK_FALSE(portrait.telegram_enabled);
    const auto both = read_document(R"({"portrait":{"imageUrl":"old"},"story":{"imageUrl":"new"}})");
    CHECK(both.faces.at(Variant::story).address == "new");
    const auto manifest =
        read_document(R"({"name":"Old","variants":{"square":{"src":"s.png"},"story":{"src":"t.png"}}})");
    CHECK(manifest.faces.at(Variant::square).address == "s.png");
    CHECK(manifest.faces.at(Variant::story).address == "t.png");
}

TEST_CASE("what is no such document is refused with its place") {
    const auto place = [](std::string_view text) {
        try {
            read_document(text);
        } catch (const core::json::ReadError& error) {
            return error.path();
        }
        return std::string("nowhere");
    };
    CHECK(place("[]") == "$");
    CHECK(place(R"({"square":5})") == "$.square");
    CHECK(place(R"({"square":{"box":[]}})") == "$.square.box");
    CHECK(place(R"({"square":{"box":{"leftPct":"5"}}})") == "$.square.box.leftPct");
    CHECK(place(R"({"square":{"box":{"hAlign":"middle"}}})") == "$.square.box.hAlign");
    CHECK(place(R"({"square":{"fontColor":"red"}})") == "$.square.fontColor");
    CHECK(place(R"({"square":{"maxFontPx":1e30}})") == "$.square.maxFontPx");
    CHECK(place(R"({"square":{"font":"arial"}})") == "$.square.font");
}

TEST_CASE("any numbers of a face come back from its document to the last bit") {
    CHECK(tests::counterexample([](double left, double top, double width, double height) {
              auto made = one_face();
              made.faces[Variant::story].style.box = {left, top, width, height, HAlign::center, VAlign::middle};
              RC_ASSERT(read_document(document_of(made)).faces.at(Variant::story).face ==
                        made.faces.at(Variant::story));
          }) == "");
}
