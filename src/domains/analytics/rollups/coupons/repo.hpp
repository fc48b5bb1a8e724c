#pragma once

#include <string>
#include <vector>

#include "db/tx.hpp"
#include "domains/analytics/rollups/piece.hpp"

namespace promo::analytics::rollups::coupons::repo {

// Adds a piece to the days, and to the spans that go on to the latest row.
void count(db::Tx& tx, const core::TenantId& tenant, const Piece& piece);

// What is added up from a day on, of one template or of all ('').
struct Span {
    std::string template_slug;
    Day first_day = 0;
};
BOOST_DESCRIBE_STRUCT(Span, (), (template_slug, first_day))

// By template, the latest first.
std::vector<Span> spans(db::Tx& tx, const core::TenantId& tenant);
// Templates that were used since this day, and ''.
std::vector<std::string> templates(db::Tx& tx, const core::TenantId& tenant, Day since);
// Adds the days up to before `next`, and the span that begins there.
void add_span(db::Tx& tx, const core::TenantId& tenant, const Span& span, core::Timestamp starts_at, Day next);
void remove_span(db::Tx& tx, const core::TenantId& tenant, const Span& span);

}  // namespace promo::analytics::rollups::coupons::repo
