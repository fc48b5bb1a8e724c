#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "db/database.hpp"
#include "domains/templates/template.hpp"
#include "domains/uploads/service.hpp"
#include "storage/object_store.hpp"

namespace promo::templates::publishing {

// Keeps the copies in the object store like the database: `templates/<tenant>/<slug>/meta.json` of each template and
// `templates/<tenant>/index.json`. Any number of processes may publish at once; what stays is what the database says.
// Safe from any thread.
class Service {
public:
    Service(db::Database& database, storage::ObjectStore& objects, uploads::Service& uploads)
        : database_(database), objects_(objects), uploads_(uploads) {}

    // The document of the slug, or none when there is no such template, and then the index. Throws
    // storage::StorageError when the store is not there.
    void publish(const core::TenantId& tenant, const std::string& slug) { publish(tenant, std::vector{slug}); }
    void publish(const core::TenantId& tenant, const std::vector<std::string>& slugs);
    // All of them, and removes what no template of the tenant has. How many there are.
    std::size_t publish_all(const core::TenantId& tenant);
    // Of a tenant that was deleted. Throws storage::StorageError when the store is not there.
    void remove_all(const core::TenantId& tenant);

    std::string meta(const core::TenantId& tenant, const Template& of) const;

private:
    using Wanted = std::function<std::optional<std::string>()>;
    void follow(const std::string& key, const Wanted& wanted);
    void publish_index(const core::TenantId& tenant);
    std::string index(const core::TenantId& tenant, std::vector<Template> templates) const;

    db::Database& database_;
    storage::ObjectStore& objects_;
    uploads::Service& uploads_;
};

}  // namespace promo::templates::publishing
