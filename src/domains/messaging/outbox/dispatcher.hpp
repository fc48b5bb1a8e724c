#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/metrics.hpp"
#include "core/secret.hpp"
#include "db/database.hpp"
#include "domains/messaging/outbox/message.hpp"
#include "integrations/telegram/sending/api.hpp"

namespace promo::messaging::outbox {

// A file's bytes, or why there are none. `retry`: they may come later.
struct MadeFile {
    std::shared_ptr<const std::string> bytes = {};
    std::string problem = {};
    bool retry = false;
};

// What a dispatcher needs of the rest of the program.
struct Surroundings {
    // Empty: the tenant has no such bot.
    std::function<std::optional<core::Secret>(const core::TenantId&, std::int64_t telegram_id)> token;
    // Returns at once and calls back later, from any thread, once.
    std::function<void(const core::TenantId&, const File&, std::function<void(MadeFile)>)> make_file;
    telegram::SendLater send;
    // Telegram wants to hear nothing of the bot for so long: for whoever else calls it.
    std::function<void(std::int64_t telegram_id, std::chrono::milliseconds wait)> hold = {};
    OnEnded on_ended = {};
    OnMoved on_moved = {};
    // A bot's token is no longer good: in the transaction that pauses its lane.
    std::function<void(db::Tx&, const core::TenantId&, std::int64_t telegram_id)> on_token_refused = {};
    std::function<void()> wake = {};  // step() is worth calling now; from any thread
};

struct DispatcherOptions {
    std::string node;                              // of this process alone
    std::size_t in_flight_per_bot = 8;             // sends that have begun and not ended: what a crash leaves in doubt
    std::size_t in_flight = 512;                   // of all bots
    std::chrono::milliseconds lease{45'000};       // of a claimed row
    std::chrono::milliseconds lane_lease{15'000};  // of a bot
    std::chrono::milliseconds lane_renew{5'000};
    std::chrono::milliseconds deadline{10'000};    // of a call, connecting included
    std::chrono::milliseconds ack_window{20'000};  // how long an outcome is kept while the database is away
    bool alone = false;                            // no other process can have this database: nothing to wait for
};

// Sends what the outbox holds: at its pace, in order within a stream, the urgent first, each as its kind allows. One
// thread steps it. What is in its memory may be lost at any moment.
class Dispatcher {
public:
    using Steady = std::function<std::chrono::steady_clock::time_point()>;

    Dispatcher(db::Database& database, core::Clock& clock, core::Entropy& entropy, core::Metrics& metrics,
               Surroundings surroundings, DispatcherOptions options, Steady steady = std::chrono::steady_clock::now);
    ~Dispatcher();

    // Notes what has ended, claims what may leave now, and hands it over. Returns how long nothing is to be done unless
    // it is woken. Does not throw while the database is away.
    core::Duration step();

    // No new claims; gives the bots up as soon as nothing is in flight. True: nothing is, and everything is noted.
    bool wind_up();

private:
    class Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace promo::messaging::outbox
