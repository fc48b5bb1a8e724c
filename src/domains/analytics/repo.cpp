#include "domains/analytics/repo.hpp"

#include "core/enum_name.hpp"
#include "core/json_write.hpp"
#include "db/planning.hpp"
#include "domains/analytics/pieces.hpp"

namespace promo::analytics::repo {
namespace {

constexpr int kMostTemplates = 10;

constexpr db::Sql kProgress{"analytics.progress", R"sql(
    -- cross-tenant: the id is the tenant
    SELECT tenants.time_zone, done.counted_from, done.counted_until
    FROM tenants LEFT JOIN analytics_progress AS done
                        ON done.tenant_id = tenants.id AND done.time_zone = tenants.time_zone
    WHERE tenants.id = $1
)sql"};

constexpr db::Sql kLatest{"analytics.latest", R"sql(
    SELECT max(created_at)
    FROM (SELECT (SELECT created_at FROM coupon_usage WHERE tenant_id = $1
                  ORDER BY created_at DESC LIMIT 1 OFFSET $2) AS created_at
          UNION ALL
          SELECT (SELECT created_at FROM bot_steps WHERE tenant_id = $1
                  ORDER BY created_at DESC LIMIT 1 OFFSET $2)) AS latest
)sql"};

constexpr db::Sql kOlder{"analytics.older", R"sql(
    SELECT count(*)
    WHERE EXISTS (SELECT 1 FROM coupon_usage WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3)
       OR EXISTS (SELECT 1 FROM bot_steps WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3)
)sql"};

constexpr db::Sql kHours{"analytics.hours", R"sql(
    SELECT day, hour, CASE $4 WHEN 'bot' THEN bot_uses WHEN 'web' THEN web_uses ELSE bot_uses + web_uses END AS uses,
           CASE $4 WHEN 'bot' THEN bot_successes WHEN 'web' THEN web_successes
                   ELSE bot_successes + web_successes END AS successes
    FROM usage_hours
    WHERE tenant_id = $1 AND day >= $2 AND day <= $3
)sql"};

constexpr db::Sql kDays{"analytics.days", R"sql(
    SELECT day, 0 AS hour,
           CASE $4 WHEN 'bot' THEN bot_uses WHEN 'web' THEN web_uses ELSE bot_uses + web_uses END AS uses,
           CASE $4 WHEN 'bot' THEN bot_successes WHEN 'web' THEN web_successes
                   ELSE bot_successes + web_successes END AS successes
    FROM usage_days
    WHERE tenant_id = $1 AND day >= $2 AND day <= $3
)sql"};

constexpr db::Sql kBounds{"analytics.uncounted_bounds", R"sql(
    SELECT (SELECT min(created_at) FROM coupon_usage
            WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3) AS first,
           (SELECT max(created_at) FROM coupon_usage
            WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3) AS last
)sql"};

constexpr db::Sql kUncounted{"analytics.uncounted", R"sql(
    SELECT piece.day, piece.hour, count(*) AS uses, CAST(sum(used.success) AS bigint) AS successes
    --@postgres FROM jsonb_to_recordset($2::jsonb) AS piece(day int, hour int, starts bigint, ends bigint)
    --@sqlite FROM (SELECT value ->> 'day' AS day, value ->> 'hour' AS hour, value ->> 'starts' AS starts,
    --@sqlite              value ->> 'ends' AS ends FROM json_each($2)) AS piece
         CROSS JOIN coupon_usage AS used
    WHERE used.tenant_id = $1 AND used.created_at >= piece.starts AND used.created_at < piece.ends
      AND ($3 = 'all' OR $3 = CASE WHEN used.source = 'bot' THEN 'bot' ELSE 'web' END)
    GROUP BY piece.day, piece.hour
)sql"};

constexpr db::Sql kChats{"analytics.chats", R"sql(
    SELECT CAST(coalesce(sum(CASE WHEN previous_day = day THEN chats ELSE -chats END), 0) AS bigint)
    FROM usage_visits
    WHERE tenant_id = $1 AND step = '' AND previous_day >= $2 AND previous_day <= $3 AND day <= $3
)sql"};

constexpr db::Sql kNewChats{"analytics.new_chats", R"sql(
    SELECT count(*)
    FROM (SELECT (SELECT used.created_at FROM coupon_usage AS used
                  WHERE used.tenant_id = $1
                    --@postgres AND used.chat_id IS NOT NULL AND (used.chat_id, used.created_at) >= (came.chat_id, $4)
                    --@postgres AND (used.chat_id, used.created_at) < (came.chat_id, $2)
                    --@sqlite AND used.chat_id = came.chat_id AND used.created_at >= $4 AND used.created_at < $2
                    AND used.source = 'bot'
                  ORDER BY used.chat_id DESC, used.created_at DESC LIMIT 1) AS previous_use
          FROM (SELECT DISTINCT chat_id FROM coupon_usage
                WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND source = 'bot'
                  AND chat_id IS NOT NULL) AS came) AS seen
    WHERE previous_use IS NULL
)sql"};

constexpr db::Sql kTemplates{"analytics.templates", R"sql(
    SELECT template, CAST(sum(uses) AS bigint) AS count
    FROM (SELECT template_slug AS template,
                 CASE $6 WHEN 'bot' THEN bot_uses WHEN 'web' THEN web_uses ELSE bot_uses + web_uses END AS uses
          FROM usage_templates
          WHERE tenant_id = $1 AND day >= $2 AND day <= $3
          UNION ALL
          SELECT template_slug, 1
          FROM coupon_usage
          WHERE tenant_id = $1 AND created_at >= $4 AND created_at < $5 AND template_slug IS NOT NULL
            AND ($6 = 'all' OR $6 = CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END)) AS used
    GROUP BY template
    HAVING sum(uses) > 0
    ORDER BY sum(uses) DESC, template
    LIMIT $7
)sql"};

constexpr db::Sql kErrors{"analytics.errors", R"sql(
    SELECT type, CAST(sum(failures) AS bigint) AS count
    FROM (SELECT error_type AS type, CASE $6 WHEN 'bot' THEN bot_failures WHEN 'web' THEN web_failures
                                             ELSE bot_failures + web_failures END AS failures
          FROM usage_errors
          WHERE tenant_id = $1 AND day >= $2 AND day <= $3 AND error_type <> ''
          UNION ALL
          SELECT error_type, 1
          FROM coupon_usage
          WHERE tenant_id = $1 AND created_at >= $4 AND created_at < $5 AND success = 0 AND error_type <> ''
            AND ($6 = 'all' OR $6 = CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END)) AS failed
    GROUP BY type
    HAVING sum(failures) > 0
    ORDER BY sum(failures) DESC, type
)sql"};

constexpr db::Sql kNames{"analytics.names", R"sql(
    SELECT chat_id, username, first_name, last_name
    FROM bot_users
    WHERE tenant_id = $1
    --@postgres AND chat_id = ANY (ARRAY(SELECT CAST(jsonb_array_elements_text($2::jsonb) AS bigint)))
    --@sqlite AND chat_id IN (SELECT value FROM json_each($2))
    ORDER BY chat_id, last_used DESC, telegram_id
)sql"};

struct Progress {
    std::string time_zone;
    std::optional<core::Timestamp> counted_from;
    std::optional<core::Timestamp> counted_until;
};
BOOST_DESCRIBE_STRUCT(Progress, (), (time_zone, counted_from, counted_until))

}  // namespace

Known known(db::Tx& tx, const core::TenantId& tenant) {
    // A plan for all values would look for a time without rows by reading all of them.
    db::plan_by_indexes(tx);
    const auto progress = tx.maybe<Progress>(kProgress, tenant).value_or(Progress{"UTC", {}, {}});
    if (progress.counted_from && progress.counted_until)
        return {progress.time_zone, {*progress.counted_from, *progress.counted_until, true}};
    const auto latest = tx.one<std::optional<core::Timestamp>>(kLatest, tenant, kMostUncounted);
    const auto from = latest ? *latest + core::Duration(1) : core::Timestamp{};
    return {progress.time_zone, {from, from, false}};
}

std::optional<core::Timestamp> missing_before(db::Tx& tx, const core::TenantId& tenant, core::Timestamp from,
                                              const Counted& counted) {
    if (from >= counted.from || tx.maybe<std::int64_t>(kOlder, tenant, from, counted.from).value_or(0) == 0)
        return std::nullopt;
    return counted.from;
}

std::vector<HourCount> counted_hours(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door) {
    return tx.all<HourCount>(kHours, tenant, extent.first, extent.last, door);
}

std::vector<HourCount> counted_days(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door) {
    return tx.all<HourCount>(kDays, tenant, extent.first, extent.last, door);
}

Bounds uncounted_bounds(db::Tx& tx, const core::TenantId& tenant, const Extent& extent) {
    return tx.one<Bounds>(kBounds, tenant, extent.rows_from, extent.rows_to);
}

std::vector<HourCount> uncounted(db::Tx& tx, const core::TenantId& tenant, const std::vector<Hour>& pieces, Door door) {
    return tx.all<HourCount>(kUncounted, tenant, text_of(pieces), door);
}

std::int64_t chats(db::Tx& tx, const core::TenantId& tenant, const Extent& extent) {
    const auto counted = tx.one<std::int64_t>(kChats, tenant, extent.first, extent.last);
    if (extent.rows_from == extent.rows_to) return counted;
    return counted + tx.one<std::int64_t>(kNewChats, tenant, extent.rows_from, extent.rows_to, extent.known_from);
}

std::vector<TemplateCount> templates(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door) {
    return tx.all<TemplateCount>(kTemplates, tenant, extent.first, extent.last, extent.rows_from, extent.rows_to, door,
                                 kMostTemplates);
}

std::vector<ErrorCount> errors(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door) {
    return tx.all<ErrorCount>(kErrors, tenant, extent.first, extent.last, extent.rows_from, extent.rows_to, door);
}

std::vector<Name> names(db::Tx& tx, const core::TenantId& tenant, const std::vector<std::int64_t>& chats) {
    return tx.all<Name>(kNames, tenant, core::json::to_text(chats));
}

}  // namespace promo::analytics::repo
