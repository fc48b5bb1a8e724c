#include "domains/analytics/failures/repo.hpp"

#include <algorithm>

#include "core/enum_name.hpp"
#include "core/json_write.hpp"

namespace promo::analytics::failures::repo {
namespace {

constexpr db::Sql kPage{"analytics.failures", R"sql(
    SELECT coupon_code, template_slug, created_at, error_type, chat_id
    FROM coupon_usage
    WHERE tenant_id = $1 AND success = 0 AND created_at >= $2 AND created_at < $3
      AND ($4 = 'all' OR $4 = CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END)
    ORDER BY created_at DESC, id DESC
    LIMIT $5 OFFSET $6
)sql"};

constexpr db::Sql kPageOfTemplate{"analytics.failures_of_template", R"sql(
    SELECT coupon_code, template_slug, created_at, error_type, chat_id
    FROM coupon_usage
    WHERE tenant_id = $1 AND template_slug = $7 AND success = 0 AND created_at >= $2 AND created_at < $3
      AND ($4 = 'all' OR $4 = CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END)
    ORDER BY created_at DESC, id DESC
    LIMIT $5 OFFSET $6
)sql"};

// Days `$2` to `$3` were counted; both are 0 for all of them.
constexpr db::Sql kAttempts{"analytics.failures_of_codes", R"sql(
    SELECT coupon_code, CAST(sum(failures) AS bigint) AS failures
    FROM (SELECT coupon_code, CASE $6 WHEN 'bot' THEN bot_failures WHEN 'web' THEN web_failures
                                      ELSE bot_failures + web_failures END AS failures
          FROM usage_failed_codes
          WHERE tenant_id = $1 AND template_slug = $7 AND day >= $2 AND day <= $3
            --@postgres AND coupon_code = ANY (ARRAY(SELECT jsonb_array_elements_text($8::jsonb)))
            --@sqlite AND coupon_code IN (SELECT value FROM json_each($8))
          UNION ALL
          SELECT coupon_code, 1
          FROM coupon_usage
          WHERE tenant_id = $1 AND success = 0 AND created_at >= $4 AND created_at < $5
            AND ($6 = 'all' OR $6 = CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END)
            AND ($7 = '' OR template_slug = $7)) AS failed
    GROUP BY coupon_code
)sql"};

constexpr db::Sql kCount{"analytics.count_failures", R"sql(
    SELECT CAST(coalesce((SELECT sum(CASE $6 WHEN 'bot' THEN bot_failures WHEN 'web' THEN web_failures
                                             ELSE bot_failures + web_failures END)
                          FROM usage_errors
                          WHERE tenant_id = $1 AND day >= $2 AND day <= $3 AND ($7 = '' OR template_slug = $7)), 0)
           + (SELECT count(*) FROM coupon_usage
              WHERE tenant_id = $1 AND success = 0 AND created_at >= $4 AND created_at < $5
                AND ($6 = 'all' OR $6 = CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END)
                AND ($7 = '' OR template_slug = $7)) AS bigint)
)sql"};

struct Attempts {
    std::string coupon_code;
    std::int64_t failures = 0;
};
BOOST_DESCRIBE_STRUCT(Attempts, (), (coupon_code, failures))

}  // namespace

std::vector<Failure> page(db::Tx& tx, const core::TenantId& tenant, const Filter& filter, std::int64_t limit,
                          std::int64_t offset) {
    if (filter.template_.empty())
        return tx.all<Failure>(kPage, tenant, filter.from, filter.to, filter.door, limit, offset);
    return tx.all<Failure>(kPageOfTemplate, tenant, filter.from, filter.to, filter.door, limit, offset,
                           filter.template_);
}

std::map<std::string, std::int64_t> attempts(db::Tx& tx, const core::TenantId& tenant, const Extent& extent,
                                             const Filter& filter, const std::vector<std::string>& codes) {
    const bool ever = filter.days == Days::ever && extent.last >= extent.first;
    std::map<std::string, std::int64_t> counts;
    for (auto& row :
         tx.all<Attempts>(kAttempts, tenant, ever ? 0 : std::max(extent.first, 1), ever ? 0 : extent.last,
                          extent.rows_from, extent.rows_to, filter.door, filter.template_, core::json::to_text(codes)))
        counts.emplace(std::move(row.coupon_code), row.failures);
    return counts;
}

std::int64_t count(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, const Filter& filter) {
    return tx.one<std::int64_t>(kCount, tenant, extent.first, extent.last, extent.rows_from, extent.rows_to,
                                filter.door, filter.template_);
}

}  // namespace promo::analytics::failures::repo
