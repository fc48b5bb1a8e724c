#include "domains/campaigns/handlers.hpp"

#include <map>

#include "core/error.hpp"
#include "domains/campaigns/submissions/handlers.hpp"
#include "http/entity_tag.hpp"
#include "http/json.hpp"
#include "http/multipart.hpp"
#include "rendering/decode.hpp"

namespace promo::campaigns {
namespace {

constexpr std::size_t kMultipartOverhead = 64 << 10;
constexpr int kCreated = 201;
constexpr int kNotModified = 304;

struct CampaignBody {
    std::optional<std::string> title;
    std::optional<std::string> description;
    std::optional<std::string> prize;
    std::optional<std::string> start_date;
    std::optional<std::string> end_date;
    std::optional<std::vector<Platform>> platforms;
    std::optional<std::string> overlay_id;
    std::optional<std::string> overlay_url;
    std::optional<int> revision;
};
BOOST_DESCRIBE_STRUCT(CampaignBody, (),
                      (title, description, prize, start_date, end_date, platforms, overlay_id, overlay_url, revision))

struct SupportBody {
    std::string visitor;
};
BOOST_DESCRIBE_STRUCT(SupportBody, (), (visitor))

struct SavedView {
    bool success = true;
    std::string id;
    CampaignView campaign;
};
BOOST_DESCRIBE_STRUCT(SavedView, (), (success, id, campaign))

struct BusinessView {
    std::string name;
    std::optional<std::string> logo_url;
};
BOOST_DESCRIBE_STRUCT(BusinessView, (), (name, logo_url))

struct PublishedView {
    bool success = true;
    CampaignView campaign;
    BusinessView tenant;
};
BOOST_DESCRIBE_STRUCT(PublishedView, (), (success, campaign, tenant))

struct OverlayView {
    bool success = true;
    std::string overlay_id;
    std::string overlay_url;
    std::string preview_url;
};
BOOST_DESCRIBE_STRUCT(OverlayView, (), (success, overlay_id, overlay_url, preview_url))

struct SupportView {
    bool success = true;
    std::int64_t supporters = 0;
};
BOOST_DESCRIBE_STRUCT(SupportView, (), (success, supporters))

Draft draft_of(const CampaignBody& body, const std::string& text) {
    Draft draft{body.title,    body.description, body.prize,      body.start_date,
                body.end_date, body.platforms,   body.overlay_id, body.overlay_url};
    // null takes the frame away, as an empty text does; what is absent stays.
    if (draft.overlay_id || draft.overlay_url) return draft;
    const auto members = core::json::parse<std::map<std::string, core::json::Raw>>(text);
    if (members.contains("overlay_id") || members.contains("overlay_url")) draft.overlay_id = "";
    return draft;
}

// Whose own people are asking; empty for everybody else.
core::TenantId reader_of(http::Gate& gate, const http::Request& request) {
    try {
        const auto caller = gate.identify(request);
        const bool may = caller && (caller->platform_admin || (caller->role && !caller->suspended));
        return may ? caller->tenant : core::TenantId();
    } catch (const core::Refusal&) {
        // A session that is over: what everybody sees is there all the same.
        return {};
    }
}

http::Response list(Service& service, http::Gate& gate, const http::Request& request) {
    const auto reader = reader_of(gate, request);
    auto tenant = reader.empty() ? tenants::kDefaultTenant : reader;
    if (const auto named = request.query_text("tenant"); !named.empty())
        tenant = tenants::checked_id(core::TenantId(named));
    return http::json(service.list(tenant, tenant == reader ? Audience::own_people : Audience::everybody));
}

http::Response find(Service& service, http::Gate& gate, const UrlOfKey& url_of, const http::Request& request) {
    const auto published = service.published(request.path_param("id"), reader_of(gate, request));
    const auto& logo = published.tenant.logo_key;
    return http::json(PublishedView{
        true, published.view, {published.tenant.name, logo ? std::optional(url_of(*logo)) : std::nullopt}});
}

http::Response create(Service& service, const http::Request& request) {
    const auto body = http::read_json_body<CampaignBody>(request);
    const auto made = service.create(request.caller().tenant, request.actor(), draft_of(body, request.body));
    return http::json(SavedView{true, made.id, made}, kCreated);
}

http::Response change(Service& service, const http::Request& request) {
    const auto body = http::read_json_body<CampaignBody>(request);
    const auto changed = service.change(request.caller().tenant, request.actor(), request.path_param("id"),
                                        draft_of(body, request.body), body.revision);
    return http::json(SavedView{true, changed.id, changed});
}

http::Response remove(Service& service, const http::Request& request) {
    service.remove(request.caller().tenant, request.actor(), request.path_param("id"));
    return http::success();
}

http::Response upload_overlay(uploads::Service& uploads, const http::Request& request) {
    const http::Multipart form(request);
    const auto* picture = form.find("overlayImage");
    if (picture == nullptr || picture->data.empty())
        throw core::Refusal(core::RefusalCode::invalid, "Choose a picture for the frame.", "overlayImage");
    const auto stored =
        uploads.store(request.caller().tenant, picture->data, uploads::Purpose::overlay, "overlayImage");
    return http::json(OverlayView{true, stored.id, stored.url, stored.preview_url});
}

http::Response support(supporters::Service& service, const http::Request& request) {
    const auto body = http::read_json_body<SupportBody>(request);
    return http::json(SupportView{true, service.support(request.path_param("id"), body.visitor, request.client_ip)});
}

http::Response picture(posters::Service& service, const http::Request& request) {
    auto picture = service.picture(request.path_param("id"));
    http::Response response;
    response.shared_body = std::move(picture.jpeg);
    response.content_type = "image/jpeg";
    response.cache = http::Cache::revalidate;
    // It is made to be shown elsewhere.
    response.headers.add("Cross-Origin-Resource-Policy", "cross-origin");
    const auto tag = '"' + picture.tag + '"';
    response.headers.add("ETag", tag);
    const auto known = request.headers.find("If-None-Match");
    if (known && http::names_tag(*known, tag)) {
        response.status = kNotModified;
        response.shared_body.reset();
    }
    return response;
}

}  // namespace

http::Routes routes(const Services& s, http::Gate& gate, UrlOfKey url_of) {
    using enum http::Verb;
    using enum http::Access;
    const auto with = [](auto& part, auto handler) {
        return [&part, handler](const http::Request& request) { return handler(part, request); };
    };
    http::Routes all{
        {get, "/api/campaigns", open,
         [&campaigns = s.campaigns, &gate](const http::Request& request) { return list(campaigns, gate, request); },
         "Campaigns, the latest start first: of `tenant`, else the caller's, else of `default`"},
        {get, "/api/campaigns/{id:uuid}", open,
         [&campaigns = s.campaigns, &gate, url_of = std::move(url_of)](const http::Request& request) {
             return find(campaigns, gate, url_of, request);
         },
         "One campaign and whose it is"},
        {post, "/api/campaigns", tenant_admin, with(s.campaigns, create), "Makes a campaign"},
        {put, "/api/campaigns/{id:uuid}", tenant_admin, with(s.campaigns, change),
         "Changes a campaign; what is not named stays, a null overlay takes it away"},
        {post, "/api/campaigns/{id:uuid}/update", tenant_admin, with(s.campaigns, change), "The same"},
        {delete_, "/api/campaigns/{id:uuid}", tenant_admin, with(s.campaigns, remove),
         "Deletes a campaign with its entries"},
        {post, "/api/campaigns/{id:uuid}/delete", tenant_admin, with(s.campaigns, remove), "The same"},
        {post, "/api/upload-overlay", tenant_admin, with(s.uploads, upload_overlay),
         "Takes `overlayImage`, a square picture with transparency, for a campaign", http::Pool::pictures,
         rendering::kLargestUpload + kMultipartOverhead},
        {post, "/api/campaigns/{id:uuid}/support", open, with(s.supporters, support),
         "Counts a visitor who made a picture, once"},
        {get, "/api/campaigns/{id:uuid}/picture.jpg", open, with(s.posters, picture),
         "What a campaign looks like where its link is shared, 1200 by 630", http::Pool::pictures},
    };
    for (auto& route : submissions::routes(s.submissions))
        all.push_back(std::move(route));
    return all;
}

}  // namespace promo::campaigns
