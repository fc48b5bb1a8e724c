#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "domains/messaging/outbox/dispatcher.hpp"
#include "out_world.hpp"

namespace promo::messaging::outbox {

// A process with a dispatcher. What it sends waits until the test says what becomes of it.
class Node {
public:
    struct Sent {
        telegram::Outgoing outgoing;
        std::function<void(telegram::Delivery)> answer;
        core::Timestamp at;
    };

    explicit Node(OutWorld& world, std::string name = "node", db::Database* database = nullptr, bool alone = false);

    core::Duration step() { return dispatcher->step(); }
    // Until nothing is to be done now.
    void work();
    // Time passes, for the wall and for the steady clock, and whatever is due is done.
    void pass(core::Duration time);
    // What left first and has no answer yet.
    Sent take();
    void answer(telegram::Delivery delivery) { take().answer(std::move(delivery)); }
    std::vector<std::string> texts() const;  // of what has left and has no answer
    std::unique_ptr<Dispatcher> make(DispatcherOptions options);

    OutWorld& world;
    db::Database& database;
    core::Metrics metrics;
    DispatcherOptions options;
    std::deque<Sent> sent;
    std::vector<Ended> ended;
    std::vector<Moved> moved;
    int tokens_refused = 0;
    std::string token = "7000000001:first";            // allow-secret: made up
    std::optional<core::TenantId> of_tenant;           // who has the bot; empty: everybody
    std::vector<std::function<void(MadeFile)>> files;  // asked for and not made
    bool makes_files = true;
    core::Duration slept{0};  // while only the clock on the wall went on
    std::unique_ptr<Dispatcher> dispatcher;
};

telegram::Delivery arrived(std::int64_t message_id = 77);
telegram::Delivery fate(telegram::Fate fate);
telegram::Delivery refused(telegram::Problem problem, const std::string& words = "no");
telegram::Delivery too_many(std::chrono::seconds wait);

}  // namespace promo::messaging::outbox
