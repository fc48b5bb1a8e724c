#include "domains/analytics/repo.hpp"

#include <charconv>
#include <limits>

#include "core/enum_name.hpp"
#include "core/json_write.hpp"

namespace promo::analytics::repo {
namespace {

constexpr int kMostTemplates = 10;
constexpr int kMostCoupons = 1'000;

constexpr db::Sql kHours{"analytics.hours", R"sql(
    SELECT day, hour, CAST(sum(uses) AS bigint) AS uses, CAST(sum(successes) AS bigint) AS successes
    FROM usage_hours
    WHERE tenant_id = $1 AND day >= $2 AND day <= $3 AND ($4 = 'all' OR door = $4)
    GROUP BY day, hour
)sql"};

constexpr db::Sql kBounds{"analytics.uncounted_bounds", R"sql(
    SELECT (SELECT min(created_at) FROM coupon_usage
            WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3) AS first,
           (SELECT max(created_at) FROM coupon_usage
            WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3) AS last
)sql"};

constexpr db::Sql kUncounted{"analytics.uncounted", R"sql(
    SELECT 0 AS day, 0 AS hour, count(*) AS uses, CAST(coalesce(sum(success), 0) AS bigint) AS successes
    FROM coupon_usage
    WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3
      AND ($4 = 'all' OR $4 = CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END)
)sql"};

constexpr db::Sql kChats{"analytics.chats", R"sql(
    SELECT CAST(coalesce(sum(CASE WHEN previous_day = day THEN chats ELSE -chats END), 0) AS bigint)
    FROM usage_visits
    WHERE tenant_id = $1 AND previous_day >= $2 AND previous_day <= $3 AND day <= $3
)sql"};

constexpr db::Sql kNewChats{"analytics.new_chats", R"sql(
    SELECT count(*)
    FROM (SELECT (SELECT known.last_day FROM usage_chats AS known
                  WHERE known.tenant_id = $1 AND known.chat_id = came.chat_id) AS last_day
          FROM (SELECT DISTINCT chat_id FROM coupon_usage
                WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND source = 'bot'
                  AND chat_id IS NOT NULL) AS came) AS seen
    WHERE last_day IS NULL OR last_day < $4
)sql"};

constexpr db::Sql kTemplates{"analytics.templates", R"sql(
    SELECT template_slug AS template, CAST(sum(uses) AS bigint) AS count
    FROM (SELECT template_slug, uses
          FROM usage_templates
          WHERE tenant_id = $1 AND day >= $2 AND day <= $3 AND ($6 = 'all' OR door = $6)
          UNION ALL
          SELECT template_slug, 1
          FROM coupon_usage
          WHERE tenant_id = $1 AND created_at >= $4 AND created_at < $5 AND template_slug IS NOT NULL
            AND ($6 = 'all' OR $6 = CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END)) AS used
    GROUP BY template_slug
    ORDER BY sum(uses) DESC, template_slug
    LIMIT $7
)sql"};

constexpr db::Sql kErrors{"analytics.errors", R"sql(
    SELECT error_type AS type, CAST(sum(failures) AS bigint) AS count
    FROM (SELECT error_type, failures
          FROM usage_errors
          WHERE tenant_id = $1 AND day >= $2 AND day <= $3 AND error_type <> '' AND ($6 = 'all' OR door = $6)
          UNION ALL
          SELECT error_type, 1
          FROM coupon_usage
          WHERE tenant_id = $1 AND created_at >= $4 AND created_at < $5 AND success = 0 AND error_type <> ''
            AND ($6 = 'all' OR $6 = CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END)) AS failed
    GROUP BY error_type
    ORDER BY sum(failures) DESC, error_type
)sql"};

// Every coupon of the window, those that match first: so the limit keeps what is looked for and the counts see all.
// `$2` is the template, or '' for any. Up to `$5` days are taken one by one, from `$6` to before `$7` in spans of 8,
// then in spans of 64.
constexpr db::Sql kCoupons{"analytics.coupons", R"sql(
    WITH parts AS (
        SELECT coupon_code, uses, CASE WHEN $9 = 1 THEN people ELSE last_people END AS people, first_use
        FROM usage_coupons
        WHERE tenant_id = $1 AND template_slug = $2 AND days = 1 AND first_day >= $4 AND first_day < $5
          AND ($3 = 'all' OR door = $3)
        UNION ALL
        SELECT coupon_code, uses, last_people, first_use
        FROM usage_coupons
        WHERE tenant_id = $1 AND template_slug = $2 AND days = 8 AND first_day >= $6 AND first_day < $7
          AND ($3 = 'all' OR door = $3)
        UNION ALL
        SELECT coupon_code, uses, last_people, first_use
        FROM usage_coupons
        WHERE tenant_id = $1 AND template_slug = $2 AND days = 64 AND first_day >= $8
          AND ($3 = 'all' OR door = $3)
        UNION ALL
        SELECT coupon_code, count(*), 0,
               min(CASE WHEN source = 'bot' AND chat_id IS NOT NULL
                   --@postgres THEN lpad(CAST(created_at AS text), 16, '0') || ' ' || chat_id END)
                   --@sqlite THEN printf('%016d', created_at) || ' ' || chat_id END)
        FROM coupon_usage
        WHERE tenant_id = $1 AND created_at >= $10 AND created_at < $11 AND success = 1
          AND ($2 = '' OR template_slug = $2)
          AND ($3 = 'all' OR $3 = CASE WHEN source = 'bot' THEN 'bot' ELSE 'web' END)
        GROUP BY coupon_code
        UNION ALL
        SELECT coupon_code, 0, count(*), NULL
        FROM (SELECT came.coupon_code,
                     (SELECT known.last_day FROM usage_coupon_people AS known
                      WHERE known.tenant_id = $1 AND known.template_slug = $2
                        AND known.coupon_code = came.coupon_code AND known.chat_id = came.chat_id) AS last_day
              FROM (SELECT DISTINCT coupon_code, chat_id
                    FROM coupon_usage
                    WHERE tenant_id = $1 AND created_at >= $10 AND created_at < $11 AND success = 1
                      AND ($2 = '' OR template_slug = $2) AND $3 <> 'web' AND source = 'bot'
                      AND chat_id IS NOT NULL) AS came) AS seen
        WHERE last_day IS NULL OR last_day < $12
        GROUP BY coupon_code
    ), coupons AS (
        SELECT coupon_code, CAST(sum(uses) AS bigint) AS uses, CAST(sum(people) AS bigint) AS people,
               min(first_use) AS first_use,
               CASE WHEN lower(coupon_code) LIKE $13 ESCAPE '!' THEN 1 ELSE 0 END AS matches
        FROM parts
        GROUP BY coupon_code
    )
    SELECT coupon_code, uses, people, first_use, matches, CAST(sum(matches) OVER () AS bigint) AS matching,
           count(*) OVER () AS total
    FROM coupons
    ORDER BY matches DESC, uses DESC, coupon_code
    LIMIT $14
)sql"};

constexpr db::Sql kNames{"analytics.names", R"sql(
    SELECT chat_id, username, first_name, last_name
    FROM bot_users
    WHERE tenant_id = $1
    --@postgres AND chat_id = ANY (ARRAY(SELECT CAST(jsonb_array_elements_text($2::jsonb) AS bigint)))
    --@sqlite AND chat_id IN (SELECT value FROM json_each($2))
    ORDER BY chat_id, last_used DESC, telegram_id
)sql"};

struct FoundCoupon {
    std::string coupon_code;
    std::int64_t uses = 0;
    std::int64_t people = 0;
    std::optional<std::string> first_use;
    int matches = 0;
    std::int64_t matching = 0;
    std::int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(FoundCoupon, (), (coupon_code, uses, people, first_use, matches, matching, total))

// The time, a space, the chat.
std::optional<std::int64_t> chat_of(const std::optional<std::string>& first_use) {
    if (!first_use) return std::nullopt;
    std::int64_t chat = 0;
    std::from_chars(first_use->data() + first_use->find(' ') + 1, first_use->data() + first_use->size(), chat);
    return chat;
}

// Without the difference of ASCII letters, on both engines.
std::string pattern(std::string_view search) {
    std::string text = "%";
    for (const char letter : search) {
        if (letter == '%' || letter == '_' || letter == '!') text += '!';
        text += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return text + '%';
}

Day rounded_up(Day day, Day span) {
    return (day + span - 1) / span * span;
}

}  // namespace

std::vector<HourCount> counted_hours(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door) {
    return tx.all<HourCount>(kHours, tenant, extent.first, extent.last, door);
}

Bounds uncounted_bounds(db::Tx& tx, const core::TenantId& tenant, const Extent& extent) {
    return tx.one<Bounds>(kBounds, tenant, extent.rows_from, extent.rows_to);
}

HourCount uncounted(db::Tx& tx, const core::TenantId& tenant, const Hour& hour, Door door) {
    auto count = tx.one<HourCount>(kUncounted, tenant, hour.from, hour.to, door);
    count.day = hour.day;
    count.hour = hour.hour;
    return count;
}

std::int64_t chats(db::Tx& tx, const core::TenantId& tenant, const Extent& extent) {
    return tx.one<std::int64_t>(kChats, tenant, extent.first, extent.last) +
           tx.one<std::int64_t>(kNewChats, tenant, extent.rows_from, extent.rows_to, extent.known_from);
}

std::vector<TemplateCount> templates(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door) {
    return tx.all<TemplateCount>(kTemplates, tenant, extent.first, extent.last, extent.rows_from, extent.rows_to, door,
                                 kMostTemplates);
}

std::vector<ErrorCount> errors(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door) {
    return tx.all<ErrorCount>(kErrors, tenant, extent.first, extent.last, extent.rows_from, extent.rows_to, door);
}

Coupons coupons(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door,
                const std::optional<std::string>& slug, std::string_view search) {
    constexpr auto kNever = std::numeric_limits<Day>::max();
    const bool counted = extent.last >= extent.first;
    // Spans are open at their end: of days to come nothing is counted. A window that is complete has its own days
    // alone.
    const auto eights = counted && !extent.complete ? rounded_up(extent.first, 8) : extent.last + 1;
    const auto sixty_fours = counted && !extent.complete ? rounded_up(eights, 64) : eights;
    const auto found =
        tx.all<FoundCoupon>(kCoupons, tenant, slug.value_or(""), door, extent.first, eights, eights, sixty_fours,
                            counted && !extent.complete ? sixty_fours : kNever, extent.complete ? 1 : 0,
                            extent.rows_from, extent.rows_to, extent.known_from, pattern(search), kMostCoupons);
    Coupons coupons;
    if (!found.empty()) {
        coupons.matching = found.front().matching;
        coupons.total = found.front().total;
    }
    for (const auto& row : found) {
        if (row.matches == 1) coupons.rows.push_back({row.coupon_code, row.uses, row.people, chat_of(row.first_use)});
    }
    return coupons;
}

std::vector<Name> names(db::Tx& tx, const core::TenantId& tenant, const std::vector<std::int64_t>& chats) {
    return tx.all<Name>(kNames, tenant, core::json::to_text(chats));
}

}  // namespace promo::analytics::repo
