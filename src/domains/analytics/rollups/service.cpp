#include "domains/analytics/rollups/service.hpp"

#include <algorithm>

#include "domains/analytics/rollups/cohorts/cohorts.hpp"
#include "domains/analytics/rollups/counts/repo.hpp"
#include "domains/analytics/rollups/coupons/repo.hpp"
#include "domains/analytics/rollups/spans.hpp"

namespace promo::analytics::rollups {
namespace {

constexpr core::Duration kMoment{1};

Piece piece_of(const Calendar& calendar, Day day, const repo::Progress& progress) {
    Piece piece;
    piece.day = day;
    piece.day_from = calendar.start_of(day);
    piece.day_to = calendar.start_of(day + 1);
    piece.counted_from = progress.counted_from;
    piece.counted_until = progress.counted_until;
    return piece;
}

// From the first row that is not counted: at most `limit` rows of one day, and all that happened at one moment.
std::optional<Piece> next_piece(db::Tx& tx, const core::TenantId& tenant, const Calendar& calendar,
                                const repo::Progress& progress, core::Timestamp settled, std::int64_t limit) {
    const auto from = repo::next(tx, tenant, progress.counted_until);
    if (!from || *from >= settled) return std::nullopt;
    auto piece = piece_of(calendar, calendar.day_at(*from), progress);
    piece.from = *from;
    piece.to = std::min(settled, piece.day_to);
    if (const auto full = repo::next(tx, tenant, *from, limit))
        piece.to = std::min(piece.to, std::max(*full, *from + kMoment));
    return piece;
}

// The same backwards, from the latest row that is older than what is counted.
std::optional<Piece> piece_before(db::Tx& tx, const core::TenantId& tenant, const Calendar& calendar,
                                  const repo::Progress& progress, std::int64_t limit) {
    const auto last = repo::last(tx, tenant, progress.counted_from);
    if (!last) return std::nullopt;
    auto piece = piece_of(calendar, calendar.day_at(*last), progress);
    piece.from = piece.day_from;
    piece.to = std::min(progress.counted_from, piece.day_to);
    if (const auto full = repo::last(tx, tenant, progress.counted_from, limit))
        piece.from = std::max(piece.from, std::min(*full + kMoment, *last));
    return piece;
}

void count(db::Tx& tx, const core::TenantId& tenant, const Calendar& calendar, const Piece& piece) {
    counts::repo::count_uses(tx, tenant, piece, calendar.hours(piece.from, piece.to));
    counts::repo::count_templates(tx, tenant, piece);
    counts::repo::count_failures(tx, tenant, piece);
    counts::repo::count_visits(tx, tenant, piece);
    counts::repo::count_steps(tx, tenant, piece);
    coupons::repo::count(tx, tenant, piece);
}

// They need no day before their first: pages are quick before all that is old is counted.
bool spans_are_next(const repo::Progress& progress, const Calendar& calendar, core::Timestamp settled) {
    return progress.spans_due <= settled &&
           progress.counted_from <= calendar.start_of(calendar.day_at(settled) - kLongestSpan);
}

// The spans of one template that are missing. False: there is none.
bool renew_spans(db::Tx& tx, const core::TenantId& tenant, const Calendar& calendar, Day today) {
    const auto there = coupons::repo::spans(tx, tenant);
    const auto work = work_on_spans(there, coupons::repo::templates(tx, tenant, today - kLongestSpan), today);
    for (const auto& add : work.missing)
        coupons::repo::add_span(tx, tenant, add.span, calendar.start_of(add.span.first_day), add.next);
    for (const auto& span : work.outdated)
        coupons::repo::remove_span(tx, tenant, span);
    return !work.missing.empty() || !work.outdated.empty();
}

}  // namespace

bool Service::roll_up(const std::function<bool()>& stop) {
    const auto settled = clock_.now() - kSettled;
    for (;;) {
        const auto pending = database_.read_as_system("usage that is not counted yet",
                                                      [&](db::Tx& tx) { return repo::pending(tx, settled); });
        if (pending.empty()) return follow_cohorts(stop, settled);
        for (const auto& tenant : pending) {
            if (stop()) return false;
            step(tenant, settled);
        }
    }
}

// Days of another zone are other days: all is forgotten, piece by piece, and counted again.
void Service::step(const repo::Pending& tenant, core::Timestamp settled) {
    database_.transact(tenant.id, [&](db::Tx& tx) {
        auto progress = repo::lock(tx, tenant.id, tenant.time_zone, settled);
        const Calendar calendar(tenant.time_zone);
        if (progress.time_zone != tenant.time_zone) {
            const bool empty = repo::empty(tx, tenant.id, batch_) == 0;
            progress = {empty ? tenant.time_zone : "", settled, settled, {}};
        } else if (const auto piece = next_piece(tx, tenant.id, calendar, progress, settled, batch_)) {
            count(tx, tenant.id, calendar, *piece);
            progress.counted_until = piece->to;
        } else if (const auto before = spans_are_next(progress, calendar, settled)
                                           ? std::nullopt
                                           : piece_before(tx, tenant.id, calendar, progress, batch_)) {
            count(tx, tenant.id, calendar, *before);
            progress.counted_from = before->from;
        } else if (const auto today = calendar.day_at(settled); !renew_spans(tx, tenant.id, calendar, today)) {
            progress.spans_due = calendar.start_of(today + 1);
        }
        repo::save(tx, tenant.id, progress);
    });
}

bool Service::follow_cohorts(const std::function<bool()>& stop, core::Timestamp settled) {
    for (const auto& when : cohorts::kReturns) {
        for (;;) {
            const auto pending = database_.read_as_system("people who are not counted yet", [&](db::Tx& tx) {
                return cohorts::repo::pending(tx, when, settled);
            });
            if (pending.empty()) break;
            for (const auto& tenant : pending) {
                if (stop()) return false;
                database_.transact(tenant.id, [&](db::Tx& tx) {
                    cohorts::repo::save(tx, tenant.id, when.days,
                                        cohorts::repo::counted_further(tx, tenant.id, when, settled - when.to, batch_));
                });
            }
        }
    }
    return true;
}

}  // namespace promo::analytics::rollups
