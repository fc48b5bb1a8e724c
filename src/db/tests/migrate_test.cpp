#include <doctest/doctest.h>

#include <stdexcept>
#include <thread>

#include "db/migrate.hpp"
#include "notes.hpp"

using namespace promo;
using namespace promo::db;
using namespace promo::db::notes;
using tests::FreshDatabase;

namespace {

constexpr core::Timestamp kNow{std::chrono::seconds(1'700'000'000)};

std::vector<Migration> with_more(Engine engine, std::vector<Migration> more) {
    auto migrations = built_in_migrations(engine);
    migrations.insert(migrations.end(), more.begin(), more.end());
    return migrations;
}

std::string refusal(const Options& options, const std::vector<Migration>& migrations) {
    try {
        migrate(options, migrations, kNow);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "no refusal";
}

}  // namespace

TEST_CASE("both engines have the same migrations") {
    const auto& sqlite = built_in_migrations(Engine::sqlite);
    const auto& postgres = built_in_migrations(Engine::postgres);
    REQUIRE(sqlite.size() == postgres.size());
    REQUIRE_FALSE(sqlite.empty());
    for (std::size_t i = 0; i < sqlite.size(); ++i)
        CHECK(sqlite[i].name == postgres[i].name);
    CHECK(sqlite.front().name == "0001_tenants");
    CHECK(sqlite.front().text.find("CREATE TABLE tenants") != std::string::npos);
}

TEST_CASE("a database that is up to date stays as it is") {
    tests::for_each_database([](FreshDatabase& fresh) {
        const auto& migrations = built_in_migrations(fresh.engine());
        const auto report = migrate(fresh.options(), migrations, kNow);
        CHECK(report.applied.empty());
        CHECK(report.already_there == migrations.size());
        CHECK(schema_state(fresh.database(), migrations).good());
    });
}

TEST_CASE("what is pending is named, and then applied in order") {
    tests::for_each_database([](FreshDatabase& fresh) {
        const auto migrations = with_more(fresh.engine(), {{"9001_a", "CREATE TABLE a (id integer)"},
                                                           {"9002_b", "ALTER TABLE a ADD COLUMN name text"}});
        if (fresh.engine() == Engine::postgres) {
            CHECK(schema_state(fresh.database(), migrations).pending == std::vector<std::string>{"9001_a", "9002_b"});
        }
        const auto report = migrate(fresh.options(), migrations, kNow);
        CHECK(report.applied == std::vector<std::string>{"9001_a", "9002_b"});
        CHECK(schema_state(fresh.database(), migrations).good());
        const auto behind = schema_state(fresh.database(), built_in_migrations(fresh.engine()));
        CHECK(behind.unknown == std::vector<std::string>{"9001_a", "9002_b"});
        CHECK_FALSE(behind.good());
        const auto ahead = with_more(fresh.engine(), {{"9001_a", "CREATE TABLE a (id text)"}, {"9003_c", "SELECT 1"}});
        const auto state = schema_state(fresh.database(), ahead);
        CHECK(state.pending == std::vector<std::string>{"9003_c"});
        CHECK(state.changed == std::vector<std::string>{"9001_a"});
    });
}

TEST_CASE("a file that was changed after it was applied is refused, and so is a database that is newer") {
    tests::for_each_database([](FreshDatabase& fresh) {
        const Migration original{"9001_a", "CREATE TABLE a (id integer)"};
        migrate(fresh.options(), with_more(fresh.engine(), {original}), kNow);
        const auto changed = with_more(fresh.engine(), {{"9001_a", "CREATE TABLE a (id bigint)"}});
        CHECK(refusal(fresh.options(), changed).find("changed since: 9001_a") != std::string::npos);
        const auto& older = built_in_migrations(fresh.engine());
        CHECK(refusal(fresh.options(), older).find("newer than this program: it has 9001_a") != std::string::npos);
    });
}

TEST_CASE("a migration that fails leaves nothing behind") {
    tests::for_each_database([](FreshDatabase& fresh) {
        const auto broken =
            with_more(fresh.engine(), {{"9001_a", "CREATE TABLE a (id integer); INSERT INTO nowhere VALUES (1)"}});
        CHECK(refusal(fresh.options(), broken).find("nowhere") != std::string::npos);
        const auto mended = with_more(fresh.engine(), {{"9001_a", "CREATE TABLE a (id integer)"}});
        CHECK(migrate(fresh.options(), mended, kNow).applied == std::vector<std::string>{"9001_a"});
    });
}

TEST_CASE("a SQLite migration may build a table anew, but not leave references that point nowhere") {
    tests::on_sqlite([](FreshDatabase& fresh) {
        const Migration tables{"9001_a",
                               "CREATE TABLE a (id TEXT PRIMARY KEY) STRICT;"
                               "CREATE TABLE b (a TEXT REFERENCES a (id)) STRICT;"
                               "INSERT INTO a VALUES ('x'); INSERT INTO b VALUES ('x');"};
        const Migration anew{"9002_b",
                             "CREATE TABLE a2 (id TEXT PRIMARY KEY, n INTEGER) STRICT;"
                             "INSERT INTO a2 (id) SELECT id FROM a; DROP TABLE a; ALTER TABLE a2 RENAME TO a;"};
        CHECK(migrate(fresh.options(), with_more(Engine::sqlite, {tables, anew}), kNow).applied.size() == 2);
        const auto lossy = with_more(Engine::sqlite, {tables, anew, {"9003_c", "DELETE FROM a"}});
        CHECK(refusal(fresh.options(), lossy).find("point nowhere") != std::string::npos);
    });
}

TEST_CASE("two processes that migrate at once apply everything once") {
    tests::on_postgres([](FreshDatabase& fresh) {
        const auto migrations =
            with_more(fresh.engine(), {{"9001_a", "CREATE TABLE a (id integer); SELECT pg_sleep(0.2)"},
                                       {"9002_b", "CREATE TABLE b (id integer)"}});
        std::vector<MigrationReport> reports(3);
        std::vector<std::thread> threads;
        for (auto& report : reports) {
            threads.emplace_back([&] { report = migrate(fresh.options(), migrations, kNow); });
        }
        for (auto& thread : threads)
            thread.join();
        std::size_t applied = 0;
        for (const auto& report : reports)
            applied += report.applied.size();
        CHECK(applied == 2);
        CHECK(schema_state(fresh.database(), migrations).good());
    });
}

TEST_CASE("a URL that cannot be understood is refused, and its password is not told") {
    for (const char* url :
         {"postgres://user:s3cret@host:port:port/x", "mysql://user:s3cret@host/x", "postgres://u:s3cret%zz@h/x"}) {
        Options options;
        options.url = core::Secret(url);
        core::Metrics metrics;
        try {
            open(options, metrics);
            FAIL("was understood");
        } catch (const std::invalid_argument& error) {
            CHECK(std::string(error.what()).find("s3cret") == std::string::npos);
        }
    }
}
