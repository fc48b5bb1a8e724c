#include "jobs/schedule.hpp"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

#include "jobs/schedule_runs.hpp"
#include "jobs/scheduler.hpp"
#include "world.hpp"

using namespace promo;
using namespace promo::jobs;

namespace {

Cadence daily(int hour, int minute) {
    return Daily{.at = core::TimeOfDay(hour, minute)};
}

constexpr db::Sql kAddTenant{"test.add_tenant", R"sql(
    INSERT INTO tenants (id, name, status, created_at)
    VALUES ($1, $1, 'active', 0)  -- cross-tenant: the id is the tenant
    ON CONFLICT (id) DO NOTHING
)sql"};
constexpr db::Sql kDeleteTenant{"test.delete_tenant",
                                "DELETE FROM tenants WHERE id = $1  -- cross-tenant: the id is the tenant"};

// The process that leads, its tenants, and a schedule or two.
struct Office : World {
    explicit Office(FreshDatabase& fresh_database, std::vector<Schedule> table = {})
        : World(fresh_database),
          schedules(table.empty() ? std::vector<Schedule>{{.name = "briefing", .kind = "post", .cadence = daily(8, 0)}}
                                  : std::move(table)),
          leader(database, clock, metrics, {.name = "schedules", .holder = "one", .check_skew = false},
                 [this] { return steady; }) {
        leader.step();
        add({kAnna, "Europe/London"});
        open();
    }

    void add(const ScheduledTenant& tenant) {
        system([&](db::Tx& tx) { tx.run(kAddTenant, tenant.id); });
        tenants.push_back(tenant);
    }

    // As after a restart.
    void open() {
        scheduler.emplace(
            database, queue, leader, clock, metrics, schedules, [this](db::Tx&) { return tenants; },
            SchedulerOptions{.refresh = 0s});
    }
    void pass(core::Duration time) { set(clock.now() + time); }
    void set(core::Timestamp now) {
        steady += 5s;
        leader.step();
        clock.set(now);
    }
    std::vector<std::string> tick() {
        scheduler->tick();
        std::vector<std::string> slots;
        for (const auto& job : claim(100)) {
            slots.push_back(job.tenant_id.str() + " " + job.payload);
            finish(job);
        }
        return slots;
    }
    std::vector<SlotRun> runs() {
        return database.read_as_system("test", [](db::Tx& tx) { return recent_runs(tx, 200); });
    }

    core::Metrics metrics;
    std::chrono::steady_clock::time_point steady{1h};
    std::vector<ScheduledTenant> tenants;
    std::vector<Schedule> schedules;
    Leader leader;
    std::optional<Scheduler> scheduler;
};

}  // namespace

TEST_CASE("an interval has a slot at each of its multiples") {
    const Cadence every = Every{30s};
    const auto utc = core::TimeZone::utc();
    CHECK(newest_slot(every, utc, at("2026-03-02T08:00:29Z"))->key == "2026-03-02T08:00:00Z");
    CHECK(newest_slot(every, utc, at("2026-03-02T08:00:30Z"))->key == "2026-03-02T08:00:30Z");
    CHECK(next_slot(every, utc, at("2026-03-02T08:00:30Z"))->key == "2026-03-02T08:01:00Z");
    const auto missed = missed_slots(every, utc, at("2026-03-02T08:00:00Z"), at("2026-03-02T08:02:00Z"));
    CHECK(missed.count == 3);
    CHECK(missed.first.key == "2026-03-02T08:00:30Z");
    CHECK(missed.last.key == "2026-03-02T08:01:30Z");
}

TEST_CASE("a daily slot exists once for each local date, whatever the clocks do that day") {
    struct Case {
        const char* zone;
        core::TimeOfDay time;
        const char* from;
        int days;
        const char* due_on_last;
    };
    const std::vector<Case> cases{
        {"Europe/London", {1, 30}, "2026-03-27T12:00:00Z", 2, "2026-03-29T01:00:00Z"},  // 01:30 does not exist
        {"Europe/London", {1, 30}, "2026-10-23T12:00:00Z", 2, "2026-10-25T00:30:00Z"},  // 01:30 exists twice
        {"Australia/Lord_Howe", {2, 15}, "2026-10-02T12:00:00Z", 2, "2026-10-03T15:30:00Z"},
        {"Pacific/Apia", {9, 0}, "2011-12-29T00:00:00Z", 2, "2011-12-30T19:00:00Z"},  // there was no 30th
        {"UTC", {9, 0}, "2028-02-28T00:00:00Z", 2, "2028-02-29T09:00:00Z"},
    };
    for (const auto& one : cases) {
        CAPTURE(one.zone);
        CAPTURE(one.from);
        const auto zone = core::TimeZone::require(one.zone);
        const Cadence cadence = Daily{.at = one.time};
        std::set<std::string> keys;
        auto cursor = at(one.from);
        Slot slot;
        for (int i = 0; i < one.days; ++i) {
            slot = next_slot(cadence, zone, cursor).value();
            CHECK(keys.insert(slot.key).second);
            CHECK(newest_slot(cadence, zone, slot.due) == slot);
            CHECK(newest_slot(cadence, zone, slot.due - 1us)->key != slot.key);
            cursor = slot.due;
        }
        CHECK(core::to_iso8601(slot.due) == one.due_on_last);
    }
}

