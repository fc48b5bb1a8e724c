#include "domains/tenants/people/handlers.hpp"

#include <boost/describe/class.hpp>

#include "domains/tenants/people/issuer.hpp"
#include "http/json.hpp"

namespace promo::tenants::people {
namespace {

struct MemberView {
    core::UserId user_id;
    std::optional<std::string> email;
    std::optional<std::string> name;
    std::optional<std::string> avatar_url;
    MemberRole role = MemberRole::member;
    core::Timestamp created_at;
    core::Timestamp last_seen_at;
    bool is_you = false;
};
BOOST_DESCRIBE_STRUCT(MemberView, (), (user_id, email, name, avatar_url, role, created_at, last_seen_at, is_you))

struct MembersView {
    std::vector<MemberView> members;
    std::vector<invitations::Invitation> invitations;
};
BOOST_DESCRIBE_STRUCT(MembersView, (), (members, invitations))

struct RoleBody {
    MemberRole role = MemberRole::member;
};
BOOST_DESCRIBE_STRUCT(RoleBody, (), (role))

struct MappingBody {
    core::TenantId tenant_id;
    std::string clerk_user_id;
    std::optional<MemberRole> role;
    std::optional<std::string> issuer;
};
BOOST_DESCRIBE_STRUCT(MappingBody, (), (tenant_id, clerk_user_id, role, issuer))

struct MappedView {
    bool success = true;
    MapAction action = MapAction::created;
    core::TenantId tenant_id;
    std::optional<core::TenantId> previous_tenant_id;
    std::string clerk_user_id;
    MemberRole role = MemberRole::member;
};
BOOST_DESCRIBE_STRUCT(MappedView, (), (success, action, tenant_id, previous_tenant_id, clerk_user_id, role))

http::Response list(Service& service, invitations::Service& invitations, const http::Request& request) {
    const auto& caller = request.caller();
    MembersView view{{}, invitations.pending(caller.tenant)};
    for (auto& member : service.members(caller.tenant)) {
        view.members.push_back({member.user_id, std::move(member.email), std::move(member.name),
                                std::move(member.avatar_url), member.role, member.created_at, member.last_seen_at,
                                member.user_id == caller.user});
    }
    return http::json(view);
}

http::Response change_role(Service& service, const http::Request& request) {
    const auto& caller = request.caller();
    service.change_role(caller.tenant, request.actor(), acting_role(caller), core::UserId(request.path_param("id")),
                        http::read_json_body<RoleBody>(request).role);
    return http::success();
}

http::Response remove(Service& service, const http::Request& request) {
    const auto& caller = request.caller();
    service.remove(caller.tenant, request.actor(), acting_role(caller), core::UserId(request.path_param("id")));
    return http::success();
}

http::Response leave(Service& service, const http::Request& request) {
    const auto& caller = request.caller();
    service.remove(caller.tenant, request.actor(), acting_role(caller), caller.user);
    return http::success();
}

http::Response map(Service& service, const std::vector<std::string>& issuers, const http::Request& request) {
    const auto body = http::read_json_body<MappingBody>(request);
    auto actor = request.actor();
    actor.kind = core::ActorKind::platform_admin;
    const auto mapped = service.map(body.tenant_id, actor, chosen_issuer(issuers, body.issuer), body.clerk_user_id,
                                    body.role.value_or(MemberRole::admin));
    http::Response response;
    response.body = core::json::to_text(
        MappedView{true, mapped.action, mapped.tenant_id, mapped.previous_tenant_id, body.clerk_user_id, mapped.role},
        core::json::Absent::omitted);
    return response;
}

}  // namespace

MemberRole acting_role(const http::Principal& caller) {
    if (!caller.role) return MemberRole::admin;
    return core::parse_enum<MemberRole>(core::enum_name(*caller.role)).value();
}

http::Routes routes(Service& service, invitations::Service& invitations, std::vector<std::string> issuers) {
    using enum http::Verb;
    using enum http::Access;
    const auto with = [&service](auto handler) {
        return [&service, handler](const http::Request& request) { return handler(service, request); };
    };
    return {
        {get, "/api/members", tenant_member,
         [&service, &invitations](const http::Request& request) { return list(service, invitations, request); },
         "Who belongs to the tenant, and who is invited"},
        {put, "/api/members/{id:uuid}", tenant_admin, with(change_role),
         "Changes what a member may do; only an owner makes or unmakes an owner, and the last one stays"},
        {delete_, "/api/members/{id:uuid}", tenant_admin, with(remove), "Removes a member, at his next request"},
        {post, "/api/members/leave", tenant_member, with(leave), "Leaves the tenant; its last owner cannot"},
        {post, "/api/tenants/map-user", platform_admin,
         [&service, issuers = std::move(issuers)](const http::Request& request) {
             return map(service, issuers, request);
         },
         "Puts somebody into a tenant, who need not have signed in yet"},
    };
}

}  // namespace promo::tenants::people
