#include "app/change_listener.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "domains/connections/service.hpp"
#include "domains/tenants/service.hpp"
#include "sandbox/telegram/world.hpp"
#include "support/databases.hpp"
#include "support/sandbox_wire.hpp"

using namespace promo;
using namespace std::chrono_literals;

namespace {

constexpr auto kSoon = 2s;  // what a change may take to reach another process
const core::TenantId kAcme{"acme"};
const core::Actor kActor = core::system_actor("test");

// One process: its own connections to the database, its own cache, its own ear.
struct Process {
    Process(const db::Options& options, core::Clock& clock, core::Entropy& entropy, const telegram::Api& telegram)
        : database(db::open(options, metrics)),
          queue(entropy),
          audit(*database, entropy),
          secrets(*database, clock, entropy, {core::Secret("a key of this test alone")}),
          connections(*database, queue, clock, entropy, metrics, secrets, audit, telegram,
                      {.public_base_url = "https://promo.example"}),
          changes(
              *database,
              {{std::string(connections::kChangeChannel),
                {.changed = [this](const std::string& tenant) { heard(tenant); }, .missed = [this] { heard(""); }}}}) {
        changes.start();
    }

    void heard(const std::string& tenant) {
        tenant.empty() ? connections.forget_all() : connections.forget(core::TenantId(tenant));
        const std::lock_guard lock(mutex);
        tenant.empty() ? ++missed : ++changed;
        arrived.notify_all();
    }
    template <class Condition>
    bool wait_until(Condition condition) {
        std::unique_lock lock(mutex);
        return arrived.wait_for(lock, kSoon, condition);
    }

    core::Metrics metrics;
    std::unique_ptr<db::Database> database;
    jobs::Queue queue;
    audit::Service audit;
    secrets::Service secrets;
    connections::Service connections;
    std::mutex mutex;
    std::condition_variable arrived;
    int changed = 0;
    int missed = 0;
    app::ChangeListener changes;
};

}  // namespace

TEST_CASE("a bot that is replaced in one process is used by the others within two seconds") {
    tests::on_postgres([](tests::FreshDatabase& fresh) {
        core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
        core::SeededEntropy entropy{5};
        tests::SandboxWire wire(clock, entropy);
        const telegram::Api telegram(wire.send(), "http://sandbox/telegram");
        auto& world = wire.sandbox().telegram();
        Process here(fresh.options(), clock, entropy, telegram);
        Process there(fresh.options(), clock, entropy, telegram);
        tenants::Service(*here.database, clock, entropy, here.audit).create(kActor, "Acme", kAcme, {});
        REQUIRE(there.wait_until([&] { return there.missed > 0; }));

        const auto role = connections::BotRole::message_bot;
        const auto save = [&](const std::string& name) {
            const core::Secret token(world.create_bot({name, name}).token);
            here.connections.save(kAcme, kActor, {role, token, {}});
        };
        save("first_bot");
        REQUIRE(there.wait_until([&] { return there.changed == 1; }));
        CHECK(there.connections.credentials(kAcme, role).username == "first_bot");
        save("second_bot");
        REQUIRE(there.wait_until([&] { return there.changed == 2; }));
        CHECK(there.connections.credentials(kAcme, role).username == "second_bot");
        here.connections.remove(kAcme, kActor, role);
        REQUIRE(there.wait_until([&] { return there.changed == 3; }));
        CHECK_THROWS_AS(there.connections.credentials(kAcme, role), core::Refusal);
    });
}
