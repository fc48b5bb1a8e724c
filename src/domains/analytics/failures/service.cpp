#include "domains/analytics/failures/service.hpp"

#include "domains/analytics/failures/repo.hpp"
#include "domains/analytics/repo.hpp"

namespace promo::analytics::failures {
namespace {

// From the first day of all to this one.
Window all_time(const Calendar& calendar, core::Timestamp now) {
    return {0, calendar.day_at(now), false};
}

Attempt attempt_of(const repo::Failure& row, const std::map<std::string, std::int64_t>& counts) {
    Attempt attempt;
    attempt.coupon_code = row.coupon_code;
    attempt.template_name = row.template_slug;
    attempt.timestamp = row.created_at;
    attempt.error_type = row.error_type;
    attempt.chat_id = row.chat_id;
    // Itself, while older ones are not counted yet.
    const auto found = counts.find(row.coupon_code);
    attempt.attempt_count = found == counts.end() ? 1 : found->second;
    return attempt;
}

void name(db::Tx& tx, const core::TenantId& tenant, std::vector<Attempt>& attempts) {
    std::vector<std::int64_t> chats;
    for (const auto& attempt : attempts) {
        if (attempt.chat_id) chats.push_back(*attempt.chat_id);
    }
    std::map<std::int64_t, analytics::repo::Name> names;
    for (auto& found : analytics::repo::names(tx, tenant, chats))
        names.emplace(found.chat_id, std::move(found));
    for (auto& attempt : attempts) {
        const auto found = attempt.chat_id ? names.find(*attempt.chat_id) : names.end();
        if (found == names.end()) continue;
        attempt.username = found->second.username;
        attempt.first_name = found->second.first_name;
        attempt.last_name = found->second.last_name;
    }
}

}  // namespace

Page Service::page(const core::TenantId& tenant, const Filter& filter, std::int64_t limit, std::int64_t offset) {
    return database_.read(tenant, [&](db::Tx& tx) {
        const auto known = analytics::repo::known(tx, tenant);
        const Calendar calendar(known.time_zone);
        const auto window =
            filter.period ? window_of(*filter.period, calendar, clock_.now()) : all_time(calendar, clock_.now());
        const auto extent = extent_of(window, calendar, known.counted);
        const repo::Filter rows{calendar.start_of(window.first), calendar.start_of(window.last + 1),
                                filter.period ? repo::Days::some : repo::Days::ever, filter.door,
                                filter.template_.value_or("")};
        const auto failures = repo::page(tx, tenant, rows, limit, offset);
        std::vector<std::string> codes;
        for (const auto& failure : failures)
            codes.push_back(failure.coupon_code);
        const auto counts = repo::attempts(tx, tenant, extent, rows, codes);
        Page page;
        for (const auto& failure : failures)
            page.attempts.push_back(attempt_of(failure, counts));
        name(tx, tenant, page.attempts);
        page.total = repo::count(tx, tenant, extent, rows);
        page.catching_up = analytics::repo::missing_before(tx, tenant, rows.from, known.counted).has_value();
        return page;
    });
}

}  // namespace promo::analytics::failures
