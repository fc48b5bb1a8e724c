#include "domains/tenants/service.hpp"

#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "core/time_zone.hpp"
#include "domains/tenants/random_id.hpp"
#include "domains/tenants/repo.hpp"
#include "domains/tenants/transfer/repo.hpp"

namespace promo::tenants {
namespace {

// The log of the platform, for what outlives the tenant.
const core::TenantId kPlatform;

Tenant lock(db::Tx& tx, const core::TenantId& id) {
    auto tenant = repo::lock(tx, id);
    if (!tenant) throw core::Refusal(core::RefusalCode::not_found, "There is no tenant " + id.str() + '.');
    return std::move(*tenant);
}

std::optional<std::string> changed(const std::optional<std::string>& wanted, const std::optional<std::string>& is) {
    return wanted == is ? std::nullopt : wanted;
}

}  // namespace

void Service::ensure_first_tenant(core::Timestamp now) {
    const Tenant first{.id = kDefaultTenant, .name = "Default", .created_at = now};
    database_.transact_as_system("first tenant", [&](db::Tx& tx) { repo::insert_when_there_is_none(tx, first); });
}

std::optional<Tenant> Service::find(db::Tx& tx, const core::TenantId& id) {
    return repo::find(tx, id);
}

std::optional<Tenant> Service::find(const core::TenantId& id) {
    return database_.read(id, [&](db::Tx& tx) { return repo::find(tx, id); });
}

Tenant Service::create(const core::Actor& actor, const std::string& name, const std::optional<core::TenantId>& id,
                       const std::optional<std::string>& owner_email) {
    Tenant tenant{.id = id ? checked_id(*id) : random_id(entropy_), .name = checked_name(name)};
    if (owner_email) tenant.owner_email = checked_email(*owner_email, "owner_email");
    tenant.created_by = actor.name;
    tenant.created_at = clock_.now();
    database_.transact(tenant.id, [&](db::Tx& tx) {
        if (!repo::insert(tx, tenant)) {
            throw core::Refusal(core::RefusalCode::conflict,
                                "There is a tenant " + tenant.id.str() + " already. Choose another id.", "id");
        }
        audit_.record(tx, tenant.id, actor, {"tenant.created", tenant.id.str(), {{"name", tenant.name}}},
                      tenant.created_at);
    });
    return tenant;
}

Tenant Service::describe(db::Tx& tx, const core::TenantId& id, const core::Actor& actor, const Profile& profile,
                         core::Timestamp now) {
    auto tenant = lock(tx, id);
    repo::Change change;
    if (profile.name) change.name = changed(checked_name(*profile.name), tenant.name);
    if (profile.support_email) {
        change.support_email = changed(checked_email(*profile.support_email, "support_email"), tenant.support_email);
    }
    if (profile.time_zone) {
        change.time_zone = changed(core::TimeZone::require(*profile.time_zone, "time_zone").name(), tenant.time_zone);
    }
    change.logo_key = changed(profile.logo_key, tenant.logo_key);

    audit::Event event{"tenant.described", id.str()};
    const auto note = [&](const char* field, const std::optional<std::string>& value) {
        if (value) event.details.emplace_back(field, *value);
    };
    note("name", change.name);
    note("support_email", change.support_email);
    note("time_zone", change.time_zone);
    note("logo_key", change.logo_key);
    if (event.details.empty()) return tenant;
    repo::change(tx, id, change);
    audit_.record(tx, id, actor, event, now);
    return tenant;
}

Tenant Service::describe(const core::TenantId& id, const core::Actor& actor, const Profile& profile) {
    return database_.transact(id, [&](db::Tx& tx) {
        describe(tx, id, actor, profile, clock_.now());
        return lock(tx, id);
    });
}

void Service::onboarded(db::Tx& tx, const core::TenantId& id, const core::Actor& actor, core::Timestamp now) {
    if (lock(tx, id).onboarded_at) return;
    repo::set_onboarded(tx, id, now);
    audit_.record(tx, id, actor, {"tenant.onboarded", id.str()}, now);
}

void Service::set_status(const core::TenantId& id, const core::Actor& actor, TenantStatus status) {
    database_.transact(id, [&](db::Tx& tx) {
        if (lock(tx, id).status == status) return;
        repo::set_status(tx, id, status);
        const auto* action = status == TenantStatus::suspended ? "tenant.suspended" : "tenant.reactivated";
        audit_.record(tx, id, actor, {action, id.str()}, clock_.now());
    });
}

void Service::remove(const core::TenantId& id, const core::Actor& actor, const std::string& typed_name) {
    std::vector<std::function<void()>> letting_go;
    // The last row is the platform's, which a tenant's own transaction may not write.
    database_.transact_as_system("delete a tenant", [&](db::Tx& tx) {
        const auto tenant = lock(tx, id);
        if (typed_name != tenant.name) {
            throw core::Refusal(core::RefusalCode::invalid,
                                "To delete this tenant and all that belongs to it, type its name: " + tenant.name,
                                "typed_name");
        }
        if (repo::is_only_one(tx, id)) {
            throw core::Refusal(core::RefusalCode::conflict,
                                "This is the only tenant here. Create another one before you delete it.");
        }
        letting_go.clear();
        for (const auto& farewell : farewells_)
            letting_go.push_back(farewell(tx, id));
        transfer::repo::erase(tx, id);
        repo::remove(tx, id);
        audit_.record(tx, kPlatform, actor, {"tenant.deleted", id.str(), {{"name", tenant.name}}}, clock_.now());
    });
    for (const auto& let_go : letting_go)
        let_go();
}

std::vector<ActiveTenant> Service::active(db::Tx& tx) {
    return repo::active(tx);
}

}  // namespace promo::tenants
