#include "domains/templates/forms/handlers.hpp"

#include <charconv>
#include <cmath>

#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "core/trim.hpp"
#include "http/json.hpp"
#include "http/multipart.hpp"
#include "rendering/decode.hpp"

namespace promo::templates::forms {
namespace {

constexpr std::size_t kMostPictures = 3;
constexpr std::size_t kMultipartOverhead = 256 << 10;
constexpr double kLargestInt = 1e9;

[[noreturn]] void refuse(std::string message, std::string field) {
    throw core::Refusal(core::RefusalCode::invalid, std::move(message), std::move(field));
}

// The fields of one face.
class Fields {
public:
    Fields(const http::Multipart& form, Variant variant) : form_(form), variant_(variant) {}

    std::optional<double> number(std::string_view key) const {
        const auto text = find(key);
        if (!text) return std::nullopt;
        double value = 0;
        const auto* end = text->data() + text->size();
        const auto [stopped, problem] = std::from_chars(text->data(), end, value);
        if (problem != std::errc() || stopped != end || !std::isfinite(value) || std::abs(value) > kLargestInt)
            refuse("Enter a number.", name(key));
        return value;
    }

    std::optional<bool> flag(std::string_view key) const {
        const auto text = find(key);
        if (!text) return std::nullopt;
        if (*text == "true" || *text == "1" || *text == "on") return true;
        if (*text == "false" || *text == "0" || *text == "off") return false;
        refuse("Say true or false.", name(key));
    }

    template <class E>
    std::optional<E> choice(std::string_view key) const {
        const auto text = find(key);
        if (!text) return std::nullopt;
        const auto value = core::parse_enum<E>(*text);
        if (!value) refuse("Say one of " + core::enum_names<E>() + '.', name(key));
        return value;
    }

    std::optional<rendering::Colour> colour(std::string_view key) const {
        const auto text = find(key);
        if (!text) return std::nullopt;
        const auto value = parse_colour(*text);
        if (!value) refuse("Say a colour such as #FF273E.", name(key));
        return value;
    }

private:
    std::string name(std::string_view key) const { return field_name(variant_, key, Form::multipart); }

    // Empty, too, for one that was left blank.
    std::optional<std::string_view> find(std::string_view key) const {
        const auto text = form_.text(name(key));
        if (!text || core::trimmed(*text).empty()) return std::nullopt;
        return core::trimmed(*text);
    }

    const http::Multipart& form_;
    const Variant variant_;
};

FaceDraft face_of(const http::Multipart& form, Variant variant) {
    const Fields fields(form, variant);
    FaceDraft draft;
    draft.left_pct = fields.number("leftPct");
    draft.top_pct = fields.number("topPct");
    draft.width_pct = fields.number("widthPct");
    draft.height_pct = fields.number("heightPct");
    draft.h_align = fields.choice<rendering::HAlign>("hAlign");
    draft.v_align = fields.choice<rendering::VAlign>("vAlign");
    draft.font = fields.choice<rendering::Font>("font");
    draft.colour = fields.colour("fontColor");
    draft.outline = fields.flag("outline");
    draft.show_logo = fields.flag("showLogo");
    if (const auto largest = fields.number("maxFontPx")) draft.max_font_px = static_cast<int>(*largest);
    return draft;
}

Upload upload_of(const http::Multipart& form) {
    Upload upload;
    upload.slug = form.text("slug").value_or("");
    upload.editing = form.text("isEditing") == "true";
    upload.draft.form = Form::multipart;
    if (const auto name = form.text("name")) upload.draft.name = *name;
    for (const auto variant : {Variant::square, Variant::story, Variant::feed}) {
        upload.draft.faces[variant] = face_of(form, variant);
        // Browsers send an empty file for one that was not chosen.
        const auto* picture = form.find(field_name(variant, "image", Form::multipart));
        if (picture != nullptr && !picture->data.empty()) upload.pictures[variant] = picture->data;
    }
    return upload;
}

struct UploadAnswer {
    bool success = true;
    std::string message;
    std::string slug;
};
BOOST_DESCRIBE_STRUCT(UploadAnswer, (), (success, message, slug))

struct Done {
    bool success = true;
    std::string message;
};
BOOST_DESCRIBE_STRUCT(Done, (), (success, message))

struct IndexAnswer {
    bool success = true;
    std::string message;
    std::int64_t templates = 0;
};
BOOST_DESCRIBE_STRUCT(IndexAnswer, (), (success, message, templates))

struct SlugBody {
    std::string slug;
};
BOOST_DESCRIBE_STRUCT(SlugBody, (), (slug))

struct ToggleBody {
    std::string slug;
    std::optional<bool> enabled;
};
BOOST_DESCRIBE_STRUCT(ToggleBody, (), (slug, enabled))

http::Response upload(Service& service, const http::Request& request) {
    const http::Multipart form(request);
    const auto stored = service.upload(request.caller().tenant, request.actor(), upload_of(form));
    return http::json(UploadAnswer{true, "The template " + stored.name + " is saved.", stored.slug});
}

http::Response remove(Service& service, const http::Request& request) {
    const auto slug = http::read_json_body<SlugBody>(request).slug;
    check_slug(slug);
    if (service.remove(request.caller().tenant, request.actor(), {slug}) == 0)
        throw core::Refusal(core::RefusalCode::not_found, "There is no such template.", "slug");
    return http::json(Done{true, "The template is deleted."});
}

http::Response toggle(Service& service, const http::Request& request) {
    const auto body = http::read_json_body<ToggleBody>(request);
    check_slug(body.slug);
    const bool shown = body.enabled.value_or(true);
    service.show_in_bot(request.caller().tenant, request.actor(), body.slug, shown);
    return http::json(Done{true, shown ? "The bot offers the template." : "The bot offers it no more."});
}

http::Response clear_cache(const http::Request&) {
    return http::json(Done{true, "The bot reads every template as it is now: there is nothing to clear."});
}

http::Response regenerate(Service& service, const http::Request& request) {
    const auto count = service.publish_all(request.caller().tenant);
    return http::json(IndexAnswer{true, "All templates are published.", static_cast<std::int64_t>(count)});
}

}  // namespace

http::Routes routes(Service& service) {
    using enum http::Verb;
    using enum http::Access;
    using enum http::Pool;
    const auto limit = kMostPictures * rendering::kLargestUpload + kMultipartOverhead;
    return {
        {post, "/api/upload-template", tenant_admin, [&service](const http::Request& r) { return upload(service, r); },
         "Makes a template, or with isEditing changes one, from a form with its pictures", pictures, limit},
        {post, "/api/delete-template", tenant_admin, [&service](const http::Request& r) { return remove(service, r); },
         "Deletes a template", pictures},
        {post, "/api/toggle-telegram-template", tenant_admin,
         [&service](const http::Request& r) { return toggle(service, r); }, "Whether the bot offers a template",
         pictures},
        {post, "/api/clear-telegram-cache", tenant_admin, clear_cache, "The bot reads all templates anew"},
        {post, "/api/regenerate-index", tenant_admin,
         [&service](const http::Request& r) { return regenerate(service, r); },
         "Publishes every template again, and the index", pictures},
    };
}

}  // namespace promo::templates::forms
