#include "domains/tenants/people/service.hpp"

#include <set>

#include "core/error.hpp"
#include "core/log.hpp"
#include "core/network_prefix.hpp"
#include "db/error.hpp"
#include "domains/tenants/invitations/repo.hpp"
#include "domains/tenants/people/email.hpp"
#include "domains/tenants/people/repo.hpp"
#include "domains/tenants/random_id.hpp"
#include "domains/tenants/repo.hpp"

namespace promo::tenants::people {
namespace {

using core::Refusal;
using core::RefusalCode;

constexpr std::chrono::hours kDay{24};

// The platform's own log counts these by network: whoever makes tenants by the hundred would delete them again, too.
audit::Event provisioned_from(const std::string& address) {
    return {.action = "tenant.provisioned", .subject = core::network_prefix(address)};
}

void require_verified_email(const Person& person) {
    if (person.email && person.email_verified) return;
    if (!person.email_checked_at) {
        throw Refusal(RefusalCode::unavailable, "Your e-mail address is still being looked up. Try again.")
            .after(std::chrono::seconds(1));
    }
    throw Refusal(RefusalCode::forbidden, "Verify your e-mail address first, then sign in again.");
}

void refuse_too_many(db::Tx& tx, const core::Actor& actor, core::Timestamp now) {
    if (actor.address.empty()) return;
    const auto event = provisioned_from(actor.address);
    repo::lock_network(tx, event.subject);
    if (audit::Service::count(tx, {}, event, now - kDay) < Service::kNewTenantsPerDay) return;
    throw Refusal(RefusalCode::rate_limited, "Too many businesses were set up from your network today. Try tomorrow.")
        .after(std::chrono::hours(1));
}

Member locked_member(db::Tx& tx, const core::TenantId& tenant, const core::UserId& user) {
    tenants::repo::lock(tx, tenant);
    if (auto member = repo::member(tx, tenant, user)) return *std::move(member);
    throw Refusal(RefusalCode::not_found, "This business has no such member. Load the page again.");
}

bool is_last_owner(db::Tx& tx, const core::TenantId& tenant, const Member& member) {
    return member.role == MemberRole::owner && repo::owners(tx, tenant) == 1;
}

void keep_an_owner(db::Tx& tx, const core::TenantId& tenant, const Member& member) {
    if (!is_last_owner(tx, tenant, member)) return;
    throw Refusal(RefusalCode::conflict, "This is the last owner. Make somebody else an owner first.");
}

void require_owner(MemberRole actor_role) {
    if (actor_role != MemberRole::owner) throw Refusal(RefusalCode::forbidden, "Only an owner decides who is one.");
}

std::string_view called(const std::optional<std::string>& email, const std::optional<std::string>& name,
                        const std::string& subject) {
    if (email) return *email;
    return name ? *name : subject;
}

std::string spelled(MemberRole role) {
    return std::string(core::enum_name(role));
}

void check_mapping(std::string_view subject, MemberRole role) {
    constexpr std::size_t kLongestSubject = 255;
    if (subject.empty() || subject.size() > kLongestSubject)
        throw Refusal(RefusalCode::invalid, "Enter the person's id at Clerk.", "clerk_user_id");
    if (role == MemberRole::owner)
        throw Refusal(RefusalCode::invalid, "Choose admin or member: an owner is made by an owner.", "role");
}

}  // namespace

std::string called(const Person& person) {
    return std::string(called(person.email, person.name, person.subject));
}

std::string called(const Member& member) {
    return std::string(called(member.email, member.name, member.subject));
}

std::optional<Caller> Service::caller(std::string_view issuer, std::string_view subject) {
    return seen(
        database_.read_as_system("who is calling", [&](db::Tx& tx) { return repo::caller(tx, issuer, subject); }));
}

std::optional<Caller> Service::caller(const core::UserId& user) {
    return seen(database_.read_as_system("who is calling", [&](db::Tx& tx) { return repo::caller(tx, user); }));
}

std::optional<Caller> Service::seen(std::optional<Caller> caller) {
    const auto now = clock_.now();
    if (!caller || caller->person.last_seen_at > now - kSeenEvery) return caller;
    try {
        database_.transact_as_system(
            "last seen",
            [&](db::Tx& tx) {
                if (caller->membership) repo::saw_tenant(tx, caller->membership->tenant_id, now, now - kSeenEvery);
                repo::saw(tx, caller->person.id, now, now - kSeenEvery);
            },
            db::Durability::relaxed);
    } catch (const db::Error& error) {
        // What he came for may need no writing.
        if (!error.is_outage()) throw;
        core::log::warn("people.last_seen_not_written", {{"user", caller->person.id}, {"error", error.what()}});
    }
    return caller;
}

Caller Service::meet(const Facts& facts) {
    const auto now = clock_.now();
    return database_.transact_as_system("somebody signed in", [&](db::Tx& tx) {
        const auto id = repo::upsert(tx, core::UserId(entropy_.uuid(now)), facts, now);
        return repo::caller(tx, id).value();
    });
}

std::vector<Membership> Service::memberships(const core::UserId& user) {
    return database_.read_as_system("somebody's tenants", [&](db::Tx& tx) { return repo::memberships(tx, user); });
}

void Service::choose(const core::UserId& user, const core::TenantId& tenant) {
    const auto chosen =
        database_.transact_as_system("somebody's choice", [&](db::Tx& tx) { return repo::choose(tx, user, tenant); });
    if (!chosen) {
        throw Refusal(RefusalCode::not_found, "You do not belong to this business. Choose one of yours.", "tenant_id");
    }
}

Membership Service::provision(const core::UserId& user, const core::Actor& actor) {
    return database_.transact_as_system("first sign-in", [&](db::Tx& tx) {
        repo::lock(tx, user);
        const auto caller = repo::caller(tx, user);
        if (!caller) throw Refusal(RefusalCode::forbidden, "Sign in with an account of your own to set up a business.");
        if (caller->membership) return *caller->membership;
        require_verified_email(caller->person);
        refuse_too_many(tx, actor, clock_.now());
        return found(tx, caller->person, actor);
    });
}

Membership Service::found(db::Tx& tx, const Person& owner, const core::Actor& actor) {
    const auto now = clock_.now();
    const Tenant tenant{.id = random_id(entropy_),
                        .name = std::string(local_part(owner.email.value())),
                        .owner_email = owner.email,
                        .created_by = owner.id.str(),
                        .created_at = now};
    if (!tenants::repo::insert(tx, tenant)) throw Refusal(RefusalCode::unavailable, "Try again.");
    repo::insert(tx, tenant.id, owner.id, MemberRole::owner, now);
    repo::choose(tx, owner.id, tenant.id);
    repo::saw_tenant(tx, tenant.id, now, now);
    audit_.record(tx, tenant.id, actor, {.action = "tenant.created", .subject = tenant.id.str()}, now);
    auto counted = provisioned_from(actor.address);
    counted.details = {{"tenant", tenant.id.str()}};
    audit_.record(tx, {}, actor, counted, now);
    return {tenant.id, tenant.name, tenant.status, MemberRole::owner};
}

std::vector<Member> Service::members(const core::TenantId& tenant) {
    return database_.read(tenant, [&](db::Tx& tx) { return repo::members(tx, tenant, kMostMembers); });
}

void Service::refuse_when_full(db::Tx& tx, const core::TenantId& tenant) {
    if (repo::count(tx, tenant) >= kMostMembers)
        throw Refusal(RefusalCode::conflict, "This business has 500 members. Remove somebody first.");
}

void Service::require_still(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, MemberRole role) {
    if (actor.kind != core::ActorKind::user) return;
    const auto member = repo::member(tx, tenant, core::UserId(actor.id));
    if (member && member->role >= role) return;
    throw Refusal(RefusalCode::forbidden, "Somebody has just changed what you may do here. Load the page again.");
}

void Service::change_role(const core::TenantId& tenant, const core::Actor& actor, MemberRole actor_role,
                          const core::UserId& user, MemberRole role) {
    database_.transact(tenant, [&](db::Tx& tx) {
        const auto member = locked_member(tx, tenant, user);
        require_still(tx, tenant, actor, actor_role);
        if (member.role == role) return;
        if (member.role == MemberRole::owner || role == MemberRole::owner) require_owner(actor_role);
        set_role(tx, tenant, actor, member, role);
    });
}

void Service::set_role(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, const Member& member,
                       MemberRole role) {
    const auto now = clock_.now();
    keep_an_owner(tx, tenant, member);
    repo::change_role(tx, tenant, member.user_id, role);
    if (role < member.role) invitations::repo::revoke_made_by(tx, tenant, member.user_id, now);
    audit_.record(tx, tenant, actor,
                  {.action = "member.role_changed",
                   .subject = called(member),
                   .details = {{"from", spelled(member.role)}, {"to", spelled(role)}}},
                  now);
}

void Service::remove(const core::TenantId& tenant, const core::Actor& actor, MemberRole actor_role,
                     const core::UserId& user) {
    database_.transact_as_system("what a removed member chose", [&](db::Tx& tx) {
        const auto member = locked_member(tx, tenant, user);
        require_still(tx, tenant, actor, actor_role);
        if (member.role == MemberRole::owner) require_owner(actor_role);
        keep_an_owner(tx, tenant, member);
        take_out(tx, tenant, actor, member);
    });
}

void Service::take_out(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, const Member& member) {
    const auto now = clock_.now();
    repo::remove(tx, tenant, member.user_id);
    repo::forget_choice(tx, member.user_id, tenant);
    invitations::repo::revoke_made_by(tx, tenant, member.user_id, now);
    const bool himself = member.user_id.str() == actor.id;
    audit_.record(tx, tenant, actor,
                  {.action = himself ? "member.left" : "member.removed",
                   .subject = called(member),
                   .details = {{"role", spelled(member.role)}}},
                  now);
}

Mapped Service::map(const core::TenantId& tenant, const core::Actor& actor, std::string_view issuer,
                    std::string_view subject, MemberRole role) {
    check_mapping(subject, role);
    return database_.transact_as_system("a platform admin maps somebody", [&](db::Tx& tx) {
        auto caller = repo::caller(tx, issuer, subject);
        // In one order, so that two of these never wait for each other.
        std::set<core::TenantId> locked{tenant};
        if (caller && caller->membership) locked.insert(caller->membership->tenant_id);
        for (const auto& id : locked) {
            if (!tenants::repo::lock(tx, id) && id == tenant)
                throw Refusal(RefusalCode::invalid, "There is no such business. Choose one of the list.", "tenant_id");
        }
        if (!caller) {
            const auto now = clock_.now();
            const Facts facts{.issuer = std::string(issuer), .subject = std::string(subject)};
            caller = repo::caller(tx, repo::upsert(tx, core::UserId(entropy_.uuid(now)), facts, now));
        }
        const auto member = repo::member(tx, tenant, caller->person.id);
        if (!member) {
            auto previous = leave_for_another(tx, *caller, actor);
            auto mapped = put_in(tx, tenant, actor, caller->person, role);
            if (previous) mapped.action = MapAction::moved;
            mapped.previous_tenant_id = std::move(previous);
            return mapped;
        }
        if (member->role == role) return Mapped{MapAction::unchanged, tenant, std::nullopt, role};
        set_role(tx, tenant, actor, *member, role);
        return Mapped{MapAction::updated, tenant, std::nullopt, role};
    });
}

std::optional<core::TenantId> Service::leave_for_another(db::Tx& tx, const Caller& caller, const core::Actor& actor) {
    if (!caller.membership) return std::nullopt;
    const auto& tenant = caller.membership->tenant_id;
    const auto member = repo::member(tx, tenant, caller.person.id);
    if (!member) return std::nullopt;
    if (!is_last_owner(tx, tenant, *member)) take_out(tx, tenant, actor, *member);
    return tenant;
}

Mapped Service::put_in(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, const Person& person,
                       MemberRole role) {
    const auto now = clock_.now();
    refuse_when_full(tx, tenant);
    repo::insert(tx, tenant, person.id, role, now);
    repo::choose(tx, person.id, tenant);
    audit_.record(tx, tenant, actor,
                  {.action = "member.mapped", .subject = called(person), .details = {{"role", spelled(role)}}}, now);
    return {MapAction::created, tenant, std::nullopt, role};
}

}  // namespace promo::tenants::people
