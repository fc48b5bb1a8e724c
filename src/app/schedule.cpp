#include "app/app.hpp"

namespace promo::app {

std::vector<jobs::Schedule> App::schedules() {
    using Scope = jobs::Schedule::Scope;
    return {
        {.name = "auth.forget_expired",
         .kind = "auth.forget_expired",
         .scope = Scope::once,
         .cadence = jobs::Every{std::chrono::hours(6)},
         .catch_up = std::chrono::hours(6)},
        {.name = "connections.sweep",
         .kind = "connections.sweep",
         .scope = Scope::once,
         .cadence = jobs::Every{std::chrono::hours(6)},
         .catch_up = std::chrono::hours(6)},
        {.name = "messaging.prune",
         .kind = "messaging.prune",
         .scope = Scope::once,
         .cadence = jobs::Every{std::chrono::hours(1)},
         .catch_up = std::chrono::hours(1)},
        {.name = "outbox.prune",
         .kind = "outbox.prune",
         .scope = Scope::once,
         .cadence = jobs::Every{std::chrono::hours(1)},
         .catch_up = std::chrono::hours(1)},
        {.name = "coupons.sweep_batches",
         .kind = "coupons.sweep_batches",
         .scope = Scope::once,
         .cadence = jobs::Every{std::chrono::hours(1)},
         .catch_up = std::chrono::hours(1)},
        {.name = "analytics.roll_up",
         .kind = "analytics.roll_up",
         .scope = Scope::once,
         .cadence = jobs::Every{std::chrono::minutes(1)},
         .catch_up = std::chrono::minutes(1)},
        {.name = "coupon_bot.menus",
         .kind = "coupon_bot.menus",
         .scope = Scope::once,
         .cadence = jobs::Every{std::chrono::minutes(1)},
         .catch_up = std::chrono::minutes(1)},
        {.name = "broadcasts.sweep",
         .kind = "broadcasts.sweep",
         .scope = Scope::once,
         .cadence = jobs::Every{std::chrono::minutes(1)},
         .catch_up = std::chrono::minutes(1)},
        {.name = "uploads.sweep",
         .kind = "uploads.sweep",
         .scope = Scope::once,
         .cadence = jobs::Every{std::chrono::hours(1)},
         .catch_up = std::chrono::hours(1)},
    };
}

std::vector<jobs::ScheduledTenant> App::scheduled_tenants(db::Tx& tx) const {
    std::vector<jobs::ScheduledTenant> scheduled;
    for (auto& tenant : tenants::Service::active(tx)) {
        if (config_.tenant.empty() || config_.tenant == tenant.id.str())
            scheduled.push_back({std::move(tenant.id), std::move(tenant.time_zone)});
    }
    return scheduled;
}

}  // namespace promo::app
