#include "domains/analytics/people/repo.hpp"

namespace promo::analytics::people::repo {
namespace {

// People have chats with positive numbers, groups and channels negative ones.

constexpr db::Sql kSources{"analytics.sources", R"sql(
    SELECT CASE WHEN source <> '' THEN source END AS source, CAST(sum(users) AS bigint) AS users,
           CAST(sum(starts) AS bigint) AS starts, CAST(sum(codes) AS bigint) AS codes,
           CAST(sum(pictures) AS bigint) AS pictures
    FROM (SELECT coalesce(source, '') AS source, count(*) AS users, 0 AS starts, 0 AS codes, 0 AS pictures
          FROM bot_users
          WHERE tenant_id = $1 AND chat_type = 'private' AND first_used >= $2 AND first_used < $3
          GROUP BY source
          UNION ALL
          SELECT source, 0, CASE step WHEN 'start' THEN steps ELSE 0 END, CASE step WHEN 'code' THEN steps ELSE 0 END,
                 CASE step WHEN 'picture' THEN steps ELSE 0 END
          FROM usage_steps
          WHERE tenant_id = $1 AND day >= $4 AND day <= $5
          UNION ALL
          SELECT coalesce(did.source, known.source, ''), 0, CASE did.step WHEN 'start' THEN 1 ELSE 0 END,
                 CASE did.step WHEN 'code' THEN 1 ELSE 0 END, CASE did.step WHEN 'picture' THEN 1 ELSE 0 END
          FROM bot_steps AS did
               LEFT JOIN bot_users AS known
                      ON known.tenant_id = did.tenant_id AND known.telegram_id = did.telegram_id
                     AND known.chat_id = did.chat_id
          WHERE did.tenant_id = $1 AND did.created_at >= $6 AND did.created_at < $3 AND did.chat_id > 0) AS came
    GROUP BY CASE WHEN source <> '' THEN source END
    ORDER BY sum(users) DESC, sum(starts) DESC, CASE WHEN source <> '' THEN source END IS NULL,
             CASE WHEN source <> '' THEN source END
    LIMIT 1000
)sql"};

constexpr db::Sql kGroups{"analytics.groups", R"sql(
    SELECT source, count(*) AS groups
    FROM bot_users
    WHERE tenant_id = $1 AND chat_type IN ('group', 'supergroup', 'channel') AND first_used >= $2 AND first_used < $3
    GROUP BY source
    ORDER BY count(*) DESC, source IS NULL, source
    LIMIT 100
)sql"};

constexpr db::Sql kSteps{"analytics.steps", R"sql(
    SELECT step, CAST(sum(people) AS bigint) AS people
    FROM (SELECT step, CASE WHEN previous_day = day THEN chats ELSE -chats END AS people
          FROM usage_visits
          WHERE tenant_id = $1 AND step IN ('start', 'code', 'picture', 'share') AND previous_day >= $2
            AND previous_day <= $3 AND day <= $3
          UNION ALL
          SELECT step, 1
          FROM (SELECT step, (SELECT did.created_at FROM bot_steps AS did
                              WHERE did.tenant_id = $1 AND did.step = came.step
                                --@postgres AND (did.chat_id, did.created_at) >= (came.chat_id, $6)
                                --@postgres AND (did.chat_id, did.created_at) < (came.chat_id, $4)
                                --@sqlite AND did.chat_id = came.chat_id AND did.created_at >= $6
                                --@sqlite AND did.created_at < $4
                              ORDER BY did.chat_id DESC, did.created_at DESC LIMIT 1) AS previous_step
                FROM (SELECT DISTINCT step, chat_id FROM bot_steps
                      WHERE tenant_id = $1 AND created_at >= $4 AND created_at < $5 AND chat_id > 0) AS came) AS seen
          WHERE previous_step IS NULL) AS people
    GROUP BY step
)sql"};

}  // namespace

std::vector<Source> sources(db::Tx& tx, const core::TenantId& tenant, core::Timestamp from, const Extent& extent) {
    return tx.all<Source>(kSources, tenant, from, extent.rows_to, extent.first, extent.last, extent.rows_from);
}

std::vector<GroupSource> groups(db::Tx& tx, const core::TenantId& tenant, core::Timestamp from, core::Timestamp to) {
    return tx.all<GroupSource>(kGroups, tenant, from, to);
}

std::vector<StepCount> steps(db::Tx& tx, const core::TenantId& tenant, const Extent& extent) {
    return tx.all<StepCount>(kSteps, tenant, extent.first, extent.last, extent.rows_from, extent.rows_to,
                             extent.known_from);
}

}  // namespace promo::analytics::people::repo
