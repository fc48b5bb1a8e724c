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
