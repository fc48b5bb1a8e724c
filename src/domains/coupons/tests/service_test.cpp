#include "domains/coupons/service.hpp"

#include "domains/coupons/pass.hpp"
#include "small_shop.hpp"

namespace promo::coupons::tests {

using promo::tests::for_each_database;
using promo::tests::FreshDatabase;
using promo::tests::on_sqlite;
using promo::tests::refused;
using namespace std::chrono_literals;

namespace {

// Answers the next questions with these, then lets the imitated provider answer.
void answer_with(SmallShop& shop, std::vector<net::Reply> replies) {
    auto left = std::make_shared<std::vector<net::Reply>>(std::move(replies));
    shop.wire.interfere([left](const net::Request&) -> std::optional<net::Reply> {
        if (left->empty()) return std::nullopt;
        auto reply = left->front();
        left->erase(left->begin());
        return reply;
    });
}

void be_down(SmallShop& shop) {
    shop.wire.interfere([](const net::Request&) { return promo::tests::not_reached(); });
}

}  // namespace

TEST_CASE("without a provider every code that can be one is good") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        const auto verdict = shop.service.check(kAcme, " welcome  30% ");
        CHECK(verdict.valid());
        CHECK(verdict.code == "WELCOME-30");
        CHECK(verdict.status_code == 200);
        CHECK(shop.reason(std::string(64, 'a')) == Reason::ok);
        CHECK(shop.reason(std::string(65, 'a')) == Reason::bad_format);
        CHECK(shop.reason("%!") == Reason::empty);
        CHECK(shop.questions() == 0);
    });
}

TEST_CASE("FunderPro's good coupon is asked for once in five minutes") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.use(Provider::funderpro);
        shop.wire.sandbox().funderpro().add({"WELCOME-30", "10k"});
        CHECK(shop.reason("welcome 30") == Reason::ok);
        shop.clock.advance(299s);
        CHECK(shop.reason("WELCOME-30") == Reason::ok);
        CHECK(shop.questions() == 1);
        shop.clock.advance(1s);
        CHECK(shop.reason("WELCOME-30") == Reason::ok);
        CHECK(shop.questions() == 2);
    });
}

TEST_CASE("a coupon that FunderPro does not know is wrong, and asked for again after half a minute") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.use(Provider::funderpro);
        const auto verdict = shop.service.check(kAcme, "NOPE");
        CHECK(verdict.reason == Reason::not_found);
        CHECK(verdict.status_code == 404);
        CHECK(verdict.code == "NOPE");
        shop.wire.sandbox().funderpro().add({"NOPE", std::nullopt});
        CHECK(shop.reason("NOPE") == Reason::not_found);
        shop.clock.advance(30s);
        CHECK(shop.reason("NOPE") == Reason::ok);
        CHECK(shop.pauses.empty());
    });
}

TEST_CASE("a blank code is asked of nobody") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.use(Provider::funderpro);
        CHECK(shop.reason(" \t ") == Reason::empty);
        CHECK(shop.questions() == 0);
    });
}

TEST_CASE("a provider that stumbles is asked once more after a second") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.use(Provider::funderpro);
        shop.wire.sandbox().funderpro().add({"GOLD10", std::nullopt});
        int number = 0;
        for (const auto& stumble : {promo::tests::answer(503, "{}"), promo::tests::answer(429, "{}"),
                                    promo::tests::no_answer(), promo::tests::not_reached()}) {
            answer_with(shop, {stumble});
            shop.clock.advance(300s);
            CHECK(shop.reason("GOLD10") == Reason::ok);
            CHECK(shop.pauses == std::vector<std::chrono::milliseconds>(static_cast<std::size_t>(++number), 1s));
        }
    });
}

TEST_CASE("an outage says that the coupon could not be checked, never that it is wrong") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.use(Provider::funderpro);
        shop.wire.sandbox().funderpro().add({"GOLD10", std::nullopt});
        for (const auto& outage : {promo::tests::answer(503, "{}"), promo::tests::no_answer()}) {
            answer_with(shop, {outage, outage});
            const auto verdict = shop.service.check(kAcme, "GOLD10");
            CHECK(verdict.reason == Reason::unavailable);
            CHECK(verdict.status_code == outage.status);
            CHECK(verdict.message.find("could not be checked") != std::string::npos);
        }
        CHECK(shop.questions() == 4);
        // To be turned away says nothing about the coupon, either, and asking again would not help.
        answer_with(shop, {promo::tests::answer(403, "{}")});
        CHECK(shop.reason("GOLD10") == Reason::unavailable);
        CHECK(shop.questions() == 5);
        CHECK(shop.reason("GOLD10") == Reason::ok);
    });
}

TEST_CASE("after five failures in a row the provider is left alone for half a minute") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.use(Provider::funderpro);
        shop.use(Provider::funderpro, kOther);
        be_down(shop);
        for (int i = 0; i < Breaker::kFailures; ++i)
            CHECK(shop.reason("CODE" + std::to_string(i)) == Reason::unavailable);
        const auto asked = shop.questions();
        CHECK(asked == 2 * Breaker::kFailures);
        shop.wire.interfere({});
        shop.wire.sandbox().funderpro().add({"GOLD10", std::nullopt});
        CHECK(shop.reason("GOLD10") == Reason::unavailable);
        CHECK(shop.questions() == asked);
        CHECK(shop.reason("GOLD10", kOther) == Reason::ok);
        shop.clock.advance(30s);
        CHECK(shop.reason("GOLD10") == Reason::ok);
    });
}

