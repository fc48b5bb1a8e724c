#include "domains/secrets/service.hpp"

#include <optional>
#include <span>
#include <stdexcept>

#include "core/encoding.hpp"
#include "core/log.hpp"
#include "domains/secrets/repo.hpp"

namespace promo::secrets {
namespace {

constexpr std::int64_t kBatch = 100;
constexpr std::size_t kKeyIdBytes = 8;

std::string wrapping_context(const core::TenantId& tenant) {
    return "key\n" + tenant.str();
}

std::string value_context(const core::TenantId& tenant, std::string_view purpose) {
    return "value\n" + tenant.str() + '\n' + std::string(purpose);
}

// Tells which key wrapped a row, and nothing about the key.
std::string key_id(const core::Secret& secret) {
    return core::hex(derive_key(secret, "promostack key id").reveal().substr(0, kKeyIdBytes));
}

std::string advice(Unreadable::Cause cause, const core::TenantId& tenant) {
    const auto why = cause == Unreadable::Cause::key
                         ? " do not open: SECRET_KEY is not the one they were stored with. Whoever runs the "
                           "installation must set that one again or, to start anew, run"
                         : " were changed in the database, and do not open. Enter them again. If that is refused, "
                           "whoever runs the installation must run";
    return "The stored keys of this business" + std::string(why) + " `promostack secrets forget " + tenant.str() + "`.";
}

}  // namespace

Unreadable::Unreadable(Cause cause, const core::TenantId& tenant)
    : core::Refusal(core::RefusalCode::not_configured, advice(cause, tenant)), cause_(cause) {}

Service::Service(db::Database& database, core::Clock& clock, core::Entropy& entropy,
                 const std::vector<core::Secret>& secret_keys)
    : database_(database), clock_(clock), entropy_(entropy) {
    for (const auto& secret : secret_keys) {
        if (!secret.empty()) keys_.push_back({key_id(secret), Box(derive_key(secret, "promostack key wrap v1"))});
    }
    if (keys_.empty()) throw std::invalid_argument("stored secrets need SECRET_KEY");
}

std::string Service::seal(db::Tx& tx, const core::TenantId& tenant, std::string_view purpose,
                          const core::Secret& plain) {
    return tenant_box(tx, tenant).seal(plain, value_context(tenant, purpose), entropy_);
}

core::Secret Service::open(db::Tx& tx, const core::TenantId& tenant, std::string_view purpose,
                           std::string_view sealed) {
    auto plain = tenant_box(tx, tenant).open(sealed, value_context(tenant, purpose));
    if (!plain) {
        core::log::error("secrets.unreadable", {{"tenant", tenant}, {"purpose", purpose}});
        throw Unreadable(Unreadable::Cause::value, tenant);
    }
    return std::move(*plain);
}

bool Service::readable(db::Tx& tx, const core::TenantId& tenant) {
    const auto key = repo::find(tx, tenant);
    return !key || unwrap(tenant, key->wrapped);
}

Box Service::tenant_box(db::Tx& tx, const core::TenantId& tenant) {
    auto key = repo::find(tx, tenant);
    if (!key) {
        std::string fresh(Box::kKeyBytes, '\0');
        entropy_.fill(std::as_writable_bytes(std::span(fresh)));
        const auto& current = keys_.front();
        const auto wrapped = current.box.seal(core::Secret(std::move(fresh)), wrapping_context(tenant), entropy_);
        repo::insert(tx, tenant, {wrapped, current.id}, clock_.now());
        // Somebody may have been faster: his key is the tenant's.
        key = repo::find(tx, tenant);
    }
    auto plain = key ? unwrap(tenant, key->wrapped) : std::nullopt;
    if (!plain) {
        core::log::error("secrets.key_unreadable", {{"tenant", tenant}});
        throw Unreadable(Unreadable::Cause::key, tenant);
    }
    return Box(std::move(*plain));
}

std::optional<core::Secret> Service::unwrap(const core::TenantId& tenant, std::string_view wrapped) const {
    for (const auto& key : keys_) {
        if (auto plain = key.box.open(wrapped, wrapping_context(tenant))) return plain;
    }
    return std::nullopt;
}

Rotation Service::rotate() {
    Rotation rotation;
    const auto& current = keys_.front();
    core::TenantId after;
    for (;;) {
        const auto tenants = database_.read_as_system(
            "keys to rotate", [&](db::Tx& tx) { return repo::wrapped_by_others(tx, current.id, after, kBatch); });
        for (const auto& tenant : tenants)
            rewrap(tenant) ? ++rotation.rotated : ++rotation.unreadable;
        if (tenants.size() < static_cast<std::size_t>(kBatch)) break;
        after = tenants.back();
    }
    const auto all = database_.read_as_system("count keys", [](db::Tx& tx) { return repo::count(tx); });
    rotation.current = all - rotation.rotated - rotation.unreadable;
    return rotation;
}

bool Service::rewrap(const core::TenantId& tenant) {
    return database_.transact(tenant, [&](db::Tx& tx) {
        const auto old = repo::find(tx, tenant);
        if (!old) return true;  // the tenant was deleted meanwhile
        const auto plain = unwrap(tenant, old->wrapped);
        if (!plain) return false;
        const auto& current = keys_.front();
        const auto wrapped = current.box.seal(*plain, wrapping_context(tenant), entropy_);
        repo::replace(tx, tenant, *old, {wrapped, current.id}, clock_.now());
        return true;
    });
}

}  // namespace promo::secrets
