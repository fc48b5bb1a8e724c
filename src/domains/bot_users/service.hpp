#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/entropy.hpp"
#include "db/database.hpp"

namespace promo::bot_users {

// A chat as one bot knows it.
struct BotUser {
    std::int64_t telegram_id = 0;  // the bot
    std::int64_t chat_id = 0;
    std::string chat_type;  // private, group, supergroup, channel
    std::optional<std::string> username;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> language;
    std::optional<std::string> time_zone;
    std::optional<std::string> source;  // the deep link that brought it
    std::optional<std::string> last_coupon_code;
    std::optional<core::Timestamp> coupon_checked_at;
    core::Timestamp first_used;
    core::Timestamp last_used;
    std::optional<core::Timestamp> last_generated_at;
    std::optional<core::Timestamp> blocked_at;
    std::optional<core::Timestamp> unsubscribed_at;
};
BOOST_DESCRIBE_STRUCT(BotUser, (),
                      (telegram_id, chat_id, chat_type, username, first_name, last_name, language, time_zone, source,
                       last_coupon_code, coupon_checked_at, first_used, last_used, last_generated_at, blocked_at,
                       unsubscribed_at))

// What an update says about who sent it.
struct Seen {
    std::int64_t telegram_id = 0;
    std::int64_t chat_id = 0;
    std::string chat_type = "private";
    std::optional<std::string> username;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> language;
    std::optional<std::string> source;  // counts for the first time only
};
BOOST_DESCRIBE_STRUCT(Seen, (), (telegram_id, chat_id, chat_type, username, first_name, last_name, language, source))

enum class Step { start, code, picture, share, checkout };
BOOST_DESCRIBE_ENUM(Step, start, code, picture, share, checkout)

// Who has talked to a tenant's bots. Statements are part of the caller's transaction. Safe from any thread.
class Service {
public:
    // Told in the transaction that somebody wants no more news, before that is noted.
    using OnUnsubscribed = std::function<void(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id,
                                              std::int64_t chat, core::Timestamp now)>;

    explicit Service(core::Entropy& entropy, OnUnsubscribed on_unsubscribed = {})
        : entropy_(entropy), on_unsubscribed_(std::move(on_unsubscribed)) {}

    // Heard of: names that are not given stay, it is not blocked any more. True: for the first time.
    bool note_seen(db::Tx& tx, const core::TenantId& tenant, const Seen& seen, core::Timestamp now);
    void note_coupon(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                     const std::string& code, core::Timestamp now);
    // A picture was made for it.
    void note_generated(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                        core::Timestamp now);
    void note_step(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat, Step step,
                   const std::optional<std::string>& source, core::Timestamp now);
    void note_blocked(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                      core::Timestamp now);
    void note_unsubscribed(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                           bool unsubscribed, core::Timestamp now);
    void set_time_zone(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                       const std::optional<std::string>& zone);
    void move(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t from, std::int64_t to);

    std::optional<BotUser> find(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat);

private:
    core::Entropy& entropy_;
    const OnUnsubscribed on_unsubscribed_;
};

}  // namespace promo::bot_users
