#include <doctest/doctest.h>

#include <stdexcept>
#include <thread>

#include "notes.hpp"

using namespace promo;
using namespace promo::db;
using namespace promo::db::notes;
using tests::FreshDatabase;

TEST_CASE("every kind of value comes back as it was stored") {
    tests::for_each_database([](FreshDatabase& fresh) {
        create_table(fresh);
        auto& database = fresh.database();
        auto full = note("full");
        full.title = "Zürich 🚀 'quoted' \\ \"x\"";
        full.size = std::numeric_limits<std::int64_t>::max();
        full.ratio = 0.1;
        full.pinned = true;
        full.data = Blob{std::string("\0\xff\x80 bytes", 9)};
        full.state = State::delete_;
        full.parent = "full";
        full.created_at = core::Timestamp(core::Duration(1'700'000'000'123'456));
        auto empty = note("empty");
        empty.title.clear();
        empty.data = Blob{};
        database.transact(kAnna, [&](Tx& tx) {
            insert(tx, kAnna, full);
            insert(tx, kAnna, empty);
        });

        const auto stored = database.read(kAnna, [](Tx& tx) { return tx.one<Note>(kGet, kAnna, "full"); });
        CHECK(stored.title == full.title);
        CHECK(stored.size == full.size);
        CHECK(stored.ratio == full.ratio);
        CHECK(stored.pinned);
        CHECK(stored.data.value().bytes == full.data->bytes);
        CHECK(stored.state == State::delete_);
        CHECK(stored.parent == "full");
        CHECK(stored.created_at == full.created_at);

        const auto bare = database.read(kAnna, [](Tx& tx) { return tx.one<Note>(kGet, kAnna, "empty"); });
        CHECK(bare.title.empty());
        CHECK_FALSE(bare.ratio);
        CHECK_FALSE(bare.pinned);
        CHECK(bare.data.value().bytes.empty());
        CHECK_FALSE(bare.parent);
    });
}

TEST_CASE("text that PostgreSQL would cut or refuse is refused by both engines, before it is sent") {
    tests::for_each_database([](FreshDatabase& fresh) {
        create_table(fresh);
        for (const auto& title : {std::string("a\0b", 3), std::string("\xc3("), std::string("\xed\xa0\x80")}) {
            auto bad = note("bad");
            bad.title = title;
            const auto failure =
                failure_of([&] { fresh.database().transact(kAnna, [&](Tx& tx) { insert(tx, kAnna, bad); }); });
            CHECK(failure == Failure::constraint);
        }
        CHECK(count(fresh.database(), kAnna) == 0);
    });
}

TEST_CASE("a parameter may be used twice and in any order, and a null has no type") {
    tests::for_each_database([](FreshDatabase& fresh) {
        create_table(fresh);
        constexpr Sql kTwice{"notes.twice", "SELECT CAST($2 AS text) || $1 || CAST($2 AS text)"};
        constexpr Sql kNull{"notes.null",
                            "SELECT count(*) FROM notes WHERE CAST($2 AS text) IS NULL AND tenant_id = $1"};
        fresh.database().transact(kAnna, [&](Tx& tx) {
            CHECK(tx.one<std::string>(kTwice, "b", "a") == "aba");
            insert(tx, kAnna, note("one"));
            CHECK(tx.one<int>(kNull, kAnna, std::optional<std::string>()) == 1);
            CHECK(tx.one<int>(kNull, kAnna, "x") == 0);
            CHECK(tx.one<int>(kNull, kAnna, nullptr) == 1);
        });
    });
}

TEST_CASE("a statement with the wrong number of values is refused") {
    tests::for_each_database([](FreshDatabase& fresh) {
        create_table(fresh);
        const auto run = [&](auto... values) {
            return failure_of([&] { fresh.database().read(kAnna, [&](Tx& tx) { tx.all<Note>(kGet, values...); }); });
        };
        CHECK(run("anna") == Failure::statement);
        CHECK(run("anna", "id", "more") == Failure::statement);
    });
}

TEST_CASE("RETURNING, ON CONFLICT and the lines of one engine work in one text") {
    tests::for_each_database([](FreshDatabase& fresh) {
        create_table(fresh);
        constexpr Sql kUpsert{"notes.upsert", R"(
INSERT INTO notes (tenant_id, id, title, size, pinned, state, created_at) VALUES ($1, $2, $3, 1, FALSE, 'open', 0)
ON CONFLICT (tenant_id, id) DO UPDATE SET title = excluded.title, size = notes.size + 1
RETURNING title, size
)"};
        constexpr Sql kInsertOnce{"notes.insert_once", R"(
INSERT INTO notes (tenant_id, id, title, size, pinned, state, created_at) VALUES ($1, $2, $3, 1, FALSE, 'open', 0)
ON CONFLICT DO NOTHING
)"};
        constexpr Sql kLock{"notes.lock", R"(
SELECT title, size FROM notes WHERE tenant_id = $1
--@postgres FOR UPDATE SKIP LOCKED
)"};
        constexpr Sql kWhich{"which", R"(
  --@sqlite SELECT 'sqlite'
  --@postgres SELECT 'postgres'
)"};
        fresh.database().transact(kAnna, [&](Tx& tx) {
            CHECK(tx.run(kUpsert, kAnna, "a", "first") == 1);
            CHECK(tx.run(kInsertOnce, kAnna, "a", "ignored") == 0);
            const auto rows =
                tx.all<std::string>({"r", "UPDATE notes SET size = 7 WHERE tenant_id = $1 RETURNING title"}, kAnna);
            CHECK(rows == std::vector<std::string>{"first"});
            CHECK(tx.run(kLock, kAnna) == 1);
            CHECK(tx.one<std::string>(kWhich) == (tx.engine() == Engine::sqlite ? "sqlite" : "postgres"));
            CHECK(tx.one<int>({"g", "SELECT greatest(CAST($1 AS int), NULL, 3)"}, 2) == 3);
            CHECK(tx.one<int>({"l", "SELECT least(CAST($1 AS int), 3)"}, 2) == 2);
            CHECK(tx.one<bool>({"like", "SELECT 'Abc' LIKE 'abc'"}) == false);
        });
    });
}

TEST_CASE("a broken rule says which one it was") {
    tests::for_each_database([](FreshDatabase& fresh) {
        create_table(fresh);
        auto& database = fresh.database();
        const bool sqlite = fresh.engine() == Engine::sqlite;
        database.transact(kAnna, [](Tx& tx) { insert(tx, kAnna, note("one")); });
        const auto refused = [&](const Note& bad) {
            try {
                database.transact(kAnna, [&](Tx& tx) { insert(tx, kAnna, bad); });
            } catch (const Error& error) {
                return error;
            }
            throw std::runtime_error("was stored");
        };

        auto same_title = note("two");
        same_title.title = note("one").title;
        CHECK(refused(same_title).failure() == Failure::duplicate);
        CHECK(refused(same_title).constraint() == (sqlite ? "notes.tenant_id, notes.title" : "notes_title"));
        CHECK(refused(note("one")).failure() == Failure::duplicate);

        auto negative = note("two");
        negative.size = -1;
        CHECK(refused(negative).failure() == Failure::constraint);
        CHECK(refused(negative).constraint() == "notes_size");

        auto orphan = note("two");
        orphan.parent = "nobody";
        CHECK(refused(orphan).failure() == Failure::foreign_key);
        if (!sqlite) CHECK(refused(orphan).constraint() == "notes_parent");

        constexpr Sql kNoTitle{"notes.no_title", "UPDATE notes SET title = NULL WHERE tenant_id = $1"};
        try {
            database.transact(kAnna, [&](Tx& tx) { tx.run(kNoTitle, kAnna); });
            FAIL("was stored");
        } catch (const Error& error) {
            CHECK(error.failure() == Failure::constraint);
            CHECK(error.constraint() == "notes.title");
        }
        const Sql wrong{"wrong", "SELEKT 1"};
        CHECK(failure_of([&] { database.read(kAnna, [&](Tx& tx) { tx.run(wrong); }); }) == Failure::statement);
        CHECK(count(database, kAnna) == 1);
    });
}

TEST_CASE("a swallowed error commits nothing and is not forgotten") {
    tests::for_each_database([](FreshDatabase& fresh) {
        create_table(fresh);
        auto& database = fresh.database();
        bool refused_the_next = false;
        const auto failure = failure_of([&] {
            database.transact(kAnna, [&](Tx& tx) {
                insert(tx, kAnna, note("one"));
                try {
                    insert(tx, kAnna, note("one"));
                } catch (const Error&) {
                    CHECK(tx.poisoned());
                }
                try {
                    insert(tx, kAnna, note("two"));
                } catch (const Error& error) {
                    refused_the_next = error.failure() == Failure::duplicate;
                }
            });
        });
        CHECK(failure == Failure::duplicate);
        CHECK(refused_the_next);
        CHECK(count(database, kAnna) == 0);
    });
}

TEST_CASE("a result that does not fit its struct fails the transaction") {
    tests::for_each_database([](FreshDatabase& fresh) {
        create_table(fresh);
        auto& database = fresh.database();
        const auto reading = [&](auto type, const char* text) {
            return failure_of([&] {
                database.transact(kAnna, [&](Tx& tx) {
                    insert(tx, kAnna, note("kept"));
                    tx.one<decltype(type)>({"read", text});
                });
            });
        };
        CHECK(reading(std::int8_t{}, "SELECT CAST(1000 AS bigint)") == Failure::statement);
        CHECK(reading(int{}, "SELECT CAST('x' AS text)") == Failure::statement);
        CHECK(reading(std::string{}, "SELECT CAST(1 AS bigint)") == Failure::statement);
        CHECK(reading(int{}, "SELECT CAST(NULL AS bigint)") == Failure::statement);
        CHECK(reading(int{}, "SELECT 1 WHERE 1 = 2") == Failure::statement);
        CHECK(reading(int{}, "SELECT 1 UNION ALL SELECT 2") == Failure::statement);
        CHECK(reading(State{}, "SELECT CAST('closed' AS text)") == Failure::statement);
        CHECK(reading(Note{}, "SELECT CAST('only' AS text) AS id") == Failure::statement);
        CHECK(count(database, kAnna) == 0);
    });
}

TEST_CASE("an exception of any kind rolls back and comes through") {
    tests::for_each_database([](FreshDatabase& fresh) {
        create_table(fresh);
        auto& database = fresh.database();
        const auto failing = [&] {
            database.transact(kAnna, [](Tx& tx) {
                insert(tx, kAnna, note("one"));
                throw core::Refusal(core::RefusalCode::conflict, "no");
            });
        };
        CHECK_THROWS_AS(failing(), core::Refusal);
        CHECK(count(database, kAnna) == 0);
        database.transact(kAnna, [](Tx& tx) { insert(tx, kAnna, note("one")); });
        CHECK(count(database, kAnna) == 1);
    });
}

TEST_CASE("a read is one snapshot, and writes nothing") {
    tests::for_each_database([](FreshDatabase& fresh) {
        create_table(fresh);
        auto& database = fresh.database();
        database.transact(kAnna, [](Tx& tx) { insert(tx, kAnna, note("one")); });
        CHECK(failure_of([&] { database.read(kAnna, [](Tx& tx) { insert(tx, kAnna, note("two")); }); }) ==
              Failure::read_only);
        database.read(kAnna, [&](Tx& tx) {
            CHECK(tx.one<int>(kCount, kAnna) == 1);
            std::thread([&] { database.transact(kAnna, [](Tx& other) { insert(other, kAnna, note("two")); }); }).join();
            CHECK(tx.one<int>(kCount, kAnna) == 1);
        });
        CHECK(count(database, kAnna) == 2);
    });
}

TEST_CASE("a system transaction has no tenant of its own") {
    tests::for_each_database([](FreshDatabase& fresh) {
        create_table(fresh);
        auto& database = fresh.database();
        database.transact(kAnna, [](Tx& tx) {
            CHECK(tx.tenant() == kAnna);
            insert(tx, kAnna, note("a"));
        });
        database.transact(kBert, [](Tx& tx) { insert(tx, kBert, note("b")); });
        CHECK(database.read_as_system("count", [](Tx& tx) { return tx.one<int>(kCountAll); }) == 2);
        CHECK_THROWS_AS(database.read_as_system("ask", [](Tx& tx) { return tx.tenant(); }), std::logic_error);
        CHECK(fresh.metrics().text().find("promostack_db_system_transactions_total{why=\"count\"} 1") !=
              std::string::npos);
    });
}

TEST_CASE("a transaction that lost against another is run again, twice at most") {
    tests::for_each_database([](FreshDatabase& fresh) {
        int tries = 0;
        const auto work = [&](int failing) {
            tries = 0;
            fresh.database().transact(kAnna, [&](Tx&) {
                if (++tries <= failing) throw Error(Failure::conflict, "lost against another");
            });
        };
        work(2);
        CHECK(tries == 3);
        CHECK(failure_of([&] { work(3); }) == Failure::conflict);
        CHECK(tries == 3);
    });
}

TEST_CASE("a commit that does not wait for the disk is there for everybody all the same") {
    tests::for_each_database([](FreshDatabase& fresh) {
        create_table(fresh);
        auto& database = fresh.database();
        database.transact(
            kAnna, [](Tx& tx) { insert(tx, kAnna, note("one")); }, Durability::relaxed);
        database.transact_as_system(
            "add", [](Tx& tx) { insert(tx, kBert, note("two")); }, Durability::relaxed);
        CHECK(count(database, kAnna) == 1);
        CHECK(count(database, kBert) == 1);
    });
}
