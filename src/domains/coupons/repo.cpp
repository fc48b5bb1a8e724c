#include "domains/coupons/repo.hpp"

namespace promo::coupons::repo {
namespace {

constexpr db::Sql kFind{"coupon_settings.find", R"sql(
    SELECT provider, funderpro_product_id, updated_at
    FROM coupon_settings
    WHERE tenant_id = $1
)sql"};

constexpr db::Sql kSave{"coupon_settings.save", R"sql(
    INSERT INTO coupon_settings (tenant_id, provider, funderpro_product_id, updated_at)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant_id) DO UPDATE
    SET provider = excluded.provider, funderpro_product_id = excluded.funderpro_product_id,
        updated_at = CASE WHEN excluded.updated_at > coupon_settings.updated_at
                          THEN excluded.updated_at ELSE coupon_settings.updated_at + 1 END
)sql"};

}  // namespace

std::optional<Settings> find(db::Tx& tx, const core::TenantId& tenant) {
    return tx.maybe<Settings>(kFind, tenant);
}

void save(db::Tx& tx, const core::TenantId& tenant, const Settings& settings) {
    tx.run(kSave, tenant, settings.provider, settings.funderpro_product_id, settings.updated_at);
}

}  // namespace promo::coupons::repo
