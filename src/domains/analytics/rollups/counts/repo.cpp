#include "domains/analytics/rollups/counts/repo.hpp"

#include "domains/analytics/pieces.hpp"

namespace promo::analytics::rollups::counts::repo {
namespace {

constexpr db::Sql kDay{"analytics.count_day", R"sql(
    INSERT INTO usage_days (tenant_id, day, starts_at, bot_uses, web_uses, bot_successes, web_successes)
    SELECT $1, $4, $5, CAST(coalesce(sum(bot), 0) AS bigint), CAST(coalesce(sum(1 - bot), 0) AS bigint),
           CAST(coalesce(sum(bot * success), 0) AS bigint), CAST(coalesce(sum((1 - bot) * success), 0) AS bigint)
    FROM (SELECT CASE WHEN source = 'bot' THEN 1 ELSE 0 END AS bot, success
          FROM coupon_usage
          WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3) AS used
    WHERE true
    ON CONFLICT (tenant_id, day) DO UPDATE
    SET bot_uses = usage_days.bot_uses + excluded.bot_uses, web_uses = usage_days.web_uses + excluded.web_uses,
        bot_successes = usage_days.bot_successes + excluded.bot_successes,
        web_successes = usage_days.web_successes + excluded.web_successes
)sql"};

constexpr db::Sql kHours{"analytics.count_hours", R"sql(
    INSERT INTO usage_hours (tenant_id, day, hour, bot_uses, web_uses, bot_successes, web_successes)
    SELECT tenant_id, day, hour, sum(bot), sum(1 - bot), sum(bot * success), sum((1 - bot) * success)
    FROM (SELECT used.tenant_id, piece.day, piece.hour, CASE WHEN used.source = 'bot' THEN 1 ELSE 0 END AS bot,
                 used.success
          --@postgres FROM jsonb_to_recordset($2::jsonb) AS piece(day int, hour int, starts bigint, ends bigint)
          --@sqlite FROM (SELECT value ->> 'day' AS day, value ->> 'hour' AS hour, value ->> 'starts' AS starts,
          --@sqlite              value ->> 'ends' AS ends FROM json_each($2)) AS piece
               CROSS JOIN coupon_usage AS used
          WHERE used.tenant_id = $1 AND used.created_at >= piece.starts AND used.created_at < piece.ends) AS used
    GROUP BY tenant_id, day, hour
    ON CONFLICT (tenant_id, day, hour) DO UPDATE
    SET bot_uses = usage_hours.bot_uses + excluded.bot_uses, web_uses = usage_hours.web_uses + excluded.web_uses,
        bot_successes = usage_hours.bot_successes + excluded.bot_successes,
        web_successes = usage_hours.web_successes + excluded.web_successes
)sql"};

constexpr db::Sql kTemplates{"analytics.count_templates", R"sql(
    INSERT INTO usage_templates (tenant_id, day, template_slug, bot_uses, web_uses)
    SELECT tenant_id, $4, template_slug, sum(CASE WHEN source = 'bot' THEN 1 ELSE 0 END),
           sum(CASE WHEN source = 'bot' THEN 0 ELSE 1 END)
    FROM coupon_usage
    WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND template_slug IS NOT NULL
    GROUP BY tenant_id, template_slug
    ON CONFLICT (tenant_id, day, template_slug) DO UPDATE
    SET bot_uses = usage_templates.bot_uses + excluded.bot_uses,
        web_uses = usage_templates.web_uses + excluded.web_uses
)sql"};

constexpr db::Sql kErrors{"analytics.count_errors", R"sql(
    INSERT INTO usage_errors (tenant_id, day, template_slug, error_type, bot_failures, web_failures)
    SELECT tenant_id, $4, coalesce(template_slug, ''), coalesce(error_type, ''),
           sum(CASE WHEN source = 'bot' THEN 1 ELSE 0 END), sum(CASE WHEN source = 'bot' THEN 0 ELSE 1 END)
    FROM coupon_usage
    WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND success = 0
    GROUP BY tenant_id, coalesce(template_slug, ''), coalesce(error_type, '')
    ON CONFLICT (tenant_id, day, template_slug, error_type) DO UPDATE
    SET bot_failures = usage_errors.bot_failures + excluded.bot_failures,
        web_failures = usage_errors.web_failures + excluded.web_failures
)sql"};

// `$4` is 1 for each template apart, 0 for all as one; `$5` the day, or 0 for all days.
constexpr db::Sql kFailedCodes{"analytics.count_failed_codes", R"sql(
    INSERT INTO usage_failed_codes (tenant_id, template_slug, coupon_code, day, bot_failures, web_failures)
    SELECT tenant_id, CASE WHEN $4 = 1 THEN template_slug ELSE '' END, coupon_code, $5,
           sum(CASE WHEN source = 'bot' THEN 1 ELSE 0 END), sum(CASE WHEN source = 'bot' THEN 0 ELSE 1 END)
    FROM coupon_usage
    WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND success = 0
      AND ($4 = 0 OR template_slug IS NOT NULL)
    GROUP BY tenant_id, CASE WHEN $4 = 1 THEN template_slug ELSE '' END, coupon_code
    ON CONFLICT (tenant_id, template_slug, coupon_code, day) DO UPDATE
    SET bot_failures = usage_failed_codes.bot_failures + excluded.bot_failures,
        web_failures = usage_failed_codes.web_failures + excluded.web_failures
)sql"};

// Who came is looked up one by one, by key: the pairs keep a planner from going through all rows in the
// order of time instead, in the hope of an early end.
constexpr db::Sql kVisits{"analytics.count_visits", R"sql(
    WITH came AS MATERIALIZED (
        SELECT tenant_id, chat_id,
               CASE WHEN $7 < $2 THEN
               (SELECT used.created_at FROM coupon_usage AS used
                WHERE used.tenant_id = $1
                  --@postgres AND used.chat_id IS NOT NULL AND (used.chat_id, used.created_at) >= (people.chat_id, $7)
                  --@postgres AND (used.chat_id, used.created_at) < (people.chat_id, $2)
                  --@sqlite AND used.chat_id = people.chat_id AND used.created_at >= $7 AND used.created_at < $2
                  AND used.source = 'bot'
                ORDER BY used.chat_id DESC, used.created_at DESC LIMIT 1) END AS previous_use,
               CASE WHEN $3 < $8 THEN
               (SELECT used.created_at FROM coupon_usage AS used
                WHERE used.tenant_id = $1
                  --@postgres AND used.chat_id IS NOT NULL AND (used.chat_id, used.created_at) >= (people.chat_id, $3)
                  --@postgres AND (used.chat_id, used.created_at) < (people.chat_id, $8)
                  --@sqlite AND used.chat_id = people.chat_id AND used.created_at >= $3 AND used.created_at < $8
                  AND used.source = 'bot'
                ORDER BY used.chat_id, used.created_at LIMIT 1) END AS next_use
        FROM (SELECT DISTINCT tenant_id, chat_id FROM coupon_usage
              WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND source = 'bot'
                AND chat_id IS NOT NULL) AS people
    ), arrived AS (
        SELECT tenant_id, previous_use, next_use FROM came
        WHERE coalesce(previous_use < $5, true) AND coalesce(next_use >= $6, true)
    )
    INSERT INTO usage_visits (tenant_id, step, previous_day, day, chats)
    SELECT tenant_id, '', previous_day, day, count(*)
    FROM (SELECT tenant_id, CAST($4 AS integer) AS previous_day, CAST($4 AS integer) AS day FROM arrived
          UNION ALL
          SELECT tenant_id, (SELECT days.day FROM usage_days AS days
                             WHERE days.tenant_id = $1 AND days.starts_at <= previous_use
                             ORDER BY days.starts_at DESC LIMIT 1), CAST($4 AS integer)
          FROM arrived WHERE previous_use IS NOT NULL
          UNION ALL
          SELECT tenant_id, CAST($4 AS integer), (SELECT days.day FROM usage_days AS days
                                 WHERE days.tenant_id = $1 AND days.starts_at <= next_use
                                 ORDER BY days.starts_at DESC LIMIT 1)
          FROM arrived WHERE next_use IS NOT NULL) AS visits
    GROUP BY tenant_id, previous_day, day
    ON CONFLICT (tenant_id, step, previous_day, day) DO UPDATE SET chats = usage_visits.chats + excluded.chats
)sql"};

constexpr db::Sql kStepVisits{"analytics.count_step_visits", R"sql(
    WITH came AS MATERIALIZED (
        SELECT tenant_id, step, chat_id,
               CASE WHEN $7 < $2 THEN
               (SELECT did.created_at FROM bot_steps AS did
                WHERE did.tenant_id = $1 AND did.step = people.step
                  --@postgres AND (did.chat_id, did.created_at) >= (people.chat_id, $7)
                  --@postgres AND (did.chat_id, did.created_at) < (people.chat_id, $2)
                  --@sqlite AND did.chat_id = people.chat_id AND did.created_at >= $7 AND did.created_at < $2
                ORDER BY did.chat_id DESC, did.created_at DESC LIMIT 1) END AS previous_step,
               CASE WHEN $3 < $8 THEN
               (SELECT did.created_at FROM bot_steps AS did
                WHERE did.tenant_id = $1 AND did.step = people.step
                  --@postgres AND (did.chat_id, did.created_at) >= (people.chat_id, $3)
                  --@postgres AND (did.chat_id, did.created_at) < (people.chat_id, $8)
                  --@sqlite AND did.chat_id = people.chat_id AND did.created_at >= $3 AND did.created_at < $8
                ORDER BY did.chat_id, did.created_at LIMIT 1) END AS next_step
        FROM (SELECT DISTINCT tenant_id, step, chat_id FROM bot_steps
              WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND chat_id > 0) AS people
    ), arrived AS (
        SELECT tenant_id, step, previous_step, next_step FROM came
        WHERE coalesce(previous_step < $5, true) AND coalesce(next_step >= $6, true)
    )
    INSERT INTO usage_visits (tenant_id, step, previous_day, day, chats)
    SELECT tenant_id, step, previous_day, day, count(*)
    FROM (SELECT tenant_id, step, CAST($4 AS integer) AS previous_day, CAST($4 AS integer) AS day FROM arrived
          UNION ALL
          SELECT tenant_id, step, (SELECT days.day FROM usage_days AS days
                                   WHERE days.tenant_id = $1 AND days.starts_at <= previous_step
                                   ORDER BY days.starts_at DESC LIMIT 1), CAST($4 AS integer)
          FROM arrived WHERE previous_step IS NOT NULL
          UNION ALL
          SELECT tenant_id, step, CAST($4 AS integer), (SELECT days.day FROM usage_days AS days
                                       WHERE days.tenant_id = $1 AND days.starts_at <= next_step
                                       ORDER BY days.starts_at DESC LIMIT 1)
          FROM arrived WHERE next_step IS NOT NULL) AS visits
    GROUP BY tenant_id, step, previous_day, day
    ON CONFLICT (tenant_id, step, previous_day, day) DO UPDATE SET chats = usage_visits.chats + excluded.chats
)sql"};

constexpr db::Sql kSteps{"analytics.count_steps", R"sql(
    INSERT INTO usage_steps (tenant_id, day, step, source, steps)
    SELECT did.tenant_id, $4, did.step, coalesce(did.source, known.source, ''), count(*)
    FROM bot_steps AS did
         LEFT JOIN bot_users AS known
                ON known.tenant_id = did.tenant_id AND known.telegram_id = did.telegram_id
               AND known.chat_id = did.chat_id
    WHERE did.tenant_id = $1 AND did.created_at >= $2 AND did.created_at < $3 AND did.chat_id > 0
    GROUP BY did.tenant_id, did.step, coalesce(did.source, known.source, '')
    ON CONFLICT (tenant_id, day, step, source) DO UPDATE SET steps = usage_steps.steps + excluded.steps
)sql"};

constexpr Day kAllDays = 0;

}  // namespace

void count_uses(db::Tx& tx, const core::TenantId& tenant, const Piece& piece, const std::vector<Hour>& hours) {
    tx.run(kDay, tenant, piece.from, piece.to, piece.day, piece.day_from);
    tx.run(kHours, tenant, text_of(hours));
}

void count_templates(db::Tx& tx, const core::TenantId& tenant, const Piece& piece) {
    tx.run(kTemplates, tenant, piece.from, piece.to, piece.day);
}

void count_failures(db::Tx& tx, const core::TenantId& tenant, const Piece& piece) {
    if (tx.run(kErrors, tenant, piece.from, piece.to, piece.day) == 0) return;
    for (const int apart : {0, 1}) {
        for (const auto day : {piece.day, kAllDays})
            tx.run(kFailedCodes, tenant, piece.from, piece.to, apart, day);
    }
}

void count_visits(db::Tx& tx, const core::TenantId& tenant, const Piece& piece) {
    tx.run(kVisits, tenant, piece.from, piece.to, piece.day, piece.day_from, piece.day_to, piece.counted_from,
           piece.counted_until);
}

void count_steps(db::Tx& tx, const core::TenantId& tenant, const Piece& piece) {
    if (tx.run(kSteps, tenant, piece.from, piece.to, piece.day) == 0) return;
    tx.run(kStepVisits, tenant, piece.from, piece.to, piece.day, piece.day_from, piece.day_to, piece.counted_from,
           piece.counted_until);
}

}  // namespace promo::analytics::rollups::counts::repo
