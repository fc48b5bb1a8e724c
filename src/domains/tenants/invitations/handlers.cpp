#include "domains/tenants/invitations/handlers.hpp"

#include <boost/describe/class.hpp>

#include "domains/tenants/people/handlers.hpp"
#include "http/json.hpp"

namespace promo::tenants::invitations {
namespace {

struct InviteBody {
    MemberRole role = MemberRole::member;
    std::optional<std::string> email;
};
BOOST_DESCRIBE_STRUCT(InviteBody, (), (role, email))

struct TokenBody {
    std::string token;
};
BOOST_DESCRIBE_STRUCT(TokenBody, (), (token))

struct InvitedView {
    bool success = true;
    Invitation invitation;
    std::string link;
};
BOOST_DESCRIBE_STRUCT(InvitedView, (), (success, invitation, link))

struct AcceptedView {
    bool success = true;
    core::TenantId tenant_id;
    std::string tenant_name;
    MemberRole role = MemberRole::member;
};
BOOST_DESCRIBE_STRUCT(AcceptedView, (), (success, tenant_id, tenant_name, role))

http::Response invite(Service& service, const std::string& base_url, const http::Request& request) {
    const auto& caller = request.caller();
    const auto body = http::read_json_body<InviteBody>(request);
    auto made = service.invite(caller.tenant, request.actor(), people::acting_role(caller), body.role, body.email);
    return http::json(InvitedView{true, std::move(made.invitation), link(base_url, made.token)});
}

http::Response revoke(Service& service, const http::Request& request) {
    service.revoke(request.caller().tenant, request.actor(), request.path_param("id"));
    return http::success();
}

http::Response preview(Service& service, const http::Request& request) {
    return http::json(service.preview(http::read_json_body<TokenBody>(request).token));
}

http::Response accept(Service& service, const http::Request& request) {
    const auto body = http::read_json_body<TokenBody>(request);
    auto joined = service.accept(body.token, request.caller().user, request.actor());
    return http::json(AcceptedView{true, std::move(joined.tenant_id), std::move(joined.tenant_name), joined.role});
}

}  // namespace

http::Routes routes(Service& service, std::string base_url) {
    using enum http::Verb;
    using enum http::Access;
    const auto with = [&service](auto handler) {
        return [&service, handler](const http::Request& request) { return handler(service, request); };
    };
    return {
        {post, "/api/invitations", tenant_admin,
         [&service, base_url = std::move(base_url)](const http::Request& request) {
             return invite(service, base_url, request);
         },
         "Makes a link that lets one person into the tenant within seven days; shown this once"},
        {delete_, "/api/invitations/{id:uuid}", tenant_admin, with(revoke), "Revokes an open invitation"},
        {post, "/api/invitations/preview", open, with(preview), "What an invitation's link is for"},
        {post, "/api/invitations/accept", signed_in, with(accept),
         "Joins the tenant of an invitation and acts for it from then on"},
    };
}

}  // namespace promo::tenants::invitations
