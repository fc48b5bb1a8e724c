#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "notes.hpp"
#include "support/tcp_proxy.hpp"

using namespace promo;
using namespace promo::db;
using namespace promo::db::notes;
using tests::FreshDatabase;
using tests::TcpProxy;
using Mode = TcpProxy::Mode;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

namespace {

// A program whose wire to the database goes through a proxy.
struct Wired {
    explicit Wired(FreshDatabase& fresh, Deadlines deadlines = {}, std::size_t connections = 4)
        : proxy("127.0.0.1", tests::port_of(fresh.options().url.reveal())) {
        Options options;
        options.url = core::Secret(tests::with(fresh.options().url.reveal(), {.port = proxy.port()}));
        options.connections = connections;
        options.deadlines = deadlines;
        database = open(options, metrics);
    }

    bool works() {
        try {
            return database->read_as_system("ask", [](Tx& tx) { return tx.one<int>({"one", "SELECT 1"}); }) == 1;
        } catch (const Error&) {
            return false;
        }
    }
    Failure failure() {
        return failure_of([&] { database->read_as_system("ask", [](Tx& tx) { tx.one<int>({"one", "SELECT 1"}); }); });
    }
    // How long it takes until it works again.
    milliseconds recovery() {
        const auto started = SteadyClock::now();
        while (!works() && SteadyClock::now() - started < std::chrono::seconds(10))
            std::this_thread::yield();
        return std::chrono::duration_cast<milliseconds>(SteadyClock::now() - started);
    }

    TcpProxy proxy;
    core::Metrics metrics;
    std::unique_ptr<Database> database;
};

template <class Work>
milliseconds time_of(Work&& work) {
    const auto started = SteadyClock::now();
    work();
    return std::chrono::duration_cast<milliseconds>(SteadyClock::now() - started);
}

constexpr Deadlines kShort{milliseconds(300), milliseconds(300), milliseconds(250)};

}  // namespace

TEST_CASE("connections that died while idle are replaced before anybody notices") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        auto& database = fresh.database();
        CHECK(count(database, kAnna) == 0);
        const auto ended = fresh.as_administrator(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = 'promostack' AND pid <> pg_backend_pid()");
        REQUIRE(ended.size() == 1);
        CHECK(count(database, kAnna) == 0);
    });
}

TEST_CASE("a write whose first statement meets a dead connection is done once, and its work runs once") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        Wired wired(fresh, {}, 1);
        for (const char* id : {"after a read", "after a write"}) {
            CHECK(wired.works());
            if (std::string_view(id) == "after a write") {
                wired.database->transact(kAnna, [](Tx& tx) { insert(tx, kAnna, note("before")); });
            }
            wired.proxy.set(Mode::cut);
            wired.proxy.set(Mode::pass);
            int runs = 0;
            wired.database->transact(kAnna, [&](Tx& tx) {
                ++runs;
                insert(tx, kAnna, note(id));
                CHECK(tx.one<int>(kCount, kAnna) == (std::string_view(id) == "after a write" ? 3 : 1));
            });
            CHECK(runs == 1);
        }
        CHECK(wired.proxy.accepted() == 3);
        CHECK(count(fresh.database(), kAnna) == 3);
        CHECK(count(fresh.database(), kBert) == 0);
    });
}

TEST_CASE("a server that freezes after the last row of a read holds the reader no longer") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        Wired wired(fresh, kShort, 1);
        CHECK(wired.works());
        const auto took = time_of([&] {
            const auto rows = wired.database->read(kAnna, [&](Tx& tx) {
                const auto seen = tx.one<int>(kCount, kAnna);
                wired.proxy.set(Mode::freeze);
                return seen;
            });
            CHECK(rows == 0);
        });
        CHECK(took < milliseconds(200));
        // Whoever is next on that connection is told by the deadline.
        CHECK(time_of([&] { CHECK(wired.failure() == Failure::timeout); }) < milliseconds(1000));
        wired.proxy.set(Mode::pass);
        CHECK(wired.recovery() < milliseconds(5000));
    });
}

TEST_CASE("a program with more statements than a connection remembers forgets some and goes on") {
    tests::on_postgres([](FreshDatabase& fresh) {
        Wired wired(fresh, {}, 1);
        const auto ask = [](Tx& tx, int number) {
            const auto text = "SELECT " + std::to_string(number);
            return tx.one<int>({"number", text});
        };
        wired.database->read_as_system("count", [&](Tx& tx) {
            for (int i = 0; i < 700; ++i)
                CHECK(ask(tx, i) == i);
        });
        for (int i = 0; i < 700; ++i) {
            CHECK(wired.database->read_as_system("count", [&](Tx& tx) { return ask(tx, i); }) == i);
        }
        CHECK(wired.proxy.accepted() == 1);
    });
}

