#include "domains/analytics/rollups/service.hpp"

#include <algorithm>

namespace promo::analytics::rollups {
namespace {

constexpr core::Timestamp kBeginning{};

// From the first row that is not counted: at most `limit` rows of one day, and all that happened at one moment.
std::optional<repo::Batch> next_batch(db::Tx& tx, const core::TenantId& tenant, const Calendar& calendar,
                                      core::Timestamp counted_until, core::Timestamp settled, std::int64_t limit) {
    const auto from = repo::first_use(tx, tenant, counted_until);
    if (!from || *from >= settled) return std::nullopt;
    const auto day = calendar.day_at(*from);
    auto to = std::min(settled, calendar.start_of(day + 1));
    if (const auto full = repo::first_use(tx, tenant, *from, limit))
        to = std::min(to, std::max(*full, *from + core::Duration(1)));
    return repo::Batch{*from, to, day};
}

}  // namespace

bool Service::roll_up(const std::function<bool()>& stop) {
    for (;;) {
        const auto settled = clock_.now() - kSettled;
        const auto pending = database_.read_as_system("usage that is not counted yet",
                                                      [&](db::Tx& tx) { return repo::pending(tx, settled); });
        if (pending.empty()) return true;
        for (const auto& tenant : pending) {
            if (stop()) return false;
            step(tenant, settled);
        }
    }
}

// Days of another zone are other days: all is forgotten, piece by piece, and counted again.
void Service::step(const repo::Pending& tenant, core::Timestamp settled) {
    database_.transact(tenant.id, [&](db::Tx& tx) {
        auto progress = repo::lock(tx, tenant.id, tenant.time_zone);
        if (progress.time_zone != tenant.time_zone) {
            const bool empty = repo::empty(tx, tenant.id, batch_) == 0;
            repo::save(tx, tenant.id, {empty ? tenant.time_zone : "", kBeginning});
            return;
        }
        const Calendar calendar(tenant.time_zone);
        const auto batch = next_batch(tx, tenant.id, calendar, progress.counted_until, settled, batch_);
        if (!batch) return;
        for (const auto& hour : calendar.hours(batch->from, batch->to))
            repo::count_hour(tx, tenant.id, hour);
        repo::count_templates(tx, tenant.id, *batch);
        repo::count_errors(tx, tenant.id, *batch);
        repo::count_chats(tx, tenant.id, *batch);
        repo::count_coupons(tx, tenant.id, *batch);
        progress.counted_until = batch->to;
        repo::save(tx, tenant.id, progress);
    });
}

}  // namespace promo::analytics::rollups
