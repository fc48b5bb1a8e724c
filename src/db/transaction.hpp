#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "core/metrics.hpp"
#include "db/database.hpp"
#include "db/tx.hpp"

namespace promo::db {

struct Begin {
    const core::TenantId* tenant;  // null: system
    bool read_only;
    Durability durability;
};

// A connection between transactions. One thread at a time.
class Session : public Connection {
public:
    virtual void begin(const Begin& begin) = 0;
    // Leaves no transaction open, also when it throws.
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;
    // False when the connection is lost, or in a state nobody knows: it is to be closed.
    virtual bool usable() const = 0;
};

// Runs `work` in the transaction that `session` has begun, and ends it.
void run_and_commit(Session& session, const core::TenantId* tenant, const std::function<void(Tx&)>& work);

// What every transaction has, whatever the engine: further tries after a conflict, and its place in the metrics.
class TransactionRunner {
public:
    explicit TransactionRunner(core::Metrics& metrics);

    // `why` is empty for a tenant's transaction. `attempt` is one whole transaction.
    void run(const Begin& begin, std::string_view why, const std::function<void()>& attempt);

private:
    void observe(bool read_only, std::string_view result, double seconds);
    void count_system(std::string_view why);

    core::Metrics& metrics_;
    core::Histogram read_ok_;
    core::Histogram write_ok_;
    core::Counter retries_;
    std::mutex mutex_;
    std::map<std::string, core::Counter, std::less<>> system_;
};

}  // namespace promo::db
