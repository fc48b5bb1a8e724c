#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <thread>

#include "app/domains.hpp"
#include "app/file_makers.hpp"
#include "db/database.hpp"
#include "domains/messaging/outbox/dispatcher.hpp"

namespace promo::app {

// The thread that steps the dispatcher of the outbox: when something is due, has ended, or was put by any process.
class OutboxLoop {
public:
    // `node` is of this process alone; `alone` when no other can have the database.
    OutboxLoop(const Ground& ground, Domains& domains, FileMakers& files, std::string node, bool alone);
    ~OutboxLoop();
    OutboxLoop(const OutboxLoop&) = delete;
    OutboxLoop& operator=(const OutboxLoop&) = delete;

    void start();
    // Sends nothing new, and waits for what is on its way. False: something still was when the time was over.
    [[nodiscard]] bool stop(std::chrono::steady_clock::duration grace);

private:
    void run();
    void wait(core::Duration time);
    void wake();

    db::Database& database_;
    const core::Clock& clock_;
    std::unique_ptr<db::Listener> listener_;
    messaging::outbox::Dispatcher dispatcher_;
    std::atomic<bool> stopping_ = false;
    std::atomic<bool> finished_ = true;
    std::atomic<std::chrono::steady_clock::time_point> deadline_{};
    std::thread thread_;
};

}  // namespace promo::app
