#include "domains/analytics/people/repo.hpp"

namespace promo::analytics::people::repo {
namespace {

constexpr db::Sql kCohort{"analytics.cohort", R"sql(
    SELECT count(*) AS people,
           CAST(coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM coupon_usage AS used
                                               WHERE used.tenant_id = $1 AND used.chat_id = known.chat_id
                                                 AND used.created_at >= known.first_used + $3
                                                 AND used.created_at < known.first_used + $4 AND used.success = 1)
                             THEN 1 ELSE 0 END), 0) AS bigint) AS returned
    FROM (SELECT chat_id, min(first_used) AS first_used FROM bot_users WHERE tenant_id = $1 GROUP BY chat_id) AS known
    WHERE known.first_used < $2
)sql"};

constexpr db::Sql kSources{"analytics.sources", R"sql(
    SELECT source, CAST(sum(users) AS bigint) AS users, CAST(sum(starts) AS bigint) AS starts,
           CAST(sum(codes) AS bigint) AS codes, CAST(sum(pictures) AS bigint) AS pictures
    FROM (SELECT source, 1 AS users, 0 AS starts, 0 AS codes, 0 AS pictures
          FROM bot_users
          WHERE tenant_id = $1 AND first_used >= $2 AND first_used < $3
          UNION ALL
          SELECT coalesce(did.source, known.source), 0, CASE did.step WHEN 'start' THEN 1 ELSE 0 END,
                 CASE did.step WHEN 'code' THEN 1 ELSE 0 END, CASE did.step WHEN 'picture' THEN 1 ELSE 0 END
          FROM bot_steps AS did
               LEFT JOIN bot_users AS known
                      ON known.tenant_id = did.tenant_id AND known.telegram_id = did.telegram_id
                     AND known.chat_id = did.chat_id
          WHERE did.tenant_id = $1 AND did.created_at >= $2 AND did.created_at < $3) AS came
    GROUP BY source
    ORDER BY sum(users) DESC, sum(starts) DESC, source IS NULL, source
    LIMIT 1000
)sql"};

constexpr db::Sql kSteps{"analytics.steps", R"sql(
    SELECT step, count(DISTINCT chat_id) AS people
    FROM bot_steps
    WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3
    GROUP BY step
)sql"};

}  // namespace

Cohort cohort(db::Tx& tx, const core::TenantId& tenant, core::Timestamp before, core::Duration first,
              core::Duration last) {
    return tx.one<Cohort>(kCohort, tenant, before, first, last);
}

std::vector<Source> sources(db::Tx& tx, const core::TenantId& tenant, const Span& span) {
    return tx.all<Source>(kSources, tenant, span.from, span.to);
}

std::vector<StepCount> steps(db::Tx& tx, const core::TenantId& tenant, const Span& span) {
    return tx.all<StepCount>(kSteps, tenant, span.from, span.to);
}

}  // namespace promo::analytics::people::repo
