#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/metrics.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/connections/bots/service.hpp"
#include "domains/connections/channels/service.hpp"
#include "domains/connections/connection.hpp"
#include "domains/connections/timed_cache.hpp"
#include "domains/secrets/service.hpp"
#include "integrations/telegram/api.hpp"
#include "jobs/queue.hpp"

namespace promo::connections {

struct NewConnection {
    BotRole role = BotRole::signal_bot;
    core::Secret token;  // empty: the one that is stored stays
    Channels channels;
};

// Which bot an inbound call is for, once its secret matched.
struct WebhookTarget {
    core::TenantId tenant;
    std::string bot;
    std::int64_t telegram_id = 0;
};

// Notified with the tenant's id when one of its connections or bots changes.
inline constexpr std::string_view kChangeChannel = "connections";

// The tenant's bots: the only source of tokens at run time. Safe from any thread.
class Service {
public:
    struct Options {
        std::string public_base_url;  // webhooks are built from it
    };

    Service(db::Database& database, jobs::Queue& queue, core::Clock& clock, core::Entropy& entropy,
            core::Metrics& metrics, secrets::Service& secrets, audit::Service& audit, const telegram::Api& telegram,
            Options options);

    std::vector<ConnectionView> list(const core::TenantId& tenant);

    // Checks with Telegram, stores as pending, registers the webhook, activates. Whatever fails on the way, the
    // connection that was there before still works. Channels that are not given are cleared. Refuses as `invalid` what
    // Telegram does not accept (`bot_token`, `vip_channel_id` … as the field), `conflict` for a bot of another tenant,
    // `unprocessable` when Telegram does not accept our address, `unavailable` when it cannot be reached.
    ConnectionView save(const core::TenantId& tenant, const core::Actor& actor, const NewConnection& connection);
    // Channels alone, checked as `save` does; one that is not given stays, an empty text clears it. Refuses as
    // `not_found` without a connection.
    ConnectionView change_channels(const core::TenantId& tenant, const core::Actor& actor, BotRole role,
                                   const Channels& changes);
    // Gone here at once, and its webhook is refused from now on; Telegram is told as soon as it can be reached.
    void remove(const core::TenantId& tenant, const core::Actor& actor, BotRole role);
    // All of them, in the transaction that takes them away; see bots::Service::farewell_to_all.
    std::function<void()> take_leave(db::Tx& tx, const core::TenantId& tenant);
    // A new secret for the webhook; the old one counts ten more minutes. Refuses as `not_found` without a connection.
    ConnectionView renew_webhook(const core::TenantId& tenant, const core::Actor& actor, BotRole role);

    // Of an active bot of the tenant's, by its number at Telegram; cached like all below. Empty: there is none, or what
    // is stored can no longer be opened.
    std::optional<core::Secret> token_of(const core::TenantId& tenant, std::int64_t telegram_id);
    // What our bot with this id is there for.
    std::vector<BotRole> roles_of(const core::TenantId& tenant, const std::string& bot);

    // What a sender needs; cached for kCacheFor, and no longer than a notification takes when it changes in any
    // process. Refuses as `not_configured`: see bot_not_configured, or with the field `bot_token` when what is stored
    // can no longer be opened.
    Credentials credentials(const core::TenantId& tenant, BotRole role);
    static constexpr std::chrono::seconds kCacheFor{60};
    // The same, as it is stored now.
    Credentials stored_credentials(const core::TenantId& tenant, BotRole role);

    // `token` or, when that is empty, the one that is stored for the role. Refuses as `invalid` when there is neither.
    core::Secret given_or_stored(const core::TenantId& tenant, BotRole role, const core::Secret& token);

    // The bot with this public id, when `secret` is its webhook's. Empty: answer 401. Also cached.
    std::optional<WebhookTarget> webhook_target(std::string_view bot, std::string_view secret);

    // For whoever hears kChangeChannel.
    void forget(const core::TenantId& tenant);
    void forget_all();

    // Telegram says that the bot's own rights in a chat have changed. In the transaction that takes this in; when it is
    // one of the bot's channels, a job looks at it. `chat_name` is without `@`.
    void on_chat_member_of_bot(db::Tx& tx, const core::TenantId& tenant, std::string_view bot, std::int64_t chat,
                               const std::optional<std::string>& chat_name, core::Timestamp now);
    // That job. Throws Refusal while Telegram cannot be asked.
    void examine_channels(const core::TenantId& tenant, std::string_view bot);
    // Telegram no longer takes this bot's token: its page says so until a check finds it well again.
    void note_token_refused(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id);

    bots::Service& bots() { return bots_; }
    const channels::Service& channels() const { return channels_; }

private:
    struct Target {
        WebhookTarget target;
        std::string secret_hash;
        std::optional<std::string> previous_hash;
        std::optional<core::Timestamp> previous_until;

        bool accepts(std::string_view hash, core::Timestamp now) const;
    };
    ConnectionView connect(const core::TenantId& tenant, const core::Actor& actor, const NewConnection& connection,
                           const bots::Admitted& bot, const std::vector<ChannelReport>& reports);
    void announce(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, const audit::Event& event,
                  core::Timestamp now);
    std::optional<Target> stored_target(const std::string& bot);

    db::Database& database_;
    jobs::Queue& queue_;
    core::Clock& clock_;
    audit::Service& audit_;
    core::Counter cache_hits_;
    core::Counter cache_misses_;
    channels::Service channels_;
    bots::Service bots_;
    TimedCache<Credentials> credentials_{kCacheFor};
    TimedCache<Target> targets_{kCacheFor};
    std::timed_mutex lookups_;
    TimedCache<core::Secret> tokens_{kCacheFor};
    TimedCache<std::vector<BotRole>> roles_{kCacheFor};
};

}  // namespace promo::connections
