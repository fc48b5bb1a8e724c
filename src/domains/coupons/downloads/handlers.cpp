#include "domains/coupons/downloads/handlers.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <charconv>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "http/entity_tag.hpp"
#include "http/errors.hpp"
#include "http/json.hpp"
#include "http/multipart.hpp"

namespace promo::coupons::downloads {
namespace {

constexpr std::size_t kMultipartOverhead = 64 << 10;
constexpr std::chrono::seconds kLinkKeptFor{3600};
constexpr std::int64_t kLastSecond = 253'402'300'799;  // of the year 9999
constexpr int kNotModified = 304;
constexpr int kGone = 410;

struct TenantView {
    core::TenantId id;
    std::string name;
    std::optional<std::string> logo_url;
    std::string initials;
};
BOOST_DESCRIBE_STRUCT(TenantView, (), (id, name, logo_url, initials))

struct PageView {
    TenantView tenant;
    bool checks_coupons = false;
    std::vector<Choice> templates;
};
BOOST_DESCRIBE_STRUCT(PageView, (), (tenant, checks_coupons, templates))

struct LinkBody {
    std::string template_;
    templates::Variant variant = templates::Variant::square;
    rendering::Format format = rendering::Format::jpg;
    std::string text;
    std::optional<bool> logo;
    std::optional<int> days;
};
BOOST_DESCRIBE_STRUCT(LinkBody, (), (template_, variant, format, text, logo, days))

struct LinkView {
    bool success = true;
    std::string url;
};
BOOST_DESCRIBE_STRUCT(LinkView, (), (success, url))

core::Timestamp instant_of(std::int64_t seconds) {
    return core::Timestamp(std::chrono::seconds(seconds));
}

// Empty or malformed: the epoch, at which no pass was good.
core::Timestamp instant_of(std::string_view text) {
    std::int64_t seconds = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool sound =
        problem == std::errc() && end == text.data() + text.size() && seconds >= 0 && seconds <= kLastSecond;
    return sound ? instant_of(seconds) : core::Timestamp();
}

enum class Use { shown, taken_away };

Use use_of(std::string_view download) {
    return download == "1" ? Use::taken_away : Use::shown;
}

Wish wish_of(const http::Request& request, bool logo, Use use) {
    Wish wish{.tenant = core::TenantId(request.path_param("tenant")),
              .slug = request.path_param("template"),
              .file = request.path_param("file"),
              .logo = logo,
              .address = request.client_ip};
    // Who asks with HEAD what he would get has taken nothing.
    if (use == Use::taken_away && !request.head_only)
        wish.taken_with = device_of(request.headers.find("User-Agent").value_or(""));
    return wish;
}

// For programs that know nothing but ASCII, and for all others.
std::string attachment(const std::string& name) {
    auto plain = name;
    std::ranges::replace_if(
        plain, [](char letter) { return static_cast<unsigned char>(letter) > 0x7e; }, '_');
    return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + core::url_encode(name);
}

http::Response picture(Use use, Drawn drawn) {
    http::Response response;
    response.content_type = templates::pictures::content_type(drawn.file.format);
    response.headers.add("X-Font-Px", std::to_string(drawn.picture.font_px));
    if (use == Use::taken_away)
        response.headers.add("Content-Disposition", attachment(saved_name(drawn.caption, drawn.file)));
    response.shared_body = std::move(drawn.picture.bytes);
    return response;
}

// Tells the pictures of one address apart, as its template changes. A hash that nobody can forge would cost as much as
// the drawing.
std::string tag_of(std::string_view bytes) {
    return '"' + std::to_string(libdeflate_crc32(0, bytes.data(), bytes.size())) + '-' + std::to_string(bytes.size()) +
           '"';
}

// A picture behind a link may lie in other sites' pages and in everybody's caches; not beyond the link's end.
void publish(http::Response& response, const http::Request& request, Use use, core::Timestamp until,
             core::Timestamp now) {
    response.headers.add("Cross-Origin-Resource-Policy", "cross-origin");
    if (use == Use::taken_away) return;
    const auto rest = until == core::Timestamp() ? kLinkKeptFor : std::chrono::floor<std::chrono::seconds>(until - now);
    response.headers.add(
        "Cache-Control",
        "public, max-age=" + std::to_string(std::clamp(rest, std::chrono::seconds(0), kLinkKeptFor).count()));
    auto tag = tag_of(*response.shared_body);
    const auto known = request.headers.find("If-None-Match");
    if (known && http::names_tag(*known, tag)) {
        response.status = kNotModified;
        response.shared_body.reset();
    }
    response.headers.add("ETag", std::move(tag));
}

http::Response by_link(Service& service, const core::Clock& clock, const http::Request& request,
                       std::string_view signature) {
    const auto until = instant_of(request.query_text("until"));
    const auto use = use_of(request.query_text("download"));
    const auto wish = wish_of(request, request.query_text("logo") != "0", use);
    auto drawn = service.by_link(wish, request.query_text("text"), until, signature);
    if (!drawn)
        return http::error_response(kGone, "gone", "This link has ended. Ask for a new one.", request.request_id);
    auto response = picture(use, std::move(*drawn));
    publish(response, request, use, until, clock.now());
    return response;
}

http::Response show(Service& service, const core::Clock& clock, const http::Request& request) {
    if (const auto signature = request.query.find("signature")) return by_link(service, clock, request, *signature);
    const auto use = use_of(request.query_text("download"));
    const auto wish = wish_of(request, request.query_text("logo") != "0", use);
    const Ticket ticket{request.query_text("code"), request.query_text("pass"),
                        instant_of(request.query_text("until"))};
    return picture(use, service.with_pass(wish, ticket));
}

http::Response with_own_logo(Service& service, const http::Request& request) {
    const http::Multipart form(request);
    const auto text = [&](std::string_view name) { return std::string(form.text(name).value_or("")); };
    const auto* logo = form.find("logo");
    if (logo == nullptr) throw core::Refusal(core::RefusalCode::invalid, "Choose a logo to upload.", "logo");
    const auto use = use_of(text("download"));
    const auto wish = wish_of(request, true, use);
    const Ticket ticket{text("code"), text("pass"), instant_of(text("until"))};
    return picture(use, service.with_own_logo(wish, ticket, logo->data));
}

http::Response link(Service& service, const http::Request& request) {
    const auto body = http::read_json_body<LinkBody>(request);
    const NewLink wanted{body.template_, {body.variant, body.format}, body.text, body.logo.value_or(true), body.days};
    return http::json(LinkView{true, service.link(request.caller().tenant, wanted)});
}

http::Response page(Service& service, const http::Request& request) {
    auto found = service.page(core::TenantId(request.query_text("tenant", tenants::kDefaultTenant.str())));
    TenantView tenant{found.tenant.id, found.tenant.name, found.logo_url, found.initials};
    return http::json(PageView{std::move(tenant), found.checks_coupons, std::move(found.templates)});
}

}  // namespace

http::Routes routes(Service& service, const core::Clock& clock) {
    using enum http::Verb;
    using enum http::Access;
    const std::string picture_path = "/api/render/{tenant:slug}/{template:slug}/{file:text}";
    return {
        {get, "/api/coupon-page", open, [&](const http::Request& request) { return page(service, request); },
         "What the coupon page of `tenant` shows: whose it is, its templates, whether coupons are checked"},
        {get, picture_path, open, [&](const http::Request& request) { return show(service, clock, request); },
         "A picture, for a checked coupon (`code`, `pass`, `until`) or a signed link (`text`, `signature`)",
         http::Pool::pictures},
        {post, picture_path, open, [&](const http::Request& request) { return with_own_logo(service, request); },
         "The same for a checked coupon, with a logo that is sent along", http::Pool::pictures,
         Service::kLargestLogo + kMultipartOverhead},
        {post, "/api/render-links", tenant_member, [&](const http::Request& request) { return link(service, request); },
         "Signs the address of a picture, to be shown elsewhere", http::Pool::pictures},
    };
}

}  // namespace promo::coupons::downloads
