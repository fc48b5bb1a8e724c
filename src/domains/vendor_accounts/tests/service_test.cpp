#include "domains/vendor_accounts/service.hpp"

#include <doctest/doctest.h>

#include "sandbox/stripe/world.hpp"
#include "support/databases.hpp"
#include "support/sandbox_wire.hpp"

using namespace promo;
using vendor_accounts::StripeKeys;

namespace {

const core::Actor kOwner{core::ActorKind::user, "user-1", "owner@example.com", "127.0.0.1", "request-1"};
const core::TenantId kTenant("acme");
const core::TenantId kOther("other");

constexpr db::Sql kInsertTenant{"test.insert_tenant",
                                "INSERT INTO tenants (id, name, status, created_at) VALUES ($1, $1, 'active', 0)"};

struct AccountsOn {
    explicit AccountsOn(tests::FreshDatabase& fresh)
        : database(fresh.database()),
          audit(database, entropy),
          secrets(database, clock, entropy, {core::Secret(std::string(32, 'k'))}),
          service(database, clock, entropy, secrets, audit, api, {"https://promo.example"}) {
        database.transact_as_system("test", [](db::Tx& tx) {
            tx.run(kInsertTenant, kTenant);
            tx.run(kInsertTenant, kOther);
        });
    }

    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{1};
    tests::SandboxWire wire{clock, entropy};
    stripe::Api api{wire.send(), "http://sandbox/stripe"};
    db::Database& database;
    audit::Service audit;
    secrets::Service secrets;
    vendor_accounts::Service service;

    // The code and the field of the refusal; empty when it is saved.
    std::string refusal(const StripeKeys& change) {
        try {
            service.save_stripe(kTenant, kOwner, change);
        } catch (const core::Refusal& refused) {
            return std::string(core::to_string(refused.code())) + ' ' + refused.field();
        }
        return {};
    }
    std::string webhook_id() {
        const auto url = service.stripe_webhook_url(kTenant);
        return url.substr(url.rfind('/') + 1);
    }
};

StripeKeys keys() {
    return {.secret_key = core::Secret("sk_test_51Abcd"),  // allow-secret: made up
            .publishable_key = "pk_test_51Abcd",
            .webhook_secret = core::Secret("whsec_imitated"),
            .stripe_account_id = {}};
}

struct Stored {
    std::string sealed_keys;
    std::string facts;
};
BOOST_DESCRIBE_STRUCT(Stored, (), (sealed_keys, facts))
constexpr db::Sql kStored{"test.stored", "SELECT sealed_keys, facts FROM vendor_accounts WHERE tenant_id = $1"};

}  // namespace

TEST_CASE("the address of a webhook is known before there are keys, and stays") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        AccountsOn on(fresh);
        const auto url = on.service.stripe_webhook_url(kTenant);
        CHECK(url.starts_with("https://promo.example/api/stripe/webhook/"));
        const auto before = on.service.stripe_status(kTenant);
        CHECK_FALSE(before.connected);
        CHECK_FALSE(before.has_webhook);
        on.service.save_stripe(kTenant, kOwner, keys());
        CHECK(on.service.stripe_webhook_url(kTenant) == url);
        const auto after = on.service.stripe_status(kTenant);
        CHECK(after.connected);
        CHECK(after.has_webhook);
        CHECK_FALSE(after.is_live);
        CHECK(after.webhook_url == url);
        CHECK(after.verified_at == on.clock.now());
    });
}

