#include "domains/analytics/coupons/repo.hpp"

#include <charconv>
#include <limits>

#include "core/enum_name.hpp"

namespace promo::analytics::coupons::repo {
namespace {

constexpr int kMostCoupons = 1'000;

constexpr db::Sql kNextSpan{"analytics.next_span", R"sql(
    SELECT min(first_day) FROM usage_spans WHERE tenant_id = $1 AND template_slug = $2 AND first_day >= $3
)sql"};

// Every coupon of the window, those that match first: so the limit keeps what is looked for and the counts see all.
// `$2` is the template, or '' for any. Days are taken one by one from `$4` to before `$5`, where a span begins that
// goes on to the latest of them.
constexpr db::Sql kCoupons{"analytics.coupons", R"sql(
    WITH parts AS (
        SELECT coupon_code, bot_uses, web_uses, CASE WHEN $6 = 1 THEN people ELSE last_people END AS people, first_use
        FROM usage_coupons
        WHERE tenant_id = $1 AND template_slug = $2 AND day >= $4 AND day < $5
        UNION ALL
        SELECT coupon_code, bot_uses, web_uses, people, first_use
        FROM usage_coupon_spans
        WHERE tenant_id = $1 AND template_slug = $2 AND first_day = $5 AND $6 = 0
        UNION ALL
        SELECT coupon_code, bot_uses, web_uses,
               CASE WHEN chat_id IS NULL OR previous_use IS NOT NULL THEN 0 ELSE 1 END, first_use
        FROM (SELECT coupon_code, chat_id, bot_uses, web_uses, first_use,
                     (SELECT used.created_at FROM coupon_usage AS used
                      WHERE used.tenant_id = $1 AND used.coupon_code = came.coupon_code
                        --@postgres AND used.chat_id IS NOT NULL
                        --@postgres AND (used.chat_id, used.created_at) >= (came.chat_id, $9)
                        --@postgres AND (used.chat_id, used.created_at) < (came.chat_id, $7)
                        --@sqlite AND used.chat_id = came.chat_id AND used.created_at >= $9 AND used.created_at < $7
                        AND ($2 = '' OR used.template_slug = $2)
                        AND used.success = 1 AND used.source = 'bot'
                      ORDER BY used.chat_id DESC, used.created_at DESC LIMIT 1) AS previous_use
              FROM (SELECT coupon_code, chat_id, sum(bot) AS bot_uses, sum(1 - bot) AS web_uses,
                           min(first_use) AS first_use
                    FROM (SELECT coupon_code, CASE WHEN source = 'bot' THEN chat_id END AS chat_id,
                                 CASE WHEN source = 'bot' THEN 1 ELSE 0 END AS bot,
                                 CASE WHEN source = 'bot' AND chat_id IS NOT NULL
                                     --@postgres THEN lpad(CAST(created_at AS text), 16, '0') || ' ' || chat_id END
                                     --@sqlite THEN printf('%016d', created_at) || ' ' || chat_id END
                                     AS first_use
                          FROM coupon_usage
                          WHERE tenant_id = $1 AND created_at >= $7 AND created_at < $8 AND success = 1
                            AND ($2 = '' OR template_slug = $2)) AS used
                    GROUP BY coupon_code, chat_id) AS came
             ) AS seen
    ), coupons AS (
        SELECT coupon_code,
               CAST(sum(CASE $3 WHEN 'bot' THEN bot_uses WHEN 'web' THEN web_uses ELSE bot_uses + web_uses END)
                    AS bigint) AS uses,
               CAST(CASE WHEN $3 = 'web' THEN 0 ELSE sum(people) END AS bigint) AS people,
               CASE WHEN $3 <> 'web' THEN min(first_use) END AS first_use,
               CASE WHEN lower(coupon_code) LIKE $10 ESCAPE '!' THEN 1 ELSE 0 END AS matches
        FROM parts
        GROUP BY coupon_code
    )
    SELECT coupon_code, uses, people, first_use, matches, CAST(sum(matches) OVER () AS bigint) AS matching,
           count(*) OVER () AS total
    FROM coupons
    WHERE uses > 0
    ORDER BY matches DESC, uses DESC, coupon_code
    LIMIT $11
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

// The day from which on all is added up already; never, when there is none.
Day day_of_span(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, const std::string& slug) {
    constexpr auto kNever = std::numeric_limits<Day>::max();
    if (extent.last < extent.first) return extent.first;
    if (extent.complete) return extent.last + 1;
    return tx.one<std::optional<Day>>(kNextSpan, tenant, slug, extent.first).value_or(kNever);
}

}  // namespace

Coupons ranked(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door,
               const std::optional<std::string>& template_, std::string_view search) {
    const auto slug = template_.value_or("");
    const auto found = tx.all<FoundCoupon>(
        kCoupons, tenant, slug, door, extent.first, day_of_span(tx, tenant, extent, slug), extent.complete ? 1 : 0,
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

}  // namespace promo::analytics::coupons::repo
