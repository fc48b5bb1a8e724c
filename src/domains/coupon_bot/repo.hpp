#pragma once

#include <vector>

#include "db/tx.hpp"
#include "domains/coupon_bot/settings.hpp"

namespace promo::coupon_bot::repo {

struct Row : Settings {
    std::string menu;
    std::optional<std::string> menu_error;
};
BOOST_DESCRIBE_STRUCT(Row, (Settings), (menu, menu_error))

// What nobody saved yet is empty.
Row find(db::Tx& tx, const core::TenantId& tenant);
void save(db::Tx& tx, const core::TenantId& tenant, const Row& row, core::Timestamp now);
// The tenants whose menu is in this state.
std::vector<core::TenantId> with_menu(db::Tx& tx, std::string_view state);

// What the bot has answered in a chat since then.
std::int64_t count_answers(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                           core::Timestamp since);

struct Numbers {
    std::int64_t users = 0;
    std::int64_t active_24h = 0;
    std::int64_t blocked = 0;
};
BOOST_DESCRIBE_STRUCT(Numbers, (), (users, active_24h, blocked))
Numbers numbers(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, core::Timestamp since);
std::int64_t count_pictures(db::Tx& tx, const core::TenantId& tenant, core::Timestamp since);

// What a bot heard and said, each the latest first, from before a moment.
struct Heard {
    core::Timestamp at;
    std::int64_t chat_id = 0;
    std::optional<std::string> chat_name;
    std::string kind;
    std::string body;
};
BOOST_DESCRIBE_STRUCT(Heard, (), (at, chat_id, chat_name, kind, body))
std::vector<Heard> heard(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, core::Timestamp before,
                         std::int64_t limit);
struct Sent {
    core::Timestamp at;
    std::string id;
    std::int64_t chat_id = 0;
    std::optional<std::string> chat_name;
    std::string method;
    std::string arguments;
    std::string state;
};
BOOST_DESCRIBE_STRUCT(Sent, (), (at, id, chat_id, chat_name, method, arguments, state))
std::vector<Sent> sent(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, core::Timestamp before,
                       std::int64_t limit);

}  // namespace promo::coupon_bot::repo
