#include "domains/coupon_bot/repo.hpp"

namespace promo::coupon_bot::repo {
namespace {

constexpr db::Sql kFind{"coupon_bot.find", R"sql(
    SELECT greeting, checkout_url, menu, menu_error
    FROM coupon_bot_settings
    WHERE tenant_id = $1
)sql"};

constexpr db::Sql kSave{"coupon_bot.save", R"sql(
    INSERT INTO coupon_bot_settings (tenant_id, greeting, checkout_url, menu, menu_error, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (tenant_id) DO UPDATE
    SET greeting = excluded.greeting, checkout_url = excluded.checkout_url, menu = excluded.menu,
        menu_error = excluded.menu_error, updated_at = excluded.updated_at
)sql"};

constexpr db::Sql kWithMenu{"coupon_bot.with_menu", R"sql(
    SELECT tenant_id
    FROM coupon_bot_settings
    WHERE menu LIKE $1 || ' %'  -- cross-tenant: for whoever runs the installation
    ORDER BY tenant_id
)sql"};

constexpr db::Sql kCountAnswers{"coupon_bot.count_answers", R"sql(
    SELECT count(*)
    FROM outbox
    WHERE tenant_id = $1 AND telegram_id = $2 AND chat_id = $3 AND created_at > $4 AND kind IN ('reply', 'edit')
)sql"};

constexpr db::Sql kNumbers{"coupon_bot.numbers", R"sql(
    SELECT count(*) AS users, count(CASE WHEN last_used > $3 THEN 1 END) AS active_24h, count(blocked_at) AS blocked
    FROM bot_users
    WHERE tenant_id = $1 AND telegram_id = $2 AND chat_type = 'private'
)sql"};

constexpr db::Sql kCountPictures{"coupon_bot.count_pictures", R"sql(
    SELECT count(*)
    FROM coupon_usage
    WHERE tenant_id = $1 AND created_at > $2 AND source = 'bot' AND success = 1
)sql"};

constexpr db::Sql kHeard{"coupon_bot.heard", R"sql(
    SELECT i.received_at AS at, i.chat_id, i.kind, i.body,
           coalesce('@' || u.username, u.first_name, u.last_name) AS chat_name
    FROM inbound_updates i
    LEFT JOIN bot_users u ON u.tenant_id = i.tenant_id AND u.telegram_id = i.telegram_id AND u.chat_id = i.chat_id
    WHERE i.tenant_id = $1 AND i.telegram_id = $2 AND i.received_at < $3
      AND i.kind IN ('message', 'channel_post', 'callback_query')
    ORDER BY i.received_at DESC, i.update_id DESC
    LIMIT $4
)sql"};

constexpr db::Sql kSent{"coupon_bot.sent", R"sql(
    SELECT o.created_at AS at, o.id, o.chat_id, o.method, o.arguments, o.state,
           coalesce('@' || u.username, u.first_name, u.last_name) AS chat_name
    FROM outbox o
    LEFT JOIN bot_users u ON u.tenant_id = o.tenant_id AND u.telegram_id = o.telegram_id AND u.chat_id = o.chat_id
    WHERE o.tenant_id = $1 AND o.telegram_id = $2 AND o.created_at < $3 AND o.kind IN ('reply', 'edit')
    ORDER BY o.created_at DESC, o.id DESC
    LIMIT $4
)sql"};

}  // namespace

Row find(db::Tx& tx, const core::TenantId& tenant) {
    return tx.maybe<Row>(kFind, tenant).value_or(Row{});
}

void save(db::Tx& tx, const core::TenantId& tenant, const Row& row, core::Timestamp now) {
    tx.run(kSave, tenant, row.greeting, row.checkout_url, row.menu, row.menu_error, now);
}

std::vector<core::TenantId> with_menu(db::Tx& tx, std::string_view state) {
    return tx.all<core::TenantId>(kWithMenu, state);
}

std::int64_t count_answers(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                           core::Timestamp since) {
    return tx.one<std::int64_t>(kCountAnswers, tenant, telegram_id, chat, since);
}

Numbers numbers(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, core::Timestamp since) {
    return tx.one<Numbers>(kNumbers, tenant, telegram_id, since);
}

std::int64_t count_pictures(db::Tx& tx, const core::TenantId& tenant, core::Timestamp since) {
    return tx.one<std::int64_t>(kCountPictures, tenant, since);
}

std::vector<Heard> heard(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, core::Timestamp before,
                         std::int64_t limit) {
    return tx.all<Heard>(kHeard, tenant, telegram_id, before, limit);
}

std::vector<Sent> sent(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, core::Timestamp before,
                       std::int64_t limit) {
    return tx.all<Sent>(kSent, tenant, telegram_id, before, limit);
}

}  // namespace promo::coupon_bot::repo
