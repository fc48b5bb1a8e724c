#include "domains/analytics/rollups/cohorts/repo.hpp"

#include <algorithm>

namespace promo::analytics::rollups::cohorts::repo {
namespace {

constexpr db::Sql kPending{"analytics.pending_cohorts", R"sql(
    -- cross-tenant: one job counts for all
    SELECT tenants.id, CAST($2 AS integer) AS days
    FROM tenants LEFT JOIN usage_cohorts AS done ON done.tenant_id = tenants.id AND done.days = $2
    WHERE EXISTS (SELECT 1 FROM bot_users AS known
                  WHERE known.tenant_id = tenants.id AND known.chat_type = 'private' AND known.first_used >= coalesce(done.counted_until, 0)
                    AND known.first_used < $1)
    ORDER BY tenants.id
)sql"};

constexpr db::Sql kCounted{"analytics.cohort", R"sql(
    SELECT counted_until, people, returned FROM usage_cohorts WHERE tenant_id = $1 AND days = $2
)sql"};

constexpr db::Sql kEnd{"analytics.cohort_end", R"sql(
    SELECT first_used FROM bot_users
    WHERE tenant_id = $1 AND chat_type = 'private' AND first_used >= $2 AND first_used < $3
    ORDER BY first_used
    LIMIT 1 OFFSET $4
)sql"};

// Who is known to several bots came with the first of them.
constexpr db::Sql kPeople{"analytics.count_cohort", R"sql(
    SELECT count(*) AS people,
           CAST(coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM coupon_usage AS used
                                               WHERE used.tenant_id = $1 AND used.chat_id = known.chat_id
                                                 AND used.created_at >= known.first_used + $4
                                                 AND used.created_at < known.first_used + $5 AND used.success = 1)
                             THEN 1 ELSE 0 END), 0) AS bigint) AS returned, CAST($3 AS bigint) AS counted_until
    FROM bot_users AS known
    WHERE known.tenant_id = $1 AND known.chat_type = 'private' AND known.first_used >= $2 AND known.first_used < $3
      AND NOT EXISTS (SELECT 1 FROM bot_users AS earlier
                      WHERE earlier.tenant_id = $1 AND earlier.chat_id = known.chat_id
                        AND (earlier.first_used < known.first_used OR
                             (earlier.first_used = known.first_used AND earlier.telegram_id < known.telegram_id)))
)sql"};

constexpr db::Sql kSave{"analytics.save_cohort", R"sql(
    INSERT INTO usage_cohorts (tenant_id, days, counted_until, people, returned) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (tenant_id, days) DO UPDATE
    SET counted_until = excluded.counted_until, people = excluded.people, returned = excluded.returned
)sql"};

}  // namespace

std::vector<Pending> pending(db::Tx& tx, const Return& when, core::Timestamp settled) {
    return tx.all<Pending>(kPending, settled - when.to, when.days);
}

Cohort counted(db::Tx& tx, const core::TenantId& tenant, int days) {
    return tx.maybe<Cohort>(kCounted, tenant, days).value_or(Cohort{});
}

Cohort counted_further(db::Tx& tx, const core::TenantId& tenant, const Return& when, core::Timestamp until,
                       std::int64_t limit) {
    const auto done = counted(tx, tenant, when.days);
    until = std::max(until, done.counted_until);
    // All who came at one moment are counted together.
    if (const auto full = tx.maybe<core::Timestamp>(kEnd, tenant, done.counted_until, until, limit))
        until = std::max(*full, done.counted_until + core::Duration(1));
    auto more = tx.one<Cohort>(kPeople, tenant, done.counted_until, until, when.from, when.to);
    more.people += done.people;
    more.returned += done.returned;
    return more;
}

void save(db::Tx& tx, const core::TenantId& tenant, int days, const Cohort& cohort) {
    tx.run(kSave, tenant, days, cohort.counted_until, cohort.people, cohort.returned);
}

}  // namespace promo::analytics::rollups::cohorts::repo
