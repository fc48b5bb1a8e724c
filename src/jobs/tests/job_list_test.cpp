#include <doctest/doctest.h>

#include "core/json_write.hpp"
#include "support/refused.hpp"
#include "world.hpp"

using namespace promo;
using namespace promo::jobs;

namespace {

core::RefusalCode refusal_of(const std::function<void()>& act) {
    return tests::refused(act).code();
}

struct Page : World {
    using World::World;

    JobPage list(const JobFilter& filter = {}, const std::optional<std::string>& cursor = {}, std::size_t limit = 50) {
        return database.read_as_system("test", [&](db::Tx& tx) { return queue.list(tx, filter, cursor, limit); });
    }
    void retry(const core::JobId& id) {
        system([&](db::Tx& tx) { queue.retry(tx, id, clock.now()); });
    }
    void cancel(const core::JobId& id) {
        system([&](db::Tx& tx) { queue.cancel(tx, id, clock.now()); });
    }
    // One job in each state, by tenants in turn.
    std::map<State, core::JobId> one_of_each() {
        std::map<State, core::JobId> ids;
        ids[State::done] = *enqueue(kAnna);
        finish(claim().at(0));
        ids[State::parked] = *enqueue(kBob);
        finish(claim().at(0), Outcome::park("look"));
        ids[State::cancelled] = *enqueue(kAnna);
        cancel(ids[State::cancelled]);
        ids[State::running] = *enqueue(kBob);
        claim();
        ids[State::pending] = *enqueue(kAnna, "tidy");
        return ids;
    }
};

}  // namespace

TEST_CASE("the list shows jobs of every state, and filters by state, kind and tenant") {
    for_each_database([](FreshDatabase& fresh) {
        Page page(fresh);
        const auto ids = page.one_of_each();
        CHECK(page.list().items.size() == 5);
        for (const auto& [state, id] : ids) {
            const auto items = page.list({.state = state}).items;
            REQUIRE(items.size() == 1);
            CHECK(items[0].id == id);
            CHECK(items[0].state == state);
        }
        CHECK(page.list({.kind = "tidy"}).items.size() == 1);
        CHECK(page.list({.tenant = kBob}).items.size() == 2);
        CHECK(page.list({.state = State::parked, .tenant = kAnna}).items.empty());
        CHECK(page.list({.state = State::running, .kind = "tidy"}).items.empty());
        const auto counts =
            page.database.read_as_system("test", [&](db::Tx& tx) { return page.queue.count_by_state(tx); });
        CHECK(counts == std::map<std::string, std::int64_t>{
                            {"pending", 1}, {"running", 1}, {"done", 1}, {"parked", 1}, {"cancelled", 1}});
    });
}

TEST_CASE("the list is turned page by page, newest first, with nothing twice and nothing left out") {
    for_each_database([](FreshDatabase& fresh) {
        Page page(fresh);
        std::vector<core::JobId> newest_first;
        for (int i = 0; i < 7; ++i) {
            newest_first.insert(newest_first.begin(), *page.enqueue(kAnna));
            page.clock.advance(1ms);
        }
        std::vector<core::JobId> seen;
        std::optional<std::string> cursor;
        do {
            const auto part = page.list({}, cursor, 3);
            CHECK(part.items.size() <= 3);
            for (const auto& item : part.items)
                seen.push_back(item.id);
            cursor = part.next_cursor;
            page.enqueue(kBob);  // arrives while we turn pages
        } while (cursor);
        CHECK(seen == newest_first);
        CHECK(refusal_of([&] { page.list({}, "1; drop"); }) == core::RefusalCode::invalid);
    });
}

TEST_CASE("an item says its times as the API does") {
    JobPage page;
    page.items.push_back({.id = core::JobId("x"), .kind = "post", .run_at = at("2026-03-02T08:00:00Z")});
    const auto text = core::json::to_text(page);
    CHECK(text.find(R"("run_at":"2026-03-02T08:00:00Z")") != std::string::npos);
    CHECK(text.find(R"("state":"pending")") != std::string::npos);
    CHECK(text.find(R"("last_error":null)") != std::string::npos);
    CHECK(text.find(R"("next_cursor":null)") != std::string::npos);
}

TEST_CASE("a parked job that a person starts again has all its attempts, and the old one no longer counts") {
    for_each_database([](FreshDatabase& fresh) {
        Page page(fresh);
        const auto id = *page.enqueue({.tenant = kAnna, .kind = "post", .max_attempts = 1});
        const auto zombie = page.claim().at(0);
        page.crash();
        REQUIRE(page.state(id) == State::parked);
        page.retry(id);
        CHECK_FALSE(page.finish(zombie));
        const auto job = page.claim().at(0);
        CHECK(job.attempt == 1);
        CHECK(page.finish(job));
        CHECK(page.state(id) == State::done);
    });
}

TEST_CASE("what has ended cannot be started again or cancelled, what is not there is not found") {
    for_each_database([](FreshDatabase& fresh) {
        Page page(fresh);
        const auto ids = page.one_of_each();
        for (const auto state : {State::done, State::cancelled}) {
            CHECK(refusal_of([&] { page.retry(ids.at(state)); }) == core::RefusalCode::conflict);
            CHECK(refusal_of([&] { page.cancel(ids.at(state)); }) == core::RefusalCode::conflict);
        }
        CHECK(refusal_of([&] { page.retry(ids.at(State::running)); }) == core::RefusalCode::conflict);
        CHECK(refusal_of([&] { page.cancel(core::JobId("nothing")); }) == core::RefusalCode::not_found);
        page.cancel(ids.at(State::pending));
        page.cancel(ids.at(State::parked));
        CHECK(page.claim().empty());
    });
}

TEST_CASE("a parked job is not started again beside a newer one for the same thing") {
    for_each_database([](FreshDatabase& fresh) {
        Page page(fresh);
        const NewJob job{.tenant = kAnna, .kind = "post", .dedupe_key = "channel"};
        const auto parked = *page.enqueue(job);
        page.finish(page.claim().at(0), Outcome::park("look"));
        REQUIRE(page.enqueue(job));
        CHECK(refusal_of([&] { page.retry(parked); }) == core::RefusalCode::conflict);
    });
}

TEST_CASE("a job that waits for later can be run now") {
    for_each_database([](FreshDatabase& fresh) {
        Page page(fresh);
        const auto id = *page.enqueue({.tenant = kAnna, .kind = "post", .run_at = page.clock.now() + 24h});
        CHECK(page.claim().empty());
        page.retry(id);
        CHECK(page.claim().size() == 1);
    });
}

TEST_CASE("a tenant's transaction sees none of another's jobs") {
    tests::on_postgres([](FreshDatabase& fresh) {
        Page page(fresh);
        const auto id = *page.enqueue(kAnna);
        CHECK_FALSE(page.database.read(kBob, [&](db::Tx& tx) { return page.queue.find(tx, id); }));
        CHECK(page.database.read(kAnna, [&](db::Tx& tx) { return page.queue.find(tx, id); }));
    });
}
