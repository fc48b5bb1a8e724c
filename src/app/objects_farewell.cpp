#include "app/objects_farewell.hpp"

#include <algorithm>
#include <boost/describe/class.hpp>

#include "app/domains.hpp"
#include "core/json_read.hpp"
#include "core/json_write.hpp"
#include "storage/object_store.hpp"

namespace promo::app {
namespace {

constexpr auto kKind = "tenants.remove_objects";
// What was on its way to the store when the tenant was deleted has arrived by then.
constexpr std::chrono::hours kOnceMoreAfter{1};
constexpr std::chrono::hours kTriedFor{7 * 24};

struct Deleted {
    std::string tenant;
};
BOOST_DESCRIBE_STRUCT(Deleted, (), (tenant))

core::Duration wait_after(core::Duration age) {
    return std::clamp<core::Duration>(age / 2, std::chrono::seconds(2), std::chrono::hours(1));
}

jobs::Outcome remove_objects(Domains& domains, const jobs::JobContext& context) {
    const core::TenantId tenant(core::json::parse<Deleted>(context.job.payload).tenant);
    // Imported again meanwhile: what is there may be its own.
    if (domains.tenants.find(tenant)) return jobs::Outcome::done();
    try {
        domains.uploads.remove_all(tenant);
        domains.templates.remove_published(tenant);
        domains.picture_batches.remove_all(tenant);
        domains.onboarding.remove_logos(tenant);
    } catch (const storage::StorageError& error) {
        const auto age = context.now - context.job.created_at;
        if (age > kTriedFor) return jobs::Outcome::park(error.what());
        return jobs::Outcome::snooze(context.now + wait_after(age));
    }
    return jobs::Outcome::done();
}

}  // namespace

tenants::Farewell objects_farewell(jobs::Queue& queue, const core::Clock& clock) {
    return [&queue, &clock](db::Tx& tx, const core::TenantId& tenant) -> std::function<void()> {
        const auto now = clock.now();
        for (const auto run_at : {now, now + kOnceMoreAfter})
            queue.enqueue(tx, {.kind = kKind, .payload = core::json::to_text(Deleted{tenant.str()}), .run_at = run_at},
                          now);
        return [] {};
    };
}

jobs::Kind objects_farewell_job(Domains& domains) {
    // Thousands of calls of a store that may be slow.
    constexpr std::chrono::minutes kLease{30};
    return {.name = kKind,
            .handler = [&domains](const jobs::JobContext& context) { return remove_objects(domains, context); },
            .lease = kLease,
            .concurrency = 1};
}

}  // namespace promo::app
