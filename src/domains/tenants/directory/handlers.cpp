#include "domains/tenants/directory/handlers.hpp"

#include "http/json.hpp"

namespace promo::tenants::directory {
namespace {

constexpr std::int64_t kLargestPage = 200;

struct NewTenant {
    std::string name;
    std::optional<std::string> owner_email;
};
BOOST_DESCRIBE_STRUCT(NewTenant, (), (name, owner_email))

struct Made {
    bool success = true;
    TenantView tenant;
    std::string owner_link;  // makes whoever it is for the tenant's owner
};
BOOST_DESCRIBE_STRUCT(Made, (), (success, tenant, owner_link))

http::Response list(Service& directory, const http::Request& request) {
    Filter filter{.search = request.query_text("search"),
                  .after = {},
                  .limit = request.query_number("limit", Filter{}.limit, 1, kLargestPage)};
    if (const auto after = request.query.find("after")) filter.after = *after;
    return http::json(directory.list(filter));
}

http::Response create(tenants::Service& tenants, invitations::Service& invitations, const UrlOfKey& url_of,
                      const std::string& base_url, const http::Request& request) {
    const auto wanted = http::read_json_body<NewTenant>(request);
    const auto tenant = tenants.create(request.actor(), wanted.name, std::nullopt, wanted.owner_email);
    const auto owner = invitations.invite_owner(tenant, request.actor());
    return http::json(Made{true, to_view(tenant, url_of), invitations::link(base_url, owner.token)}, 201);
}

http::Response set_status(tenants::Service& tenants, const http::Request& request, TenantStatus status) {
    tenants.set_status(core::TenantId(request.path_param("id")), request.actor(), status);
    return http::success();
}

http::Response remove(tenants::Service& tenants, const http::Request& request) {
    const auto body = http::read_json_body<TypedName>(request);
    tenants.remove(core::TenantId(request.path_param("id")), request.actor(), body.typed_name);
    return http::success();
}

}  // namespace

http::Routes routes(Service& directory, tenants::Service& tenants, invitations::Service& invitations, UrlOfKey url_of,
                    std::string base_url) {
    using enum http::Verb;
    constexpr auto kAdmin = http::Access::platform_admin;
    return {
        {get, "/api/admin/tenants", kAdmin, [&](const http::Request& request) { return list(directory, request); },
         "Every tenant, newest first, with counts: `search`, `after`, `limit`"},
        {post, "/api/admin/tenants", kAdmin,
         [&tenants, &invitations, url_of = std::move(url_of), base_url = std::move(base_url)](
             const http::Request& request) { return create(tenants, invitations, url_of, base_url, request); },
         "Makes a tenant, and a link that invites its owner"},
        {post, "/api/admin/tenants/{id:text}/suspend", kAdmin,
         [&](const http::Request& request) { return set_status(tenants, request, TenantStatus::suspended); },
         "Nobody acts for this tenant, and its schedules stand still"},
        {post, "/api/admin/tenants/{id:text}/reactivate", kAdmin,
         [&](const http::Request& request) { return set_status(tenants, request, TenantStatus::active); }, "Ends that"},
        {delete_, "/api/admin/tenants/{id:text}", kAdmin,
         [&](const http::Request& request) { return remove(tenants, request); },
         "Deletes a tenant and all that is its own; `typed_name` is its name", http::Pool::upstream},
    };
}

}  // namespace promo::tenants::directory
