#include "domains/analytics/service.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "domains/analytics/coupons/repo.hpp"
#include "domains/analytics/repo.hpp"

namespace promo::analytics {
namespace {

constexpr int kHoursOfDay = 24;
constexpr std::array kWeekdays{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

// What one snapshot of the database is asked about.
struct View {
    db::Tx& tx;
    const core::TenantId& tenant;
    Calendar calendar;
    Counted counted;

    static View of(db::Tx& tx, const core::TenantId& tenant) {
        const auto known = repo::known(tx, tenant);
        return {tx, tenant, Calendar(known.time_zone), known.counted};
    }
    Extent extent(const Window& window) const { return extent_of(window, calendar, counted); }
    std::optional<core::Timestamp> missing_before(const Window& window) const {
        return repo::missing_before(tx, tenant, calendar.start_of(window.first), counted);
    }
};

// By hour where the window is hourly, otherwise by day.
std::vector<repo::HourCount> hours_of(const View& view, const Window& window, Door door) {
    const auto extent = view.extent(window);
    auto all = window.hourly ? repo::counted_hours(view.tx, view.tenant, extent, door)
                             : repo::counted_days(view.tx, view.tenant, extent, door);
    const auto [first, last] = repo::uncounted_bounds(view.tx, view.tenant, extent);
    if (!first || !last) return all;
    const auto end = *last + core::Duration(1);
    const auto pieces = window.hourly ? view.calendar.hours(*first, end) : view.calendar.days(*first, end);
    for (const auto& piece : repo::uncounted(view.tx, view.tenant, pieces, door))
        all.push_back(piece);
    return all;
}

std::vector<Point> empty_series(const Window& window) {
    std::vector<Point> series;
    for (auto day = window.first; day <= window.last && !window.hourly; ++day)
        series.push_back({label_of(day), label_of(day), 0});
    for (int hour = 0; hour < kHoursOfDay && window.hourly; ++hour)
        series.push_back({hour_label(hour), label_of(window.first) + 'T' + hour_label(hour) + ":00", 0});
    return series;
}

// Adds up the window and the one before it.
void count_uses(const View& view, const Window& window, Door door, Stats& stats) {
    const Window both{window.previous().first, window.last, window.hourly};
    stats.usage_data = empty_series(window);
    for (const auto& hour : hours_of(view, both, door)) {
        const bool now = hour.day >= window.first;
        auto& totals = now ? static_cast<Totals&>(stats) : stats.previous;
        totals.total_uses += hour.uses;
        totals.successful_uses += hour.successes;
        const auto item = window.hourly ? hour.hour : hour.day - window.first;
        if (now) stats.usage_data.at(static_cast<std::size_t>(item)).count += hour.uses;
    }
    stats.success_rate = percent(stats.successful_uses, stats.total_uses);
    stats.daily_usage = stats.usage_data;
    stats.granularity = window.hourly ? "hourly" : "daily";
    stats.peak = peak_of(stats.usage_data);
}

std::string name_of(const repo::Name& name) {
    for (const auto& part : {name.username, name.first_name, name.last_name}) {
        if (part && !part->empty()) return *part;
    }
    return "Unknown";
}

void rank_coupons(const View& view, const Extent& extent, const Question& question, Stats& stats) {
    const auto coupons =
        coupons::repo::ranked(view.tx, view.tenant, extent, question.door, question.template_, question.coupon);
    std::vector<std::int64_t> chats;
    for (const auto& row : coupons.rows) {
        if (row.first_chat) chats.push_back(*row.first_chat);
    }
    std::map<std::int64_t, std::string> names;
    for (const auto& name : repo::names(view.tx, view.tenant, chats))
        names.emplace(name.chat_id, name_of(name));
    for (const auto& row : coupons.rows) {
        const auto name = row.first_chat ? names.find(*row.first_chat) : names.end();
        stats.popular_coupons.push_back(
            {row.coupon_code, row.uses, row.people, name == names.end() ? "Unknown" : name->second});
    }
    stats.popular_coupons_matching = coupons.matching;
    stats.popular_coupons_total = coupons.total;
}

}  // namespace

Stats Service::stats(const core::TenantId& tenant, const Question& question) {
    return database_.read(tenant, [&](db::Tx& tx) {
        const auto view = View::of(tx, tenant);
        const auto window = window_of(question.period, view.calendar, clock_.now());
        const auto extent = view.extent(window);
        Stats stats;
        stats.from = view.calendar.start_of(window.first);
        stats.to = view.calendar.start_of(window.last + 1);
        stats.time_zone = view.calendar.zone();
        stats.counted_from = view.missing_before(window.previous());
        stats.catching_up = stats.counted_from.has_value();
        count_uses(view, window, question.door, stats);
        if (question.door != Door::web) {
            stats.unique_users = repo::chats(tx, tenant, extent);
            stats.previous.unique_users = repo::chats(tx, tenant, view.extent(window.previous()));
        }
        stats.popular_templates = repo::templates(tx, tenant, extent, question.door);
        stats.errors = repo::errors(tx, tenant, extent, question.door);
        rank_coupons(view, extent, question, stats);
        return stats;
    });
}

Rhythm Service::rhythm(const core::TenantId& tenant, const Period& period, Door door) {
    return database_.read(tenant, [&](db::Tx& tx) {
        const auto view = View::of(tx, tenant);
        const auto window = window_of(period, view.calendar, clock_.now());
        Rhythm rhythm{window.hourly ? "hourly" : "daily", {}, view.missing_before(window).has_value()};
        for (int hour = 0; hour < kHoursOfDay && window.hourly; ++hour)
            rhythm.data.push_back({hour_label(hour), 0});
        for (const auto* weekday : kWeekdays) {
            if (!window.hourly) rhythm.data.push_back({weekday, 0});
        }
        for (const auto& hour : hours_of(view, window, door)) {
            const auto item = window.hourly ? hour.hour : weekday_of(hour.day);
            rhythm.data.at(static_cast<std::size_t>(item)).count += hour.successes;
        }
        return rhythm;
    });
}

}  // namespace promo::analytics
