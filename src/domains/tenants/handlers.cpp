#include "domains/tenants/handlers.hpp"

#include "core/error.hpp"
#include "http/json.hpp"

namespace promo::tenants {
namespace {

struct Shown {
    TenantView tenant;
};
BOOST_DESCRIBE_STRUCT(Shown, (), (tenant))

struct Changed {
    bool success = true;
    TenantView tenant;
};
BOOST_DESCRIBE_STRUCT(Changed, (), (success, tenant))

struct ProfileBody {
    std::optional<std::string> name;
    std::optional<std::string> support_email;
    std::optional<std::string> time_zone;
};
BOOST_DESCRIBE_STRUCT(ProfileBody, (), (name, support_email, time_zone))

http::Response show(Service& service, const UrlOfKey& url_of, const http::Request& request) {
    const auto tenant = service.find(request.caller().tenant);
    if (!tenant) throw core::Refusal(core::RefusalCode::not_found, "This business was deleted. Load the page again.");
    return http::json(Shown{to_view(*tenant, url_of)});
}

http::Response change(Service& service, const UrlOfKey& url_of, const http::Request& request) {
    const auto body = http::read_json_body<ProfileBody>(request);
    const Profile profile{body.name, body.support_email, std::nullopt, body.time_zone};
    const auto tenant = service.describe(request.caller().tenant, request.actor(), profile);
    return http::json(Changed{true, to_view(tenant, url_of)});
}

http::Response remove(Service& service, const http::Request& request) {
    const auto body = http::read_json_body<TypedName>(request);
    service.remove(request.caller().tenant, request.actor(), body.typed_name);
    return http::success();
}

http::Response download(transfer::Service& transfer, const http::Request& request) {
    const auto& tenant = request.caller().tenant;
    http::Response response;
    response.content_type = "application/x-ndjson";
    response.body = transfer.download(tenant);
    response.headers.set("Content-Disposition", "attachment; filename=\"" + tenant.str() + ".ndjson\"");
    return response;
}

}  // namespace

TenantView to_view(const Tenant& tenant, const UrlOfKey& url_of) {
    TenantView view{tenant.id,    tenant.name,      tenant.status,    tenant.owner_email, tenant.support_email,
                    std::nullopt, tenant.time_zone, tenant.created_at};
    if (tenant.logo_key) view.logo_url = url_of(*tenant.logo_key);
    return view;
}

http::Routes routes(Service& service, transfer::Service& transfer, const UrlOfKey& url_of) {
    using enum http::Verb;
    using enum http::Access;
    const auto changing = [&service, url_of](const http::Request& request) { return change(service, url_of, request); };
    return {
        {get, "/api/tenant", tenant_member,
         [&service, url_of](const http::Request& request) { return show(service, url_of, request); },
         "The tenant that the caller acts for"},
        {put, "/api/tenant", tenant_admin, changing, "Its name, support address and time zone"},
        {post, "/api/tenant", tenant_admin, changing, "The same as PUT"},
        {delete_, "/api/tenant", tenant_owner,
         [&service](const http::Request& request) { return remove(service, request); },
         "Deletes the tenant and all that is its own; `typed_name` is its name", http::Pool::upstream},
        {get, "/api/tenant/export", tenant_owner,
         [&transfer](const http::Request& request) { return download(transfer, request); },
         "All that the tenant has, without secrets, as lines of JSON", http::Pool::cpu},
    };
}

}  // namespace promo::tenants
