#include "domains/bot_users/directory/repo.hpp"

namespace promo::bot_users::directory::repo {
namespace {

// Coupons are counted for those of the page alone.
constexpr db::Sql kList{"bot_users.list", R"sql(
    SELECT u.telegram_id, u.chat_id, u.chat_type, u.username, u.first_name, u.last_name, u.language, u.time_zone,
           u.source, u.last_coupon_code, u.first_used, u.last_used, u.last_generated_at, u.blocked_at,
           u.unsubscribed_at, u.generations AS total_generations,
           (SELECT count(DISTINCT c.coupon_code)
            FROM coupon_usage c
            WHERE c.tenant_id = $1 AND c.chat_id = u.chat_id AND c.success = 1) AS unique_coupons
    FROM (SELECT u.telegram_id, u.chat_id, u.chat_type, u.username, u.first_name, u.last_name, u.language, u.time_zone,
                 u.source, u.last_coupon_code, u.first_used, u.last_used, u.last_generated_at, u.blocked_at,
                 u.unsubscribed_at, u.generations
          FROM bot_users u
          WHERE u.tenant_id = $1
            AND ($2 = '' OR lower(coalesce(u.username, '')) LIKE lower($2) ESCAPE '\' OR
                 lower(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')) LIKE lower($2) ESCAPE '\' OR
                 CAST(u.chat_id AS text) LIKE lower($2) ESCAPE '\')
            AND ($3 = 'all' OR $3 = 'blocked' AND u.blocked_at IS NOT NULL OR
                 $3 = 'unsubscribed' AND u.unsubscribed_at IS NOT NULL OR
                 $3 = 'active' AND u.blocked_at IS NULL AND u.unsubscribed_at IS NULL)
            AND NOT EXISTS (SELECT 1
                            FROM bot_users later
                            WHERE later.tenant_id = $1 AND later.chat_id = u.chat_id AND later.last_used > u.last_used)
          ORDER BY u.generations DESC, u.last_used DESC, u.chat_id
          LIMIT $4 OFFSET $5) u
    ORDER BY u.generations DESC, u.last_used DESC, u.chat_id
)sql"};

constexpr db::Sql kCount{"bot_users.count", R"sql(
    SELECT count(DISTINCT u.chat_id)
    FROM bot_users u
    WHERE u.tenant_id = $1
      AND ($2 = '' OR lower(coalesce(u.username, '')) LIKE lower($2) ESCAPE '\' OR
           lower(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')) LIKE lower($2) ESCAPE '\' OR
           CAST(u.chat_id AS text) LIKE lower($2) ESCAPE '\')
      AND ($3 = 'all' OR $3 = 'blocked' AND u.blocked_at IS NOT NULL OR
           $3 = 'unsubscribed' AND u.unsubscribed_at IS NOT NULL OR
           $3 = 'active' AND u.blocked_at IS NULL AND u.unsubscribed_at IS NULL)
)sql"};

constexpr db::Sql kFind{"bot_users.find_person", R"sql(
    SELECT u.telegram_id, u.chat_id, u.chat_type, u.username, u.first_name, u.last_name, u.language, u.time_zone,
           u.source, u.last_coupon_code, u.first_used, u.last_used, u.last_generated_at, u.blocked_at,
           u.unsubscribed_at, u.generations AS total_generations,
           (SELECT count(DISTINCT c.coupon_code)
            FROM coupon_usage c
            WHERE c.tenant_id = $1 AND c.chat_id = u.chat_id AND c.success = 1) AS unique_coupons
    FROM bot_users u
    WHERE u.tenant_id = $1 AND u.chat_id = $2
    ORDER BY u.last_used DESC
    LIMIT 1
)sql"};

constexpr db::Sql kHistory{"bot_users.history", R"sql(
    SELECT created_at AS timestamp, template_slug, coupon_code, success, error_type
    FROM coupon_usage
    WHERE tenant_id = $1 AND chat_id = $2
    ORDER BY created_at DESC, id DESC
    LIMIT $3
)sql"};

// Each step apart: the first one is found without reading those that followed.
constexpr db::Sql kFirstSteps{"bot_users.first_steps", R"sql(
    SELECT step, first_at
    FROM (SELECT taken.step, (SELECT did.created_at FROM bot_steps did
                              WHERE did.tenant_id = $1 AND did.step = taken.step AND did.chat_id = $2
                              ORDER BY did.created_at LIMIT 1) AS first_at
          FROM (SELECT 'start' AS step UNION ALL SELECT 'code' UNION ALL SELECT 'picture' UNION ALL SELECT 'share') taken
         ) AS steps
    WHERE first_at IS NOT NULL
)sql"};

struct HistoryRow {
    core::Timestamp timestamp;
    std::optional<std::string> template_slug;
    std::string coupon_code;
    int success = 0;
    std::optional<std::string> error_type;
};
BOOST_DESCRIBE_STRUCT(HistoryRow, (), (timestamp, template_slug, coupon_code, success, error_type))

// What LIKE takes for the text anywhere.
std::string pattern_of(std::string_view text) {
    if (text.empty()) return {};
    std::string pattern = "%";
    for (const char letter : text) {
        if (letter == '%' || letter == '_' || letter == '\\') pattern += '\\';
        pattern += letter;
    }
    return pattern + '%';
}

}  // namespace

std::vector<Person> list(db::Tx& tx, const core::TenantId& tenant, const Search& search) {
    return tx.all<Person>(kList, tenant, pattern_of(search.text), search.filter, search.limit, search.offset);
}

std::int64_t count(db::Tx& tx, const core::TenantId& tenant, const Search& search) {
    return tx.one<std::int64_t>(kCount, tenant, pattern_of(search.text), search.filter);
}

std::optional<Person> find(db::Tx& tx, const core::TenantId& tenant, std::int64_t chat) {
    return tx.maybe<Person>(kFind, tenant, chat);
}

std::vector<StepTaken> first_steps(db::Tx& tx, const core::TenantId& tenant, std::int64_t chat) {
    return tx.all<StepTaken>(kFirstSteps, tenant, chat);
}

std::vector<Event> history(db::Tx& tx, const core::TenantId& tenant, std::int64_t chat, std::int64_t limit) {
    std::vector<Event> events;
    for (auto& row : tx.all<HistoryRow>(kHistory, tenant, chat, limit)) {
        events.push_back({row.timestamp, std::move(row.template_slug), std::move(row.coupon_code), row.success == 1,
                          std::move(row.error_type)});
    }
    return events;
}

}  // namespace promo::bot_users::directory::repo
