#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/templates/draft.hpp"
#include "domains/templates/publishing/service.hpp"
#include "domains/templates/template.hpp"
#include "domains/uploads/service.hpp"
#include "jobs/queue.hpp"
#include "storage/object_store.hpp"

namespace promo::templates {

// A form with its pictures. It speaks of every face; those that get no picture and have none are not meant.
struct Upload {
    std::string slug;
    bool editing = false;  // there is such a template
    Draft draft;
    std::map<Variant, std::string_view> pictures;
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
    // The document that is published of it.
    std::string meta(const core::TenantId& tenant, const Template& of) const { return publishing_.meta(tenant, of); }

    // Refuses as `conflict` a slug that is taken, `invalid` with the field what a draft may not say, `not_found` a slug
    // that no template has. All of these have published the change when they return, or a job will: the store need not
    // be there.
    Template create(const core::TenantId& tenant, const core::Actor& actor, const std::string& slug,
                    const Draft& draft);
    // `revision`: refuses as `conflict` when somebody changed it meanwhile.
    Template change(const core::TenantId& tenant, const core::Actor& actor, const std::string& slug, const Draft& draft,
                    std::optional<int> revision);
    // Without a name it gets one that says whose copy it is.
    Template duplicate(const core::TenantId& tenant, const core::Actor& actor, const std::string& slug,
                       const std::optional<std::string>& name);
    void show_in_bot(const core::TenantId& tenant, const core::Actor& actor, const std::string& slug, bool shown);
    // Every slug of the tenant's, once.
    void reorder(const core::TenantId& tenant, const core::Actor& actor, const std::vector<std::string>& slugs);
    // How many there were; unknown ones are left alone.
    std::size_t remove(const core::TenantId& tenant, const core::Actor& actor, const std::vector<std::string>& slugs);

    // Creates or changes together with the pictures that came along. What else is wrong is refused before a picture is
    // looked at; of a picture what uploads::Service::store refuses, with its field.
    Template upload(const core::TenantId& tenant, const core::Actor& actor, const Upload& upload);

    // See publishing::Service. The second is for somebody who waits: refuses as `unavailable` when the store is not
    // there.
    void publish(const core::TenantId& tenant, const std::string& slug) { publishing_.publish(tenant, slug); }
    std::size_t publish_all(const core::TenantId& tenant);
    void remove_published(const core::TenantId& tenant) { publishing_.remove_all(tenant); }

    static std::vector<std::string> images_in_use(db::Tx& tx, const core::TenantId& tenant);

private:
    void take_faces(db::Tx& tx, const core::TenantId& tenant, Template& wanted, const Draft& draft,
                    core::Timestamp now);
    Template add(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, Template wanted,
                 const audit::Event& event, core::Timestamp now);
    Template edit(const core::TenantId& tenant, const core::Actor& actor, const std::string& slug,
                  std::string_view action, const std::function<void(db::Tx&, Template&, core::Timestamp)>& work);
    void announce(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, const std::string& slug,
                  const audit::Event& event, core::Timestamp now);
    void publish_now(const core::TenantId& tenant, const std::vector<std::string>& slugs);

    db::Database& database_;
    jobs::Queue& queue_;
    core::Clock& clock_;
    core::Entropy& entropy_;
    audit::Service& audit_;
    uploads::Service& uploads_;
    publishing::Service publishing_;
};

}  // namespace promo::templates