TEST_CASE("a slot runs once, also over a restart") {
    for_each_database([](FreshDatabase& fresh) {
        Office office(fresh);
        CHECK(office.tick().empty());
        office.set(at("2026-03-03T07:59:59Z"));
        CHECK(office.tick().empty());
        office.set(at("2026-03-03T08:00:00Z"));
        CHECK(office.tick() == std::vector<std::string>{R"(anna {"slot":"2026-03-03","due":"2026-03-03T08:00:00Z"})"});
        CHECK(office.tick().empty());
        office.open();
        CHECK(office.tick().empty());
        office.pass(24h);
        CHECK(office.tick().size() == 1);
    });
}

TEST_CASE("a schedule seen for the first time begins with its next slot") {
    for_each_database([](FreshDatabase& fresh) {
        Office office(fresh);
        office.set(at("2026-03-02T08:05:00Z"));
        CHECK(office.tick().empty());
        office.add({kBob, "America/New_York"});
        office.set(at("2026-03-02T13:00:00Z"));
        CHECK(office.tick().empty());
        office.set(at("2026-03-03T08:00:00Z"));
        CHECK(office.tick().size() == 1);
        office.set(at("2026-03-03T13:00:00Z"));
        CHECK(office.tick() == std::vector<std::string>{R"(bob {"slot":"2026-03-03","due":"2026-03-03T13:00:00Z"})"});
    });
}

TEST_CASE("of missed slots the newest runs when it is not too late, and all are on record") {
    for_each_database([](FreshDatabase& fresh) {
        Office office(fresh);
        office.tick();
        office.set(at("2026-03-05T08:29:00Z"));
        CHECK(office.tick() == std::vector<std::string>{R"(anna {"slot":"2026-03-05","due":"2026-03-05T08:00:00Z"})"});
        office.set(at("2026-03-08T09:00:00Z"));
        CHECK(office.tick().empty());

        std::int64_t ran = 0;
        std::int64_t skipped = 0;
        for (const auto& run : office.runs()) {
            (run.state == RunState::ran ? ran : skipped) += run.slots;
            CHECK((run.state == RunState::ran || !run.reason.value_or("").empty()));
        }
        CHECK(ran == 1);
        CHECK(skipped == 6);  // the 2nd, where it began; 3rd and 4th; 6th and 7th; the 8th, too late
    });
}

TEST_CASE("a clock set back two hours repeats nothing, one set forward catches up once") {
    for_each_database([](FreshDatabase& fresh) {
        Office office(fresh,
                      {{.name = "monitor", .kind = "tidy", .scope = Schedule::Scope::once, .cadence = Every{600s}}});
        office.tick();
        std::set<std::string> seen;
        std::size_t jobs = 0;
        const auto watch = [&] {
            for (const auto& job : office.tick()) {
                seen.insert(job);
                ++jobs;
            }
        };
        office.pass(10min);
        watch();
        office.pass(2h);
        watch();
        CHECK(jobs == 2);
        office.pass(-2h);
        for (int i = 0; i < 24; ++i) {
            office.pass(5min);
            watch();
        }
        CHECK(jobs == 2);
        office.pass(10min);
        watch();
        CHECK(jobs == 3);
        CHECK(seen.size() == jobs);
    });
}

TEST_CASE("two that believe to lead make one job of a slot") {
    for_each_database([](FreshDatabase& fresh) {
        Office office(fresh);
        office.tick();
        core::ManualClock ahead(office.clock.now() + 2h);
        Leader usurper(office.database, ahead, office.metrics,
                       {.name = "schedules", .holder = "two", .check_skew = false}, [&] { return office.steady; });
        usurper.step();
        REQUIRE(usurper.leads() == Epoch{2});
        REQUIRE(office.leader.leads() == Epoch{1});
        Scheduler second(office.database, office.queue, usurper, office.clock, office.metrics, office.schedules,
                         [&](db::Tx&) { return office.tenants; });
        office.clock.set(at("2026-03-03T08:00:00Z"));
        CHECK(office.scheduler->tick() == 0);
        CHECK(second.tick() == 1);
        CHECK(office.scheduler->tick() == 0);
        CHECK(second.tick() == 0);
        CHECK(office.claim().size() == 1);
    });
}

