#include <doctest/doctest.h>

#include "core/error.hpp"
#include "http/form.hpp"
#include "http/router.hpp"
#include "sandbox/funderpro/endpoints.hpp"

using namespace promo;
using namespace promo::sandbox;

namespace {

struct SmallFunderPro {
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    funderpro::World world;
    http::Router router{funderpro::routes(world, clock)};

    int look_up(const std::string& query) {
        http::Request request;
        request.path = "/funderpro/discount";
        request.query = http::parse_form(query);
        return router.match(http::Verb::get, request.path).route->handler(request).status;
    }
    void control(const std::string& path, const std::string& body) {
        http::Request request;
        request.verb = http::Verb::post;
        request.path = "/control/funderpro/" + path;
        request.headers.add("Content-Type", "application/json");
        request.body = body;
        CHECK(router.match(request.verb, request.path).route->handler(request).status == 200);
    }
};

}  // namespace

TEST_CASE("the imitated FunderPro knows the discounts that were added, for their product") {
    SmallFunderPro funderpro;
    funderpro.control("codes", R"({"code":"Gold10","product_id":"10k"})");
    CHECK(funderpro.look_up("coupons%5B%5D=GOLD10&productIds=10k") == 200);
    CHECK(funderpro.look_up("coupons[]=gold10&productIds=10k") == 200);
    CHECK(funderpro.look_up("coupons[]=GOLD10&productIds=20k") == 404);
    CHECK(funderpro.look_up("coupons[]=SILVER&productIds=10k") == 404);
    CHECK(funderpro.look_up("coupons[]=&productIds=10k") == 422);
    CHECK(funderpro.look_up("coupons[]=GOLD10") == 422);
    funderpro.control("codes/remove", R"({"code":"GOLD10"})");
    CHECK(funderpro.look_up("coupons[]=GOLD10&productIds=10k") == 404);
    CHECK(funderpro.world.status().look_ups == 7);
}

TEST_CASE("the imitated FunderPro fails so many times, or until it is told to stop") {
    SmallFunderPro funderpro;
    funderpro.control("codes", R"({"code":"GOLD10"})");
    const std::string good = "coupons[]=GOLD10&productIds=10k";
    funderpro.control("fault", R"({"status":503,"count":2})");
    CHECK(funderpro.look_up(good) == 503);
    CHECK(funderpro.look_up(good) == 503);
    CHECK(funderpro.look_up(good) == 200);
    funderpro.control("fault", R"({"status":429})");
    for (int i = 0; i < 3; ++i)
        CHECK(funderpro.look_up(good) == 429);
    funderpro.control("fault", "{}");
    CHECK(funderpro.look_up(good) == 200);
    CHECK_THROWS_AS(funderpro.world.set_fault({200, {}, {}}), core::Refusal);
}
