#include "app/database_watch.hpp"

#include <chrono>

#include "core/log.hpp"
#include "db/error.hpp"

namespace promo::app {
namespace {

constexpr std::chrono::seconds kEvery{1};

}  // namespace

bool DatabaseWatch::prepare() {
    try {
        hooks_.prepare();
    } catch (const db::Error& error) {
        if (!error.is_outage()) throw;
        core::log::warn("database.not_available", {{"error", error.what()}});
        return false;
    }
    schema_ready_ = true;
    reachable_ = true;
    hooks_.on_ready();
    return true;
}

void DatabaseWatch::start() {
    prepare();
    thread_ = std::thread([this] { run(); });
}

void DatabaseWatch::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void DatabaseWatch::run() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kEvery, [this] { return stopping_; })) {
        lock.unlock();
        try {
            schema_ready_ ? hooks_.ping() : void(prepare());
            if (schema_ready_ && !reachable_.exchange(true)) core::log::info("database.back");
        } catch (const std::exception& error) {
            if (reachable_.exchange(false) || !schema_ready_) {
                core::log::error("database.gone", {{"error", error.what()}});
            }
        }
        lock.lock();
    }
}

}  // namespace promo::app
