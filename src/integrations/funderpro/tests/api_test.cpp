#include "integrations/funderpro/api.hpp"

#include <doctest/doctest.h>

#include "sandbox/funderpro/world.hpp"
#include "support/sandbox_wire.hpp"

using namespace promo;
using funderpro::Finding;

namespace {

struct FunderProWorld {
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{1};
    tests::SandboxWire wire{clock, entropy};
    funderpro::Api api{wire.send(), "http://sandbox/funderpro"};
};

}  // namespace

TEST_CASE("a coupon is good when FunderPro knows it for the product") {
    FunderProWorld world;
    world.wire.sandbox().funderpro().add({"GOLD10", "10k"});
    CHECK(world.api.look_up("GOLD10", "10k").finding == Finding::good);
    CHECK(world.api.look_up("GOLD10", "20k").finding == Finding::unknown);
    CHECK(world.api.look_up("SILVER", "10k").status == 404);
    CHECK(world.wire.requests().front() == "GET /funderpro/discount");
}

TEST_CASE("the code and the product are encoded into the address, and six seconds are waited") {
    FunderProWorld world;
    std::optional<net::Request> sent;
    world.wire.interfere([&](const net::Request& request) {
        sent = request;
        return tests::answer(200, "anything");
    });
    CHECK(world.api.look_up("A&B=C", "10k/x").finding == Finding::good);
    REQUIRE(sent);
    CHECK(sent->url.reveal() == "http://sandbox/funderpro/discount?coupons%5B%5D=A%26B%3DC&productIds=10k%2Fx");
    CHECK(sent->deadline == std::chrono::seconds(6));
    CHECK(sent->headers.empty());
}

TEST_CASE("only an answer about the coupon says that it is unknown") {
    FunderProWorld world;
    const auto finding = [&](int status) {
        world.wire.interfere([&](const net::Request&) { return tests::answer(status, "{}"); });
        return world.api.look_up("GOLD10", "10k").finding;
    };
    for (const int status : {400, 404, 410, 422})
        CHECK(finding(status) == Finding::unknown);
    for (const int status : {429, 500, 502, 503, 504})
        CHECK(finding(status) == Finding::busy);
    for (const int status : {204, 301, 302, 401, 403, 407, 408})
        CHECK(finding(status) == Finding::refused);
    for (const auto& reply : {tests::not_reached(), tests::no_answer()}) {
        world.wire.interfere([&](const net::Request&) { return reply; });
        const auto answer = world.api.look_up("GOLD10", "10k");
        CHECK(answer.finding == Finding::busy);
        CHECK(answer.status == 0);
    }
}
