#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "db/sqlite/group_sync.hpp"
#include "notes.hpp"

using namespace promo;
using namespace promo::db;
using namespace promo::db::notes;
using tests::FreshDatabase;

namespace {

std::string refusal_in_child(const Options& options) {
    int pipe_ends[2] = {};
    REQUIRE(::pipe(pipe_ends) == 0);
    const auto child = ::fork();
    if (child == 0) {
        std::string problem = "no refusal";
        try {
            core::Metrics metrics;
            open(options, metrics)->read_as_system("try", [](Tx&) {});
        } catch (const Error& error) {
            problem = error.failure() == Failure::in_use ? error.what() : "another failure";
        }
        const auto written = ::write(pipe_ends[1], problem.data(), problem.size());
        ::_exit(written < 0 ? 1 : 0);
    }
    ::close(pipe_ends[1]);
    std::string text(4096, '\0');
    const auto size = ::read(pipe_ends[0], text.data(), text.size());
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    ::close(pipe_ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return text;
}

constexpr Sql kEndless{"endless",
                       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"};

}  // namespace

TEST_CASE("a second process on the same SQLite file is refused and told who has it") {
    tests::on_sqlite([](FreshDatabase& fresh) {
        create_table(fresh);
        CHECK(count(fresh.database(), kAnna) == 0);
        const auto problem = refusal_in_child(fresh.options());
        CHECK(problem.find("process " + std::to_string(::getpid())) != std::string::npos);
        CHECK(problem.find("stop it first") != std::string::npos);
    });
}

TEST_CASE("a file that is no database is named, and is an outage") {
    tests::on_sqlite([](FreshDatabase& fresh) {
        Options options;
        options.sqlite_path = fresh.options().sqlite_path + ".bad";
        std::ofstream(options.sqlite_path) << std::string(8192, 'x');
        core::Metrics metrics;
        std::string problem;
        try {
            open(options, metrics)->read_as_system("look", [](Tx& tx) { return tx.one<std::int64_t>(kCountAll); });
        } catch (const Error& error) {
            problem = error.what();
            CHECK(error.is_outage());
        }
        CHECK(problem.find(options.sqlite_path) != std::string::npos);
        std::filesystem::remove(options.sqlite_path);
        std::filesystem::remove(options.sqlite_path + ".lock");
    });
}

TEST_CASE("SQLite lets go of the file when its process ends") {
    tests::on_sqlite([](FreshDatabase& fresh) { CHECK(refusal_in_child(fresh.options()) == "no refusal"); });
}

TEST_CASE("a SQLite file that we make can be read by its owner alone") {
    tests::on_sqlite([](FreshDatabase& fresh) {
        Options options;
        options.sqlite_path = fresh.options().sqlite_path + ".new";
        core::Metrics metrics;
        open(options, metrics)->transact_as_system("make", [](Tx& tx) {
            tx.run({"make", "CREATE TABLE t (n INTEGER)"});
        });
        const auto mode = std::filesystem::status(options.sqlite_path).permissions();
        CHECK(mode == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
        std::filesystem::remove(options.sqlite_path);
        std::filesystem::remove(options.sqlite_path + ".lock");
    });
}

TEST_CASE("a full disk refuses writes and still reads") {
    tests::on_sqlite([](FreshDatabase& fresh) {
        create_table(fresh);
        auto& database = fresh.database();
        auto large = note("large");
        large.data = Blob{std::string(1 << 20, 'x')};
        constexpr Sql kLimit{"limit", "PRAGMA max_page_count = 40"};
        const auto failure = failure_of([&] {
            database.transact(kAnna, [&](Tx& tx) {
                CHECK(tx.all<std::int64_t>(kLimit).size() == 1);
                insert(tx, kAnna, large);
            });
        });
        CHECK(failure == Failure::full);
        CHECK(count(database, kAnna) == 0);
    });
}

TEST_CASE("a SQLite statement without end is stopped at the deadline, and the connection goes on") {
    tests::on_sqlite([](FreshDatabase& fresh) {
        auto options = fresh.options();
        options.deadlines.statement = std::chrono::milliseconds(100);
        core::Metrics metrics;
        const auto database = open(options, metrics);
        const auto started = std::chrono::steady_clock::now();
        const auto endless = [&] { database->read_as_system("wait", [](Tx& tx) { tx.one<int>(kEndless); }); };
        CHECK(failure_of(endless) == Failure::timeout);
        CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(2));
        CHECK(database->read_as_system("go on", [](Tx& tx) { return tx.one<int>({"one", "SELECT 1"}); }) == 1);
    });
}

TEST_CASE("writers on SQLite wait for each other, and lose nothing") {
    tests::on_sqlite([](FreshDatabase& fresh) {
        create_table(fresh);
        std::vector<std::thread> threads;
        for (int worker = 0; worker < 4; ++worker) {
            threads.emplace_back([&fresh, worker] {
                for (int i = 0; i < 25; ++i) {
                    const auto id = std::to_string(worker) + "-" + std::to_string(i);
                    fresh.database().transact(kAnna, [&](Tx& tx) { insert(tx, kAnna, note(id)); });
                }
            });
        }
        for (auto& thread : threads)
            thread.join();
        CHECK(count(fresh.database(), kAnna) == 100);
    });
}

TEST_CASE("a reader on SQLite does not wait for the writer") {
    tests::on_sqlite([](FreshDatabase& fresh) {
        create_table(fresh);
        fresh.database().transact(kAnna, [&](Tx& tx) {
            insert(tx, kAnna, note("one"));
            std::int64_t seen = -1;
            std::thread([&] { seen = count(fresh.database(), kAnna); }).join();
            CHECK(seen == 0);
        });
    });
}

TEST_CASE("a database in memory serves reads and writes") {
    Options options;
    options.sqlite_path = ":memory:";
    core::Metrics metrics;
    const auto database = open(options, metrics);
    const Sql create{"create", "CREATE TABLE t (n INTEGER NOT NULL) STRICT"};
    const Sql add{"add", "INSERT INTO t (n) VALUES ($1)"};
    const Sql sum{"sum", "SELECT sum(n) FROM t"};
    database->transact_as_system("create", [&](Tx& tx) { tx.run(create); });
    database->transact_as_system("add", [&](Tx& tx) { tx.run(add, 5); });
    CHECK(database->read_as_system("sum", [&](Tx& tx) { return tx.one<int>(sum); }) == 5);
    CHECK(failure_of([&] { database->read_as_system("add", [&](Tx& tx) { tx.run(add, 5); }); }) == Failure::read_only);
    database->transact_as_system("add", [&](Tx& tx) { tx.run(add, 2); });
    CHECK(database->read_as_system("sum", [&](Tx& tx) { return tx.one<int>(sum); }) == 7);
}

TEST_CASE("a disk that refused once is not believed again") {
    tests::on_sqlite([](FreshDatabase& fresh) {
        const auto path = fresh.options().sqlite_path + ".log";
        sqlite::GroupSync sync(path);
        CHECK(failure_of([&] { sync.wait(); }) == Failure::commit_unknown);
        std::ofstream(path) << "there now";
        CHECK(failure_of([&] { sync.wait(); }) == Failure::commit_unknown);
        sqlite::GroupSync(path).wait();
        std::filesystem::remove(path);
    });
}
