#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/metrics.hpp"
#include "domains/uploads/service.hpp"
#include "storage/folder/folder_store.hpp"
#include "storage/tests/temporary_folder.hpp"
#include "support/darkroom.hpp"
#include "support/databases.hpp"

namespace promo::tests {

// Pictures as somebody would upload them; another `shade` is another picture.
std::string photo(int shade = 1);
std::string frame(int shade = 1);  // a square with transparent parts

// Two tenants, a store in a folder, and the real darkroom.
struct UploadsOn {
    explicit UploadsOn(FreshDatabase& fresh);

    // The keys that are in the store, of whatever tenant.
    std::vector<std::string> keys();
    std::int64_t rows();
    // The store is no folder any more; and it is again.
    void break_store() const;
    void mend_store() const;
    // A row as a process left it that died in the middle.
    void leave_half(const std::string& id, const std::string& state);

    const core::TenantId acme{"acme"};
    const core::TenantId bolt{"bolt"};
    db::Database& database;
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::Metrics metrics;
    storage::TemporaryFolder folder;
    storage::FolderStore objects{
        {.path = folder.path() + "/objects", .public_base_url = "https://promo.example/objects", .link_key = {}}};
    std::vector<std::string> shown;
    std::vector<std::pair<std::string, std::string>> prepared;
    uploads::Service service{
        database,
        clock,
        metrics,
        objects,
        darkroom(),
        {[this](db::Tx&, const core::TenantId&) { return shown; }},
        [this](const std::string& id, std::string_view bytes) { prepared.emplace_back(id, bytes); }};
};

}  // namespace promo::tests
