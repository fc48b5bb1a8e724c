#include "domains/templates/handlers.hpp"

#include "core/error.hpp"
#include "domains/templates/meta.hpp"
#include "http/json.hpp"
#include "http/multipart.hpp"
#include "rendering/decode.hpp"

namespace promo::templates {
namespace {

using core::json::Node;

constexpr std::size_t kMultipartOverhead = 64 << 10;
constexpr int kCreated = 201;

struct TemplateView {
    std::string id;
    std::int64_t number = 0;
    std::string slug;
    std::string name;
    bool telegram_enabled = true;
    int position = 0;
    int revision = 1;
    core::Timestamp created_at;
    core::Timestamp updated_at;
    core::json::Raw meta;
};
BOOST_DESCRIBE_STRUCT(TemplateView, (),
                      (id, number, slug, name, telegram_enabled, position, revision, created_at, updated_at, meta))

struct ListAnswer {
    std::vector<TemplateView> templates;
};
BOOST_DESCRIBE_STRUCT(ListAnswer, (), (templates))

struct OneAnswer {
    TemplateView template_;
};
BOOST_DESCRIBE_STRUCT(OneAnswer, (), (template_))

struct ChangeAnswer {
    bool success = true;
    TemplateView template_;
};
BOOST_DESCRIBE_STRUCT(ChangeAnswer, (), (success, template_))

struct DeleteAnswer {
    bool success = true;
    std::int64_t deleted = 0;
};
BOOST_DESCRIBE_STRUCT(DeleteAnswer, (), (success, deleted))

struct ImageView {
    std::string id;
    int width = 0;
    int height = 0;
    std::string url;
    std::string preview_url;
};
BOOST_DESCRIBE_STRUCT(ImageView, (), (id, width, height, url, preview_url))

struct ImageAnswer {
    ImageView image;
};
BOOST_DESCRIBE_STRUCT(ImageAnswer, (), (image))

struct TemplateBody {
    std::optional<std::string> slug;
    std::optional<int> revision;
    Draft draft;
};

struct SlugsBody {
    std::vector<std::string> slugs;
};
BOOST_DESCRIBE_STRUCT(SlugsBody, (), (slugs))

struct CopyBody {
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(CopyBody, (), (name))

struct Said {
    FaceDraft face;
};

void read_json(const Node& node, Said& said) {
    said.face = read_face(node);
}

struct ProofBody {
    std::optional<std::string> template_;
    Variant variant = Variant::square;
    std::optional<rendering::Format> format;
    std::optional<std::string> text;
    std::optional<bool> logo;
    std::optional<Said> face;
};
BOOST_DESCRIBE_STRUCT(ProofBody, (), (template_, variant, format, text, logo, face))

template <class T>
void read_member(const Node& node, std::string_view key, std::optional<T>& out) {
    if (const auto member = node.member(key)) core::json::read(*member, out);
}

// A face that is named null goes, one that is not named stays.
void read_json(const Node& node, TemplateBody& body) {
    if (!node.is_object()) node.fail("expected an object");
    read_member(node, "slug", body.slug);
    read_member(node, "revision", body.revision);
    read_member(node, "name", body.draft.name);
    read_member(node, "telegram_enabled", body.draft.telegram_enabled);
    for (const auto variant : {Variant::square, Variant::story, Variant::feed}) {
        const auto face = node.member(core::enum_name(variant));
        if (!face) continue;
        body.draft.faces[variant] = face->is_null() ? std::nullopt : std::optional(read_face(*face));
    }
}

TemplateView view_of(const Service& service, const core::TenantId& tenant, const Template& from) {
    return {.id = from.id,
            .number = from.number,
            .slug = from.slug,
            .name = from.name,
            .telegram_enabled = from.telegram_enabled,
            .position = from.position,
            .revision = from.revision,
            .created_at = from.created_at,
            .updated_at = from.updated_at,
            .meta = {service.meta(tenant, from)}};
}

struct Doors {
    Service& service;
    uploads::Service& uploads;
    proofs::Service& proofs;

    http::Response list(const http::Request& request) const {
        const auto& tenant = request.caller().tenant;
        ListAnswer answer;
        for (const auto& each : service.list(tenant))
            answer.templates.push_back(view_of(service, tenant, each));
        return http::json(answer);
    }

    http::Response find(const http::Request& request) const {
        const auto& tenant = request.caller().tenant;
        const auto found = service.find(tenant, request.path_param("slug"));
        if (!found) throw core::Refusal(core::RefusalCode::not_found, "There is no such template.", "slug");
        return http::json(OneAnswer{view_of(service, tenant, *found)});
    }

