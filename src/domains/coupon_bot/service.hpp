#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/secret.hpp"
#include "core/throttle.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/bot_users/service.hpp"
#include "domains/connections/service.hpp"
#include "domains/coupon_bot/settings.hpp"
#include "domains/coupons/service.hpp"
#include "domains/messaging/outbox/service.hpp"
#include "domains/templates/service.hpp"

namespace promo::coupon_bot {

struct Overview {
    std::optional<connections::ConnectionView> bot;
    Menu menu;
    Settings settings;
    std::int64_t users = 0;
    std::int64_t active_24h = 0;
    std::int64_t blocked = 0;
    std::int64_t pictures_24h = 0;
    std::int64_t templates_shown = 0;
    bool checks_coupons = false;
    std::optional<std::string> try_url;
};

// Something that the bot heard or said.
struct Line {
    core::Timestamp at;
    bool said_by_bot = false;
    std::int64_t chat_id = 0;
    std::optional<std::string> chat_name;
    std::string text;
    std::optional<std::string> state;  // of what it said
    std::optional<std::string> id;     // in the outbox
};

struct Lines {
    std::vector<Line> lines;  // the latest first
    std::optional<core::Timestamp> next;
};

// What a tenant sees and changes of its coupon bot. Safe from any thread.
class Service {
public:
    static constexpr core::Throttle::Limit kCounted{30, std::chrono::minutes(1)};

    struct Options {
        std::vector<core::Secret> secrets;  // the first signs, all are accepted
        std::string telegram_api_base_url;
    };

    Service(db::Database& database, core::Clock& clock, audit::Service& audit, connections::Service& connections,
            templates::Service& templates, coupons::Service& coupons, bot_users::Service& bot_users,
            messaging::outbox::Service& outbox, Options options);

    Overview overview(const core::TenantId& tenant);
    // Refuses as settings.hpp says.
    Settings save(const core::TenantId& tenant, const core::Actor& actor, const SettingsChange& change);
    // Up to about `limit`: what belongs to one moment is not parted.
    Lines lines(const core::TenantId& tenant, std::optional<core::Timestamp> before, std::int64_t limit);

    // Tells Telegram the commands again. Refuses as `not_configured` without a bot.
    void register_menu(const core::TenantId& tenant, const core::Actor& actor);
    // The same for every tenant whose bot has not got the commands as they are now.
    void register_menus();
    // Tenants whose bots lack their commands because Telegram did not take them.
    static std::vector<core::TenantId> without_menu(db::Tx& tx);
    // What became of messages of the kind `menu`.
    void note_ended(db::Tx& tx, std::span<const messaging::outbox::Ended> ended);

    // Where a signed link of the bot's leads; the step is counted. Empty: we have not made it.
    std::optional<std::string> follow(std::string_view token);

private:
    std::optional<connections::ConnectionView> bot(const core::TenantId& tenant);
    std::optional<connections::Credentials> credentials(const core::TenantId& tenant);
    void put_menu(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, core::Timestamp now);

    db::Database& database_;
    core::Clock& clock_;
    audit::Service& audit_;
    connections::Service& connections_;
    templates::Service& templates_;
    coupons::Service& coupons_;
    bot_users::Service& bot_users_;
    messaging::outbox::Service& outbox_;
    const Options options_;
    core::Throttle counted_{kCounted};
};

}  // namespace promo::coupon_bot
