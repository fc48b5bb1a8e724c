#include <doctest/doctest.h>

#include <array>
#include <thread>

#include "domains/subscriptions/handlers.hpp"
#include "domains/subscriptions/stripe_event.hpp"
#include "http/errors.hpp"
#include "http/router.hpp"
#include "sandbox/stripe/world.hpp"
#include "support/databases.hpp"
#include "support/sandbox_wire.hpp"

using namespace promo;

namespace {

const core::Actor kOwner{core::ActorKind::user, "user-1", "owner@example.com", "127.0.0.1", "request-1"};
const core::TenantId kTenant("acme");
const core::TenantId kOther("other");
const core::Secret kSecret("whsec_imitated");

constexpr db::Sql kInsertTenant{"test.insert_tenant",
                                "INSERT INTO tenants (id, name, status, created_at) VALUES ($1, $1, 'active', 0)"};
constexpr db::Sql kEvents{"test.events",
                          "SELECT tenant_id, id, type, created_at, received_at, body, state FROM stripe_events "
                          "ORDER BY tenant_id, id"};
constexpr db::Sql kDropEvents{"test.drop", "DROP TABLE stripe_events"};

struct InboxOn {
    explicit InboxOn(tests::FreshDatabase& fresh)
        : database(fresh.database()),
          audit(database, entropy),
          secrets(database, clock, entropy, {core::Secret(std::string(32, 'k'))}),
          accounts(database, clock, entropy, secrets, audit, api, {"http://ours"}),
          service(database, clock, accounts, audit),
          router(subscriptions::routes(service)) {
        database.transact_as_system("test", [](db::Tx& tx) {
            tx.run(kInsertTenant, kTenant);
            tx.run(kInsertTenant, kOther);
        });
        accounts.save_stripe(kTenant, kOwner,
                             {.secret_key = core::Secret("sk_test_51Abcd"),  // allow-secret: made up
                              .publishable_key = "pk_test_51Abcd",
                              .webhook_secret = kSecret,
                              .stripe_account_id = {}});
    }

    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{1};
    tests::SandboxWire wire{clock, entropy};
    stripe::Api api{wire.send(), "http://sandbox/stripe"};
    db::Database& database;
    audit::Service audit;
    secrets::Service secrets;
    vendor_accounts::Service accounts;
    subscriptions::Service service;
    http::Router router;

    sandbox::stripe::NewEvent event(const core::TenantId& tenant = kTenant) {
        sandbox::stripe::NewEvent event;
        event.url = accounts.stripe_webhook_url(tenant);
        event.secret = kSecret;
        event.type = "invoice.paid";
        return event;
    }

    // As Stripe would post it.
    sandbox::Delivery signed_delivery(const sandbox::stripe::NewEvent& event) {
        wire.sandbox().stripe().send(event);
        return wire.deliveries().back();
    }

    // The way of a request, without a socket.
    http::Response post(const sandbox::Delivery& delivery) {
        http::Request request;
        request.verb = http::Verb::post;
        request.path = delivery.url.substr(std::string("http://ours").size());
        for (const auto& [name, value] : delivery.headers)
            request.headers.add(name, value);
        request.body = delivery.body;
        const auto match = router.match(request.verb, request.path);
        if (match.route == nullptr) return http::text(404, "no such path");
        request.path_params = match.params;
        try {
            return match.route->handler(request);
        } catch (const core::Refusal& refusal) {
            return http::error_response(refusal, "test");
        }
    }

    std::vector<subscriptions::StripeEvent> events() {
        return database.read_as_system("test", [](db::Tx& tx) { return tx.all<subscriptions::StripeEvent>(kEvents); });
    }
};

}  // namespace

