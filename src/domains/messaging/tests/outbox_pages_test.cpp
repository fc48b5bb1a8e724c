#include <doctest/doctest.h>

#include "domains/messaging/outbox/desk/service.hpp"
#include "out_world.hpp"

using namespace promo;
using namespace promo::messaging::outbox;
using desk::Filter;
using desk::States;

namespace {

constexpr int kSent = 12'000;

constexpr db::Sql kFill{"test.fill", R"sql(
--@postgres WITH numbers AS (SELECT generate_series(1, $3::bigint) AS i)
--@sqlite WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < $3)
INSERT INTO outbox (tenant_id, id, telegram_id, chat_id, stream, seq, kind, idem_key, cause, method, arguments, priority,
                    due_at, not_after, state, created_at, sent_at, done_at)
SELECT $1, 'm' || (100000 + i), $4, i, 'c:' || i, i, CASE WHEN i = 17 THEN 'test' ELSE 'broadcast' END, 'b:' || i,
       'broadcast:1', 'sendMessage', '{"text":"Hello"}', 30, $2 - i, $2, CASE WHEN i % 5000 = 9 THEN 'failed' ELSE 'sent' END,
       $2 - i, CASE WHEN i % 5000 <> 9 THEN $2 - i END, $2 - i
FROM numbers
)sql"};

// A tenant with many messages that were sent, three that failed, one to test, and one that waits.
struct FullOutbox : OutWorld {
    explicit FullOutbox(tests::FreshDatabase& fresh_database) : OutWorld(fresh_database) {
        put(to(5, "waits"));
        put(to(5, "withdrawn"), kOther);
        database.transact(kAcme, [&](db::Tx& tx) { tx.run(kFill, kAcme, clock.now(), kSent, kBot); });
    }

    std::size_t found(const Filter& filter) { return service.list(kAcme, filter).size(); }

    // How many rows of the outbox this connection has read.
    std::int64_t rows_read() {
        constexpr db::Sql kFlush{"test.flush", "SELECT CAST(pg_stat_force_next_flush() AS text)"};
        constexpr db::Sql kRead{"test.rows_read",
                                "SELECT CAST(coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) AS bigint) "
                                "FROM pg_stat_user_tables WHERE relname = 'outbox'"};
        database.read(kAcme, [&](db::Tx& tx) { tx.run(kFlush); });
        return database.read(kAcme, [&](db::Tx& tx) { return tx.one<std::int64_t>(kRead); });
    }

    audit::Service audit{database, entropy};
    desk::Service service{database, clock, audit, [](db::Tx&, std::span<const Ended>) {}};
};

const std::vector<std::pair<Filter, std::size_t>>& rare() {
    static const std::vector<std::pair<Filter, std::size_t>> all{
        {{.state = State::failed}, 3},
        {{.state = State::failed, .kind = Kind::reply}, 0},
        {{.state = State::failed, .kind = {}, .chat_id = {}, .cause = "broadcast:1"}, 3},
        {{.state = State::expired}, 0},
        {{.state = State::cancelled}, 0},
        {{.state = State::unknown}, 0},
        {{.state = State::pending}, 1},
        {{.state = State::sending, .kind = {}, .chat_id = {}, .cause = "broadcast:1"}, 0},
        {{.state = {}, .kind = Kind::test}, 1},
        {{.state = State::sent, .kind = Kind::test}, 1},
        {{.state = {}, .kind = {}, .chat_id = 17}, 1},
    };
    return all;
}

}  // namespace

TEST_CASE("every filter of the outbox finds its messages, of all kinds the newest first") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        FullOutbox outbox(fresh);
        for (const auto& [filter, messages] : rare())
            CHECK(outbox.found(filter) == messages);
        const auto newest = outbox.service.list(kAcme, {.limit = 20});
        REQUIRE(newest.size() == 20);
        CHECK(newest.at(0).state == State::pending);
        CHECK(newest.at(1).chat_id == 1);
        CHECK(newest.at(17).kind == Kind::test);
        CHECK(newest.at(19).chat_id == 19);
        const auto older =
            outbox.service.list(kAcme, {.before = newest.at(9).created_at, .before_id = newest.at(9).id, .limit = 10});
        CHECK(older.front().id == newest.at(10).id);
        CHECK(older.back().id == newest.at(19).id);
    });
}

TEST_CASE("a day of the outbox is counted as far as people read numbers, and says so") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        FullOutbox outbox(fresh);
        const auto summary = outbox.service.summary(kAcme);
        CHECK(summary.counted_to == States::kMostCounted);
        CHECK(summary.states.sent_24h == States::kMostCounted);
        CHECK(summary.states.failed_24h == 3);
        CHECK(summary.states.pending == 1);
        CHECK(summary.oldest_pending_at == outbox.clock.now());
        outbox.clock.advance(std::chrono::hours(24));
        const auto later = outbox.service.summary(kAcme);
        CHECK(later.states.sent_24h == 0);
        CHECK(later.states.failed_24h == 0);
        CHECK(later.states.pending == 1);
    });
}

TEST_CASE("a page of the outbox reads the messages that it shows, however many there are") {
    tests::on_postgres([](tests::FreshDatabase& fresh) {
        FullOutbox outbox(fresh);
        // Once with a planner that believes the table is empty.
        for (int turn = 0; turn < 2; ++turn) {
            for (const auto& [filter, messages] : rare()) {
                const auto before = outbox.rows_read();
                CHECK(outbox.found(filter) == messages);
                CHECK(outbox.rows_read() - before < 50);
            }
            const auto before = outbox.rows_read();
            CHECK(outbox.found({.limit = 51}) == 51);
            CHECK(outbox.rows_read() - before < 200);
            fresh.as_administrator("ANALYZE");
        }
        const auto before = outbox.rows_read();
        outbox.service.summary(kAcme);
        CHECK(outbox.rows_read() - before < States::kMostCounted + 50);
    });
}
