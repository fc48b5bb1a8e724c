#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/metrics.hpp"
#include "db/database.hpp"
#include "domains/connections/service.hpp"
#include "domains/messaging/arrivals/service.hpp"
#include "domains/messaging/update.hpp"
#include "jobs/queue.hpp"

namespace promo::messaging {

// What an update leads to, done in the transaction that also says it is done: together or not at all. May run twice.
using Effect = std::function<void(db::Tx& tx)>;
// Thinks about an update: reads, asks vendors, draws, outside of any transaction, for kLongestThought at most. While it
// does, nobody else works an update of this chat; whoever took longer than his hold thought in vain. May throw: then it
// is tried again. Empty: nothing is to be done.
using UpdateHandler = std::function<Effect(const Update& update)>;
using UpdateHandlers = std::map<std::string, UpdateHandler, std::less<>>;

enum class Received {
    stored,
    known,         // this update was here before, or it is too old to be anything but a replay
    unauthorized,  // no bot with this secret
};

// The inbox. Safe from any thread.
class Service {
public:
    using FindBot =
        std::function<std::optional<connections::WebhookTarget>(std::string_view bot, std::string_view secret)>;

    Service(db::Database& database, jobs::Queue& queue, core::Clock& clock, core::Metrics& metrics, FindBot find_bot,
            UpdateHandlers handlers);

    // Stored, with a job that works it, when this returns. What is no update at all is stored as dead.
    Received receive(std::string_view bot, std::string_view secret, std::string_view body);

    // Works what waits in the chat of this job's update, the earliest first.
    jobs::Outcome work(const jobs::ClaimedJob& job);

    // Forgets what was received kKeepFor ago, and gives up on what has waited that long; the dead stay kKeepDead.
    void prune();

    static constexpr std::chrono::hours kKeepFor{24 * 7};
    static constexpr std::chrono::hours kKeepDead{24 * 30};
    // Telegram itself keeps an update for a day: what is older comes from somebody who kept a copy.
    static constexpr std::chrono::hours kOldest{25};
    static constexpr int kAttempts = 12;
    // Twelve tries are over long before: whoever is still failing then has no job of its own any more.
    static constexpr std::chrono::hours kTriedFor{6};
    // What was held so often by a process that died is dead.
    static constexpr int kDeaths = 3;
    // Of real time, however fast the clock goes.
    static constexpr std::chrono::seconds kHeldFor{60};
    static constexpr std::chrono::seconds kLongestThought{30};

private:
    struct Hold {
        Update update;
        std::int64_t fence = 0;
    };
    struct Turn;
    struct Place;
    Turn take(db::Tx& tx, const core::TenantId& tenant, const Place& own);
    Turn take_first(const core::TenantId& tenant, const Place& own);
    enum class After { next, stop };
    Turn work_and_go_on(const Turn& turn, const Place& own, After after);
    void give_back_holds();
    core::Duration on_the_clock(core::Duration real) const;

    db::Database& database_;
    arrivals::Service arrivals_;
    core::Clock& clock_;
    FindBot find_bot_;
    UpdateHandlers handlers_;
    core::Counter stored_;
    core::Counter failed_;
    std::vector<Hold> lost_;  // to be given back
    std::mutex losing_;
};

}  // namespace promo::messaging
