#include "domains/tenants/people/service.hpp"

#include <array>
#include <span>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/log.hpp"
#include "core/network_prefix.hpp"
#include "db/error.hpp"
#include "domains/tenants/people/email.hpp"
#include "domains/tenants/people/repo.hpp"

namespace promo::tenants::people {
namespace {

using core::Refusal;
using core::RefusalCode;

constexpr std::chrono::hours kDay{24};

// The platform's own log counts these by network: whoever makes tenants by the hundred would delete them again, too.
audit::Event provisioned_from(const std::string& address) {
    return {.action = "tenant.provisioned", .subject = core::network_prefix(address)};
}

void refuse_too_many(db::Tx& tx, const core::Actor& actor, core::Timestamp now) {
    if (actor.address.empty()) return;
    const auto event = provisioned_from(actor.address);
    repo::lock_network(tx, event.subject);
    if (audit::Service::count(tx, {}, event, now - kDay) < Service::kNewTenantsPerDay) return;
    throw Refusal(RefusalCode::rate_limited, "Too many businesses were set up from your network today. Try tomorrow.")
        .after(std::chrono::hours(1));
}

}  // namespace

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
                repo::saw(tx, caller->person.id, now, now - kSeenEvery);
                if (caller->membership) repo::saw_tenant(tx, caller->membership->tenant_id, now, now - kSeenEvery);
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
    if (!chosen) throw Refusal(RefusalCode::not_found, "You do not belong to this business.", "tenant_id");
}

Membership Service::provision(const core::UserId& user, const core::Actor& actor) {
    return database_.transact_as_system("first sign-in", [&](db::Tx& tx) {
        repo::lock(tx, user);
        const auto caller = repo::caller(tx, user);
        if (!caller) throw Refusal(RefusalCode::unauthorized, "Sign in again.");
        if (caller->membership) return *caller->membership;
        if (!caller->person.email || !caller->person.email_verified)
            throw Refusal(RefusalCode::forbidden, "Verify your e-mail address first, then sign in again.");
        refuse_too_many(tx, actor, clock_.now());
        return found(tx, caller->person, actor);
    });
}

Membership Service::found(db::Tx& tx, const Person& owner, const core::Actor& actor) {
    const auto now = clock_.now();
    std::array<std::byte, 6> random{};
    entropy_.fill(random);
    const std::string_view bytes(reinterpret_cast<const char*>(random.data()), random.size());
    const Tenant tenant{.id = core::TenantId("tenant_" + core::hex(bytes)),
                        .name = std::string(local_part(owner.email.value())),
                        .owner_email = owner.email,
                        .created_by = owner.id.str(),
                        .created_at = now};
    repo::found(tx, tenant);
    repo::insert(tx, tenant.id, owner.id, MemberRole::owner, now);
    repo::choose(tx, owner.id, tenant.id);
    audit_.record(tx, tenant.id, actor, {.action = "tenant.created", .subject = tenant.id.str()}, now);
    auto counted = provisioned_from(actor.address);
    counted.details = {{"tenant", tenant.id.str()}};
    audit_.record(tx, {}, actor, counted, now);
    return {tenant.id, tenant.name, tenant.status, MemberRole::owner};
}

}  // namespace promo::tenants::people
