#include "domains/auth/me/handlers.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "domains/auth/service.hpp"
#include "http/json.hpp"

namespace promo::auth {
namespace {

namespace people = tenants::people;

enum class SignIn { password, clerk };
BOOST_DESCRIBE_ENUM(SignIn, password, clerk)

struct OnboardingView {
    bool is_complete = false;
};
BOOST_DESCRIBE_STRUCT(OnboardingView, (), (is_complete))

struct TenantView {
    core::TenantId id;
    std::string name;
    std::optional<http::Role> role;
    tenants::TenantStatus status = tenants::TenantStatus::active;
    OnboardingView onboarding;
};
BOOST_DESCRIBE_STRUCT(TenantView, (), (id, name, role, status, onboarding))

struct MeView {
    core::UserId user_id;
    std::optional<std::string> email;
    std::string name;
    std::optional<std::string> avatar_url;
    bool is_platform_admin = false;
    SignIn sign_in = SignIn::password;
    std::optional<TenantView> tenant;
    std::vector<people::Membership> memberships;
    bool impersonating = false;
};
BOOST_DESCRIBE_STRUCT(MeView, (),
                      (user_id, email, name, avatar_url, is_platform_admin, sign_in, tenant, memberships,
                       impersonating))

// The same person as older clients know him.
struct UserView {
    core::UserId id;
    std::optional<std::string> clerk_user_id;
    std::optional<std::string> email;
    std::string name;
    std::optional<std::string> avatar_url;
    std::string_view role;
    std::optional<core::TenantId> tenant_id;
    std::optional<core::Timestamp> created_at;
    std::optional<core::Timestamp> last_login_at;
};
BOOST_DESCRIBE_STRUCT(UserView, (),
                      (id, clerk_user_id, email, name, avatar_url, role, tenant_id, created_at, last_login_at))

struct UserAnswer {
    UserView user;
};
BOOST_DESCRIBE_STRUCT(UserAnswer, (), (user))

struct Choice {
    core::TenantId tenant_id;
};
BOOST_DESCRIBE_STRUCT(Choice, (), (tenant_id))

struct ViewedTenant {
    core::TenantId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(ViewedTenant, (), (id, name))

struct ViewAnswer {
    bool success = true;
    ViewedTenant tenant;
};
BOOST_DESCRIBE_STRUCT(ViewAnswer, (), (success, tenant))

// Nobody for the password admin, who is no person.
std::optional<people::Person> person_of(people::Service& people, const http::Principal& caller) {
    if (caller.user == kPasswordAdmin) return std::nullopt;
    auto known = people.caller(caller.user);
    return known ? std::optional(std::move(known->person)) : std::nullopt;
}

http::Response me(tenants::Service& tenants, people::Service& people, const http::Request& request) {
    const auto& caller = request.caller();
    MeView view;
    view.user_id = caller.user;
    view.email = caller.email;
    view.name = caller.name;
    view.is_platform_admin = caller.platform_admin;
    view.impersonating = caller.impersonating;
    if (const auto person = person_of(people, caller)) {
        view.sign_in = SignIn::clerk;
        view.name = person->name.value_or(caller.name);
        view.avatar_url = person->avatar_url;
        view.memberships = people.memberships(caller.user);
    }
    if (const auto tenant = caller.tenant.empty() ? std::nullopt : tenants.find(caller.tenant))
        view.tenant = {tenant->id, tenant->name, caller.role, tenant->status, {tenant->onboarded_at.has_value()}};
    return http::json(view);
}

http::Response user(people::Service& people, const http::Request& request) {
    const auto& caller = request.caller();
    UserView view;
    view.id = caller.user;
    view.email = caller.email;
    view.name = caller.name;
    view.role = caller.platform_admin ? "admin" : "client";
    if (!caller.tenant.empty()) view.tenant_id = caller.tenant;
    if (const auto person = person_of(people, caller)) {
        view.clerk_user_id = person->subject;
        view.name = person->name.value_or(caller.name);
        view.avatar_url = person->avatar_url;
        view.created_at = person->created_at;
        view.last_login_at = person->last_seen_at;
    }
    return http::json(UserAnswer{view});
}

http::Response choose(people::Service& people, const http::Request& request) {
    people.choose(request.caller().user, http::read_json_body<Choice>(request).tenant_id);
    return http::success();
}

http::Response view_tenant(views::Service& views, const http::Request& request) {
    auto actor = request.actor();
    actor.kind = core::ActorKind::platform_admin;
    const auto tenant = views.begin(core::TenantId(request.path_param("id")), actor);
    return http::json(ViewAnswer{true, {tenant.id, tenant.name}});
}

}  // namespace

http::Routes me_routes(tenants::Service& tenants, people::Service& people, views::Service& views) {
    using enum http::Verb;
    using enum http::Access;
    return {
        {get, "/api/me", signed_in, [&tenants, &people](const http::Request& r) { return me(tenants, people, r); },
         "Who is calling, and for which tenant"},
        {get, "/auth/me", signed_in, [&people](const http::Request& r) { return user(people, r); },
         "Who is calling, as older clients know it"},
        {post, "/api/me/tenant", signed_in, [&people](const http::Request& r) { return choose(people, r); },
         "Acts for another tenant that the caller belongs to"},
        {post, "/api/admin/tenants/{id:text}/view", platform_admin,
         [&views](const http::Request& r) { return view_tenant(views, r); },
         "Begins to look at a tenant from outside, which its log keeps"},
    };
}

}  // namespace promo::auth
