#include "faults/worker_kinds.hpp"

#include <csignal>
#include <thread>

#include "faults/ledger.hpp"

namespace promo::faults {
namespace {

class Work {
public:
    Work(db::Database& database, jobs::Queue& queue, const core::Clock& clock, KindOptions options)
        : database_(database), queue_(queue), clock_(clock), options_(std::move(options)) {}

    void begin(const jobs::JobContext& context) const {
        database_.transact_as_system("a run begins", [&](db::Tx& tx) {
            write_run(tx, {context.job, options_.worker, clock_.now()});
        });
    }

    jobs::Outcome settle(const jobs::JobContext& context) const {
        database_.transact_as_system("effect and acknowledgement", [&](db::Tx& tx) {
            write_effect(tx, {context.job, options_.worker, clock_.now()});
            queue_.finish(tx, context.job, jobs::Outcome::done(), clock_.now());
        });
        return jobs::Outcome::settled();
    }

    jobs::Outcome plain(const jobs::JobContext& context) const {
        database_.transact_as_system("effect", [&](db::Tx& tx) {
            write_effect(tx, {context.job, options_.worker, clock_.now()});
        });
        return jobs::Outcome::done();
    }

    // The slowness under test, not a way to wait for something.
    void hold() const { std::this_thread::sleep_for(options_.hold); }

private:
    db::Database& database_;
    jobs::Queue& queue_;
    const core::Clock& clock_;
    KindOptions options_;
};

}  // namespace

std::vector<jobs::Kind> kinds(db::Database& database, jobs::Queue& queue, const core::Clock& clock,
                              const KindOptions& options) {
    const Work work(database, queue, clock, options);
    const auto settled = [work](const jobs::JobContext& context) {
        work.begin(context);
        return work.settle(context);
    };
    const auto plain = [work](const jobs::JobContext& context) {
        work.begin(context);
        return work.plain(context);
    };
    const auto hold = [work](const jobs::JobContext& context) {
        work.begin(context);
        work.hold();
        return work.settle(context);
    };
    const auto poison = [work](const jobs::JobContext& context) {
        work.begin(context);
        std::raise(SIGKILL);
        return jobs::Outcome::done();
    };
    std::vector<jobs::Kind> all{{"settled", settled}, {"plain", plain},   {"once", plain},
                                {"hold", hold},       {"poison", poison}, {"tick", settled}};
    for (auto& kind : all) {
        kind.lease = options.lease;
        kind.backoff = {.first = std::chrono::milliseconds(50), .longest = std::chrono::seconds(1)};
    }
    return all;
}

}  // namespace promo::faults
