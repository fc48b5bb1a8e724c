#pragma once

#include <boost/describe/class.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/id.hpp"
#include "core/metrics.hpp"
#include "darkroom/darkroom.hpp"
#include "db/database.hpp"
#include "storage/object_store.hpp"

namespace promo::uploads {

using darkroom::Purpose;

// A picture that somebody uploaded: ours from here on, named by the hash of what is stored.
struct Upload {
    std::string id;
    Purpose purpose = Purpose::background;
    int width = 0;
    int height = 0;
    std::string url;          // PNG, for anybody, for ever the same
    std::string preview_url;  // small; of a logo the same as `url`
};
BOOST_DESCRIBE_STRUCT(Upload, (), (id, purpose, width, height, url, preview_url))

// Names the uploads of a tenant that something still shows, in a transaction that sees its rows.
using InUse = std::function<std::vector<std::string>(db::Tx& tx, const core::TenantId& tenant)>;
// Told what was prepared of a new background, so that its first picture need not wait.
using OnPrepared = std::function<void(const std::string& id, std::string_view prepared)>;

// Uploaded pictures: developed in the darkroom, kept in the object store, swept when nothing shows them. Safe from any
// thread.
class Service {
public:
    static constexpr std::size_t kMostPerTenant = 2'000;
    static constexpr std::chrono::hours kUnusedFor{24};

    Service(db::Database& database, core::Clock& clock, core::Metrics& metrics, storage::ObjectStore& objects,
            const darkroom::Darkroom& darkroom, std::vector<InUse> in_use, OnPrepared on_prepared);

    // The same picture again is the same upload. Refuses what Darkroom::develop refuses; `unavailable` when the store
    // is not there, and then nothing is left behind; `conflict` beyond kMostPerTenant.
    Upload store(const core::TenantId& tenant, std::string_view picture, Purpose purpose);

    std::optional<Upload> find(const core::TenantId& tenant, const std::string& id);
    // In the caller's transaction: it is shown from now on. Refuses as `invalid` with the field when there is none.
    Upload keep(db::Tx& tx, const core::TenantId& tenant, const std::string& id, Purpose purpose,
                std::string_view field, core::Timestamp now);

    std::string url(const core::TenantId& tenant, const std::string& id) const;
    std::string preview_url(const core::TenantId& tenant, const std::string& id, Purpose purpose) const;
    // The stored PNG. Empty: it is gone.
    std::optional<std::string> picture(const core::TenantId& tenant, const std::string& id);

    // Removes what nothing shows and nobody kept for kUnusedFor, and what a dead process left half stored. How many.
    std::size_t sweep();
    // Of a tenant that was deleted, as far as the store can be reached.
    void remove_all(const core::TenantId& tenant);

private:
    db::Database& database_;
    core::Clock& clock_;
    core::Metrics& metrics_;
    storage::ObjectStore& objects_;
    const darkroom::Darkroom& darkroom_;
    const std::vector<InUse> in_use_;
    const OnPrepared on_prepared_;
};

}  // namespace promo::uploads
