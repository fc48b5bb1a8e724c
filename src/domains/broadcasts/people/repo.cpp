#include "domains/broadcasts/people/repo.hpp"

#include "core/json_write.hpp"

namespace promo::broadcasts::people::repo {
namespace {

constexpr db::Sql kReach{"broadcasts.reach", R"sql(
    SELECT count(*) AS count, COALESCE(sum(CASE WHEN u.last_coupon_code IS NULL THEN 1 ELSE 0 END), 0) AS without_coupon
    FROM bot_users u
    WHERE u.tenant_id = $1 AND u.telegram_id = $2
          AND u.blocked_at IS NULL AND u.unsubscribed_at IS NULL
          AND u.last_used >= $3 AND u.last_used < $4
          AND (CAST($5 AS text) = '' OR (u.last_generated_at IS NOT NULL) = (CAST($5 AS text) = 'yes'))
          AND (CAST($6 AS text) = '' OR (u.last_coupon_code IS NOT NULL) = (CAST($6 AS text) = 'yes'))
          --@postgres AND (CAST($7 AS text) = '[]' OR u.language IN (SELECT value FROM json_array_elements_text(CAST($7 AS json))))
          --@postgres AND (CAST($8 AS text) = '[]' OR u.source IN (SELECT value FROM json_array_elements_text(CAST($8 AS json))))
          --@postgres AND u.chat_type IN (SELECT value FROM json_array_elements_text(CAST($9 AS json)))
          --@sqlite AND ($7 = '[]' OR u.language IN (SELECT value FROM json_each($7)))
          --@sqlite AND ($8 = '[]' OR u.source IN (SELECT value FROM json_each($8)))
          --@sqlite AND u.chat_type IN (SELECT value FROM json_each($9))
)sql"};

constexpr db::Sql kEverybody{"broadcasts.everybody", R"sql(
    SELECT count(*) AS everybody, count(blocked_at) AS blocked,
           COALESCE(sum(CASE WHEN blocked_at IS NULL AND unsubscribed_at IS NOT NULL THEN 1 ELSE 0 END), 0)
               AS unsubscribed
    FROM bot_users
    WHERE tenant_id = $1 AND telegram_id = $2
          --@postgres AND chat_type IN (SELECT value FROM json_array_elements_text(CAST($3 AS json)))
          --@sqlite AND chat_type IN (SELECT value FROM json_each($3))
)sql"};

constexpr db::Sql kTimeZones{"broadcasts.time_zones", R"sql(
    SELECT DISTINCT time_zone
    FROM bot_users
    WHERE tenant_id = $1 AND telegram_id = $2 AND time_zone IS NOT NULL
)sql"};

constexpr db::Sql kLanguages{"broadcasts.languages", R"sql(
    SELECT language AS value, count(*) AS count
    FROM bot_users
    WHERE tenant_id = $1 AND telegram_id = $2 AND language IS NOT NULL
    GROUP BY language
    ORDER BY count(*) DESC, language
    LIMIT 100
)sql"};

constexpr db::Sql kSources{"broadcasts.sources", R"sql(
    SELECT source AS value, count(*) AS count
    FROM bot_users
    WHERE tenant_id = $1 AND telegram_id = $2 AND source IS NOT NULL
    GROUP BY source
    ORDER BY count(*) DESC, source
    LIMIT 100
)sql"};

constexpr db::Sql kFind{"broadcasts.person", R"sql(
    SELECT chat_id, chat_type, first_name, last_name, username, last_coupon_code AS coupon
    FROM bot_users
    WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3
)sql"};

struct ReachRow {
    std::int64_t count = 0;
    std::int64_t without_coupon = 0;
};
BOOST_DESCRIBE_STRUCT(ReachRow, (), (count, without_coupon))

struct EverybodyRow {
    std::int64_t everybody = 0;
    std::int64_t blocked = 0;
    std::int64_t unsubscribed = 0;
};
BOOST_DESCRIBE_STRUCT(EverybodyRow, (), (everybody, blocked, unsubscribed))

struct PersonRow {
    std::int64_t chat_id = 0;
    std::string chat_type;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> username;
    std::optional<std::string> coupon;
};
BOOST_DESCRIBE_STRUCT(PersonRow, (), (chat_id, chat_type, first_name, last_name, username, coupon))

std::string either(const std::optional<bool>& wanted) {
    if (!wanted) return {};
    return *wanted ? "yes" : "no";
}

}  // namespace

Filter filter_of(const Audience& audience, core::Timestamp now) {
    using std::chrono::hours;
    return {
        .active_since = audience.active_days ? now - hours(24 * *audience.active_days) : core::Timestamp::min(),
        .inactive_before = audience.inactive_days ? now - hours(24 * *audience.inactive_days) : core::Timestamp::max(),
        .generated = either(audience.generated),
        .has_coupon = either(audience.has_coupon),
        .languages = core::json::to_text(audience.languages),
        .sources = core::json::to_text(audience.sources),
        .chat_types = core::json::to_text(audience.chat_types)};
}

Reach reach(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, const Audience& audience,
            core::Timestamp now) {
    const auto filter = filter_of(audience, now);
    const auto through =
        tx.one<ReachRow>(kReach, tenant, telegram_id, filter.active_since, filter.inactive_before, filter.generated,
                         filter.has_coupon, filter.languages, filter.sources, filter.chat_types);
    const auto everybody = tx.one<EverybodyRow>(kEverybody, tenant, telegram_id, filter.chat_types);
    return {.count = through.count,
            .all = everybody.everybody,
            .blocked = everybody.blocked,
            .unsubscribed = everybody.unsubscribed,
            .without_coupon = through.without_coupon};
}

std::vector<std::string> time_zones(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id) {
    return tx.all<std::string>(kTimeZones, tenant, telegram_id);
}

std::vector<ValueCount> languages(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id) {
    return tx.all<ValueCount>(kLanguages, tenant, telegram_id);
}

std::vector<ValueCount> sources(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id) {
    return tx.all<ValueCount>(kSources, tenant, telegram_id);
}

std::optional<Person> find(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat) {
    auto row = tx.maybe<PersonRow>(kFind, tenant, telegram_id, chat);
    if (!row) return std::nullopt;
    return Person{row->chat_id,
                  std::move(row->chat_type),
                  std::move(row->first_name),
                  std::move(row->last_name),
                  std::move(row->username),
                  std::move(row->coupon)};
}

}  // namespace promo::broadcasts::people::repo
