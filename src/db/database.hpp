#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/id.hpp"
#include "core/metrics.hpp"
#include "core/secret.hpp"
#include "db/tx.hpp"

namespace promo::db {

struct Deadlines {
    std::chrono::milliseconds connect{2000};
    std::chrono::milliseconds statement{3000};
    std::chrono::milliseconds pool_wait{250};
};

struct Options {
    core::Secret url;          // postgres://… ; empty means SQLite
    core::Secret serving_url;  // for `migrate`: whom to let in to serve, when `url` is an administrator's
    std::string sqlite_path;   // a file, or ":memory:"
    std::size_t connections = 12;
    Deadlines deadlines;
};

// What a commit that has returned survives: full, the machine losing its power; relaxed, only the end of the program.
// Relaxed does not wait for the disk. It is for what would simply be done again, such as taking a lease.
enum class Durability { full, relaxed };

struct Notification {
    std::string channel;
    std::string payload;
};

// Receives what transactions notify. Notifications may be lost when a connection breaks: they say "look now", they
// carry no truth. After connecting and reconnecting, `wait` returns an empty channel once: "look at everything".
class Listener {
public:
    virtual ~Listener() = default;
    // Empty after `timeout`, or after `wake`.
    virtual std::optional<Notification> wait(std::chrono::steady_clock::duration timeout) = 0;
    virtual void wake() = 0;  // from any thread
};

// Safe from any thread. Building it touches nothing; connections open on first use.
class Database {
public:
    virtual ~Database() = default;

    // Runs `work(Tx&)` for one tenant and commits. Runs it again, at most twice, on Failure::conflict, so `work`
    // changes nothing but the database. No network call inside.
    template <class Work>
    auto transact(const core::TenantId& tenant, Work&& work, Durability durability = Durability::full) {
        return run<Work>({&tenant, {}, Mode::write, durability}, work);
    }
    // A consistent snapshot. Never waits for a writer on SQLite; a write inside is refused as Failure::read_only.
    template <class Work>
    auto read(const core::TenantId& tenant, Work&& work) {
        return run<Work>({&tenant, {}, Mode::read, Durability::relaxed}, work);
    }
    // Sees every tenant. `why` is a few words for the log and the metrics, and for whoever reads the call.
    template <class Work>
    auto transact_as_system(std::string_view why, Work&& work, Durability durability = Durability::full) {
        return run<Work>({nullptr, why, Mode::write, durability}, work);
    }
    template <class Work>
    auto read_as_system(std::string_view why, Work&& work) {
        return run<Work>({nullptr, why, Mode::read, Durability::relaxed}, work);
    }

    virtual Engine engine() const = 0;
    // The listener ends before the database does.
    virtual std::unique_ptr<Listener> listen(std::vector<std::string> channels) = 0;

protected:
    enum class Mode { read, write };
    struct Scope {
        const core::TenantId* tenant;  // null: system
        std::string_view why;
        Mode mode;
        Durability durability;
    };
    virtual void perform(const Scope& scope, const std::function<void(Tx&)>& work) = 0;

private:
    template <class Work>
    auto run(const Scope& scope, Work& work) {
        using Result = std::invoke_result_t<Work&, Tx&>;
        if constexpr (std::is_void_v<Result>) {
            perform(scope, [&](Tx& tx) { work(tx); });
        } else {
            std::optional<Result> result;
            perform(scope, [&](Tx& tx) { result.emplace(work(tx)); });
            return std::move(*result);
        }
    }
};

// By `options.url`. Throws std::invalid_argument for a URL that cannot be understood.
std::unique_ptr<Database> open(const Options& options, core::Metrics& metrics);

}  // namespace promo::db