    http::Response create(const http::Request& request) const {
        const auto& tenant = request.caller().tenant;
        const auto body = http::read_json_body<TemplateBody>(request);
        const auto slug = body.slug.value_or(slug_of(body.draft.name.value_or("")));
        const auto made = service.create(tenant, request.actor(), slug, body.draft);
        return http::json(ChangeAnswer{true, view_of(service, tenant, made)}, kCreated);
    }

    http::Response change(const http::Request& request) const {
        const auto& tenant = request.caller().tenant;
        const auto body = http::read_json_body<TemplateBody>(request);
        const auto& slug = request.path_param("slug");
        const auto changed = service.change(tenant, request.actor(), slug, body.draft, body.revision);
        return http::json(ChangeAnswer{true, view_of(service, tenant, changed)});
    }

    http::Response duplicate(const http::Request& request) const {
        const auto& tenant = request.caller().tenant;
        const auto body = http::read_json_body<CopyBody>(request);
        const auto made = service.duplicate(tenant, request.actor(), request.path_param("slug"), body.name);
        return http::json(ChangeAnswer{true, view_of(service, tenant, made)}, kCreated);
    }

    http::Response remove(const http::Request& request) const {
        const auto deleted = service.remove(request.caller().tenant, request.actor(), {request.path_param("slug")});
        if (deleted == 0) throw core::Refusal(core::RefusalCode::not_found, "There is no such template.", "slug");
        return http::json(DeleteAnswer{true, 1});
    }

    http::Response remove_many(const http::Request& request) const {
        const auto body = http::read_json_body<SlugsBody>(request);
        const auto deleted = service.remove(request.caller().tenant, request.actor(), body.slugs);
        return http::json(DeleteAnswer{true, static_cast<std::int64_t>(deleted)});
    }

    http::Response reorder(const http::Request& request) const {
        const auto body = http::read_json_body<SlugsBody>(request);
        service.reorder(request.caller().tenant, request.actor(), body.slugs);
        return http::success();
    }

    http::Response upload(const http::Request& request) const {
        const http::Multipart form(request);
        const auto* part = form.find("image");
        if (part == nullptr) throw core::Refusal(core::RefusalCode::invalid, "Choose a picture to upload.", "image");
        const auto stored = uploads.store(request.caller().tenant, part->data, uploads::Purpose::background, "image");
        return http::json(ImageAnswer{{stored.id, stored.width, stored.height, stored.url, stored.preview_url}},
                          kCreated);
    }

    http::Response proof(const http::Request& request) const {
        const auto body = http::read_json_body<ProofBody>(request);
        proofs::Order order{.slug = body.template_,
                            .variant = body.variant,
                            .format = body.format.value_or(rendering::Format::jpg),
                            .text = body.text.value_or(""),
                            .logo = body.logo.value_or(true),
                            .face = std::nullopt};
        if (body.face) order.face = body.face->face;
        const auto picture = proofs.draw(request.caller().tenant, order);
        http::Response response;
        response.content_type = pictures::content_type(order.format);
        response.shared_body = picture.bytes;
        response.headers.add("X-Font-Px", std::to_string(picture.font_px));
        return response;
    }
};

}  // namespace

http::Routes routes(Service& service, uploads::Service& uploads, proofs::Service& proofs) {
    using enum http::Verb;
    using enum http::Access;
    using enum http::Pool;
    const Doors doors{service, uploads, proofs};
    const auto through = [doors](http::Response (Doors::*door)(const http::Request&) const) {
        return [doors, door](const http::Request& request) { return (doors.*door)(request); };
    };
    return {
        {get, "/api/templates", tenant_member, through(&Doors::list), "The tenant's templates, in its order"},
        {get, "/api/templates/{slug:slug}", tenant_member, through(&Doors::find), "One template"},
        {post, "/api/template-images", tenant_admin, through(&Doors::upload),
         "Uploads a background; nothing shows it until a template does", pictures,
         rendering::kLargestUpload + kMultipartOverhead},
        {post, "/api/templates", tenant_admin, through(&Doors::create), "Makes a template of uploaded backgrounds",
         pictures},
        {put, "/api/templates/{slug:slug}", tenant_admin, through(&Doors::change),
         "Changes a template; what is not named stays, a face that is null goes", pictures},
        {delete_, "/api/templates/{slug:slug}", tenant_admin, through(&Doors::remove), "Deletes a template", pictures},
        {post, "/api/templates/delete", tenant_admin, through(&Doors::remove_many), "Deletes several templates",
         pictures},
        {post, "/api/templates/order", tenant_admin, through(&Doors::reorder),
         "Brings all templates into the order given"},
        {post, "/api/templates/{slug:slug}/duplicate", tenant_admin, through(&Doors::duplicate),
         "Makes a template like this one", pictures},
        {post, "/api/render", tenant_member, through(&Doors::proof),
         "A picture of a template, or of what it may become: the same bytes as everywhere", pictures},
    };
}

}  // namespace promo::templates
