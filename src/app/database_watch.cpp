#include "app/database_watch.hpp"

#include <chrono>

#include "core/log.hpp"
#include "db/error.hpp"

namespace promo::app {
namespace {

constexpr std::chrono::seconds kEvery{1};
// A database that does not answer must not keep the program from being told to stop.
constexpr std::chrono::seconds kFirstWait{2};

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
    std::promise<void> first;
    auto tried = first.get_future();
    thread_ = std::thread([this, promise = std::move(first)]() mutable { run(std::move(promise)); });
    if (tried.wait_for(kFirstWait) == std::future_status::ready) tried.get();
}

void DatabaseWatch::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void DatabaseWatch::run(std::promise<void> first) {
    try {
        prepare();
        first.set_value();
    } catch (const std::exception& error) {
        // Whoever started us hears it, unless he has gone on meanwhile.
        core::log::error("database.not_usable", {{"error", error.what()}});
        first.set_exception(std::current_exception());
    }
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kEvery, [this] { return stopping_; })) {
        lock.unlock();
        beat();
        lock.lock();
    }
}

void DatabaseWatch::beat() {
    try {
        schema_ready_ ? hooks_.ping() : void(prepare());
        if (schema_ready_ && !reachable_.exchange(true)) core::log::info("database.back");
    } catch (const std::exception& error) {
        if (reachable_.exchange(false) || !schema_ready_) {
            core::log::error("database.gone", {{"error", error.what()}});
        }
    }
}

}  // namespace promo::app
