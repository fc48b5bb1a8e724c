#pragma once

#include <vector>

#include "domains/analytics/rollups/coupons/repo.hpp"

namespace promo::analytics::rollups {

// The usual windows. Their spans of tomorrow are there today, so that nobody waits for them at midnight.
inline constexpr Day kLongestSpan = 90;
std::vector<Day> first_days_of_spans(Day today);  // the latest first

// A span to be made of the days before `next`, and of the span that begins there.
struct MissingSpan {
    coupons::repo::Span span;
    Day next = 0;
};

struct SpanWork {
    std::vector<MissingSpan> missing;
    std::vector<coupons::repo::Span> outdated;
};

// What is to be done about one template, of those that need it; nothing when all is well.
SpanWork work_on_spans(const std::vector<coupons::repo::Span>& there, const std::vector<std::string>& templates,
                       Day today);

}  // namespace promo::analytics::rollups
