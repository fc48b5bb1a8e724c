#include "integrations/stripe/api.hpp"

#include <doctest/doctest.h>

#include "core/clock.hpp"
#include "core/encoding.hpp"
#include "core/entropy.hpp"
#include "sandbox/stripe/world.hpp"
#include "support/sandbox_wire.hpp"

using namespace promo;
using stripe::KeyState;

namespace {

const core::Secret kKey("sk_test_51Abc");  // allow-secret: made up

struct StripeWorld {
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{1};
    tests::SandboxWire wire{clock, entropy};
    stripe::Api api{wire.send(), "http://sandbox/stripe"};
};

}  // namespace

TEST_CASE("a secret key is proven by asking for the balance") {
    StripeWorld world;
    CHECK(world.api.check_key(kKey) == KeyState::good);
    CHECK(world.wire.requests() == std::vector<std::string>{"GET /stripe/v1/balance"});
}

TEST_CASE("a key that Stripe does not know is refused") {
    StripeWorld world;
    CHECK(world.api.check_key(core::Secret("pk_test_51Abc")) == KeyState::refused);
    world.wire.sandbox().stripe().refuse_key(kKey.reveal());
    CHECK(world.api.check_key(kKey) == KeyState::refused);
}

TEST_CASE("a Stripe that is down, silent or busy says nothing about a key") {
    StripeWorld world;
    world.wire.sandbox().stripe().set_down(true);
    CHECK(world.api.check_key(kKey) == KeyState::not_reached);
    for (const auto& reply : {tests::not_reached(), tests::no_answer(), tests::answer(429, "{}")}) {
        world.wire.interfere([&](const net::Request&) { return reply; });
        CHECK(world.api.check_key(kKey) == KeyState::not_reached);
    }
}

TEST_CASE("the key travels in a header, never in the address") {
    StripeWorld world;
    std::optional<net::Request> sent;
    world.wire.interfere([&](const net::Request& request) {
        sent = request;
        return tests::answer(200, "{}");
    });
    CHECK(world.api.check_key(kKey) == KeyState::good);
    REQUIRE(sent);
    CHECK(sent->url.reveal() == "http://sandbox/stripe/v1/balance");
    REQUIRE(sent->headers.size() == 2);
    CHECK(sent->headers[0].first == "Authorization");
    CHECK(sent->headers[0].second.reveal() == "Basic " + core::base64(kKey.reveal() + ':'));
    CHECK(sent->headers[1].first == "Stripe-Version");
}

TEST_CASE("a promotion code is good while it may still be used") {
    StripeWorld world;
    auto& stripe = world.wire.sandbox().stripe();
    const auto finding = [&](const std::string& code) {
        return world.api.look_up_promotion(kKey, code, world.clock.now()).finding;
    };
    stripe.add_promotion_code({.code = "Spring"});
    CHECK(finding("SPRING") == stripe::PromotionFinding::good);
    CHECK(finding("SUMMER") == stripe::PromotionFinding::unknown);
    stripe.add_promotion_code({.code = "LIMITED", .max_redemptions = 5, .times_redeemed = 4});
    CHECK(finding("LIMITED") == stripe::PromotionFinding::good);
    // Stripe lists only active ones; what it says of an active one counts all the same.
    stripe.add_promotion_code({.code = "LIMITED", .active = true, .max_redemptions = 5, .times_redeemed = 5});
    stripe.add_promotion_code({.code = "PAST", .active = true, .expires_at = world.clock.now()});
    stripe.add_promotion_code({.code = "DEAD", .active = true, .coupon_valid = false});
    for (const char* code : {"LIMITED", "PAST", "DEAD"})
        CHECK(finding(code) == stripe::PromotionFinding::used_up);
    stripe.add_promotion_code({.code = "OFF", .active = false});
    CHECK(finding("OFF") == stripe::PromotionFinding::unknown);
}

TEST_CASE("a promotion code is looked up in the account of the key") {
    StripeWorld world;
    std::optional<net::Request> sent;
    world.wire.interfere([&](const net::Request& request) -> std::optional<net::Reply> {
        sent = request;
        return std::nullopt;
    });
    world.wire.sandbox().stripe().add_promotion_code(
        {.code = "SPRING", .key = "sk_test_another"});  // allow-secret: made up
    const auto answer = world.api.look_up_promotion(kKey, "SPRING", world.clock.now());
    CHECK(answer.finding == stripe::PromotionFinding::unknown);
    CHECK(answer.status == 200);
    REQUIRE(sent);
    CHECK(sent->url.reveal() == "http://sandbox/stripe/v1/promotion_codes?code=SPRING&active=true");
    CHECK(sent->headers.at(0).second.reveal() == "Basic " + core::base64(kKey.reveal() + ':'));
    CHECK(sent->deadline == std::chrono::seconds(6));
}

TEST_CASE("trouble at Stripe and a key that it refuses say nothing about a promotion code") {
    StripeWorld world;
    const auto look_up = [&] { return world.api.look_up_promotion(kKey, "SPRING", world.clock.now()).finding; };
    world.wire.sandbox().stripe().refuse_key(kKey.reveal());
    CHECK(look_up() == stripe::PromotionFinding::key_refused);
    for (const auto& reply : {tests::not_reached(), tests::no_answer(), tests::answer(429, "{}"),
                              tests::answer(500, "{}"), tests::answer(200, "<html>"), tests::answer(200, "{}")}) {
        world.wire.interfere([&](const net::Request&) { return reply; });
        CHECK(look_up() == stripe::PromotionFinding::busy);
    }
}
