#include <doctest/doctest.h>

#include <thread>

#include "jobs/worker.hpp"
#include "support/tcp_proxy.hpp"
#include "world.hpp"

using namespace promo;
using namespace promo::jobs;
using tests::TcpProxy;

namespace {

// A worker that reaches its database through a wire that we can spoil.
struct Wire : World {
    explicit Wire(FreshDatabase& fresh_database)
        : World(fresh_database), proxy("127.0.0.1", tests::port_of(fresh.options().url.reveal())) {
        auto options = fresh.options();
        options.url = core::Secret(tests::with(options.url.reveal(), {.port = proxy.port()}));
        options.deadlines.connect = 300ms;
        options.deadlines.statement = 300ms;
        far = db::open(options, metrics);
    }

    bool eventually(const std::function<bool()>& holds) {
        const auto deadline = std::chrono::steady_clock::now() + 15s;
        while (std::chrono::steady_clock::now() < deadline) {
            if (holds()) return true;
            std::this_thread::yield();
        }
        return false;
    }

    TcpProxy proxy;
    core::Metrics metrics;
    core::SystemClock real_clock;
    std::unique_ptr<db::Database> far;
};

}  // namespace

TEST_CASE("a job that ends while its database is gone is acknowledged when it is back, and runs once") {
    for (const auto fault : {TcpProxy::Mode::cut, TcpProxy::Mode::freeze}) {
        CAPTURE(static_cast<int>(fault));
        tests::on_postgres([&](FreshDatabase& fresh) {
            Wire wire(fresh);
            std::atomic<int> runs{0};
            std::atomic<bool> go_on{false};
            Worker worker(*wire.far, wire.queue,
                          {{.name = "post",
                            .handler =
                                [&](const JobContext&) {
                                    ++runs;
                                    wire.eventually([&] { return go_on.load(); });
                                    return Outcome::done();
                                }}},
                          wire.real_clock, wire.entropy, wire.metrics);
            worker.start();
            const auto id = wire.system([&](db::Tx& tx) {
                return wire.queue.enqueue(tx, {.tenant = kAnna, .kind = "post"}, wire.real_clock.now());
            });
            REQUIRE(wire.eventually([&] { return runs == 1; }));
            wire.proxy.set(fault);
            go_on = true;
            REQUIRE(wire.eventually(
                [&] { return wire.metrics.text().find("promostack_jobs_total") != std::string::npos; }));
            CHECK(wire.state(*id) == State::running);
            wire.proxy.set(TcpProxy::Mode::pass);
            CHECK(wire.eventually([&] { return wire.state(*id) == State::done; }));
            CHECK(runs == 1);
            CHECK(worker.stop(10s));
        });
    }
}

TEST_CASE("when a claim's COMMIT is in doubt, what it claimed runs all the same, without waiting for its lease") {
    for (const auto fault : {TcpProxy::Mode::cut_after_commit, TcpProxy::Mode::cut_before_commit}) {
        CAPTURE(static_cast<int>(fault));
        tests::on_postgres([&](FreshDatabase& fresh) {
            Wire wire(fresh);
            std::atomic<int> runs{0};
            Worker worker(*wire.far, wire.queue,
                          {{.name = "post",
                            .handler =
                                [&](const JobContext&) {
                                    ++runs;
                                    return Outcome::done();
                                }}},
                          wire.real_clock, wire.entropy, wire.metrics);
            const auto id = wire.system([&](db::Tx& tx) {
                return wire.queue.enqueue(tx, {.tenant = kAnna, .kind = "post"}, wire.real_clock.now());
            });
            wire.proxy.set(fault);
            worker.drain();
            CHECK(runs == 0);
            wire.proxy.set(TcpProxy::Mode::pass);
            REQUIRE(wire.eventually([&] { return worker.drain() > 0 || wire.state(*id) == State::done; }));
            CHECK(wire.state(*id) == State::done);
            CHECK(wire.job(*id).attempt == 1);
            CHECK(wire.job(*id).crashes == 0);
            CHECK(runs == 1);
        });
    }
}
