#include <doctest/doctest.h>

#include <algorithm>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "domains/tenants/transfer/service.hpp"
#include "full_tenant.hpp"
#include "support/databases.hpp"
#include "support/refused.hpp"

using namespace promo;
using tenants::transfer::KeepSecrets;
using tests::refused;
using Lines = std::vector<std::string>;

namespace {

const core::TenantId kAcme{"acme"};
const core::Actor kOperator{
    .kind = core::ActorKind::operator_, .id = "root", .name = "root", .address = {}, .request_id = {}};

// Two installations do not make the same ids.
std::uint64_t next_seed() {
    static std::uint64_t seed = 0;
    return ++seed;
}

// One installation.
struct Installation {
    explicit Installation(db::Engine engine, const std::string& secret_key = "one secret key")
        : fresh(engine),
          audit(fresh.database(), entropy),
          secrets(fresh.database(), clock, entropy, {core::Secret(secret_key)}),
          tenants(fresh.database(), clock, entropy, audit),
          transfer(fresh.database(), clock, audit, secrets) {}

    void fill(const core::TenantId& tenant, int number) {
        tenants.create(kOperator, "Acme", tenant, std::nullopt);
        tests::fill_tenant(fresh.database(), secrets, tenant, number);
    }
    Lines exported(KeepSecrets keep = KeepSecrets::sealed, const core::TenantId& tenant = kAcme) {
        Lines lines;
        transfer.write(tenant, keep, [&](std::string_view line) { lines.emplace_back(line); });
        return lines;
    }
    tenants::transfer::Imported import(const Lines& lines, const std::optional<core::TenantId>& as = {}) {
        std::size_t next = 0;
        return transfer.read(
            [&]() -> std::optional<std::string> {
                if (next == lines.size()) return std::nullopt;
                return lines[next++];
            },
            as, kOperator);
    }
    std::map<std::string, std::int64_t> counts() { return tests::count_rows(fresh.database(), kAcme); }

    tests::FreshDatabase fresh;
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{next_seed()};
    audit::Service audit;
    secrets::Service secrets;
    tenants::Service tenants;
    tenants::transfer::Service transfer;
};

// The rows alone, without what the import itself wrote into the log, and without people, who are asked again.
Lines rows(Lines lines) {
    lines.erase(lines.begin());
    std::erase_if(lines, [](const auto& line) {
        return line.find("tenant.imported") != std::string::npos || line.starts_with("{\"end\"") ||
               line.starts_with("{\"table\":\"users\"");
    });
    return lines;
}

}  // namespace

TEST_CASE("who lost SECRET_KEY forgets what it sealed, keeps all else, and starts anew") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
        core::SeededEntropy entropy{1};
        audit::Service audit(fresh.database(), entropy);
        secrets::Service lost(fresh.database(), clock, entropy, {core::Secret("the lost key")});
        secrets::Service secrets(fresh.database(), clock, entropy, {core::Secret("another key")});
        tenants::Service tenants(fresh.database(), clock, entropy, audit);
        tenants::transfer::Service transfer(fresh.database(), clock, audit, secrets);
        const core::TenantId bolt{"bolt"};
        for (const auto& tenant : {kAcme, bolt}) {
            tenants.create(kOperator, "Tenant", tenant, std::nullopt);
            tests::fill_tenant(fresh.database(), lost, tenant, tenant == bolt ? 2 : 1);
        }
        auto expected = tests::count_rows(fresh.database(), kAcme);
        const auto untouched = tests::count_rows(fresh.database(), bolt);
        const auto forget = [&](const core::TenantId& tenant) {
            fresh.database().transact_as_system(
                "test", [&](db::Tx& tx) { transfer.forget_secrets(tx, tenant, kOperator, clock.now()); });
        };

        forget(kAcme);

        expected["bots"] = expected["connections"] = expected["tenant_keys"] = 0;
        ++expected["audit_log"];
        CHECK(tests::count_rows(fresh.database(), kAcme) == expected);
        CHECK(tests::count_rows(fresh.database(), bolt) == untouched);
        CHECK(audit.list(kAcme, {.action_prefix = "secrets.forgotten", .before = {}}).size() == 1);
        fresh.database().transact(kAcme, [&](db::Tx& tx) {
            CHECK(tx.one<std::int64_t>({"test.keys",
                                        "SELECT count(sealed_keys) FROM vendor_accounts "
                                        "WHERE tenant_id = $1"},
                                       kAcme) == 0);
            const auto sealed = secrets.seal(tx, kAcme, "bot.token", core::Secret("fresh"));
            CHECK(secrets.open(tx, kAcme, "bot.token", sealed).reveal() == "fresh");
        });
        CHECK(refused([&] { forget(core::TenantId("nobody")); }).code() == core::RefusalCode::not_found);
    });
}

