#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/coupons/batches/batch.hpp"
#include "domains/coupons/usage/service.hpp"
#include "domains/templates/pictures/service.hpp"
#include "domains/templates/service.hpp"
#include "domains/tenants/service.hpp"
#include "jobs/queue.hpp"
#include "jobs/worker.hpp"
#include "storage/object_store.hpp"

namespace promo::coupons::batches {

struct NewBatch {
    std::string template_slug;
    std::vector<templates::Variant> variants;  // empty: all that the template has
    rendering::Format format = rendering::Format::jpg;
    bool with_logo = true;
    std::string_view csv;
};

// Many pictures at once, drawn in the background into archives that are kept for a day. Safe from any thread.
class Service {
public:
    static constexpr std::int64_t kMostUnfinished = 5;  // of one tenant
    static constexpr std::int64_t kMostListed = 20;
    static constexpr std::size_t kPartBytes = 48 << 20;
    static constexpr std::chrono::hours kKeptFor{24};
    static constexpr std::chrono::hours kTriedFor{48};

    Service(db::Database& database, jobs::Queue& queue, core::Clock& clock, core::Entropy& entropy,
            storage::ObjectStore& objects, audit::Service& audit, tenants::Service& tenants,
            templates::Service& templates, templates::pictures::Service& pictures, std::size_t part_bytes = kPartBytes);

    // Refuses as `not_found` an unknown template, `invalid` a variant that it does not have and what read_captions
    // refuses, `conflict` beyond kMostUnfinished.
    Batch create(const core::TenantId& tenant, const core::Actor& actor, const NewBatch& wanted);
    std::vector<Batch> list(const core::TenantId& tenant);
    // These refuse as `not_found`.
    Batch find(const core::TenantId& tenant, const std::string& id);
    // What is ready stays. Refuses as `conflict` what is over.
    Batch cancel(const core::TenantId& tenant, const core::Actor& actor, const std::string& id);
    void remove(const core::TenantId& tenant, const core::Actor& actor, const std::string& id);

    // Where a browser gets an archive, for an hour.
    std::string url(const Part& part) const;

    // Draws for a moment and asks to be called again, until the batch is over. Of a batch that is gone it removes what
    // is left in the store.
    jobs::Outcome work(const jobs::JobContext& context);
    // Removes the batches of every tenant that ended kKeptFor ago or did not end in kTriedFor. How many.
    std::size_t sweep();
    // Of a tenant that was deleted. Throws storage::StorageError when the store is not there.
    void remove_all(const core::TenantId& tenant);

private:
    // What one archive adds to its batch.
    struct Drawn {
        Batch batch;
        std::vector<usage::Usage> usages;
        std::string archive;  // empty: nothing could be drawn
    };

    // Empty: the batch failed, or the program stops.
    std::optional<Drawn> draw_part(const core::TenantId& tenant, Batch batch, const templates::pictures::Mark& mark,
                                   const jobs::JobContext& context);
    templates::pictures::Picture draw(const core::TenantId& tenant, const templates::Template& template_,
                                      const PictureFile& file, const std::string& caption,
                                      const templates::pictures::Mark& mark);
    void store_part(const core::TenantId& tenant, Drawn drawn, int tried);
    void discard_part(const core::TenantId& tenant, const std::string& id, const std::string& key);
    void fail(const core::TenantId& tenant, Batch batch, std::string why);
    void request_work(db::Tx& tx, const core::TenantId& tenant, const std::string& id, core::Timestamp now);

    db::Database& database_;
    jobs::Queue& queue_;
    core::Clock& clock_;
    core::Entropy& entropy_;
    storage::ObjectStore& objects_;
    audit::Service& audit_;
    tenants::Service& tenants_;
    templates::Service& templates_;
    templates::pictures::Service& pictures_;
    const std::size_t part_bytes_;
};

}  // namespace promo::coupons::batches
