#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/messaging/outbox/desk/entry.hpp"

namespace promo::messaging::outbox::desk {

struct Filter {
    std::optional<State> state = {};
    std::optional<Kind> kind = {};
    std::optional<std::int64_t> chat_id = {};
    std::string cause = {};
    std::optional<core::Timestamp> before = {};  // with before_id: only what is older
    std::string before_id = {};
    std::int64_t limit = 50;
};

struct Details {
    Entry entry;
    std::vector<Attempt> attempts;
    core::Timestamp now;
};

struct BotSummary {
    std::int64_t telegram_id = 0;
    std::optional<std::string> username;
    std::int64_t pending = 0;
    std::int64_t sending = 0;
    double per_second = 0;
    std::optional<core::Timestamp> gate_until;
    std::optional<std::string> paused;
};
BOOST_DESCRIBE_STRUCT(BotSummary, (), (telegram_id, username, pending, sending, per_second, gate_until, paused))

// What there is now, and what the last 24 hours brought.
struct States {
    // A number that reaches it may be larger: looking costs the same, however many messages there are.
    static constexpr std::int64_t kMostCounted = 10'000;

    std::int64_t pending = 0;
    std::int64_t sending = 0;
    std::int64_t unknown = 0;
    std::int64_t sent_24h = 0;
    std::int64_t failed_24h = 0;
    std::int64_t expired_24h = 0;
    std::int64_t cancelled_24h = 0;
};
BOOST_DESCRIBE_STRUCT(States, (), (pending, sending, unknown, sent_24h, failed_24h, expired_24h, cancelled_24h))

struct Summary {
    States states;
    std::vector<BotSummary> bots;
    std::optional<core::Timestamp> oldest_pending_at;
    std::int64_t counted_to = States::kMostCounted;
};
BOOST_DESCRIBE_STRUCT(Summary, (), (states, bots, oldest_pending_at, counted_to))

// What whoever runs the installation should hear of, in all tenants.
struct Troubles {
    std::int64_t paused_bots = 0;
    std::optional<std::string> paused_tenant;  // of one of them
    std::int64_t late_bots = 0;                // something has been due for longer than kLate
    std::int64_t old_unknown = 0;              // nobody has decided about it for longer than kUndecided
};
BOOST_DESCRIBE_STRUCT(Troubles, (), (paused_bots, paused_tenant, late_bots, old_unknown))

enum class Decision { send_again, leave };
BOOST_DESCRIBE_ENUM(Decision, send_again, leave)

// How a tenant's messages leave.
struct Settings {
    int broadcast_per_second = 20;
    bool paid_broadcast = false;
};
BOOST_DESCRIBE_STRUCT(Settings, (), (broadcast_per_second, paid_broadcast))

// What people see of the outbox, and decide about it. Safe from any thread.
class Service {
public:
    Service(db::Database& database, core::Clock& clock, audit::Service& audit, OnEnded on_ended)
        : database_(database), clock_(clock), audit_(audit), on_ended_(std::move(on_ended)) {}

    // Newest first.
    std::vector<Entry> list(const core::TenantId& tenant, const Filter& filter);
    Summary summary(const core::TenantId& tenant);
    // Refuses as `not_found`, as all below do.
    Details details(const core::TenantId& tenant, const std::string& id);

    // Of a message of which nobody can say whether it arrived. Refuses as `conflict` for any other.
    void resolve(const core::TenantId& tenant, const core::Actor& actor, const std::string& id, Decision decision);
    // Refuses as `conflict` when it has begun to leave.
    void cancel(const core::TenantId& tenant, const core::Actor& actor, const std::string& id);

    Settings settings(const core::TenantId& tenant);
    // Refuses as `invalid` what Telegram would not let through.
    void save_settings(const core::TenantId& tenant, const core::Actor& actor, const Settings& settings);

    // Forgets what ended long ago, in bounded batches.
    void prune();

    static Troubles troubles(db::Tx& tx, core::Timestamp now);

    static constexpr std::chrono::minutes kLate{10};
    static constexpr std::chrono::hours kUndecided{24};
    static constexpr std::chrono::hours kKeep{24 * 30};
    static constexpr std::chrono::hours kKeepInDoubt{24 * 90};
    static constexpr std::chrono::hours kKeepFiles{24 * 60};

private:
    Entry entry(db::Tx& tx, const core::TenantId& tenant, const std::string& id);

    db::Database& database_;
    core::Clock& clock_;
    audit::Service& audit_;
    const OnEnded on_ended_;
};

}  // namespace promo::messaging::outbox::desk
