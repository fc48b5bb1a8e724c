#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "db/roles.hpp"
#include "notes.hpp"

using namespace promo;
using namespace promo::db;
using namespace promo::db::notes;
using tests::FreshDatabase;

namespace {

std::int64_t visible(Database& database, const core::TenantId& tenant) {
    return database.read(tenant, [](Tx& tx) { return tx.one<std::int64_t>(kCountAll); });
}

}  // namespace

TEST_CASE("a tenant sees, changes and deletes only its own rows, even when the statement forgets to ask") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        auto& database = fresh.database();
        database.transact(kAnna, [](Tx& tx) { insert(tx, kAnna, note("a")); });
        database.transact(kBert, [](Tx& tx) { insert(tx, kBert, note("b")); });
        CHECK(visible(database, kAnna) == 1);
        CHECK(visible(database, core::TenantId("carl")) == 0);
        CHECK(count(database, kAnna) == 1);
        CHECK(database.read(kAnna, [](Tx& tx) { return tx.one<int>(kCount, kBert); }) == 0);

        constexpr Sql kUpdateAll{"notes.update_all", "UPDATE notes SET size = 5"};
        constexpr Sql kDeleteAll{"notes.delete_all", "DELETE FROM notes"};
        constexpr Sql kMove{"notes.move", "UPDATE notes SET tenant_id = $1"};
        CHECK(database.transact(kAnna, [&](Tx& tx) { return tx.run(kUpdateAll); }) == 1);
        CHECK(failure_of([&] { database.transact(kAnna, [&](Tx& tx) { tx.run(kMove, kBert); }); }) ==
              Failure::statement);
        CHECK(failure_of([&] { database.transact(kAnna, [&](Tx& tx) { insert(tx, kBert, note("x")); }); }) ==
              Failure::statement);
        CHECK(database.transact(kAnna, [&](Tx& tx) { return tx.run(kDeleteAll); }) == 1);
        CHECK(database.read_as_system("count", [](Tx& tx) { return tx.one<int>(kCountAll); }) == 1);
    });
}

TEST_CASE("the login may be a superuser, and the policies still bind what it serves") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        REQUIRE(fresh.as_administrator("SELECT rolsuper FROM pg_roles WHERE rolname = session_user").front() == "t");
        const auto report = role_report(fresh.database());
        CHECK(report.role == "promostack_app");
        CHECK(report.login != report.role);
        CHECK_FALSE(report.superuser);
        CHECK_FALSE(report.owns_tables);
        CHECK_FALSE(report.bypasses);
        CHECK(report.unprotected.empty());
        CHECK(report.good());
    });
}

TEST_CASE("a table that no policy protects is reported") {
    tests::on_postgres([](FreshDatabase& fresh) {
        fresh.migrate("9999_open", "CREATE TABLE open_notes (tenant_id text, id text)");
        CHECK(role_report(fresh.database()).unprotected == std::vector<std::string>{"open_notes"});
    });
}

TEST_CASE("tenants and people are protected, too, and a policy that checks only reading is none") {
    tests::on_postgres([](FreshDatabase& fresh) {
        CHECK(role_report(fresh.database()).unprotected.empty());
        fresh.as_administrator("ALTER TABLE tenants NO FORCE ROW LEVEL SECURITY");
        fresh.as_administrator("DROP POLICY by_system ON users");
        fresh.as_administrator("DROP POLICY tenant_rows ON bots");
        fresh.as_administrator("CREATE POLICY tenant_rows ON bots USING (true)");
        CHECK(role_report(fresh.database()).unprotected == std::vector<std::string>{"bots", "tenants", "users"});
    });
}

TEST_CASE("without a tenant nothing is visible, and nothing can be written") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        fresh.database().transact(kAnna, [](Tx& tx) { insert(tx, kAnna, note("a")); });
        const auto rows = fresh.as_administrator("SET ROLE promostack_app; SELECT count(*) FROM notes");
        CHECK(rows == std::vector<std::string>{"0"});
        CHECK(failure_of([&] { fresh.database().transact(core::TenantId(""), [](Tx& tx) { tx.run(kCountAll); }); }) ==
              Failure::constraint);
        CHECK(failure_of([&] {
                  fresh.database().transact(core::TenantId(std::string("anna\0x", 6)),
                                            [](Tx& tx) { tx.run(kCountAll); });
              }) == Failure::constraint);
    });
}

