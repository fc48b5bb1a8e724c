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

namespace repo {
struct Row;
}

using darkroom::Purpose;

// A picture that somebody uploaded: ours from here on, named by the hash of its purpose and of what is stored.
struct Upload {
    std::string id;
    Purpose purpose = Purpose::background;
    int width = 0;
    int height = 0;
    std::string url;          // PNG, for anybody, for ever the same
    std::string preview_url;  // small; of a logo or a broadcast's the same as `url`
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
    static constexpr std::int64_t kMostPerTenant = 2'000;
    static constexpr std::int64_t kMostSwept = 500;
    static constexpr std::chrono::hours kUnusedFor{24};
    static constexpr std::chrono::minutes kAbandonedAfter{15};

    Service(db::Database& database, core::Clock& clock, core::Metrics& metrics, storage::ObjectStore& objects,
            const darkroom::Darkroom& darkroom, std::vector<InUse> in_use, OnPrepared on_prepared);

    // The same picture again is the same upload. Refuses what Darkroom::develop refuses, with the field; `unavailable`
    // when the store is not there, and then nothing is left behind; `conflict` beyond kMostPerTenant.
    Upload store(const core::TenantId& tenant, std::string_view picture, Purpose purpose, std::string_view field = {});

    std::optional<Upload> find(const core::TenantId& tenant, const std::string& id);
    // In the caller's transaction: it is shown from now on. Refuses as `invalid` with the field when there is none.
    Upload keep(db::Tx& tx, const core::TenantId& tenant, const std::string& id, Purpose purpose,
                std::string_view field, core::Timestamp now);

    std::string url(const core::TenantId& tenant, const std::string& id) const;
    std::string preview_url(const core::TenantId& tenant, const std::string& id, Purpose purpose) const;
    // The PNG that was stored, which is safe to read. Empty: it is gone, or somebody changed it in the store.
    std::optional<std::string> picture(const core::TenantId& tenant, const std::string& id, Purpose purpose);

    // Removes what nothing shows and nobody kept for kUnusedFor, and what a dead process left half stored for
    // kAbandonedAfter; at most kMostSwept. How many. Throws storage::StorageError when the store is not there.
    std::size_t sweep();
    // Of a tenant that was deleted. Throws storage::StorageError when the store is not there.
    void remove_all(const core::TenantId& tenant);

    // Of the stored PNG.
    static std::string key(const core::TenantId& tenant, const std::string& id);
    // Of which upload this is the key. Empty: of none.
    static std::optional<std::string> id_at(const core::TenantId& tenant, std::string_view key);
    static std::string id_of(std::string_view stored_png, Purpose purpose);
    static bool is_id(std::string_view text);

private:
    darkroom::Developed develop(std::string_view picture, Purpose purpose, std::string_view field);
    repo::Row register_attempt(const repo::Row& wanted);
    Upload upload_of(const repo::Row& row) const;
    void put(const repo::Row& row, const darkroom::Developed& developed);
    void leave(const repo::Row& row);
    void take_away(const repo::Row& row);
    std::vector<repo::Row> mark_unused(const core::TenantId& tenant, const std::vector<repo::Row>& idle);

    db::Database& database_;
    core::Clock& clock_;
    core::Metrics& metrics_;
    storage::ObjectStore& objects_;
    const darkroom::Darkroom& darkroom_;
    const std::vector<InUse> in_use_;
    const OnPrepared on_prepared_;
};

}  // namespace promo::uploads
