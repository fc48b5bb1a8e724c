#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/metrics.hpp"
#include "db/database.hpp"
#include "domains/connections/service.hpp"
#include "domains/messaging/update.hpp"
#include "jobs/queue.hpp"

namespace promo::messaging {

// Does what an update asks for, in the transaction that also says it is done: together or not at all. May throw: then
// it is tried again.
using UpdateHandler = std::function<void(db::Tx& tx, const Update& update)>;
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

    // Works what waits in the chat of this job's update, the earliest first, up to that update.
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

private:
    enum class Step { worked, settled, waits_for_another, suspended, failed };
    struct Place {
        std::int64_t telegram_id = 0;
        std::int64_t chat_id = 0;
        std::int64_t update_id = 0;
    };
    void enqueue(db::Tx& tx, const Update& update, core::Timestamp now);
    Step work_earliest(const core::TenantId& tenant, const Place& own);

    db::Database& database_;
    jobs::Queue& queue_;
    core::Clock& clock_;
    FindBot find_bot_;
    UpdateHandlers handlers_;
    core::Counter stored_;
    core::Counter failed_;
};

}  // namespace promo::messaging
