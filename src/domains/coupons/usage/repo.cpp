#include "domains/coupons/usage/repo.hpp"

#include "core/json_write.hpp"

namespace promo::coupons::usage::repo {
namespace {

constexpr db::Sql kInsert{"coupons.insert_usage", R"sql(
    INSERT INTO coupon_usage (tenant_id, id, source, template_slug, variant, coupon_code, success, error_type,
                              device_type, chat_id, created_at)
    --@postgres SELECT $2, u.id, u.source, u.template_slug, u.variant, u.coupon_code,
    --@postgres        CASE WHEN u.error_type IS NULL THEN 1 ELSE 0 END, u.error_type, u.device_type, u.chat_id, $3
    --@postgres FROM jsonb_to_recordset($1::jsonb) AS u(id text, source text, template_slug text, variant text,
    --@postgres      coupon_code text, error_type text, device_type text, chat_id bigint)
    --@sqlite SELECT $2, value ->> 'id', value ->> 'source', value ->> 'template_slug', value ->> 'variant',
    --@sqlite        value ->> 'coupon_code', value ->> 'error_type' IS NULL, value ->> 'error_type',
    --@sqlite        value ->> 'device_type', value ->> 'chat_id', $3
    --@sqlite FROM json_each($1)
)sql"};

}  // namespace

void insert(db::Tx& tx, const core::TenantId& tenant, const std::vector<Row>& rows, core::Timestamp now) {
    tx.run(kInsert, core::json::to_text(rows), tenant, now);
}

}  // namespace promo::coupons::usage::repo
