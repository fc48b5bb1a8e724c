#include "domains/analytics/rollups/repo.hpp"

#include <algorithm>

namespace promo::analytics::rollups::repo {
namespace {

constexpr db::Sql kPending{"analytics.pending", R"sql(
    -- cross-tenant: one job counts for all
    SELECT tenants.id, tenants.time_zone
    FROM tenants LEFT JOIN analytics_progress AS done ON done.tenant_id = tenants.id
    WHERE done.time_zone <> tenants.time_zone OR done.spans_due <= $1
       OR EXISTS (SELECT 1 FROM coupon_usage AS used
                  WHERE used.tenant_id = tenants.id AND used.created_at >= coalesce(done.counted_until, 0)
                    AND used.created_at < $1)
       OR EXISTS (SELECT 1 FROM coupon_usage AS used
                  WHERE used.tenant_id = tenants.id AND used.created_at < done.counted_from)
       OR EXISTS (SELECT 1 FROM bot_steps AS did
                  WHERE did.tenant_id = tenants.id AND did.created_at >= coalesce(done.counted_until, 0)
                    AND did.created_at < $1)
       OR EXISTS (SELECT 1 FROM bot_steps AS did
                  WHERE did.tenant_id = tenants.id AND did.created_at < done.counted_from)
    ORDER BY tenants.id
)sql"};

constexpr db::Sql kBegin{"analytics.begin", R"sql(
    INSERT INTO analytics_progress (tenant_id, time_zone, counted_from, counted_until, spans_due)
    VALUES ($1, $2, $3, $3, 0)
    ON CONFLICT (tenant_id) DO NOTHING
)sql"};

constexpr db::Sql kLock{"analytics.lock", R"sql(
    SELECT time_zone, counted_from, counted_until, spans_due FROM analytics_progress WHERE tenant_id = $1
    --@postgres FOR UPDATE
)sql"};

constexpr db::Sql kSave{"analytics.save", R"sql(
    UPDATE analytics_progress SET time_zone = $2, counted_from = $3, counted_until = $4, spans_due = $5
    WHERE tenant_id = $1
)sql"};

constexpr db::Sql kNextUse{"analytics.next_use", R"sql(
    SELECT created_at FROM coupon_usage WHERE tenant_id = $1 AND created_at >= $2
    ORDER BY created_at LIMIT 1 OFFSET $3
)sql"};

constexpr db::Sql kNextStep{"analytics.next_step", R"sql(
    SELECT created_at FROM bot_steps WHERE tenant_id = $1 AND created_at >= $2
    ORDER BY created_at LIMIT 1 OFFSET $3
)sql"};

constexpr db::Sql kLastUse{"analytics.last_use", R"sql(
    SELECT created_at FROM coupon_usage WHERE tenant_id = $1 AND created_at < $2
    ORDER BY created_at DESC LIMIT 1 OFFSET $3
)sql"};

constexpr db::Sql kLastStep{"analytics.last_step", R"sql(
    SELECT created_at FROM bot_steps WHERE tenant_id = $1 AND created_at < $2
    ORDER BY created_at DESC LIMIT 1 OFFSET $3
)sql"};

constexpr db::Sql kEmptyDays{"analytics.empty_days", R"sql(
    DELETE FROM usage_days WHERE tenant_id = $1 AND day IN
        (SELECT day FROM usage_days WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr db::Sql kEmptyHours{"analytics.empty_hours", R"sql(
    DELETE FROM usage_hours WHERE tenant_id = $1 AND (day, hour) IN
        (SELECT day, hour FROM usage_hours WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr db::Sql kEmptyTemplates{"analytics.empty_templates", R"sql(
    DELETE FROM usage_templates WHERE tenant_id = $1 AND (day, template_slug) IN
        (SELECT day, template_slug FROM usage_templates WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr db::Sql kEmptyErrors{"analytics.empty_errors", R"sql(
    DELETE FROM usage_errors WHERE tenant_id = $1 AND (day, template_slug, error_type) IN
        (SELECT day, template_slug, error_type FROM usage_errors WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr db::Sql kEmptyFailedCodes{"analytics.empty_failed_codes", R"sql(
    DELETE FROM usage_failed_codes WHERE tenant_id = $1 AND (template_slug, coupon_code, day) IN
        (SELECT template_slug, coupon_code, day FROM usage_failed_codes WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr db::Sql kEmptyVisits{"analytics.empty_visits", R"sql(
    DELETE FROM usage_visits WHERE tenant_id = $1 AND (step, previous_day, day) IN
        (SELECT step, previous_day, day FROM usage_visits WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr db::Sql kEmptySteps{"analytics.empty_steps", R"sql(
    DELETE FROM usage_steps WHERE tenant_id = $1 AND (day, step, source) IN
        (SELECT day, step, source FROM usage_steps WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr db::Sql kEmptyCoupons{"analytics.empty_coupons", R"sql(
    DELETE FROM usage_coupons WHERE tenant_id = $1 AND (template_slug, day, coupon_code) IN
        (SELECT template_slug, day, coupon_code FROM usage_coupons WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr db::Sql kEmptyCouponSpans{"analytics.empty_coupon_spans", R"sql(
    DELETE FROM usage_coupon_spans WHERE tenant_id = $1 AND (template_slug, first_day, coupon_code) IN
        (SELECT template_slug, first_day, coupon_code FROM usage_coupon_spans WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr db::Sql kEmptySpans{"analytics.empty_spans", R"sql(
    DELETE FROM usage_spans WHERE tenant_id = $1 AND (template_slug, first_day) IN
        (SELECT template_slug, first_day FROM usage_spans WHERE tenant_id = $1 LIMIT $2)
)sql"};

}  // namespace

std::vector<Pending> pending(db::Tx& tx, core::Timestamp settled) {
    return tx.all<Pending>(kPending, settled);
}

Progress lock(db::Tx& tx, const core::TenantId& tenant, const std::string& zone, core::Timestamp from) {
    tx.run(kBegin, tenant, zone, from);
    return tx.one<Progress>(kLock, tenant);
}

void save(db::Tx& tx, const core::TenantId& tenant, const Progress& progress) {
    tx.run(kSave, tenant, progress.time_zone, progress.counted_from, progress.counted_until, progress.spans_due);
}

std::optional<core::Timestamp> next(db::Tx& tx, const core::TenantId& tenant, core::Timestamp from,
                                    std::int64_t skipped) {
    const auto use = tx.maybe<core::Timestamp>(kNextUse, tenant, from, skipped);
    const auto step = tx.maybe<core::Timestamp>(kNextStep, tenant, from, skipped);
    return use && step ? std::min(*use, *step) : use ? use : step;
}

std::optional<core::Timestamp> last(db::Tx& tx, const core::TenantId& tenant, core::Timestamp before,
                                    std::int64_t skipped) {
    const auto use = tx.maybe<core::Timestamp>(kLastUse, tenant, before, skipped);
    const auto step = tx.maybe<core::Timestamp>(kLastStep, tenant, before, skipped);
    return use && step ? std::max(*use, *step) : use ? use : step;
}

std::int64_t empty(db::Tx& tx, const core::TenantId& tenant, std::int64_t most) {
    std::int64_t gone = 0;
    for (const auto& statement : {kEmptyDays, kEmptyHours, kEmptyTemplates, kEmptyErrors, kEmptyFailedCodes,
                                  kEmptyVisits, kEmptySteps, kEmptyCoupons, kEmptyCouponSpans, kEmptySpans})
        gone += tx.run(statement, tenant, most);
    return gone;
}

}  // namespace promo::analytics::rollups::repo
