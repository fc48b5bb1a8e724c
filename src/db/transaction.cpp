#include "db/transaction.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/log.hpp"

namespace promo::db {
namespace {

constexpr int kTries = 3;
constexpr auto kShortestPause = std::chrono::milliseconds(2);
constexpr int kPauseSteps = 16;

core::Histogram seconds(core::Metrics& metrics, bool read_only, std::string_view result) {
    return metrics.histogram("promostack_db_seconds", "Time of a database transaction, waiting included",
                             {{"op", read_only ? "read" : "write"}, {"result", std::string(result)}});
}

// Two transactions that conflicted once should not meet again in step; the clock's low digits differ enough for that.
void pause_before_retry(int attempt) {
    const auto ticks = std::chrono::steady_clock::now().time_since_epoch().count() / 64;
    std::this_thread::sleep_for(kShortestPause * attempt * (1 + static_cast<int>(ticks % kPauseSteps)) / 2);
}

// Outages are logged where they begin and end; refused rows are the caller's affair.
bool worth_a_line(Failure failure) {
    return failure == Failure::statement || failure == Failure::full || failure == Failure::commit_unknown ||
           failure == Failure::read_only || failure == Failure::timeout;
}

}  // namespace

void run_and_commit(Session& session, const core::TenantId* tenant, const std::function<void(Tx&)>& work) {
    Tx tx(session, tenant);
    try {
        work(tx);
        tx.rethrow_poison();
    } catch (...) {
        session.rollback();
        throw;
    }
    session.commit();
}

TransactionRunner::TransactionRunner(core::Metrics& metrics)
    : metrics_(metrics),
      read_ok_(seconds(metrics, true, "ok")),
      write_ok_(seconds(metrics, false, "ok")),
      retries_(metrics.counter("promostack_db_retries_total", "Transactions run again after a conflict")) {}

void TransactionRunner::run(const Begin& begin, std::string_view why, const std::function<void()>& attempt) {
    const auto started = std::chrono::steady_clock::now();
    const auto elapsed = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    };
    if (!why.empty()) count_system(why);
    for (int tries = 1;; ++tries) {
        try {
            attempt();
            (begin.read_only ? read_ok_ : write_ok_).observe(elapsed());
            return;
        } catch (const Error& error) {
            if (error.failure() != Failure::conflict || tries == kTries) {
                observe(begin.read_only, core::enum_name(error.failure()), elapsed());
                if (worth_a_line(error.failure())) {
                    core::log::warn("db.failed", {{"failure", core::enum_name(error.failure())},
                                                  {"for", why.empty() ? begin.tenant->str() : std::string(why)},
                                                  {"problem", error.what()}});
                }
                throw;
            }
        } catch (...) {
            observe(begin.read_only, "refused", elapsed());
            throw;
        }
        retries_.add();
        pause_before_retry(tries);
    }
}

void TransactionRunner::observe(bool read_only, std::string_view result, double took) {
    seconds(metrics_, read_only, result).observe(took);
}

void TransactionRunner::count_system(std::string_view why) {
    const std::lock_guard lock(mutex_);
    auto found = system_.find(why);
    if (found == system_.end()) {
        found = system_
                    .emplace(std::string(why), metrics_.counter("promostack_db_system_transactions_total",
                                                                "Transactions that see every tenant, by reason",
                                                                {{"why", std::string(why)}}))
                    .first;
    }
    found->second.add();
}

}  // namespace promo::db