TEST_CASE("the program may read and write rows, and nothing else") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        for (const char* text :
             {"DROP TABLE notes", "ALTER TABLE notes DISABLE ROW LEVEL SECURITY", "CREATE TABLE more (id text)",
              "TRUNCATE notes", "DELETE FROM schema_migrations", "CREATE ROLE eve"}) {
            const auto failure = failure_of([&] {
                fresh.database().transact_as_system("try", [&](Tx& tx) { tx.run({"try", text}); });
            });
            CHECK_MESSAGE(failure == Failure::statement, text);
        }
    });
}

TEST_CASE("a thousand interleaved transactions on few connections never show a tenant another's rows") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        auto options = fresh.options();
        options.connections = 3;
        options.deadlines.pool_wait = std::chrono::seconds(10);
        const auto database = open(options, fresh.metrics());
        constexpr Sql kTenants{"notes.tenants", "SELECT DISTINCT tenant_id FROM notes"};
        std::vector<core::TenantId> tenants;
        for (int i = 0; i < 4; ++i)
            tenants.emplace_back("tenant-" + std::to_string(i));
        for (const auto& tenant : tenants)
            database->transact(tenant, [&](Tx& tx) { insert(tx, tenant, note("n")); });

        std::atomic<int> leaks{0};
        std::vector<std::thread> threads;
        for (const auto& tenant : tenants) {
            threads.emplace_back([&, tenant] {
                for (int i = 0; i < 250; ++i) {
                    const bool own = database->read(tenant, [&](Tx& tx) {
                        return tx.all<std::string>(kTenants) == std::vector<std::string>{tenant.str()};
                    });
                    if (!own) ++leaks;
                    if (i % 10 == 0) {
                        const auto all =
                            database->read_as_system("look", [&](Tx& tx) { return tx.all<std::string>(kTenants); });
                        if (all.size() != tenants.size()) ++leaks;
                    }
                    if (i % 25 == 0) {
                        const auto failing = [&] {
                            database->transact(tenant, [](Tx&) { throw std::runtime_error("no"); });
                        };
                        CHECK_THROWS_AS(failing(), std::runtime_error);
                    }
                }
            });
        }
        for (auto& thread : threads)
            thread.join();
        CHECK(leaks == 0);
    });
}

TEST_CASE("a login made for serving owns nothing and can serve, and its password is stored hashed") {
    tests::on_postgres([](FreshDatabase& fresh) {
        create_table(fresh);
        const auto login = "serving_" + std::to_string(::getpid());
        auto options = fresh.options();
        options.serving_url =
            core::Secret(tests::with(fresh.options().url.reveal(), {.user = login, .password = "p'\"1"}));
        auto migrations = built_in_migrations(Engine::postgres);
        migrations.push_back({"9999_notes", kPostgresTable});
        CHECK(migrate(options, migrations, core::Timestamp()).applied.empty());
        migrate(options, migrations, core::Timestamp());

        auto serving = options;
        serving.url = options.serving_url;
        {
            core::Metrics metrics;
            const auto database = open(serving, metrics);
            const auto report = role_report(*database);
            CHECK(report.login == login);
            CHECK(report.good());
            database->transact(kAnna, [](Tx& tx) { insert(tx, kAnna, note("a")); });
            CHECK(visible(*database, kBert) == 0);
            CHECK(visible(*database, kAnna) == 1);
        }
        const auto stored = fresh.as_administrator("SELECT rolpassword FROM pg_authid WHERE rolname = '" + login + "'");
        CHECK(stored.front().starts_with("SCRAM-SHA-256$"));
        fresh.as_administrator("DROP ROLE " + login);
    });
}
