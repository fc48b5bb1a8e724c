#include "oracle.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace promo::analytics::tests {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

// Days and hours by the rules of the zone, without the calendar that is examined.
struct Frame {
    core::TimeZone zone;
    core::LocalDate first;
    core::LocalDate last;

    core::Timestamp from() const { return zone.start_of(first); }
    core::Timestamp to() const { return zone.start_of(core::next_day(last)); }
    bool holds(const Use& use) const { return use.at >= from() && use.at < to(); }
    std::size_t day_of(core::Timestamp instant) const {
        std::size_t number = 0;
        for (auto date = first; zone.start_of(core::next_day(date)) <= instant; date = core::next_day(date))
            ++number;
        return number;
    }
    std::size_t hour_of(core::Timestamp instant) const {
        return static_cast<std::size_t>(zone.to_local(instant).of_day / std::chrono::hours(1));
    }
};

core::LocalDate back(core::LocalDate date, int by) {
    return core::LocalDate(sys_days(date) - days(by));
}

core::LocalDate today(const core::TimeZone& zone, core::Timestamp now) {
    auto date = zone.date_at(now);
    while (zone.start_of(core::next_day(date)) <= now)
        date = core::next_day(date);
    return date;
}

Frame frame_of(const Period& period, const std::string& zone_name, core::Timestamp now) {
    const auto zone = core::TimeZone::require(zone_name);
    const auto last = back(today(zone, now), period.before ? 1 : 0);
    return {zone, back(last, period.days - 1), last};
}

bool through(const Use& use, Door door) {
    return door == Door::all || (door == Door::bot) == (use.source == "bot");
}

Totals totals_of(const std::vector<Use>& uses, const Frame& frame, Door door) {
    Totals totals;
    std::set<std::int64_t> chats;
    for (const auto& use : uses) {
        if (!frame.holds(use) || !through(use, door)) continue;
        ++totals.total_uses;
        totals.successful_uses += use.success ? 1 : 0;
        if (use.chat) chats.insert(*use.chat);
    }
    totals.unique_users = static_cast<std::int64_t>(chats.size());
    return totals;
}

// Highest first, then by name.
template <class Item>
std::vector<Item> ranked(const std::map<std::string, std::int64_t>& counts) {
    std::vector<Item> items;
    for (const auto& [name, count] : counts)
        items.push_back({name, count});
    std::ranges::stable_sort(items, std::ranges::greater{}, &Item::count);
    return items;
}

struct Coupon {
    std::int64_t count = 0;
    std::set<std::int64_t> chats;
    std::optional<std::tuple<core::Timestamp, std::string>> first;
};

std::vector<CouponCount> coupons_of(const std::vector<Use>& uses, const Frame& frame, const Question& question) {
    std::map<std::string, Coupon> coupons;
    for (const auto& use : uses) {
        if (!frame.holds(use) || !through(use, question.door) || !use.success) continue;
        if (question.template_ && use.template_slug != question.template_) continue;
        auto& coupon = coupons[use.coupon];
        ++coupon.count;
        if (!use.chat) continue;
        coupon.chats.insert(*use.chat);
        const std::tuple first(use.at, std::to_string(*use.chat));
        if (!coupon.first || first < *coupon.first) coupon.first = first;
    }
    std::vector<CouponCount> all;
    for (const auto& [code, coupon] : coupons) {
        all.push_back({code, coupon.count, static_cast<std::int64_t>(coupon.chats.size()),
                       coupon.first ? "Chat " + std::get<1>(*coupon.first) : "Unknown"});
    }
    std::ranges::stable_sort(all, std::ranges::greater{}, &CouponCount::count);
    return all;
}

std::vector<Point> series_of(const std::vector<Use>& uses, const Frame& frame, const Question& question) {
    std::vector<Point> series;
    for (auto date = frame.first; date <= frame.last && !question.period.hourly; date = core::next_day(date))
        series.push_back({core::to_iso8601(date), core::to_iso8601(date), 0});
    for (int hour = 0; hour < 24 && question.period.hourly; ++hour) {
        const auto label = core::TimeOfDay(hour, 0).text();
        series.push_back({label, core::to_iso8601(frame.first) + "T" + label + ":00", 0});
    }
    for (const auto& use : uses) {
        if (!frame.holds(use) || !through(use, question.door)) continue;
        ++series[question.period.hourly ? frame.hour_of(use.at) : frame.day_of(use.at)].count;
    }
    return series;
}

}  // namespace

Stats stats_of(const std::vector<Use>& uses, const Question& question, const std::string& zone, core::Timestamp now) {
    const auto frame = frame_of(question.period, zone, now);
    const Frame before{frame.zone, back(frame.first, question.period.days), back(frame.first, 1)};
    Stats stats;
    static_cast<Totals&>(stats) = totals_of(uses, frame, question.door);
    stats.previous = totals_of(uses, before, question.door);
    stats.success_rate = percent(stats.successful_uses, stats.total_uses);
    std::map<std::string, std::int64_t> templates;
    std::map<std::string, std::int64_t> errors;
    for (const auto& use : uses) {
        if (!frame.holds(use) || !through(use, question.door)) continue;
        if (use.template_slug) ++templates[*use.template_slug];
        if (!use.success && use.error) ++errors[*use.error];
    }
    stats.popular_templates = ranked<TemplateCount>(templates);
    stats.errors = ranked<ErrorCount>(errors);
    for (auto& coupon : coupons_of(uses, frame, question)) {
        ++stats.popular_coupons_total;
        if (coupon.coupon.find(question.coupon) == std::string::npos) continue;
        ++stats.popular_coupons_matching;
        stats.popular_coupons.push_back(std::move(coupon));
    }
    stats.usage_data = stats.daily_usage = series_of(uses, frame, question);
    stats.granularity = question.period.hourly ? "hourly" : "daily";
    for (const auto& point : stats.usage_data) {
        if (point.count > (stats.peak ? stats.peak->count : 0)) stats.peak = Peak{point.label, point.count};
    }
    stats.from = frame.from();
    stats.to = frame.to();
    stats.time_zone = zone;
    return stats;
}

Rhythm rhythm_of(const std::vector<Use>& uses, const Period& period, Door door, const std::string& zone,
                 core::Timestamp now) {
    const auto frame = frame_of(period, zone, now);
    Rhythm rhythm{period.hourly ? "hourly" : "daily", {}};
    for (int hour = 0; hour < 24 && period.hourly; ++hour)
        rhythm.data.push_back({core::TimeOfDay(hour, 0).text(), 0});
    for (const auto* name : {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}) {
        if (!period.hourly) rhythm.data.push_back({name, 0});
    }
    for (const auto& use : uses) {
        if (!frame.holds(use) || !through(use, door) || !use.success) continue;
        const auto date = core::LocalDate(sys_days(frame.first) + days(frame.day_of(use.at)));
        const auto weekday = std::chrono::weekday(sys_days(date)).iso_encoding() - 1;
        ++rhythm.data[period.hourly ? frame.hour_of(use.at) : weekday].count;
    }
    return rhythm;
}

}  // namespace promo::analytics::tests
