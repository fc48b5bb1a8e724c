#include "domains/tenants/directory/handlers.hpp"

#include "domains/tenants/handlers.hpp"
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
    Tenant tenant;
};
BOOST_DESCRIBE_STRUCT(Made, (), (success, tenant))

http::Response list(Service& directory, const http::Request& request) {
    Filter filter{.search = request.query_text("search"),
                  .after = {},
                  .limit = request.query_number("limit", Filter{}.limit, 1, kLargestPage)};
    if (const auto after = request.query.find("after")) filter.after = *after;
    return http::json(directory.list(filter));
}

http::Response create(tenants::Service& tenants, const http::Request& request) {
    const auto wanted = http::read_json_body<NewTenant>(request);
    return http::json(Made{true, tenants.create(request.actor(), wanted.name, std::nullopt, wanted.owner_email)}, 201);
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

http::Routes routes(Service& directory, tenants::Service& tenants) {
    using enum http::Verb;
    constexpr auto kAdmin = http::Access::platform_admin;
    return {
        {get, "/api/admin/tenants", kAdmin, [&](const http::Request& request) { return list(directory, request); },
         "Every tenant, newest first, with counts: `search`, `after`, `limit`"},
        {post, "/api/admin/tenants", kAdmin, [&](const http::Request& request) { return create(tenants, request); },
         "Makes a tenant"},
        {post, "/api/admin/tenants/{id:text}/suspend", kAdmin,
         [&](const http::Request& request) { return set_status(tenants, request, TenantStatus::suspended); },
         "Nobody acts for this tenant, and its schedules stand still"},
        {post, "/api/admin/tenants/{id:text}/reactivate", kAdmin,
         [&](const http::Request& request) { return set_status(tenants, request, TenantStatus::active); }, "Ends that"},
        {delete_, "/api/admin/tenants/{id:text}", kAdmin,
         [&](const http::Request& request) { return remove(tenants, request); },
         "Deletes a tenant and all that is its own; `typed_name` is its name"},
    };
}

}  // namespace promo::tenants::directory