TEST_CASE("a statement that failed the first time is no worse the second") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        Wired wired(fresh, {}, 1);
        const auto add = [&] { wired.database->transact(kAnna, [](Tx& tx) { insert(tx, kAnna, note("one")); }); };
        fresh.database().transact(kAnna, [](Tx& tx) { insert(tx, kAnna, note("one")); });
        CHECK(failure_of(add) == Failure::duplicate);
        CHECK(failure_of(add) == Failure::duplicate);
        fresh.database().transact(kAnna, [](Tx& tx) { tx.run({"clear", "DELETE FROM notes"}); });
        add();
        constexpr Sql kWrong{"wrong", "SELECT nothing FROM nowhere"};
        const auto ask = [&] { wired.database->read(kAnna, [&](Tx& tx) { tx.run(kWrong); }); };
        CHECK(failure_of(ask) == Failure::statement);
        CHECK(failure_of(ask) == Failure::statement);
        CHECK(count(*wired.database, kAnna) == 1);
        CHECK(wired.proxy.accepted() == 1);
    });
}

TEST_CASE("a connection that dies inside a transaction loses it, and only it") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        auto& database = fresh.database();
        const auto failure = failure_of([&] {
            database.transact(kAnna, [&](Tx& tx) {
                insert(tx, kAnna, note("one"));
                const auto pid = tx.one<int>({"pid", "SELECT pg_backend_pid()"});
                fresh.as_administrator("SELECT pg_terminate_backend(" + std::to_string(pid) + ", 5000)");
                insert(tx, kAnna, note("two"));
            });
        });
        CHECK(failure == Failure::lost);
        CHECK(count(database, kAnna) == 0);
    });
}

TEST_CASE("a server that is down is told at once, and found again soon after it is back") {
    tests::on_postgres([](FreshDatabase& fresh) {
        Wired wired(fresh);
        CHECK(wired.works());
        wired.proxy.set(Mode::cut);
        for (int i = 0; i < 5; ++i) {
            CHECK(time_of([&] { CHECK(wired.failure() == Failure::unreachable); }) < milliseconds(100));
        }
        wired.proxy.set(Mode::pass);
        CHECK(wired.recovery() < milliseconds(5000));
    });
}

TEST_CASE("a server that is frozen holds nobody longer than the deadline, and after three tries nobody at all") {
    tests::on_postgres([](FreshDatabase& fresh) {
        Wired wired(fresh, kShort);
        CHECK(wired.works());
        wired.proxy.set(Mode::freeze);
        CHECK(time_of([&] { CHECK(wired.failure() == Failure::timeout); }) < milliseconds(1000));
        CHECK(time_of([&] { CHECK(wired.failure() == Failure::unreachable); }) < milliseconds(1000));
        CHECK(time_of([&] { CHECK(wired.failure() == Failure::unreachable); }) < milliseconds(1000));
        const auto tried = wired.proxy.accepted();
        CHECK(time_of([&] {
                  for (int i = 0; i < 20; ++i)
                      CHECK(wired.failure() == Failure::unreachable);
              }) < milliseconds(100));
        CHECK(wired.proxy.accepted() == tried);
        wired.proxy.set(Mode::pass);
        CHECK(wired.recovery() < milliseconds(5000));
    });
}

TEST_CASE("a server that freezes in the middle of a statement ends the transaction at the deadline") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        Wired wired(fresh, kShort);
        const auto took = time_of([&] {
            const auto failure = failure_of([&] {
                wired.database->transact(kAnna, [&](Tx& tx) {
                    insert(tx, kAnna, note("one"));
                    wired.proxy.set(Mode::freeze);
                    insert(tx, kAnna, note("two"));
                });
            });
            CHECK(failure == Failure::timeout);
        });
        CHECK(took < milliseconds(1500));
        wired.proxy.set(Mode::pass);
        CHECK(wired.recovery() < milliseconds(5000));
        CHECK(count(fresh.database(), kAnna) == 0);
    });
}

TEST_CASE("a statement that takes too long is ended by the server, and the connection goes on") {
    tests::on_postgres([](FreshDatabase& fresh) {
        Wired wired(fresh, kShort, 1);
        constexpr Sql kSleep{"sleep", "SELECT CAST(pg_sleep(5) AS text)"};
        const auto sleep = [&] { wired.database->read_as_system("sleep", [&](Tx& tx) { tx.run(kSleep); }); };
        CHECK(time_of([&] { CHECK(failure_of(sleep) == Failure::timeout); }) < milliseconds(1000));
        for (int i = 0; i < 4; ++i)
            CHECK(failure_of(sleep) == Failure::timeout);
        CHECK(wired.works());
        CHECK(wired.proxy.accepted() == 1);
    });
}

