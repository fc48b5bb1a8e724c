#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/templates/template.hpp"
#include "domains/uploads/service.hpp"
#include "jobs/queue.hpp"
#include "storage/object_store.hpp"

namespace promo::templates {

// What a template is to be. A face that is not named stays; one that is named empty goes.
struct Draft {
    std::optional<std::string> name;
    std::optional<bool> telegram_enabled;
    std::map<Variant, std::optional<Face>> faces;
};

// A tenant's templates. The database is what counts; meta.json and index.json in the object store are copies of it that
// follow every change. Safe from any thread.
class Service {
public:
    static constexpr std::size_t kMostTemplates = 500;

    Service(db::Database& database, jobs::Queue& queue, core::Clock& clock, core::Entropy& entropy,
            storage::ObjectStore& objects, audit::Service& audit, uploads::Service& uploads);

    // In the tenant's order.
    std::vector<Template> list(const core::TenantId& tenant);
    std::optional<Template> find(const core::TenantId& tenant, const std::string& slug);
    std::optional<Template> find(const core::TenantId& tenant, std::int64_t number);

    // Refuses as `conflict` a slug that is taken, `invalid` with the field what a draft may not say. All of these have
    // published the change when they return, or a job will: the store need not be there.
    Template create(const core::TenantId& tenant, const core::Actor& actor, const std::string& slug,
                    const Draft& draft);
    // `revision`: refuses as `conflict` when somebody changed it meanwhile.
    Template change(const core::TenantId& tenant, const core::Actor& actor, const std::string& slug, const Draft& draft,
                    std::optional<int> revision);
    Template duplicate(const core::TenantId& tenant, const core::Actor& actor, const std::string& slug,
                       const std::string& name);
    void show_in_bot(const core::TenantId& tenant, const core::Actor& actor, const std::string& slug, bool shown);
    // Every slug of the tenant's, once.
    void reorder(const core::TenantId& tenant, const core::Actor& actor, const std::vector<std::string>& slugs);
    // How many there were; unknown ones are left alone.
    std::size_t remove(const core::TenantId& tenant, const core::Actor& actor, const std::vector<std::string>& slugs);

    // Writes meta.json of the slug, or removes it, and index.json, from what the database says now. Throws
    // storage::StorageError when the store is not there.
    void publish(const core::TenantId& tenant, const std::string& slug);
    // All of them, and removes what no template of the tenant has. How many were written.
    std::size_t publish_all(const core::TenantId& tenant);
    // Of a tenant that was deleted, as far as the store can be reached.
    void remove_published(const core::TenantId& tenant);

    static std::vector<std::string> images_in_use(db::Tx& tx, const core::TenantId& tenant);

private:
    db::Database& database_;
    jobs::Queue& queue_;
    core::Clock& clock_;
    core::Entropy& entropy_;
    storage::ObjectStore& objects_;
    audit::Service& audit_;
    uploads::Service& uploads_;
};

}  // namespace promo::templates
