#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "domains/analytics/calendar.hpp"

namespace promo::analytics {

// Where pictures were asked for: in a chat, or everywhere else.
enum class Door { all, bot, web };
BOOST_DESCRIBE_ENUM(Door, all, bot, web)

struct Question {
    Period period;
    Door door = Door::all;
    std::optional<std::string> template_ = {};  // narrows the coupons alone
    std::string coupon = {};                    // part of a coupon
};

struct Point {
    std::string label;  // `07:00` or `2026-03-29`
    std::string date;   // `2026-03-29T07:00:00` or `2026-03-29`
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(Point, (), (label, date, count))

struct Peak {
    std::string label;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(Peak, (), (label, count))

struct TemplateCount {
    std::string template_;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(TemplateCount, (), (template_, count))

struct ErrorCount {
    std::string type;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(ErrorCount, (), (type, count))

struct CouponCount {
    std::string coupon;
    std::int64_t count = 0;
    std::int64_t unique_users = 0;
    std::string generated_by;
};
BOOST_DESCRIBE_STRUCT(CouponCount, (), (coupon, count, unique_users, generated_by))

struct Totals {
    std::int64_t total_uses = 0;
    std::int64_t unique_users = 0;
    std::int64_t successful_uses = 0;
};
BOOST_DESCRIBE_STRUCT(Totals, (), (total_uses, unique_users, successful_uses))

struct Stats : Totals {
    double success_rate = 0;  // percent, one decimal
    std::vector<TemplateCount> popular_templates;
    std::vector<CouponCount> popular_coupons;
    std::int64_t popular_coupons_matching = 0;  // what was searched for
    std::int64_t popular_coupons_total = 0;
    std::vector<ErrorCount> errors;
    std::vector<Point> usage_data;
    std::vector<Point> daily_usage;  // the same once more, for older pages
    std::string granularity;         // hourly, daily
    std::optional<Peak> peak;
    Totals previous;  // of the window before
    core::Timestamp from;
    core::Timestamp to;
    std::string time_zone;
    bool catching_up = false;  // what is older than `counted_from` is not in yet
    std::optional<core::Timestamp> counted_from;
};
BOOST_DESCRIBE_STRUCT(Stats, (Totals),
                      (success_rate, popular_templates, popular_coupons, popular_coupons_matching,
                       popular_coupons_total, errors, usage_data, daily_usage, granularity, peak, previous, from, to,
                       time_zone, catching_up, counted_from))

struct LabelCount {
    std::string label;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(LabelCount, (), (label, count))

// Successful uses by hour of the day, or by day of the week.
struct Rhythm {
    std::string type;  // hourly, daily
    std::vector<LabelCount> data;
    bool catching_up = false;  // older days are not in yet
};
BOOST_DESCRIBE_STRUCT(Rhythm, (), (type, data, catching_up))

std::string hour_label(int hour);                            // 07:00
double percent(std::int64_t part, std::int64_t whole);       // one decimal; 0 of nothing
std::optional<Peak> peak_of(const std::vector<Point>& all);  // the first of the highest, if any is above 0

}  // namespace promo::analytics
