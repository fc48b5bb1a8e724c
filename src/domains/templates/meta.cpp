#include "domains/templates/meta.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "core/enum_name.hpp"
#include "core/json_read.hpp"
#include "core/json_write.hpp"
#include "domains/uploads/service.hpp"

namespace promo::templates {
namespace {

using core::json::Node;
using core::json::Writer;

// What we write ourselves, and what of before has another place now: everything else is somebody else's and stays.
constexpr std::array<std::string_view, 10> kTemplateKeys{
    "name", "telegramEnabled", "square", "story", "feed", "box", "maxFontPx", "fontColor", "portrait", "variants"};
constexpr std::array<std::string_view, 12> kFaceKeys{"imageUrl", "previewUrl", "image",     "width",
                                                     "height",   "maxFontPx",  "fontColor", "font",
                                                     "outline",  "showLogo",   "box",       "src"};
constexpr std::array<std::string_view, 6> kBoxKeys{"leftPct", "topPct", "widthPct", "heightPct", "hAlign", "vAlign"};
using Keys = std::span<const std::string_view>;

constexpr double kLargestInt = 1e9;

std::optional<Node> said(const Node& node, std::string_view key) {
    auto member = node.member(key);
    if (member && member->is_null()) member.reset();
    return member;
}

void take(const Node& node, std::string_view key, std::optional<double>& value) {
    if (const auto member = said(node, key)) value = member->number();
}

void take(const Node& node, std::string_view key, std::optional<bool>& value) {
    if (const auto member = said(node, key)) value = member->boolean();
}

template <class E>
requires std::is_enum_v<E>
void take(const Node& node, std::string_view key, std::optional<E>& value) {
    if (const auto member = said(node, key)) core::json::read(*member, value.emplace());
}

void take_style(const Node& node, FaceDraft& draft) {
    if (const auto box = said(node, "box")) {
        if (!box->is_object()) box->fail("expected an object");
        take(*box, "leftPct", draft.left_pct);
        take(*box, "topPct", draft.top_pct);
        take(*box, "widthPct", draft.width_pct);
        take(*box, "heightPct", draft.height_pct);
        take(*box, "hAlign", draft.h_align);
        take(*box, "vAlign", draft.v_align);
    }
    if (const auto largest = said(node, "maxFontPx")) {
        const double px = largest->number();
        if (std::abs(px) > kLargestInt) largest->fail("too large");
        draft.max_font_px = static_cast<int>(px);
    }
    if (const auto colour = said(node, "fontColor")) {
        draft.colour = parse_colour(colour->text());
        if (!draft.colour) colour->fail("expected a colour such as #FF273E");
    }
    take(node, "font", draft.font);
    take(node, "outline", draft.outline);
    take(node, "showLogo", draft.show_logo);
}

// A template of before says nothing of what its picture is drawn with where it means these.
Face plain_face(bool has_box) {
    Face face;
    face.style.box.top_pct = has_box ? 80 : 78;
    face.style.box.v_align = rendering::VAlign::bottom;
    face.style.max_font_px = 0;
    return face;
}

int side(const Node& node, std::string_view key) {
    constexpr int kLongest = 1 << 20;
    const auto member = said(node, key);
    return member ? static_cast<int>(member->integer(0, kLongest)) : 0;
}

ToldFace read_told_face(const Node& node, const FaceDraft& for_all, bool box_for_all) {
    ToldFace told;
    if (node.is_text()) {
        told.face = applied(for_all, plain_face(box_for_all));
        told.address = node.text();
        return told;
    }
    if (!node.is_object()) node.fail("expected an object");
    FaceDraft own;
    take_style(node, own);
    told.face = applied(own, applied(for_all, plain_face(box_for_all || said(node, "box"))));
    told.face.size = {side(node, "width"), side(node, "height")};
    for (const auto* key : {"src", "image", "imageUrl"}) {
        const auto member = said(node, key);
        if (!member) continue;
        const auto text = member->text();
        (uploads::Service::is_id(text) ? told.face.image : told.address) = text;
    }
    return told;
}

bool is_one_of(std::string_view key, Keys keys) {
    return std::ranges::find(keys, key) != keys.end();
}

void write_others(Writer& writer, const std::optional<Node>& before, Keys ours) {
    if (!before || !before->is_object()) return;
    for (std::size_t i = 0; i < before->size(); ++i) {
        const auto [key, value] = before->entry(i);
        if (is_one_of(key, ours)) continue;
        writer.key(key);
        writer.raw(value.raw());
    }
}

template <class T>
void write_member(Writer& writer, std::string_view key, const T& value) {
    writer.key(key);
    core::json::write(writer, value);
}

void write_face(Writer& writer, const Face& face, const AddressesOf& addresses_of, const std::optional<Node>& before) {
    const auto& style = face.style;
    writer.begin_object();
    if (addresses_of) {
        const auto addresses = addresses_of(face.image);
        write_member(writer, "imageUrl", addresses.image);
        write_member(writer, "previewUrl", addresses.preview);
    }
    write_member(writer, "image", face.image);
    write_member(writer, "width", face.size.width);
    write_member(writer, "height", face.size.height);
    write_member(writer, "maxFontPx", style.max_font_px);
    write_member(writer, "fontColor", to_text(style.colour));
    write_member(writer, "font", style.font);
    write_member(writer, "outline", style.outline);
    write_member(writer, "showLogo", face.show_logo);
    writer.key("box");
    writer.begin_object();
    write_member(writer, "leftPct", style.box.left_pct);
    write_member(writer, "topPct", style.box.top_pct);
    write_member(writer, "widthPct", style.box.width_pct);
    write_member(writer, "heightPct", style.box.height_pct);
    write_member(writer, "hAlign", style.box.h_align);
    write_member(writer, "vAlign", style.box.v_align);
    const bool had_object = before && before->is_object();
    write_others(writer, had_object ? before->member("box") : std::nullopt, kBoxKeys);
    writer.end_object();
    write_others(writer, before, kFaceKeys);
    writer.end_object();
}

}  // namespace

Document read_document(std::string_view text) {
    const core::json::Document parsed(text);
    const auto root = parsed.root();
    if (!root.is_object()) root.fail("expected an object");
    Document document;
    if (const auto name = said(root, "name")) document.name = name->text();
    if (const auto enabled = said(root, "telegramEnabled")) document.telegram_enabled = enabled->boolean();
    FaceDraft for_all;
    take_style(root, for_all);
    const bool box_for_all = said(root, "box").has_value();
    const auto read_one = [&](const Node& where, std::string_view key, Variant variant) {
        const auto node = said(where, key);
        if (node && !document.faces.contains(variant))
            document.faces[variant] = read_told_face(*node, for_all, box_for_all);
    };
    const auto read_all = [&](const Node& where) {
        for (const auto variant : {Variant::square, Variant::story, Variant::feed})
            read_one(where, core::enum_name(variant), variant);
        read_one(where, "portrait", Variant::story);
    };
    read_all(root);
    const auto variants = said(root, "variants");
    if (variants && variants->is_object()) read_all(*variants);
    return document;
}

FaceDraft read_face(const Node& node) {
    if (!node.is_object()) node.fail("expected an object");
    FaceDraft draft;
    take_style(node, draft);
    if (const auto image = said(node, "image")) draft.image = image->text();
    return draft;
}

std::string document_of(const Template& template_, const AddressesOf& addresses_of) {
    const core::json::Document before(template_.document.empty() ? "{}" : std::string_view(template_.document));
    const auto root = before.root();
    std::string text;
    Writer writer(text);
    writer.begin_object();
    write_member(writer, "name", template_.name);
    write_member(writer, "telegramEnabled", template_.telegram_enabled);
    for (const auto& [variant, face] : template_.faces) {
        const auto key = core::enum_name(variant);
        writer.key(key);
        write_face(writer, face, addresses_of, root.member(key));
    }
    write_others(writer, root, kTemplateKeys);
    writer.end_object();
    return text;
}

}  // namespace promo::templates
