#include "domains/coupons/codes/repo.hpp"

#include "core/json_write.hpp"

namespace promo::coupons::codes::repo {
namespace {

constexpr db::Sql kFind{"coupon_codes.find", R"sql(
    SELECT code, valid_from, valid_until, created_at
    FROM coupon_codes
    WHERE tenant_id = $1 AND code = $2
)sql"};

constexpr db::Sql kPage{"coupon_codes.page", R"sql(
    SELECT code, valid_from, valid_until, created_at
    FROM coupon_codes
    WHERE tenant_id = $1 AND code > $2 AND code LIKE $3 ESCAPE '!'
    ORDER BY code
    LIMIT $4
)sql"};

constexpr db::Sql kCount{"coupon_codes.count", R"sql(
    SELECT count(*) AS codes FROM coupon_codes WHERE tenant_id = $1 AND code LIKE $2 ESCAPE '!'
)sql"};

// SQLite has one writer anyway.
constexpr db::Sql kLock{"coupon_codes.lock", R"sql(
    SELECT CAST($1 AS text)  -- cross-tenant: no row is read
    --@postgres FROM (SELECT pg_advisory_xact_lock(hashtextextended(CAST($1 AS text), 0))) held
)sql"};

constexpr db::Sql kPut{"coupon_codes.put", R"sql(
    INSERT INTO coupon_codes (tenant_id, code, valid_from, valid_until, created_at)
    --@postgres SELECT $1, n.code, n.valid_from, n.valid_until, $3
    --@postgres FROM jsonb_to_recordset($2::jsonb) AS n(code text, valid_from bigint, valid_until bigint)
    --@sqlite SELECT $1, value ->> 'code', value ->> 'valid_from', value ->> 'valid_until', $3 FROM json_each($2)
    WHERE 1 = 1
    ON CONFLICT (tenant_id, code) DO UPDATE SET valid_from = excluded.valid_from, valid_until = excluded.valid_until
)sql"};

constexpr db::Sql kRemove{"coupon_codes.remove", R"sql(
    DELETE FROM coupon_codes
    WHERE tenant_id = $1
    --@postgres AND code = ANY (ARRAY(SELECT jsonb_array_elements_text($2::jsonb)))
    --@sqlite AND code IN (SELECT value FROM json_each($2))
)sql"};

struct NewRow {
    std::string code;
    std::optional<std::int64_t> valid_from;
    std::optional<std::int64_t> valid_until;
};
BOOST_DESCRIBE_STRUCT(NewRow, (), (code, valid_from, valid_until))

std::optional<std::int64_t> micros(const std::optional<core::Timestamp>& instant) {
    if (!instant) return std::nullopt;
    return instant->time_since_epoch().count();
}

// Codes hold neither `%` nor `!`.
std::string pattern(std::string_view search) {
    std::string text = "%";
    for (const char letter : search) {
        if (letter == '_') text += '!';
        text += letter;
    }
    return text + '%';
}

}  // namespace

std::optional<Code> find(db::Tx& tx, const core::TenantId& tenant, const std::string& code) {
    return tx.maybe<Code>(kFind, tenant, code);
}

std::vector<Code> page(db::Tx& tx, const core::TenantId& tenant, std::string_view search, std::string_view after,
                       std::int64_t limit) {
    return tx.all<Code>(kPage, tenant, after, pattern(search), limit);
}

std::int64_t count(db::Tx& tx, const core::TenantId& tenant, std::string_view search) {
    return tx.one<std::int64_t>(kCount, tenant, pattern(search));
}

void lock(db::Tx& tx, const core::TenantId& tenant) {
    tx.one<std::string>(kLock, "coupon_codes " + tenant.str());
}

void put(db::Tx& tx, const core::TenantId& tenant, const std::vector<Code>& codes, core::Timestamp now) {
    std::vector<NewRow> rows;
    rows.reserve(codes.size());
    for (const auto& code : codes)
        rows.push_back({code.code, micros(code.valid_from), micros(code.valid_until)});
    tx.run(kPut, tenant, core::json::to_text(rows), now);
}

std::int64_t remove(db::Tx& tx, const core::TenantId& tenant, const std::vector<std::string>& codes) {
    return tx.run(kRemove, tenant, core::json::to_text(codes));
}

}  // namespace promo::coupons::codes::repo
