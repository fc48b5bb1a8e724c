#include "domains/analytics/rollups/repo.hpp"

#include <array>

namespace promo::analytics::rollups::repo {
namespace {

constexpr db::Sql kPending{"analytics.pending", R"sql(
    -- cross-tenant: one job counts for all
    SELECT tenants.id, tenants.time_zone
    FROM tenants LEFT JOIN analytics_progress AS done ON done.tenant_id = tenants.id
    WHERE done.time_zone <> tenants.time_zone
       OR EXISTS (SELECT 1 FROM coupon_usage AS used
                  WHERE used.tenant_id = tenants.id AND used.created_at >= coalesce(done.counted_until, 0)
                    AND used.created_at < $1)
    ORDER BY tenants.id
)sql"};

constexpr db::Sql kZone{"analytics.zone", R"sql(
    SELECT time_zone FROM tenants WHERE id = $1  -- cross-tenant: the id is the tenant
)sql"};

constexpr db::Sql kProgress{"analytics.progress", R"sql(
    SELECT time_zone, counted_until FROM analytics_progress WHERE tenant_id = $1
)sql"};

constexpr db::Sql kBegin{"analytics.begin", R"sql(
    INSERT INTO analytics_progress (tenant_id, time_zone, counted_until) VALUES ($1, $2, 0)
    ON CONFLICT (tenant_id) DO NOTHING
)sql"};

constexpr db::Sql kLock{"analytics.lock", R"sql(
    SELECT time_zone, counted_until FROM analytics_progress WHERE tenant_id = $1
    --@postgres FOR UPDATE
)sql"};

constexpr db::Sql kSave{"analytics.save", R"sql(
    UPDATE analytics_progress SET time_zone = $2, counted_until = $3 WHERE tenant_id = $1
)sql"};

constexpr db::Sql kFirstUse{"analytics.first_use", R"sql(
    SELECT created_at FROM coupon_usage
    WHERE tenant_id = $1 AND created_at >= $2
    ORDER BY created_at
    LIMIT 1 OFFSET $3
)sql"};

constexpr db::Sql kHour{"analytics.count_hour", R"sql(
    INSERT INTO usage_hours (tenant_id, day, hour, door, uses, successes)
    SELECT tenant_id, $4, $5, CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END, count(*), sum(success)
    FROM coupon_usage
    WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3
    GROUP BY tenant_id, CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END
    ON CONFLICT (tenant_id, day, hour, door) DO UPDATE
    SET uses = usage_hours.uses + excluded.uses, successes = usage_hours.successes + excluded.successes
)sql"};

constexpr db::Sql kTemplates{"analytics.count_templates", R"sql(
    INSERT INTO usage_templates (tenant_id, day, door, template_slug, uses)
    SELECT tenant_id, $4, CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END, template_slug, count(*)
    FROM coupon_usage
    WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND template_slug IS NOT NULL
    GROUP BY tenant_id, CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END, template_slug
    ON CONFLICT (tenant_id, day, door, template_slug) DO UPDATE SET uses = usage_templates.uses + excluded.uses
)sql"};

constexpr db::Sql kErrors{"analytics.count_errors", R"sql(
    INSERT INTO usage_errors (tenant_id, day, door, template_slug, error_type, failures)
    SELECT tenant_id, $4, CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END, coalesce(template_slug, ''),
           coalesce(error_type, ''), count(*)
    FROM coupon_usage
    WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND success = 0
    GROUP BY tenant_id, CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END, coalesce(template_slug, ''),
             coalesce(error_type, '')
    ON CONFLICT (tenant_id, day, door, template_slug, error_type) DO UPDATE
    SET failures = usage_errors.failures + excluded.failures
)sql"};

constexpr db::Sql kArrivals{"analytics.count_arrivals", R"sql(
    INSERT INTO usage_visits (tenant_id, previous_day, day, chats)
    SELECT tenant_id, $4, $4, count(*)
    FROM (SELECT came.tenant_id, (SELECT known.last_day FROM usage_chats AS known
                                  WHERE known.tenant_id = $1 AND known.chat_id = came.chat_id) AS last_day
          FROM (SELECT DISTINCT tenant_id, chat_id FROM coupon_usage
                WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND source = 'bot'
                  AND chat_id IS NOT NULL) AS came) AS arrived
    WHERE last_day IS NULL OR last_day < $4
    GROUP BY tenant_id
    ON CONFLICT (tenant_id, previous_day, day) DO UPDATE SET chats = usage_visits.chats + excluded.chats
)sql"};

constexpr db::Sql kReturns{"analytics.count_returns", R"sql(
    INSERT INTO usage_visits (tenant_id, previous_day, day, chats)
    SELECT tenant_id, last_day, $4, count(*)
    FROM (SELECT came.tenant_id, (SELECT known.last_day FROM usage_chats AS known
                                  WHERE known.tenant_id = $1 AND known.chat_id = came.chat_id) AS last_day
          FROM (SELECT DISTINCT tenant_id, chat_id FROM coupon_usage
                WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND source = 'bot'
                  AND chat_id IS NOT NULL) AS came) AS returned
    WHERE last_day < $4
    GROUP BY tenant_id, last_day
    ON CONFLICT (tenant_id, previous_day, day) DO UPDATE SET chats = usage_visits.chats + excluded.chats
)sql"};

constexpr db::Sql kChats{"analytics.note_chats", R"sql(
    INSERT INTO usage_chats (tenant_id, chat_id, last_day)
    SELECT DISTINCT tenant_id, chat_id, $4
    FROM coupon_usage
    WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND source = 'bot' AND chat_id IS NOT NULL
    ON CONFLICT (tenant_id, chat_id) DO UPDATE SET last_day = excluded.last_day
    WHERE usage_chats.last_day < excluded.last_day
)sql"};

// Who came is looked up one by one, whatever the planner thinks of tables that grow as we count.
//
// In all statements about coupons `$4` is 1 for each template apart, 0 for all as one; then the span.
constexpr db::Sql kCoupons{"analytics.count_coupons", R"sql(
    INSERT INTO usage_coupons (tenant_id, template_slug, days, first_day, coupon_code, door, uses, people, last_people,
                               first_use)
    SELECT tenant_id, CASE WHEN $4 = 1 THEN template_slug ELSE '' END, $5, $6, coupon_code,
           CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END, count(*), 0, 0,
           min(CASE WHEN source = 'bot' AND chat_id IS NOT NULL
               --@postgres THEN lpad(CAST(created_at AS text), 16, '0') || ' ' || chat_id END)
               --@sqlite THEN printf('%016d', created_at) || ' ' || chat_id END)
    FROM coupon_usage
    WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND success = 1
      AND ($4 = 0 OR template_slug IS NOT NULL)
    GROUP BY tenant_id, CASE WHEN $4 = 1 THEN template_slug ELSE '' END, coupon_code,
             CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END
    ON CONFLICT (tenant_id, template_slug, days, first_day, coupon_code, door) DO UPDATE
    SET uses = usage_coupons.uses + excluded.uses, first_use = coalesce(usage_coupons.first_use, excluded.first_use)
)sql"};

constexpr db::Sql kNewPeople{"analytics.count_new_people", R"sql(
    INSERT INTO usage_coupons (tenant_id, template_slug, days, first_day, coupon_code, door, uses, people, last_people)
    SELECT tenant_id, template_slug, $5, $6, coupon_code, 'bot', 0, count(*), count(*)
    FROM (SELECT came.tenant_id, came.template_slug, came.coupon_code,
                 (SELECT known.last_day FROM usage_coupon_people AS known
                  WHERE known.tenant_id = $1 AND known.template_slug = came.template_slug
                    AND known.coupon_code = came.coupon_code AND known.chat_id = came.chat_id) AS last_day
          FROM (SELECT DISTINCT tenant_id, CASE WHEN $4 = 1 THEN template_slug ELSE '' END AS template_slug,
                       coupon_code, chat_id
                FROM coupon_usage
                WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND success = 1
                  AND ($4 = 0 OR template_slug IS NOT NULL) AND source = 'bot' AND chat_id IS NOT NULL) AS came) AS arrived
    WHERE last_day IS NULL OR last_day < $6
    GROUP BY tenant_id, template_slug, coupon_code
    ON CONFLICT (tenant_id, template_slug, days, first_day, coupon_code, door) DO UPDATE
    SET people = usage_coupons.people + excluded.people, last_people = usage_coupons.last_people + excluded.last_people
)sql"};

// They are no longer the last of the span in which they were before.
constexpr db::Sql kMovedPeople{"analytics.count_moved_people", R"sql(
    INSERT INTO usage_coupons (tenant_id, template_slug, days, first_day, coupon_code, door, uses, people, last_people)
    SELECT tenant_id, template_slug, $5, last_day - last_day % $5, coupon_code, 'bot', 0, 0, -count(*)
    FROM (SELECT came.tenant_id, came.template_slug, came.coupon_code,
                 (SELECT known.last_day FROM usage_coupon_people AS known
                  WHERE known.tenant_id = $1 AND known.template_slug = came.template_slug
                    AND known.coupon_code = came.coupon_code AND known.chat_id = came.chat_id) AS last_day
          FROM (SELECT DISTINCT tenant_id, CASE WHEN $4 = 1 THEN template_slug ELSE '' END AS template_slug,
                       coupon_code, chat_id
                FROM coupon_usage
                WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND success = 1
                  AND ($4 = 0 OR template_slug IS NOT NULL) AND source = 'bot' AND chat_id IS NOT NULL) AS came) AS moved
    WHERE last_day < $6
    GROUP BY tenant_id, template_slug, last_day - last_day % $5, coupon_code
    ON CONFLICT (tenant_id, template_slug, days, first_day, coupon_code, door) DO UPDATE
    SET last_people = usage_coupons.last_people + excluded.last_people
)sql"};

constexpr db::Sql kPeople{"analytics.note_coupon_people", R"sql(
    INSERT INTO usage_coupon_people (tenant_id, template_slug, coupon_code, chat_id, last_day)
    SELECT DISTINCT tenant_id, CASE WHEN $4 = 1 THEN template_slug ELSE '' END, coupon_code, chat_id, $5
    FROM coupon_usage
    WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND success = 1
      AND ($4 = 0 OR template_slug IS NOT NULL) AND source = 'bot' AND chat_id IS NOT NULL
    ON CONFLICT (tenant_id, template_slug, coupon_code, chat_id) DO UPDATE SET last_day = excluded.last_day
    WHERE usage_coupon_people.last_day < excluded.last_day
)sql"};

constexpr db::Sql kEmptyHours{"analytics.empty_hours", R"sql(
    DELETE FROM usage_hours WHERE tenant_id = $1 AND (day, hour, door) IN
        (SELECT day, hour, door FROM usage_hours WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr db::Sql kEmptyTemplates{"analytics.empty_templates", R"sql(
    DELETE FROM usage_templates WHERE tenant_id = $1 AND (day, door, template_slug) IN
        (SELECT day, door, template_slug FROM usage_templates WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr db::Sql kEmptyErrors{"analytics.empty_errors", R"sql(
    DELETE FROM usage_errors WHERE tenant_id = $1 AND (day, door, template_slug, error_type) IN
        (SELECT day, door, template_slug, error_type FROM usage_errors WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr db::Sql kEmptyChats{"analytics.empty_chats", R"sql(
    DELETE FROM usage_chats WHERE tenant_id = $1 AND chat_id IN
        (SELECT chat_id FROM usage_chats WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr db::Sql kEmptyVisits{"analytics.empty_visits", R"sql(
    DELETE FROM usage_visits WHERE tenant_id = $1 AND (previous_day, day) IN
        (SELECT previous_day, day FROM usage_visits WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr db::Sql kEmptyCoupons{"analytics.empty_coupons", R"sql(
    DELETE FROM usage_coupons WHERE tenant_id = $1 AND (template_slug, days, first_day, coupon_code, door) IN
        (SELECT template_slug, days, first_day, coupon_code, door FROM usage_coupons WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr db::Sql kEmptyPeople{"analytics.empty_coupon_people", R"sql(
    DELETE FROM usage_coupon_people WHERE tenant_id = $1 AND (template_slug, coupon_code, chat_id) IN
        (SELECT template_slug, coupon_code, chat_id FROM usage_coupon_people WHERE tenant_id = $1 LIMIT $2)
)sql"};

constexpr std::array<Day, 3> kSpans{1, 8, 64};

}  // namespace

std::vector<Pending> pending(db::Tx& tx, core::Timestamp settled) {
    return tx.all<Pending>(kPending, settled);
}

std::string zone_of(db::Tx& tx, const core::TenantId& tenant) {
    return tx.maybe<std::string>(kZone, tenant).value_or("UTC");
}

core::Timestamp counted_until(db::Tx& tx, const core::TenantId& tenant, const std::string& zone) {
    const auto progress = tx.maybe<Progress>(kProgress, tenant);
    return progress && progress->time_zone == zone ? progress->counted_until : core::Timestamp{};
}

Progress lock(db::Tx& tx, const core::TenantId& tenant, const std::string& zone) {
    tx.run(kBegin, tenant, zone);
    return tx.one<Progress>(kLock, tenant);
}

void save(db::Tx& tx, const core::TenantId& tenant, const Progress& progress) {
    tx.run(kSave, tenant, progress.time_zone, progress.counted_until);
}

std::optional<core::Timestamp> first_use(db::Tx& tx, const core::TenantId& tenant, core::Timestamp from,
                                         std::int64_t skipped) {
    return tx.maybe<core::Timestamp>(kFirstUse, tenant, from, skipped);
}

void count_hour(db::Tx& tx, const core::TenantId& tenant, const Hour& hour) {
    tx.run(kHour, tenant, hour.from, hour.to, hour.day, hour.hour);
}

void count_templates(db::Tx& tx, const core::TenantId& tenant, const Batch& batch) {
    tx.run(kTemplates, tenant, batch.from, batch.to, batch.day);
}

void count_errors(db::Tx& tx, const core::TenantId& tenant, const Batch& batch) {
    tx.run(kErrors, tenant, batch.from, batch.to, batch.day);
}

void count_chats(db::Tx& tx, const core::TenantId& tenant, const Batch& batch) {
    for (const auto& statement : {kArrivals, kReturns, kChats})
        tx.run(statement, tenant, batch.from, batch.to, batch.day);
}

void count_coupons(db::Tx& tx, const core::TenantId& tenant, const Batch& batch) {
    for (const int apart : {0, 1}) {
        for (const auto days : kSpans) {
            for (const auto& statement : {kCoupons, kNewPeople, kMovedPeople})
                tx.run(statement, tenant, batch.from, batch.to, apart, days, batch.day - batch.day % days);
        }
        tx.run(kPeople, tenant, batch.from, batch.to, apart, batch.day);
    }
}

std::int64_t empty(db::Tx& tx, const core::TenantId& tenant, std::int64_t most) {
    std::int64_t gone = 0;
    for (const auto& statement :
         {kEmptyHours, kEmptyTemplates, kEmptyErrors, kEmptyChats, kEmptyVisits, kEmptyCoupons, kEmptyPeople})
        gone += tx.run(statement, tenant, most);
    return gone;
}

}  // namespace promo::analytics::rollups::repo