TEST_CASE("an event of Stripe is kept for the tenant whose address it came to") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        InboxOn on(fresh);
        const auto delivery = on.signed_delivery(on.event());
        const auto answer = on.post(delivery);
        CHECK(answer.status == 200);
        CHECK(answer.body.empty());
        const auto events = on.events();
        REQUIRE(events.size() == 1);
        CHECK(events[0].tenant_id == kTenant);
        CHECK(events[0].type == "invoice.paid");
        CHECK(events[0].body == delivery.body);
        CHECK(events[0].state == subscriptions::StripeEventState::pending);
        CHECK(events[0].created_at == on.clock.now());
    });
}

TEST_CASE("the same event is kept once, however often and from how many sides it comes") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        InboxOn on(fresh);
        const auto delivery = on.signed_delivery(on.event());
        std::array<int, 6> statuses{};
        std::vector<std::thread> senders;
        for (auto& status : statuses)
            senders.emplace_back([&] { status = on.post(delivery).status; });
        for (auto& sender : senders)
            sender.join();
        for (const int status : statuses)
            CHECK(status == 200);
        CHECK(on.events().size() == 1);
    });
}

TEST_CASE("an event without a signature, or with a wrong one, is refused and leaves no row") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        InboxOn on(fresh);
        const auto delivery = on.signed_delivery(on.event());
        auto unsigned_one = delivery;
        unsigned_one.headers.clear();
        CHECK(on.post(unsigned_one).status == 400);
        auto changed = delivery;
        changed.body += ' ';
        CHECK(on.post(changed).status == 400);
        auto by_another = on.event();
        by_another.secret = core::Secret("whsec_of_somebody_else");
        CHECK(on.post(on.signed_delivery(by_another)).status == 400);
        on.clock.advance(stripe::kTolerance + std::chrono::seconds(1));
        CHECK(on.post(delivery).status == 400);
        CHECK(on.events().empty());
    });
}

TEST_CASE("an address of nobody's is refused, and one without a secret is not ready") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        InboxOn on(fresh);
        auto event = on.event();
        event.url = "http://ours/api/stripe/webhook/01950000-0000-7000-8000-000000000000";
        CHECK(on.post(on.signed_delivery(event)).status == 401);
        event.url = "http://ours/api/stripe/webhook/acme";
        CHECK(on.post(on.signed_delivery(event)).status == 404);
        CHECK(on.post(on.signed_delivery(on.event(kOther))).status == 503);
        CHECK(on.events().empty());
    });
}

TEST_CASE("a signed body that is no event is refused") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        InboxOn on(fresh);
        for (const auto& [id, type] : {std::pair<std::string, std::string>{"", "invoice.paid"},
                                       {std::string(300, 'e'), "invoice.paid"},
                                       {"evt_1", ""}}) {
            auto event = on.event();
            event.id = id;
            event.type = type;
            CHECK(on.post(on.signed_delivery(event)).status == 400);
        }
        CHECK(on.events().empty());
    });
}

TEST_CASE("metadata that names another tenant changes nothing there, and is written down") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        InboxOn on(fresh);
        auto event = on.event();
        event.object = core::json::Raw{R"({"metadata":{"tenant_id":"other","plan":"vip"}})"};
        CHECK(on.post(on.signed_delivery(event)).status == 200);
        auto own = on.event();
        own.object = core::json::Raw{R"({"metadata":{"tenant_id":"acme"}})"};
        CHECK(on.post(on.signed_delivery(own)).status == 200);
        for (const auto& kept : on.events())
            CHECK(kept.tenant_id == kTenant);
        CHECK(on.events().size() == 2);
        CHECK(on.audit.list(kTenant, {.action_prefix = "stripe_event.", .before = {}}).size() == 1);
        CHECK(on.audit.list(kOther, {}).empty());
    });
}

TEST_CASE("nothing is acknowledged that was not kept") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        InboxOn on(fresh);
        const auto delivery = on.signed_delivery(on.event());
        if (fresh.engine() == db::Engine::postgres) {
            fresh.as_administrator(std::string(kDropEvents.text));
        } else {
            fresh.database().transact_as_system("test", [](db::Tx& tx) { tx.run(kDropEvents); });
        }
        CHECK_THROWS_AS(on.post(delivery), db::Error);
    });
}