TEST_CASE("keys are sealed, and what may be shown of them tells nobody anything") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        AccountsOn on(fresh);
        on.service.save_stripe(kTenant, kOwner, keys());
        const auto stored = on.database.read(kTenant, [](db::Tx& tx) { return tx.one<Stored>(kStored, kTenant); });
        const auto entries = on.audit.list(kTenant, {.action_prefix = "vendor_account.", .before = {}});
        REQUIRE(entries.size() == 1);
        CHECK(entries[0].subject == "stripe");
        CHECK(entries[0].actor_name == kOwner.name);
        for (const auto& secret : {keys().secret_key, keys().webhook_secret}) {
            CHECK(stored.sealed_keys.find(secret.reveal()) == std::string::npos);
            CHECK(stored.facts.find(secret.reveal()) == std::string::npos);
            CHECK(entries[0].details.text.find(secret.reveal()) == std::string::npos);
        }
    });
}

TEST_CASE("a key that Stripe does not accept is not saved") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        AccountsOn on(fresh);
        on.wire.sandbox().stripe().refuse_key(keys().secret_key.reveal());
        CHECK(on.refusal(keys()) == "invalid secret_key");
        CHECK_FALSE(on.service.stripe_status(kTenant).connected);
        on.wire.sandbox().stripe().set_down(true);
        CHECK(on.refusal(keys()) == "unavailable ");
        CHECK_FALSE(on.service.stripe_status(kTenant).connected);
    });
}

TEST_CASE("one key can be replaced without the others") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        AccountsOn on(fresh);
        on.service.save_stripe(kTenant, kOwner, keys());
        const auto asked = on.wire.requests().size();
        StripeKeys change;
        change.webhook_secret = core::Secret("whsec_newer");
        on.service.save_stripe(kTenant, kOwner, change);
        CHECK(on.wire.requests().size() == asked);  // nothing to prove
        CHECK(on.service.stripe_webhook(on.webhook_id())->secret.reveal() == "whsec_newer");

        StripeKeys live;
        live.secret_key = core::Secret("sk_live_51Abcd");      // allow-secret: made up
        CHECK(on.refusal(live) == "invalid publishable_key");  // the stored one is for test mode
        live.publishable_key = "pk_live_51Abcd";
        CHECK(on.refusal(live).empty());
        CHECK(on.service.stripe_status(kTenant).is_live);
        CHECK(on.service.stripe_status(kTenant).has_webhook);
    });
}

TEST_CASE("an account that nothing could be done with is not saved") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        AccountsOn on(fresh);
        CHECK(on.refusal({}) == "invalid secret_key");
        StripeKeys connected;
        connected.stripe_account_id = "acct_12345";
        CHECK(on.refusal(connected) == "invalid webhook_secret");
        connected.webhook_secret = core::Secret("whsec_imitated");
        CHECK(on.refusal(connected).empty());
        CHECK(on.refusal({}) == "invalid config");
    });
}

TEST_CASE("a webhook's address leads to one tenant and its secret") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        AccountsOn on(fresh);
        on.service.save_stripe(kTenant, kOwner, keys());
        const auto reserved = on.service.stripe_webhook_url(kOther);
        const auto webhook = on.service.stripe_webhook(on.webhook_id());
        REQUIRE(webhook);
        CHECK(webhook->tenant == kTenant);
        CHECK(webhook->secret.reveal() == "whsec_imitated");
        const auto empty = on.service.stripe_webhook(reserved.substr(reserved.rfind('/') + 1));
        REQUIRE(empty);
        CHECK(empty->tenant == kOther);
        CHECK(empty->secret.empty());
        CHECK_FALSE(on.service.stripe_webhook("019500000000-7000-8000-000000000000"));
        CHECK_FALSE(on.service.stripe_status(kOther).connected);
    });
}

TEST_CASE("a key for market data is kept, and is no account at Stripe") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        AccountsOn on(fresh);
        CHECK_FALSE(on.service.has_market_data(kTenant));
        CHECK_THROWS_AS(on.service.save_market_data(kTenant, kOwner, core::Secret("  ")), core::Refusal);
        on.service.save_market_data(kTenant, kOwner, core::Secret(" 0123456789abcdef "));
        CHECK(on.service.has_market_data(kTenant));
        CHECK_FALSE(on.service.stripe_status(kTenant).connected);
    });
}
