#include "domains/secrets/service.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "support/databases.hpp"

using namespace promo;

namespace {

const core::TenantId kAcme{"acme"};
const core::TenantId kBolt{"bolt"};
const core::Secret kToken("7000000001:AAof-this-test-alone");  // allow-secret: made up
const core::Secret kOld("the secret key of yesterday");
const core::Secret kNew("the secret key of today");

constexpr db::Sql kTenant{"test.tenant",
                          "INSERT INTO tenants (id, name, status, created_at) VALUES ($1, $1, 'active', 0)"};
constexpr db::Sql kKey{"test.key", "SELECT wrapped FROM tenant_keys WHERE tenant_id = $1"};
constexpr db::Sql kCopyKey{"test.copy_key",
                           "UPDATE tenant_keys SET wrapped = (SELECT wrapped FROM tenant_keys WHERE tenant_id = $1) "
                           "WHERE tenant_id = $2"};

// An installation with two tenants; `keys` as the process was started with.
struct Safe {
    explicit Safe(tests::FreshDatabase& fresh) : database(fresh.database()) {
        database.transact_as_system("test", [](db::Tx& tx) {
            for (const auto& tenant : {kAcme, kBolt})
                tx.run(kTenant, tenant);
        });
    }

    secrets::Service with(std::vector<core::Secret> keys) {
        return secrets::Service(database, clock, entropy, std::move(keys));
    }
    std::string seal(secrets::Service& service, const core::TenantId& tenant = kAcme,
                     std::string_view purpose = "bot.token") {
        return database.transact(tenant, [&](db::Tx& tx) { return service.seal(tx, tenant, purpose, kToken); });
    }
    std::string open(secrets::Service& service, std::string_view sealed, const core::TenantId& tenant = kAcme,
                     std::string_view purpose = "bot.token") {
        return database.transact(tenant,
                                 [&](db::Tx& tx) { return service.open(tx, tenant, purpose, sealed).reveal(); });
    }

    db::Database& database;
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{5};
};

}  // namespace

TEST_CASE("a sealed secret opens for its tenant and its purpose alone") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Safe safe(fresh);
        auto service = safe.with({kNew});
        const auto sealed = safe.seal(service);
        safe.seal(service, kBolt);
        CHECK(sealed.find(kToken.reveal()) == std::string::npos);
        CHECK(safe.seal(service) != sealed);
        CHECK(safe.open(service, sealed) == kToken.reveal());
        CHECK_THROWS_AS(safe.open(service, sealed, kAcme, "webhook.secret"), secrets::Unreadable);
        CHECK_THROWS_AS(safe.open(service, sealed, kBolt), secrets::Unreadable);
    });
}

TEST_CASE("whatever is changed in a sealed secret, it does not open, and the error tells nothing of it") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Safe safe(fresh);
        auto service = safe.with({kNew});
        const auto sealed = safe.seal(service);
        for (std::size_t i = 0; i < sealed.size(); ++i) {
            auto changed = sealed;
            // Another letter of the alphabet, in bits that count.
            changed[i] = changed[i] == 'A' ? 'Q' : 'A';
            if (changed == sealed) continue;
            CHECK_THROWS_AS(safe.open(service, changed), secrets::Unreadable);
        }
        for (const std::string wrong : {"", "v1.", "v1.AAAA", "plain text", "v2.abc"}) {
            try {
                safe.open(service, wrong);
                FAIL("it opened");
            } catch (const secrets::Unreadable& error) {
                CHECK(error.cause() == secrets::Unreadable::Cause::value);
                CHECK(error.message() ==
                      "The stored keys of this business were changed in the database, and do not open. Enter them "
                      "again. If that is refused, whoever runs the installation must run `promostack secrets forget "
                      "acme`.");
            }
        }
    });
}

TEST_CASE("a tenant's key that is copied to another tenant opens nothing there") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Safe safe(fresh);
        auto service = safe.with({kNew});
        const auto sealed = safe.seal(service);
        safe.seal(service, kBolt);
        safe.database.transact_as_system("test", [](db::Tx& tx) { tx.run(kCopyKey, kAcme, kBolt); });
        CHECK_THROWS_AS(safe.open(service, sealed, kBolt), secrets::Unreadable);
    });
}

TEST_CASE("a rotation takes over every key, changes no secret, and then the old SECRET_KEY opens nothing") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Safe safe(fresh);
        auto before = safe.with({kOld});
        const auto acme = safe.seal(before);
        const auto bolt = safe.seal(before, kBolt);

        auto during = safe.with({kNew, kOld});
        CHECK(safe.open(during, acme) == kToken.reveal());
        const auto rotation = during.rotate();
        CHECK(rotation.rotated == 2);
        CHECK(rotation.current == 0);
        CHECK(rotation.unreadable == 0);
        const auto again = during.rotate();
        CHECK(again.rotated == 0);
        CHECK(again.current == 2);

        auto after = safe.with({kNew});
        CHECK(safe.open(after, acme) == kToken.reveal());
        CHECK(safe.open(after, bolt, kBolt) == kToken.reveal());
        CHECK_THROWS_AS(safe.open(before, acme), secrets::Unreadable);
    });
}

TEST_CASE("a key that neither SECRET_KEY opens is counted and left as it is") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Safe safe(fresh);
        auto service = safe.with({kOld});
        safe.seal(service);
        const auto wrapped = [&] {
            return safe.database.read(kAcme, [](db::Tx& tx) { return tx.one<std::string>(kKey, kAcme); });
        };
        const auto before = wrapped();
        auto stranger = safe.with({kNew});
        CHECK(stranger.rotate().unreadable == 1);
        CHECK(wrapped() == before);
        const auto readable = [&](secrets::Service& by, const core::TenantId& tenant) {
            return safe.database.read(tenant, [&](db::Tx& tx) { return by.readable(tx, tenant); });
        };
        CHECK(readable(service, kAcme));
        CHECK_FALSE(readable(stranger, kAcme));
        CHECK(readable(stranger, kBolt));
    });
}

TEST_CASE("those who need a tenant's key for the first time at once get the same one") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Safe safe(fresh);
        auto service = safe.with({kNew});
        std::vector<std::string> sealed(4);
        std::vector<std::thread> threads;
        for (auto& each : sealed)
            threads.emplace_back([&] { each = safe.seal(service); });
        for (auto& thread : threads)
            thread.join();
        for (const auto& each : sealed)
            CHECK(safe.open(service, each) == kToken.reveal());
    });
}

TEST_CASE("without SECRET_KEY there is no place for secrets") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Safe safe(fresh);
        CHECK_THROWS_AS(safe.with({core::Secret(), core::Secret()}), std::invalid_argument);
    });
}
