#include "domains/analytics/people/service.hpp"

#include <algorithm>
#include <array>

#include "domains/analytics/people/repo.hpp"
#include "domains/analytics/repo.hpp"
#include "domains/analytics/rollups/cohorts/cohorts.hpp"
#include "domains/analytics/usage.hpp"

namespace promo::analytics::people {
namespace {

constexpr std::array kSteps{"start", "code", "picture", "share"};
constexpr int kMostUncounted = 2'000;

// A period, as far as it is counted.
struct View {
    core::Timestamp from;
    Extent extent;
    bool catching_up = false;

    static View of(db::Tx& tx, const core::TenantId& tenant, const Period& period, core::Timestamp now) {
        const auto known = analytics::repo::known(tx, tenant);
        const Calendar calendar(known.time_zone);
        const auto window = window_of(period, calendar, now);
        const auto from = calendar.start_of(window.first);
        return {from, extent_of(window, calendar, known.counted),
                analytics::repo::missing_before(tx, tenant, from, known.counted).has_value()};
    }
};

}  // namespace

Retention Service::retention(const core::TenantId& tenant) {
    using rollups::cohorts::kReturns;
    const auto now = clock_.now();
    return database_.read(tenant, [&](db::Tx& tx) {
        std::array<rollups::cohorts::repo::Cohort, kReturns.size()> cohorts;
        bool catching_up = false;
        for (std::size_t i = 0; i < kReturns.size(); ++i) {
            const auto until = now - kReturns.at(i).to;
            cohorts.at(i) = rollups::cohorts::repo::counted_further(tx, tenant, kReturns.at(i), until, kMostUncounted);
            catching_up = catching_up || cohorts.at(i).counted_until < until;
        }
        const auto& [day1, day7, day30] = cohorts;
        return Retention{percent(day1.returned, day1.people),
                         percent(day7.returned, day7.people),
                         percent(day30.returned, day30.people),
                         {day1.people, day7.people, day30.people},
                         catching_up};
    });
}

Sources Service::sources(const core::TenantId& tenant, const Period& period) {
    return database_.read(tenant, [&](db::Tx& tx) {
        const auto view = View::of(tx, tenant, period, clock_.now());
        return Sources{repo::sources(tx, tenant, view.from, view.extent),
                       repo::groups(tx, tenant, view.from, view.extent.rows_to), view.catching_up};
    });
}

Funnel Service::funnel(const core::TenantId& tenant, const Period& period) {
    return database_.read(tenant, [&](db::Tx& tx) {
        const auto view = View::of(tx, tenant, period, clock_.now());
        const auto counted = repo::steps(tx, tenant, view.extent);
        Funnel funnel{{}, view.catching_up};
        for (const auto* step : kSteps) {
            const auto found = std::ranges::find(counted, step, &StepCount::step);
            funnel.steps.push_back({step, found == counted.end() ? 0 : found->people});
        }
        return funnel;
    });
}

}  // namespace promo::analytics::people