TEST_CASE("a tenant goes from SQLite to PostgreSQL and back, and is the same") {
    Installation first(db::Engine::sqlite);
    Installation second(db::Engine::postgres);
    Installation third(db::Engine::sqlite);
    first.fill(kAcme, 1);
    first.tenants.set_status(kAcme, kOperator, tenants::TenantStatus::suspended);
    const auto original = first.exported();

    const auto there = second.import(original);
    CHECK(there.left_behind.empty());
    CHECK(there.rows.at("bots") == 1);
    CHECK(rows(second.exported()) == rows(original));

    third.import(second.exported());
    CHECK(rows(third.exported()) == rows(original));
    CHECK(third.tenants.find(kAcme)->status == tenants::TenantStatus::suspended);

    const auto token = third.fresh.database().read_as_system("test", [&](db::Tx& tx) {
        const auto sealed = tx.one<std::string>({"test.token", "SELECT sealed_token FROM bots"});
        return third.secrets.open(tx, kAcme, "bot.token", sealed);
    });
    CHECK(token.reveal() == tests::kBotToken);
}

TEST_CASE("jobs, runs of schedules and inboxes stay behind") {
    Installation first(db::Engine::sqlite);
    Installation second(db::Engine::sqlite);
    first.fill(kAcme, 1);
    second.import(first.exported());
    const auto counts = second.counts();
    for (const auto& [table, count] : counts) {
        const bool stays =
            table == "jobs" || table == "schedule_runs" || table == "inbound_updates" || table == "stripe_events";
        CHECK_MESSAGE((count == 0) == stays, table);
    }
}

TEST_CASE("more rows than a page are all there") {
    for (const auto engine : {db::Engine::sqlite, db::Engine::postgres}) {
        Installation first(engine);
        Installation second(engine);
        first.fill(kAcme, 1);
        first.fresh.database().transact(kAcme, [&](db::Tx& tx) {
            for (int i = 0; i < 450; ++i)
                first.audit.record(tx, kAcme, kOperator, {"thing.done", std::to_string(i)}, first.clock.now());
        });
        second.import(first.exported());
        CHECK(second.counts().at("audit_log") == first.counts().at("audit_log") + 1);
    }
}

TEST_CASE("where SECRET_KEY does not open the keys, they are dropped with the bots, and the answer says so") {
    Installation first(db::Engine::sqlite);
    Installation second(db::Engine::postgres, "another secret key");
    first.fill(kAcme, 1);
    const auto imported = second.import(first.exported());
    CHECK(imported.left_behind == Lines{"bots", "connections", "vendor_accounts (their keys)"});
    const auto counts = second.counts();
    CHECK(counts.at("tenant_keys") == 0);
    CHECK(counts.at("bots") == 0);
    CHECK(counts.at("vendor_accounts") == 1);
    CHECK(counts.at("members") == 1);
}

TEST_CASE("under another id everything goes but the secrets, which are bound to the old one") {
    Installation first(db::Engine::sqlite);
    Installation second(db::Engine::sqlite);
    first.fill(kAcme, 1);
    const auto imported = second.import(first.exported(), core::TenantId("acme-two"));
    CHECK(imported.tenant.str() == "acme-two");
    CHECK(imported.left_behind.front() == "bots");
    CHECK_FALSE(second.tenants.find(kAcme).has_value());
    CHECK(tests::count_rows(second.fresh.database(), imported.tenant).at("invitations") == 1);
}

TEST_CASE("the owner's download holds no secret, sealed or hashed, and can be imported") {
    Installation first(db::Engine::postgres);
    Installation second(db::Engine::sqlite);
    first.fill(kAcme, 1);
    const auto text = first.transfer.download(kAcme);
    for (const auto* word : {"sealed_", "_hash", "tenant_keys", "hash-1"})
        CHECK_MESSAGE(text.find(word) == std::string::npos, word);
    const auto sealed = first.exported();
    CHECK(std::ranges::any_of(sealed, [](const auto& line) { return line.find("sealed_token") != std::string::npos; }));

    const auto imported = second.import(first.exported(KeepSecrets::left_out));
    CHECK(imported.left_behind == Lines{"bots", "connections", "invitations", "vendor_accounts (their keys)"});
}

