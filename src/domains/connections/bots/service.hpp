#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "db/database.hpp"
#include "domains/connections/connection.hpp"
#include "domains/secrets/service.hpp"
#include "integrations/telegram/api.hpp"
#include "jobs/outcome.hpp"
#include "jobs/queue.hpp"

namespace promo::connections::repo {
struct Bot;
}

namespace promo::connections::bots {

// A bot on its way in: stored as pending, unless it is active already. Its webhook's secret counts from now on.
struct Admitted {
    std::string id;
    BotState was = BotState::pending;
    core::Secret token;
    core::Secret webhook_secret;
    telegram::Bot identity;
};

// Bots, and what Telegram knows of their webhooks. Methods that say `outcome` are the work of jobs; those take place in
// the order pending, active, leaving, gone. Safe from any thread.
class Service {
public:
    Service(db::Database& database, jobs::Queue& queue, core::Clock& clock, core::Entropy& entropy,
            secrets::Service& secrets, const telegram::Api& telegram, std::string public_base_url);

    // Asks Telegram. Refuses as `invalid` what is no token that works.
    telegram::Bot identify(const core::TenantId& tenant, const core::Secret& token);
    // Throws secrets::Unreadable.
    core::Secret open_token(db::Tx& tx, const core::TenantId& tenant, std::string_view sealed);

    // Refuses as `conflict` a bot of another tenant, without saying whose it is.
    Admitted admit(const core::TenantId& tenant, const core::Secret& token, const telegram::Bot& identity);
    // Tells Telegram where to deliver, when it does not know yet. A bot that came in and cannot be registered is put
    // out again; the refusal says why.
    void register_webhook(const core::TenantId& tenant, const Admitted& bot);
    // In the transaction that gives it a role. Refuses as `conflict` when it has left in the meantime.
    void activate(db::Tx& tx, const core::TenantId& tenant, const Admitted& bot, core::Timestamp now);
    // In the transaction that took roles away: bots without one are refused from now on, and leave.
    void retire_idle(db::Tx& tx, const core::TenantId& tenant, core::Timestamp now);

    // In the transaction that takes the tenant's bots away, all at once. What it returns takes their webhooks away at
    // Telegram, as far as that goes in about kFarewellToAll: those that stay are answered 401.
    std::function<void()> farewell_to_all(db::Tx& tx, const core::TenantId& tenant);

    // What is wrong with what Telegram knows of this bot's webhook, and what to do. Empty: nothing.
    std::optional<std::string> problem_of(std::string_view bot, const telegram::WebhookInfo& info) const;
    // For an operator: what is wrong with the webhooks of at most `limit` active bots, as Telegram sees them now.
    struct Trouble {
        core::TenantId tenant;
        std::string bot;
        std::string problem;
    };
    struct Inspection {
        std::size_t bots = 0;
        std::vector<Trouble> troubles = {};
    };
    Inspection inspect(std::int64_t limit);
    // A new secret for this bot's webhook. When Telegram cannot be told now, a job goes on trying.
    void renew_secret(const core::TenantId& tenant, std::string_view bot);

    // One look at every active bot's webhook, slowly enough for Telegram.
    void sweep();
    // Nothing while there are no bots.
    void request_sweep(db::Tx& tx, core::Timestamp now);
    enum class Register { when_it_differs, always };
    jobs::Outcome check_webhook(const core::TenantId& tenant, std::string_view bot, Register when);
    // What a crash left pending leaves.
    jobs::Outcome settle(const core::TenantId& tenant, std::string_view bot);
    // Gives up `since` + kFarewellFor: then its webhook may still be there, and is answered 401.
    jobs::Outcome farewell(const core::TenantId& tenant, std::string_view bot, core::Timestamp since);

    static constexpr std::chrono::minutes kSettleAfter{2};
    static constexpr std::chrono::hours kFarewellFor{24};
    static constexpr std::chrono::seconds kFarewellToAll{20};

private:
    struct Opened {
        BotState state = BotState::pending;
        std::string webhook_url;
        core::Secret token;
        core::Secret webhook_secret;
    };
    std::optional<Opened> open(const core::TenantId& tenant, std::string_view bot);
    Opened open(db::Tx& tx, const repo::Bot& bot);
    std::optional<telegram::Fault> delete_webhook(const Opened& bot);
    telegram::Webhook wanted(std::string_view bot, const core::Secret& secret) const;
    std::optional<telegram::Fault> set_webhook(const core::TenantId& tenant, std::string_view bot,
                                               const core::Secret& token, const core::Secret& secret);
    void put_out(const core::TenantId& tenant, const Admitted& bot, const telegram::Fault& fault);
    jobs::Outcome outcome_of(const core::TenantId& tenant, std::string_view bot, const telegram::Fault& fault);
    void enqueue(db::Tx& tx, const core::TenantId& tenant, std::string_view kind, std::string_view bot,
                 core::Timestamp run_at, core::Timestamp now);

    db::Database& database_;
    jobs::Queue& queue_;
    core::Clock& clock_;
    core::Entropy& entropy_;
    secrets::Service& secrets_;
    const telegram::Api& telegram_;
    const std::string public_base_url_;
};

}  // namespace promo::connections::bots
