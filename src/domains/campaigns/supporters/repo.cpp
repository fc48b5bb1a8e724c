#include "domains/campaigns/supporters/repo.hpp"

namespace promo::campaigns::supporters::repo {
namespace {

constexpr db::Sql kInsert{"supporters.insert", R"sql(
    INSERT INTO campaign_supporters (tenant_id, campaign_id, visitor, created_at)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant_id, campaign_id, visitor) DO NOTHING
)sql"};

constexpr db::Sql kCount{"supporters.count", R"sql(
    SELECT count(*)
    FROM campaign_supporters
    WHERE tenant_id = $1 AND campaign_id = $2
)sql"};

}  // namespace

void insert(db::Tx& tx, const core::TenantId& tenant, const std::string& campaign, const std::string& visitor,
            core::Timestamp now) {
    tx.run(kInsert, tenant, campaign, visitor, now);
}

std::int64_t count(db::Tx& tx, const core::TenantId& tenant, const std::string& campaign) {
    return tx.one<std::int64_t>(kCount, tenant, campaign);
}

}  // namespace promo::campaigns::supporters::repo
