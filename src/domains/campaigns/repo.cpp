#include "domains/campaigns/repo.hpp"

#include "core/json_read.hpp"
#include "core/json_write.hpp"

namespace promo::campaigns::repo {
namespace {

constexpr db::Sql kList{"campaigns.list", R"sql(
    SELECT id, title, description, prize, platforms, overlay_id, starts_at, ends_at, revision, created_at, updated_at,
           (SELECT count(*) FROM campaign_supporters s
            WHERE s.tenant_id = c.tenant_id AND s.campaign_id = c.id) AS supporters,
           (SELECT count(*) FROM submissions e
            WHERE e.tenant_id = c.tenant_id AND e.campaign_id = c.id) AS submissions
    FROM campaigns c
    WHERE tenant_id = $1
    ORDER BY starts_at DESC, id DESC
    LIMIT $2
)sql"};

constexpr db::Sql kFind{"campaigns.find", R"sql(
    SELECT id, title, description, prize, platforms, overlay_id, starts_at, ends_at, revision, created_at, updated_at,
           (SELECT count(*) FROM campaign_supporters s
            WHERE s.tenant_id = c.tenant_id AND s.campaign_id = c.id) AS supporters,
           (SELECT count(*) FROM submissions e
            WHERE e.tenant_id = c.tenant_id AND e.campaign_id = c.id) AS submissions
    FROM campaigns c
    WHERE tenant_id = $1 AND id = $2
)sql"};

constexpr db::Sql kLock{"campaigns.lock", R"sql(
    SELECT id, title, description, prize, platforms, overlay_id, starts_at, ends_at, revision, created_at, updated_at
    FROM campaigns
    WHERE tenant_id = $1 AND id = $2
    --@postgres FOR UPDATE
)sql"};

constexpr db::Sql kHold{"campaigns.hold", R"sql(
    SELECT id, title, description, prize, platforms, overlay_id, starts_at, ends_at, revision, created_at, updated_at
    FROM campaigns
    WHERE tenant_id = $1 AND id = $2
    --@postgres FOR SHARE
)sql"};

constexpr db::Sql kTenantOf{"campaigns.tenant_of", R"sql(
    SELECT tenant_id
    FROM campaigns
    WHERE id = $1  -- cross-tenant: a campaign's address says whose it is
)sql"};

constexpr db::Sql kCount{"campaigns.count", R"sql(
    SELECT count(*)
    FROM campaigns
    WHERE tenant_id = $1
)sql"};

constexpr db::Sql kInsert{"campaigns.insert", R"sql(
    INSERT INTO campaigns (tenant_id, id, title, description, prize, platforms, overlay_id, starts_at, ends_at,
                           revision, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
)sql"};

constexpr db::Sql kUpdate{"campaigns.update", R"sql(
    UPDATE campaigns
    SET title = $3, description = $4, prize = $5, platforms = $6, overlay_id = $7, starts_at = $8, ends_at = $9,
        revision = $10, updated_at = $11
    WHERE tenant_id = $1 AND id = $2
)sql"};

constexpr db::Sql kRemove{"campaigns.remove", R"sql(
    DELETE FROM campaigns
    WHERE tenant_id = $1 AND id = $2
)sql"};

constexpr db::Sql kOverlays{"campaigns.overlays", R"sql(
    SELECT DISTINCT overlay_id
    FROM campaigns
    WHERE tenant_id = $1 AND overlay_id IS NOT NULL
)sql"};

struct Row {
    std::string id;
    std::string title;
    std::string description;
    std::string prize;
    core::json::Raw platforms;
    std::optional<std::string> overlay_id;
    core::Timestamp starts_at;
    core::Timestamp ends_at;
    int revision = 1;
    core::Timestamp created_at;
    core::Timestamp updated_at;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (id, title, description, prize, platforms, overlay_id, starts_at, ends_at, revision, created_at,
                       updated_at))

struct CountedRow : Row {
    std::int64_t supporters = 0;
    std::int64_t submissions = 0;
};
BOOST_DESCRIBE_STRUCT(CountedRow, (Row), (supporters, submissions))

Campaign campaign_of(const Row& row) {
    return {.id = row.id,
            .title = row.title,
            .description = row.description,
            .prize = row.prize,
            .platforms = core::json::parse<std::vector<Platform>>(row.platforms.text),
            .overlay_id = row.overlay_id,
            .starts_at = row.starts_at,
            .ends_at = row.ends_at,
            .revision = row.revision,
            .created_at = row.created_at,
            .updated_at = row.updated_at};
}

Counted counted(const CountedRow& row) {
    return {campaign_of(row), row.supporters, row.submissions};
}

std::optional<Campaign> one(db::Tx& tx, const db::Sql& statement, const core::TenantId& tenant, const std::string& id) {
    const auto row = tx.maybe<Row>(statement, tenant, id);
    return row ? std::optional(campaign_of(*row)) : std::nullopt;
}

}  // namespace

std::vector<Counted> list(db::Tx& tx, const core::TenantId& tenant, std::size_t limit) {
    std::vector<Counted> found;
    for (const auto& row : tx.all<CountedRow>(kList, tenant, static_cast<std::int64_t>(limit)))
        found.push_back(counted(row));
    return found;
}

std::optional<Counted> find(db::Tx& tx, const core::TenantId& tenant, const std::string& id) {
    const auto row = tx.maybe<CountedRow>(kFind, tenant, id);
    return row ? std::optional(counted(*row)) : std::nullopt;
}

std::optional<Campaign> lock(db::Tx& tx, const core::TenantId& tenant, const std::string& id) {
    return one(tx, kLock, tenant, id);
}

std::optional<Campaign> hold(db::Tx& tx, const core::TenantId& tenant, const std::string& id) {
    return one(tx, kHold, tenant, id);
}

std::optional<core::TenantId> tenant_of(db::Tx& tx, const std::string& id) {
    return tx.maybe<core::TenantId>(kTenantOf, id);
}

std::int64_t count(db::Tx& tx, const core::TenantId& tenant) {
    return tx.one<std::int64_t>(kCount, tenant);
}

void insert(db::Tx& tx, const core::TenantId& tenant, const Campaign& campaign) {
    tx.run(kInsert, tenant, campaign.id, campaign.title, campaign.description, campaign.prize,
           core::json::to_text(campaign.platforms), campaign.overlay_id, campaign.starts_at, campaign.ends_at,
           campaign.revision, campaign.created_at, campaign.updated_at);
}

void update(db::Tx& tx, const core::TenantId& tenant, const Campaign& campaign) {
    tx.run(kUpdate, tenant, campaign.id, campaign.title, campaign.description, campaign.prize,
           core::json::to_text(campaign.platforms), campaign.overlay_id, campaign.starts_at, campaign.ends_at,
           campaign.revision, campaign.updated_at);
}

void remove(db::Tx& tx, const core::TenantId& tenant, const std::string& id) {
    tx.run(kRemove, tenant, id);
}

std::vector<std::string> overlays(db::Tx& tx, const core::TenantId& tenant) {
    return tx.all<std::string>(kOverlays, tenant);
}

}  // namespace promo::campaigns::repo