TEST_CASE("the program that ends waits for no second attempt") {
    on_sqlite([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.use(Provider::funderpro);
        Service ending(shop.database, shop.clock, shop.audit, shop.tenants, shop.codes, shop.accounts, shop.funderpro,
                       shop.stripe, [](std::chrono::milliseconds) { return false; },
                       {.funderpro_product_id = "10k", .pass_key = {}});
        be_down(shop);
        CHECK(ending.check(kAcme, "GOLD10").reason == Reason::unavailable);
        CHECK(shop.questions() == 1);
    });
}

TEST_CASE("the tenant's own product goes before the installation's, and without any it is said so") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.wire.sandbox().funderpro().add({"GOLD10", "20k"});
        shop.use(Provider::funderpro);
        CHECK(shop.reason("GOLD10") == Reason::not_found);
        shop.service.save(kAcme, kOwner, {std::nullopt, " 20k "});
        CHECK(shop.service.settings(kAcme).funderpro_product_id == "20k");
        CHECK(shop.reason("GOLD10") == Reason::ok);
        const auto refusal = refused([&] { shop.service.save(kAcme, kOwner, {std::nullopt, "a b"}); });
        CHECK(refusal.field() == "funderpro_product_id");

        Service bare(shop.database, shop.clock, shop.audit, shop.tenants, shop.codes, shop.accounts, shop.funderpro,
                     shop.stripe, [](std::chrono::milliseconds) { return true; }, {});
        shop.use(Provider::funderpro, kOther);
        CHECK(bare.check(kOther, "GOLD10").reason == Reason::not_configured);
    });
}

TEST_CASE("new settings forget what was remembered under the old ones") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.use(Provider::funderpro);
        shop.wire.sandbox().funderpro().add({"GOLD10", std::nullopt});
        CHECK(shop.reason("GOLD10") == Reason::ok);
        shop.wire.sandbox().funderpro().remove("gold10");
        CHECK(shop.reason("GOLD10") == Reason::ok);
        shop.use(Provider::funderpro);
        CHECK(shop.reason("GOLD10") == Reason::not_found);
    });
}

TEST_CASE("Stripe's promotion codes are looked up in the tenant's own account") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        const std::string key = "sk_test_ofAcme";     // allow-secret: made up
        const std::string other = "sk_test_ofOther";  // allow-secret: made up
        shop.connect_stripe(kAcme, key);
        shop.connect_stripe(kOther, other);
        shop.use(Provider::stripe);
        shop.use(Provider::stripe, kOther);
        auto& stripe = shop.wire.sandbox().stripe();
        stripe.add_promotion_code({.code = "Spring", .key = key});
        CHECK(shop.reason("SPRING") == Reason::ok);
        CHECK(shop.reason("SPRING", kOther) == Reason::not_found);
        stripe.add_promotion_code({.code = "OVER", .key = {}, .active = true, .coupon_valid = false});
        CHECK(shop.reason("OVER") == Reason::expired);
        // The account of the new key has other codes, and its answers are its own.
        shop.clock.advance(1s);
        shop.connect_stripe(kAcme, other);
        CHECK(shop.reason("SPRING") == Reason::not_found);
    });
}

TEST_CASE("a key that Stripe refuses is a matter of the settings, and Stripe's trouble an outage") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        const std::string key = "sk_test_ofAcme";  // allow-secret: made up
        shop.connect_stripe(kAcme, key);
        shop.use(Provider::stripe);
        shop.wire.sandbox().stripe().set_down(true);
        CHECK(shop.reason("SPRING") == Reason::unavailable);
        CHECK(shop.questions() == 2);
        shop.wire.sandbox().stripe().set_down(false);
        shop.wire.sandbox().stripe().refuse_key(key);
        CHECK(shop.reason("SPRING") == Reason::not_configured);
        CHECK(shop.questions() == 3);
    });
}

TEST_CASE("Stripe is chosen by who has connected it") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        const auto refusal = refused([&] { shop.use(Provider::stripe); });
        CHECK(refusal.code() == core::RefusalCode::conflict);
        CHECK(refusal.message().find("Connect Stripe") != std::string::npos);
        CHECK(shop.service.settings(kAcme).provider == Provider::none);
        shop.connect_stripe(kAcme, "sk_test_ofAcme");  // allow-secret: made up
        CHECK(shop.service.overview(kAcme).has_stripe);
        shop.use(Provider::stripe);
        CHECK(shop.service.settings(kAcme).provider == Provider::stripe);
    });
}

TEST_CASE("a change of the settings is in the log, and another tenant's stay as they are") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.use(Provider::list);
        const auto entries = shop.audit.list(kAcme, {.action_prefix = "coupon_settings.", .before = {}});
        REQUIRE(entries.size() == 1);
        CHECK(entries[0].subject == "list");
        CHECK(entries[0].actor_name == kOwner.name);
        CHECK(shop.service.settings(kOther).provider == Provider::none);
        CHECK(shop.service.settings(kAcme).updated_at == shop.clock.now());
    });
}

TEST_CASE("who is given a pass has a good coupon of an active tenant") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        const auto checked = shop.service.check_for_stranger(kAcme, "gold 10");
        CHECK(checked.verdict.code == "GOLD-10");
        const core::Secret key(std::string(32, 's'));
        CHECK(pass_holds(key, kAcme, "GOLD-10", checked.pass_until, checked.pass, shop.clock.now()));
        CHECK(checked.pass_until == shop.clock.now() + kPassFor);
        shop.use(Provider::list);
        CHECK(shop.service.check_for_stranger(kAcme, "gold 10").pass.empty());
        shop.tenants.set_status(kAcme, kOwner, tenants::TenantStatus::suspended);
        for (const auto& gone : {kAcme, core::TenantId("nobody")}) {
            const auto refusal = refused([&] { shop.service.check_for_stranger(gone, "gold 10"); });
            CHECK(refusal.code() == core::RefusalCode::not_found);
        }
    });
}

}  // namespace promo::coupons::tests
