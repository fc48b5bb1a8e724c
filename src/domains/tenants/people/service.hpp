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
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/tenants/tenant.hpp"

namespace promo::tenants::people {

// Somebody who signed in, by what the issuer of his tokens says.
struct Person {
    core::UserId id;
    std::string issuer;
    std::string subject;
    std::optional<std::string> email;
    bool email_verified = false;
    std::optional<core::Timestamp> email_checked_at;
    std::optional<std::string> name;
    std::optional<std::string> avatar_url;
    core::Timestamp created_at;
    core::Timestamp last_seen_at;
};
BOOST_DESCRIBE_STRUCT(Person, (),
                      (id, issuer, subject, email, email_verified, email_checked_at, name, avatar_url, created_at,
                       last_seen_at))

// What people call him: his e-mail, or what else is known.
std::string called(const Person& person);

struct Membership {
    core::TenantId tenant_id;
    std::string tenant_name;
    TenantStatus tenant_status = TenantStatus::active;
    MemberRole role = MemberRole::member;
};
BOOST_DESCRIBE_STRUCT(Membership, (), (tenant_id, tenant_name, tenant_status, role))

// A person and the tenant he acts for: the one he chose, or the only one.
struct Caller {
    Person person;
    std::optional<Membership> membership;
};

// What a verified token, or the issuer itself, says of somebody.
struct Facts {
    std::string issuer;
    std::string subject;
    std::optional<std::string> email = {};  // verified; empty: not known, which takes nothing away
    bool email_asked = false;               // the issuer itself was asked just now: an empty e-mail means there is none
    std::optional<std::string> name = {};
    std::optional<std::string> avatar_url = {};
};

struct Member {
    core::UserId user_id;
    std::string subject;
    std::optional<std::string> email;
    std::optional<std::string> name;
    std::optional<std::string> avatar_url;
    MemberRole role = MemberRole::member;
    core::Timestamp created_at;
    core::Timestamp last_seen_at;
};
BOOST_DESCRIBE_STRUCT(Member, (), (user_id, subject, email, name, avatar_url, role, created_at, last_seen_at))

// As above.
std::string called(const Member& member);

enum class MapAction { created, updated, moved, unchanged };
BOOST_DESCRIBE_ENUM(MapAction, created, updated, moved, unchanged)

struct Mapped {
    MapAction action = MapAction::created;
    core::TenantId tenant_id;
    std::optional<core::TenantId> previous_tenant_id;
    MemberRole role = MemberRole::member;
};

// Who people are and which tenants they belong to. A person may belong to several and acts for one of them at a time.
// Safe from any thread.
class Service {
public:
    Service(db::Database& database, core::Clock& clock, core::Entropy& entropy, audit::Service& audit)
        : database_(database), clock_(clock), entropy_(entropy), audit_(audit) {}

    // One read; for every request. Empty: never seen. Once in kSeenEvery it also writes down that he was here.
    std::optional<Caller> caller(std::string_view issuer, std::string_view subject);
    std::optional<Caller> caller(const core::UserId& user);
    static constexpr std::chrono::minutes kSeenEvery{5};

    // Remembers somebody new, or what is new about him; at most one row for (issuer, subject), also in parallel.
    Caller meet(const Facts& facts);

    // The tenants somebody belongs to, by name.
    std::vector<Membership> memberships(const core::UserId& user);
    // From now on he acts for this one. Refuses as `not_found` one he does not belong to.
    void choose(const core::UserId& user, const core::TenantId& tenant);

    // First sign-in: makes a tenant of his own, with him as its owner, unless he belongs to one already; also when
    // called many times at once. Refuses as `forbidden` without a verified e-mail, as `unavailable` while nobody could
    // ask for it, as `rate_limited` when too many new tenants came from one address within a day.
    Membership provision(const core::UserId& user, const core::Actor& actor);
    static constexpr int kNewTenantsPerDay = 20;  // from one address

    std::vector<Member> members(const core::TenantId& tenant);
    static constexpr std::int64_t kMostMembers = 500;  // of one tenant
    // Refuses as `conflict` when there is no room for one more. The tenant is locked.
    static void refuse_when_full(db::Tx& tx, const core::TenantId& tenant);
    // Refuses as `forbidden` a member who is no longer what he was when he asked. The tenant is locked.
    static void require_still(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, MemberRole role);
    // The last owner of a tenant can neither go nor become less: `conflict`. Only an owner makes or unmakes an owner,
    // which the caller's role says. Refuses as `not_found` somebody else's member.
    void change_role(const core::TenantId& tenant, const core::Actor& actor, MemberRole actor_role,
                     const core::UserId& user, MemberRole role);
    void remove(const core::TenantId& tenant, const core::Actor& actor, MemberRole actor_role,
                const core::UserId& user);

    // A platform admin puts somebody, known or not yet, into a tenant. Who belongs to it already gets the role; who
    // belongs to others is moved: he leaves the one he acts for, unless he is its last owner, and acts for the new
    // one. Refuses as `invalid` an unknown tenant and the role of an owner.
    Mapped map(const core::TenantId& tenant, const core::Actor& actor, std::string_view issuer,
               std::string_view subject, MemberRole role);

private:
    std::optional<Caller> seen(std::optional<Caller> caller);
    Membership found(db::Tx& tx, const Person& owner, const core::Actor& actor);
    void set_role(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, const Member& member,
                  MemberRole role);
    void take_out(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, const Member& member);
    Mapped put_in(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, const Person& person,
                  MemberRole role);
    std::optional<core::TenantId> leave_for_another(db::Tx& tx, const Caller& caller, const core::Actor& actor);

    db::Database& database_;
    core::Clock& clock_;
    core::Entropy& entropy_;
    audit::Service& audit_;
};

}  // namespace promo::tenants::people