TEST_CASE("an import that cannot be whole changes nothing") {
    for (const auto engine : {db::Engine::sqlite, db::Engine::postgres}) {
        Installation first(engine);
        Installation second(engine);
        first.fill(kAcme, 1);
        const auto lines = first.exported();
        const auto nothing = second.counts();

        auto cut = lines;
        cut.pop_back();
        CHECK(refused([&] { second.import(cut); }).code() == core::RefusalCode::invalid);
        auto missing = lines;
        missing.erase(missing.end() - 2);
        CHECK(refused([&] { second.import(missing); }).code() == core::RefusalCode::invalid);
        auto newer = lines;
        newer[0].replace(newer[0].find("\"schema\":\"0"), 11, "\"schema\":\"9");
        CHECK(refused([&] { second.import(newer); }).message().find("newer") != std::string::npos);
        auto foreign = lines;
        foreign[1] = "{\"table\":\"schema_migrations\",\"row\":{}}\n";
        CHECK(refused([&] { second.import(foreign); }).code() == core::RefusalCode::invalid);
        CHECK(refused([&] { second.import({}); }).code() == core::RefusalCode::invalid);
        CHECK(refused([&] { second.import({"hello"}); }).code() == core::RefusalCode::invalid);
        CHECK(second.counts() == nothing);
    }
}

TEST_CASE("a tenant or a bot that is here already is refused by name") {
    for (const auto engine : {db::Engine::sqlite, db::Engine::postgres}) {
        Installation first(engine);
        first.fill(kAcme, 1);
        const auto lines = first.exported();
        CHECK(refused([&] { first.import(lines); }).message().find("acme already") != std::string::npos);

        Installation second(engine);
        second.fill(core::TenantId("other"), 1);
        const auto other_row = refused([&] { second.import(lines); });
        CHECK(other_row.message().find("of another tenant") != std::string::npos);
        second.fresh.database().transact_as_system("test", [](db::Tx& tx) {
            tx.run({"test.forget", "DELETE FROM audit_log WHERE id = 'entry-1'"});
        });
        const auto bot = refused([&] { second.import(lines); });
        CHECK(bot.code() == core::RefusalCode::conflict);
        CHECK(bot.message().find("@bot_1") != std::string::npos);
    }
}

TEST_CASE("somebody who is known here already is the same person after an import") {
    Installation first(db::Engine::sqlite);
    Installation second(db::Engine::postgres);
    first.fill(kAcme, 1);
    second.fresh.database().transact_as_system("test", [](db::Tx& tx) {
        tx.run({"test.user",
                "INSERT INTO users (id, issuer, subject, created_at, last_seen_at) "
                "VALUES ('known-here', 'https://issuer', 'subject-1', 0, 0)"});
    });
    second.import(first.exported());
    const auto member = second.fresh.database().read_as_system("test", [](db::Tx& tx) {
        return tx.one<std::string>({"test.member", "SELECT user_id FROM members"});
    });
    CHECK(member == "known-here");
}

TEST_CASE("a file says of nobody that his address is verified, and names no picture of another tenant") {
    const auto replaced = [](std::string line, std::string_view from, std::string_view to) {
        REQUIRE(line.find(from) != std::string::npos);
        return line.replace(line.find(from), from.size(), to);
    };
    for (const auto engine : {db::Engine::sqlite, db::Engine::postgres}) {
        Installation first(engine);
        Installation second(engine);
        Installation third(engine);
        first.fill(kAcme, 1);
        auto lines = first.exported();
        lines[0] = replaced(lines[0], R"("logo_key":null)", R"("logo_key":"logos/acme/1.png")");
        third.import(lines);
        CHECK(third.tenants.find(kAcme)->logo_key == "logos/acme/1.png");

        lines[0] = replaced(lines[0], "logos/acme/", "logos/other/");
        lines[1] = replaced(lines[1], R"("email_checked_at":null)", R"("email_checked_at":"2999-01-01T00:00:00Z")");
        REQUIRE(lines[1].find(R"("email_verified":1)") != std::string::npos);
        second.import(lines);
        CHECK_FALSE(second.tenants.find(kAcme)->logo_key.has_value());
        const auto person = second.exported()[1];
        CAPTURE(person);
        CHECK(person.find(R"("email":"p1@example.com","email_verified":0,"email_checked_at":null)") !=
              std::string::npos);
    }
}
