#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

namespace promo::app {

// Keeps an eye on the database: brings the schema up to date as soon as it can, then looks every second whether it
// answers. The program starts, and stays, without one.
class DatabaseWatch {
public:
    struct Hooks {
        std::function<void()> prepare;   // schema and first rows
        std::function<void()> on_ready;  // once, when that has worked
        std::function<void()> ping;      // every second from then on
    };
    explicit DatabaseWatch(Hooks hooks) : hooks_(std::move(hooks)) {}
    ~DatabaseWatch() { stop(); }

    // Tries at once, and returns when that has worked or kFirstWait has passed. An outage is tried again on a thread of
    // its own; anything else is thrown: a schema from the future.
    void start();
    void stop();

    bool schema_ready() const { return schema_ready_; }
    bool reachable() const { return reachable_; }

private:
    bool prepare();
    void run(std::promise<void> first);
    void beat();

    Hooks hooks_;
    std::atomic<bool> schema_ready_ = false;
    std::atomic<bool> reachable_ = false;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace promo::app
