#include "support/databases.hpp"

#include <doctest/doctest.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>

#include "core/encoding.hpp"

namespace promo::tests {
namespace {

constexpr core::Timestamp kMigratedAt{std::chrono::seconds(1'700'000'000)};

std::string setting(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::string administrator_url() {
    auto url = setting("PROMOSTACK_TEST_POSTGRES_URL");
    if (url.empty()) {
        throw std::runtime_error(
            "PROMOSTACK_TEST_POSTGRES_URL is not set. `./test` starts a private PostgreSQL and sets it; "
            "PROMOSTACK_TEST_SQLITE_ONLY=1 leaves PostgreSQL out");
    }
    return url;
}

std::vector<std::string> run(const std::string& url, const std::string& statement) {
    const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(url.c_str()), &PQfinish);
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection.get(), statement.c_str()), &PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        throw std::runtime_error(statement.substr(0, 60) + ": " + PQerrorMessage(connection.get()));
    }
    std::vector<std::string> rows;
    for (int row = 0; row < PQntuples(result.get()); ++row)
        rows.emplace_back(PQgetvalue(result.get(), row, 0));
    return rows;
}

std::string next_name() {
    static std::atomic<int> count{0};
    return "promostack_test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

// Migrating takes longer than copying what has been migrated, so each process does it once.
class SqliteTemplate {
public:
    SqliteTemplate() {
        auto pattern = (std::filesystem::temp_directory_path() / "promostack-tests-XXXXXX").string();
        if (!::mkdtemp(pattern.data())) throw std::runtime_error("cannot make " + pattern);
        folder_ = pattern;
        db::Options options;
        options.sqlite_path = (folder_ / "template.sqlite").string();
        db::migrate(options, db::built_in_migrations(db::Engine::sqlite), kMigratedAt);
    }
    ~SqliteTemplate() { std::filesystem::remove_all(folder_); }

    std::string copy(const std::string& name) const {
        const auto path = folder_ / (name + ".sqlite");
        std::filesystem::copy_file(folder_ / "template.sqlite", path);
        return path.string();
    }

private:
    std::filesystem::path folder_;
};

class PostgresTemplate {
public:
    PostgresTemplate() : name_(next_name() + "_template") {
        run(administrator_url(), "CREATE DATABASE " + name_);
        db::Options options;
        options.url = core::Secret(with(administrator_url(), {.database = name_}));
        db::migrate(options, db::built_in_migrations(db::Engine::postgres), kMigratedAt);
    }
    ~PostgresTemplate() {
        try {
            run(administrator_url(), "DROP DATABASE " + name_ + " WITH (FORCE)");
        } catch (const std::exception& error) {
            // The server may have gone with the test run; what is left goes with the cluster.
            std::fprintf(stderr, "%s\n", error.what());
        }
    }
    std::string copy(const std::string& name) const {
        run(administrator_url(), "CREATE DATABASE " + name + " TEMPLATE " + name_);
        return with(administrator_url(), {.database = name});
    }

private:
    std::string name_;
};

void run_on(db::Engine engine, const std::function<void(FreshDatabase&)>& test) {
    FreshDatabase fresh(engine);
    test(fresh);
}

bool sqlite_only() {
    return setting("PROMOSTACK_TEST_SQLITE_ONLY") == "1";
}

std::map<std::string, std::string> parse(const std::string& url) {
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(PQconninfoParse(url.c_str(), nullptr),
                                                                                 &PQconninfoFree);
    if (!options) throw std::runtime_error("PROMOSTACK_TEST_POSTGRES_URL cannot be understood");
    std::map<std::string, std::string> parts;
    for (const auto* option = options.get(); option->keyword; ++option) {
        if (option->val) parts[option->keyword] = option->val;
    }
    return parts;
}

}  // namespace

FreshDatabase::FreshDatabase(db::Engine engine) : engine_(engine), name_(next_name()) {
    if (engine == db::Engine::sqlite) {
        static const SqliteTemplate source;
        options_.sqlite_path = source.copy(name_);
    } else {
        static const PostgresTemplate source;
        options_.url = core::Secret(source.copy(name_));
    }
    database_ = db::open(options_, metrics_);
}

FreshDatabase::~FreshDatabase() {
    database_.reset();
    if (engine_ == db::Engine::postgres) {
        try {
            run(administrator_url(), "DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
        } catch (const std::exception& error) {
            MESSAGE("left behind: " << error.what());
        }
        return;
    }
    for (const char* suffix : {"", "-wal", "-shm", ".lock"})
        std::filesystem::remove(options_.sqlite_path + suffix);
}

void FreshDatabase::migrate(const std::string& name, const std::string& text) {
    auto migrations = db::built_in_migrations(engine_);
    migrations.push_back({name, text});
    db::migrate(options_, migrations, kMigratedAt);
}

std::vector<std::string> FreshDatabase::as_administrator(const std::string& statement) {
    return run(options_.url.reveal(), statement);
}

void for_each_database(const std::function<void(FreshDatabase&)>& test) {
    on_sqlite(test);
    on_postgres(test);
}

void on_sqlite(const std::function<void(FreshDatabase&)>& test) {
    SUBCASE("sqlite") {
        run_on(db::Engine::sqlite, test);
    }
}

void on_postgres(const std::function<void(FreshDatabase&)>& test) {
    if (sqlite_only()) return;
    SUBCASE("postgres") {
        run_on(db::Engine::postgres, test);
    }
}

std::string with(const std::string& url, const UrlParts& changes) {
    auto parts = parse(url);
    if (!changes.user.empty()) parts["user"] = changes.user;
    if (!changes.password.empty()) parts["password"] = changes.password;
    if (!changes.host.empty()) parts["host"] = changes.host;
    if (!changes.port.empty()) parts["port"] = changes.port;
    if (!changes.database.empty()) parts["dbname"] = changes.database;
    std::string query;
    for (const auto& [key, value] : parts)
        query += (query.empty() ? "?" : "&") + key + "=" + core::url_encode(value);
    return "postgresql://" + query;
}

std::string port_of(const std::string& url) {
    return parse(url)["port"];
}

}  // namespace promo::tests
