#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/error.hpp"
#include "core/id.hpp"
#include "core/secret.hpp"
#include "db/database.hpp"
#include "domains/secrets/box.hpp"

namespace promo::secrets {

// What is stored cannot be opened. Refuses as `not_configured`, and says who can do what about it.
class Unreadable : public core::Refusal {
public:
    enum class Cause {
        key,   // SECRET_KEY is another one
        value  // somebody changed the row
    };
    Unreadable(Cause cause, const core::TenantId& tenant);

    Cause cause() const { return cause_; }

private:
    Cause cause_;
};

struct Rotation {
    std::int64_t rotated = 0;  // now under the current SECRET_KEY
    std::int64_t current = 0;  // were already
    std::int64_t unreadable = 0;
};

// Keeps other parties' secrets: bot tokens, vendors' keys. Each tenant has a key of its own, made when it is first
// needed, and that key is what SECRET_KEY encrypts. Callers store what `seal` returns; it opens for this tenant and
// this purpose (`bot.token`) alone. Safe from any thread.
class Service {
public:
    // `secret_keys`: the current one first, then those that still open what it has not replaced yet.
    Service(db::Database& database, core::Clock& clock, core::Entropy& entropy,
            const std::vector<core::Secret>& secret_keys);

    std::string seal(db::Tx& tx, const core::TenantId& tenant, std::string_view purpose, const core::Secret& plain);
    // Throws Unreadable.
    core::Secret open(db::Tx& tx, const core::TenantId& tenant, std::string_view purpose, std::string_view sealed);

    // Whether this tenant's key opens here at all; true also when it has none yet. For an import from elsewhere.
    bool readable(db::Tx& tx, const core::TenantId& tenant);

    // Brings every tenant's key under the current SECRET_KEY, one transaction a tenant, while others read and write.
    Rotation rotate();

private:
    struct WrappingKey {
        std::string id;
        Box box;
    };

    Box tenant_box(db::Tx& tx, const core::TenantId& tenant);
    std::optional<core::Secret> unwrap(const core::TenantId& tenant, std::string_view wrapped) const;
    bool rewrap(const core::TenantId& tenant);

    db::Database& database_;
    core::Clock& clock_;
    core::Entropy& entropy_;
    std::vector<WrappingKey> keys_;
};

}  // namespace promo::secrets
