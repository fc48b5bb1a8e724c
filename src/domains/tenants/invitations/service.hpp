#pragma once

#include <boost/describe/class.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/secret.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/tenants/people/service.hpp"
#include "domains/tenants/tenant.hpp"

namespace promo::tenants::invitations {

// One that somebody may still accept.
struct Invitation {
    std::string id;
    MemberRole role = MemberRole::member;
    std::optional<std::string> email;  // whom it is for; empty: whoever has the link
    std::string created_by;            // as people know him
    core::Timestamp created_at;
    core::Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(Invitation, (), (id, role, email, created_by, created_at, expires_at))

struct NewInvitation {
    Invitation invitation;
    core::Secret token;  // shown this once: only its hash is kept
};

// What the link tells whoever holds it.
struct Preview {
    std::string tenant_name;
    MemberRole role = MemberRole::member;
    std::optional<std::string> email;
    core::Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(Preview, (), (tenant_name, role, email, expires_at))

// The link to pass on. The token is in the fragment, which browsers keep to themselves: no log and no referrer sees it.
std::string link(std::string_view base_url, const core::Secret& token);

// Links that let somebody into a tenant, once. A token that was used, revoked, is too old or was never made is
// `not_found`, whichever it is. Safe from any thread.
class Service {
public:
    static constexpr std::chrono::days kLife{7};
    static constexpr std::int64_t kMostPending = 100;  // of one tenant; `conflict` beyond

    Service(db::Database& database, core::Clock& clock, core::Entropy& entropy, audit::Service& audit)
        : database_(database), clock_(clock), entropy_(entropy), audit_(audit) {}

    // Refuses as `forbidden` to invite somebody to more than the actor himself is.
    NewInvitation invite(const core::TenantId& tenant, const core::Actor& actor, MemberRole actor_role, MemberRole role,
                         const std::optional<std::string>& email);
    // The first of a tenant that has nobody yet, for its owner's e-mail address when that is known.
    NewInvitation invite_owner(const Tenant& tenant, const core::Actor& actor);
    std::vector<Invitation> pending(const core::TenantId& tenant);
    void revoke(const core::TenantId& tenant, const core::Actor& actor, const std::string& id);

    Preview preview(std::string_view token);
    // From now on he belongs to the tenant and acts for it. Refuses as `forbidden` who is not the person it was made
    // out to, by his verified e-mail, and as `conflict` who belongs to the tenant already: the invitation stays.
    people::Membership accept(std::string_view token, const core::UserId& user, const core::Actor& actor);

private:
    db::Database& database_;
    core::Clock& clock_;
    core::Entropy& entropy_;
    audit::Service& audit_;
};

}  // namespace promo::tenants::invitations
