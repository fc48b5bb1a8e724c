#include "domains/tenants/directory/repo.hpp"

#include <limits>

#include "core/ascii.hpp"

namespace promo::tenants::directory::repo {
namespace {

constexpr db::Sql kList{"directory.list", R"sql(
    SELECT id AS tenant_id, name AS display_name, owner_email, created_at, status, last_seen_at,
           onboarded_at IS NOT NULL AS onboarding_complete,
           (SELECT count(*) FROM members WHERE members.tenant_id = tenants.id) AS members
    FROM tenants  -- cross-tenant: for those who run the installation
    WHERE (created_at < $1 OR created_at = $1 AND id < $2)
      AND (lower(name) LIKE $3 ESCAPE '!' OR id LIKE $3 ESCAPE '!' OR lower(owner_email) LIKE $3 ESCAPE '!')
    ORDER BY created_at DESC, id DESC
    LIMIT $4
)sql"};

constexpr db::Sql kStats{"directory.stats", R"sql(
    SELECT count(*) AS total, count(onboarded_at) AS complete, count(*) - count(onboarded_at) AS pending,
           count(CASE WHEN status = 'suspended' THEN 1 END) AS suspended
    FROM tenants  -- cross-tenant: for those who run the installation
)sql"};

std::string pattern(std::string_view search) {
    std::string text = "%";
    for (const char letter : search) {
        if (letter == '%' || letter == '_' || letter == '!') text += '!';
        text += core::lower(letter);
    }
    return text + '%';
}

}  // namespace

std::vector<Entry> list(db::Tx& tx, std::string_view search, const std::optional<Position>& after, std::int64_t limit) {
    constexpr core::Timestamp kEnd{core::Duration(std::numeric_limits<std::int64_t>::max())};
    const auto before = after.value_or(Position{kEnd, {}});
    return tx.all<Entry>(kList, before.created_at, before.id, pattern(search), limit);
}

Stats stats(db::Tx& tx) {
    return tx.one<Stats>(kStats);
}

}  // namespace promo::tenants::directory::repo
