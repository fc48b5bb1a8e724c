#include "domains/analytics/people/service.hpp"

#include <algorithm>
#include <array>

#include "domains/analytics/people/repo.hpp"
#include "domains/analytics/rollups/repo.hpp"
#include "domains/analytics/usage.hpp"

namespace promo::analytics::people {
namespace {

constexpr std::array kSteps{"start", "code", "picture", "share"};

repo::Span span_of(db::Tx& tx, const core::TenantId& tenant, const Period& period, core::Timestamp now) {
    const Calendar calendar(rollups::repo::zone_of(tx, tenant));
    const auto window = window_of(period, calendar, now);
    return {calendar.start_of(window.first), calendar.start_of(window.last + 1)};
}

}  // namespace

Retention Service::retention(const core::TenantId& tenant) {
    using std::chrono::days;
    const auto now = clock_.now();
    return database_.read(tenant, [&](db::Tx& tx) {
        const auto of = [&](int first, int last) {
            return repo::cohort(tx, tenant, now - days(last), days(first), days(last));
        };
        const auto day1 = of(1, 2);
        const auto day7 = of(7, 14);
        const auto day30 = of(30, 60);
        return Retention{percent(day1.returned, day1.people),
                         percent(day7.returned, day7.people),
                         percent(day30.returned, day30.people),
                         {day1.people, day7.people, day30.people}};
    });
}

std::vector<Source> Service::sources(const core::TenantId& tenant, const Period& period) {
    return database_.read(
        tenant, [&](db::Tx& tx) { return repo::sources(tx, tenant, span_of(tx, tenant, period, clock_.now())); });
}

std::vector<StepCount> Service::funnel(const core::TenantId& tenant, const Period& period) {
    const auto counted = database_.read(
        tenant, [&](db::Tx& tx) { return repo::steps(tx, tenant, span_of(tx, tenant, period, clock_.now())); });
    std::vector<StepCount> steps;
    for (const auto* step : kSteps) {
        const auto found = std::ranges::find(counted, step, &StepCount::step);
        steps.push_back({step, found == counted.end() ? 0 : found->people});
    }
    return steps;
}

}  // namespace promo::analytics::people