TEST_CASE("who does not lead schedules nothing") {
    for_each_database([](FreshDatabase& fresh) {
        Office office(fresh);
        office.tick();
        office.clock.set(at("2026-03-03T08:00:00Z"));
        office.steady += 13s;
        CHECK(office.tick().empty());
        office.leader.step();
        CHECK(office.tick().size() == 1);
    });
}

TEST_CASE("a tenant that moves its hour or its zone does not get the day twice") {
    for_each_database([](FreshDatabase& fresh) {
        std::vector<TenantCadence> chosen{{kAnna, "Europe/London", daily(8, 0)}};
        Office office(
            fresh,
            {{.name = "recap", .kind = "post", .cadence = daily(0, 0), .cadences = [&](db::Tx&) { return chosen; }}});
        office.tick();
        office.set(at("2026-03-03T08:00:00Z"));
        CHECK(office.tick().size() == 1);
        chosen = {{kAnna, "Europe/London", daily(9, 0)}};
        office.set(at("2026-03-03T09:00:00Z"));
        CHECK(office.tick().empty());
        chosen = {{kAnna, "America/New_York", daily(9, 0)}};
        office.set(at("2026-03-03T14:00:00Z"));
        CHECK(office.tick().empty());
        office.set(at("2026-03-04T14:00:00Z"));
        CHECK(office.tick().size() == 1);
        chosen.clear();
        office.set(at("2026-03-05T14:00:00Z"));
        CHECK(office.tick().empty());
    });
}

TEST_CASE("many tenants are served in one look") {
    for_each_database([](FreshDatabase& fresh) {
        Office office(fresh);
        for (int i = 0; i < 250; ++i)
            office.add({core::TenantId("t" + std::to_string(i)), "Asia/Tokyo"});
        office.tick();
        office.set(at("2026-03-02T23:00:00Z"));
        CHECK(office.scheduler->tick() == 250);
        CHECK(office.scheduler->tick() == 0);
    });
}

TEST_CASE("a tenant that is deleted while the scheduler still knows it leaves no job and no slot behind") {
    for_each_database([](FreshDatabase& fresh) {
        Office office(fresh);
        office.add({kBob, "Europe/London"});
        office.tick();
        office.system([](db::Tx& tx) { tx.run(kDeleteTenant, kAnna); });
        office.set(at("2026-03-03T08:00:00Z"));
        CHECK(office.tick() == std::vector<std::string>{R"(bob {"slot":"2026-03-03","due":"2026-03-03T08:00:00Z"})"});
        for (const auto& run : office.runs())
            CHECK((run.tenant_id == kBob || run.due_at < office.clock.now()));
    });
}

TEST_CASE("old runs are forgotten, never the newest of a schedule") {
    for_each_database([](FreshDatabase& fresh) {
        Office office(fresh);
        office.tick();
        for (int i = 0; i < 5; ++i) {
            office.pass(24h);
            office.tick();
        }
        const auto prune = [&] {
            return office.system([&](db::Tx& tx) { return prune_runs(tx, office.clock.now() + 1h); });
        };
        CHECK(prune() == 5);
        CHECK(prune() == 0);
        office.open();
        CHECK(office.tick().empty());
        office.pass(24h);
        CHECK(office.tick().size() == 1);
    });
}

TEST_CASE("two schedules of one name and a cadence that is none are refused") {
    tests::on_sqlite([](FreshDatabase& fresh) {
        Office office(fresh);
        const auto make = [&](std::vector<Schedule> table) {
            Scheduler scheduler(office.database, office.queue, office.leader, office.clock, office.metrics,
                                std::move(table), [](db::Tx&) { return std::vector<ScheduledTenant>(); });
        };
        const Schedule good{.name = "a", .kind = "post", .cadence = Every{60s}};
        make({good});
        CHECK_THROWS_AS(make({good, good}), std::invalid_argument);
        CHECK_THROWS_AS(make({{.name = "a", .kind = "post", .cadence = Every{0s}}}), std::invalid_argument);
        CHECK_THROWS_AS(make({{.name = "a", .kind = "post", .cadence = Every{1500ms}}}), std::invalid_argument);
        CHECK_THROWS_AS(make({{.name = "a", .kind = "post", .cadence = Daily{.at = {}, .days = {}}}}),
                        std::invalid_argument);
    });
}