TEST_CASE("a row that another transaction holds is waited for, but not for ever") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        fresh.database().transact(kAnna, [](Tx& tx) { insert(tx, kAnna, note("one")); });
        Wired wired(fresh, kShort);
        fresh.database().transact(kAnna, [&](Tx& tx) {
            tx.run(kRename, kAnna, "one", "held");
            const auto rename = [&] {
                wired.database->transact(kAnna, [](Tx& other) { other.run(kRename, kAnna, "one", "wanted"); });
            };
            CHECK(time_of([&] { CHECK(failure_of(rename) == Failure::timeout); }) < milliseconds(1000));
        });
    });
}

TEST_CASE("two transactions that wait for each other end with both done") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        fresh.database().transact(kAnna, [](Tx& tx) {
            insert(tx, kAnna, note("one"));
            insert(tx, kAnna, note("two"));
        });
        std::atomic<int> holding{0};
        const auto rename = [&](const char* first, const char* second) {
            fresh.database().transact(kAnna, [&](Tx& tx) {
                tx.run(kRename, kAnna, first, std::string("by ") + first + second);
                ++holding;
                // Until both hold one row; at a second try the other has long been there.
                const auto until = SteadyClock::now() + std::chrono::seconds(5);
                while (holding < 2 && SteadyClock::now() < until)
                    std::this_thread::yield();
                tx.run(kRename, kAnna, second, std::string("also by ") + first + second);
            });
        };
        std::thread other([&] { rename("two", "one"); });
        rename("one", "two");
        other.join();
        CHECK(holding == 3);
        CHECK(fresh.metrics().text().find("promostack_db_retries_total 1") != std::string::npos);
    });
}

TEST_CASE("when the answer to COMMIT is lost, nobody claims to know") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        for (const bool heard : {true, false}) {
            Wired wired(fresh);
            CHECK(wired.works());
            wired.proxy.set(heard ? Mode::cut_after_commit : Mode::cut_before_commit);
            const auto failure = failure_of([&] {
                wired.database->transact(kAnna, [&](Tx& tx) { insert(tx, kAnna, note(heard ? "heard" : "lost")); });
            });
            CHECK(failure == Failure::commit_unknown);
            // A read has its rows by then.
            CHECK(wired.database->read(kAnna, [](Tx& tx) { return tx.one<int>({"one", "SELECT 1"}); }) == 1);
        }
        const auto stored = [&](const char* id) {
            return fresh.database().read(kAnna, [&](Tx& tx) { return tx.maybe<Note>(kGet, kAnna, id).has_value(); });
        };
        CHECK(stored("heard"));
        CHECK_FALSE(stored("lost"));
    });
}

TEST_CASE("when every connection is taken, the next caller is told within a quarter of a second") {
    tests::on_postgres([](FreshDatabase& fresh) {
        Wired wired(fresh, {}, 1);
        wired.database->read_as_system("hold", [&](Tx&) {
            Failure failure{};
            const auto took = time_of([&] { std::thread([&] { failure = wired.failure(); }).join(); });
            CHECK(failure == Failure::busy);
            CHECK(took >= milliseconds(240));
            CHECK(took < milliseconds(600));
        });
        CHECK(wired.works());
    });
}

TEST_CASE("a schema that changes under a running program costs a retry and no error") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        constexpr Sql kStar{"notes.star", "SELECT * FROM notes WHERE tenant_id = $1"};
        const auto read = [&] { return fresh.database().read(kAnna, [&](Tx& tx) { return tx.run(kStar, kAnna); }); };
        CHECK(read() == 0);
        fresh.as_administrator("ALTER TABLE notes ADD COLUMN more text");
        CHECK(read() == 0);
        CHECK(read() == 0);
        CHECK(fresh.metrics().text().find("promostack_db_retries_total 1") != std::string::npos);
    });
}

TEST_CASE("a name that nobody knows, and a port where nobody listens, are told as unreachable") {
    tests::on_postgres([](FreshDatabase& fresh) {
        for (const char* url : {"postgres://user@no-such-host.invalid/x", "postgres://user@127.0.0.1:1/x"}) {
            auto options = fresh.options();
            options.url = core::Secret(url);
            const auto database = open(options, fresh.metrics());
            CHECK(time_of([&] {
                      CHECK(failure_of([&] { database->read_as_system("ask", [](Tx&) {}); }) == Failure::unreachable);
                  }) < milliseconds(3000));
        }
        Options options;
        options.url = core::Secret(tests::with(fresh.options().url.reveal(), {.database = "no_such_database"}));
        const auto database = open(options, fresh.metrics());
        CHECK(failure_of([&] { database->read_as_system("ask", [](Tx&) {}); }) == Failure::unreachable);
        options.url = core::Secret(tests::with(fresh.options().url.reveal(), {.host = "localhost"}));
        const auto by_name = open(options, fresh.metrics());
        CHECK(by_name->read_as_system("ask", [](Tx& tx) { return tx.one<int>({"one", "SELECT 1"}); }) == 1);
    });
}
