#include "domains/coupons/downloads/repo.hpp"

#include "core/json_write.hpp"

namespace promo::coupons::downloads::repo {
namespace {

constexpr db::Sql kInsert{"coupons.insert_usage", R"sql(
    INSERT INTO coupon_usage (tenant_id, id, source, template_slug, variant, coupon_code, success, error_type,
                              device_type, created_at)
    --@postgres SELECT $2, u.id, u.source, u.template_slug, u.variant, u.coupon_code,
    --@postgres        CASE WHEN u.error_type IS NULL THEN 1 ELSE 0 END, u.error_type, u.device_type, $3
    --@postgres FROM jsonb_to_recordset($1::jsonb) AS u(id text, source text, template_slug text, variant text,
    --@postgres      coupon_code text, error_type text, device_type text)
    --@sqlite SELECT $2, value ->> 'id', value ->> 'source', value ->> 'template_slug', value ->> 'variant',
    --@sqlite        value ->> 'coupon_code', value ->> 'error_type' IS NULL, value ->> 'error_type',
    --@sqlite        value ->> 'device_type', $3
    --@sqlite FROM json_each($1)
)sql"};

struct Row : Usage {
    std::string id;
};
BOOST_DESCRIBE_STRUCT(Row, (Usage), (id))

}  // namespace

void insert(db::Tx& tx, core::Entropy& entropy, const core::TenantId& tenant, std::span<const Usage> rows,
            core::Timestamp now) {
    std::vector<Row> with_ids;
    with_ids.reserve(rows.size());
    for (const auto& row : rows)
        with_ids.push_back({row, entropy.uuid(now)});
    tx.run(kInsert, core::json::to_text(with_ids), tenant, now);
}

}  // namespace promo::coupons::downloads::repo
