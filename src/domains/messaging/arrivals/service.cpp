#include "domains/messaging/arrivals/service.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "core/json_write.hpp"
#include "domains/messaging/arrivals/repo.hpp"
#include "domains/messaging/jobs.hpp"
#include "domains/messaging/service.hpp"

namespace promo::messaging::arrivals {
namespace {

constexpr std::size_t kMostTogether = 256;

std::pair<std::int64_t, std::int64_t> key_of(const Update& update) {
    return {update.telegram_id, update.update_id};
}

jobs::NewJob job_of(const Update& update) {
    return {.tenant = update.tenant_id,
            .kind = std::string(kUpdateJob),
            .payload = core::json::to_text(UpdateJob{update.telegram_id, update.chat_id, update.update_id}),
            .max_attempts = messaging::Service::kAttempts + 1};
}

}  // namespace

// Whoever comes while nobody stores anything does it, for all who wait by then; the others wait for him. He needs no
// longer than the database may take for a transaction.
bool Service::store(const Update& update, State state) {
    Arrival mine{update, state};
    std::unique_lock lock(mutex_);
    waiting_.push_back(&mine);
    while (!mine.is_done) {
        changed_.wait(lock, [&] { return mine.is_done || !is_storing_; });
        if (mine.is_done) break;
        is_storing_ = true;
        const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kMostTogether));
        const std::vector<Arrival*> together(waiting_.begin(), end);
        waiting_.erase(waiting_.begin(), end);
        lock.unlock();
        store_all(together);
        lock.lock();
        is_storing_ = false;
        for (auto* arrival : together)
            arrival->is_done = true;
        changed_.notify_all();
    }
    lock.unlock();
    if (mine.error) std::rethrow_exception(mine.error);
    return mine.is_new;
}

// What is wrong with one of them is no reason to refuse the others.
void Service::store_all(const std::vector<Arrival*>& arrivals) {
    try {
        database_.transact_as_system("store updates", [&](db::Tx& tx) { insert(tx, arrivals); });
    } catch (const db::Error& error) {
        if (arrivals.size() > 1 && !error.is_outage()) {
            for (auto* arrival : arrivals)
                store_all({arrival});
            return;
        }
        for (auto* arrival : arrivals)
            arrival->error = std::current_exception();
    } catch (const std::exception&) {
        for (auto* arrival : arrivals)
            arrival->error = std::current_exception();
    }
}

// In one order for everybody who stores several, so that nobody waits for another in a circle.
void Service::insert(db::Tx& tx, const std::vector<Arrival*>& arrivals) {
    auto ordered = arrivals;
    std::ranges::stable_sort(ordered, {}, [](const Arrival* arrival) { return key_of(arrival->update); });
    std::vector<repo::NewRow> rows;
    for (const auto* arrival : ordered)
        rows.push_back(repo::row_of(arrival->update, arrival->state));
    std::set<std::pair<std::int64_t, std::int64_t>> inserted;
    for (const auto& [telegram_id, update_id] : repo::insert(tx, rows))
        inserted.emplace(telegram_id, update_id);
    std::vector<jobs::NewJob> jobs;
    auto received_at = ordered.front()->update.received_at;
    for (auto* arrival : ordered) {
        arrival->is_new = inserted.erase(key_of(arrival->update)) == 1;
        received_at = std::max(received_at, arrival->update.received_at);
        if (arrival->is_new && arrival->state == State::pending) jobs.push_back(job_of(arrival->update));
    }
    queue_.enqueue_all(tx, jobs, received_at);
}

}  // namespace promo::messaging::arrivals
