#include "domains/analytics/rollups/spans.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>

namespace promo::analytics::rollups {
namespace {

constexpr std::array<Day, 4> kLengths{3, 7, 30, kLongestSpan};
constexpr Day kNever = std::numeric_limits<Day>::max();

}  // namespace

std::vector<Day> first_days_of_spans(Day today) {
    std::vector<Day> days;
    for (const auto length : kLengths) {
        days.push_back(today + 2 - length);
        days.push_back(today + 1 - length);
    }
    return days;
}

SpanWork work_on_spans(const std::vector<coupons::repo::Span>& there, const std::vector<std::string>& templates,
                       Day today) {
    std::map<std::string, std::set<Day>> days_of;
    for (const auto& slug : templates)
        days_of[slug];
    for (const auto& span : there)
        days_of[span.template_slug].insert(span.first_day);
    const auto wanted = first_days_of_spans(today);
    SpanWork work;
    for (auto& [slug, days] : days_of) {
        const bool used = std::ranges::find(templates, slug) != templates.end();
        for (const auto day : days) {
            if (!used || std::ranges::find(wanted, day) == wanted.end()) work.outdated.push_back({slug, day});
        }
        for (const auto day : wanted) {
            if (!used || days.contains(day)) continue;
            const auto next = days.upper_bound(day);
            work.missing.push_back({{slug, day}, next == days.end() ? kNever : *next});
            days.insert(day);
        }
        if (!work.missing.empty() || !work.outdated.empty()) break;
    }
    return work;
}

}  // namespace promo::analytics::rollups
