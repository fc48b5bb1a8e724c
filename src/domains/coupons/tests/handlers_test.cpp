#include "domains/coupons/handlers.hpp"

#include "domains/coupons/codes/handlers.hpp"
#include "http/errors.hpp"
#include "http/router.hpp"
#include "small_shop.hpp"

namespace promo::coupons::tests {

using promo::tests::for_each_database;
using promo::tests::FreshDatabase;
using namespace std::chrono_literals;

namespace {

// The routes, without a socket and without the gate: the caller is the owner of Acme, or a stranger.
struct Counter : SmallShop {
    explicit Counter(FreshDatabase& fresh) : SmallShop(fresh) {
        auto all = routes(service);
        for (auto& route : codes::routes(codes))
            all.push_back(std::move(route));
        router = std::make_unique<http::Router>(std::move(all));
    }

    http::Response ask(http::Verb verb, const std::string& path, const std::string& body = {}) {
        http::Request request;
        request.body = body;
        request.headers.add("Content-Type", "application/json");
        return send(verb, path, std::move(request));
    }

    http::Response send(http::Verb verb, const std::string& path, http::Request request) {
        request.verb = verb;
        request.path = path;
        request.client_ip = address;
        request.principal = http::Principal{.user = core::UserId("u1"), .email = {}, .tenant = kAcme, .role = {}};
        request.request_id = "r1";
        const auto match = router->match(verb, path);
        REQUIRE(match.route != nullptr);
        request.path_params = match.params;
        try {
            return match.route->handler(request);
        } catch (const core::Refusal& refusal) {
            return http::error_response(refusal, request.request_id);
        }
    }

    http::Response validate(const std::string& body) { return ask(http::Verb::post, "/api/validate-coupon", body); }

    std::string address = "192.0.2.1";
    std::unique_ptr<http::Router> router;
};

bool says(const http::Response& response, const std::string& text) {
    return response.body.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("a stranger hears whether a coupon of a tenant is good, and gets a pass for a good one") {
    for_each_database([](FreshDatabase& fresh) {
        Counter counter(fresh);
        counter.use(Provider::funderpro);
        counter.wire.sandbox().funderpro().add({"GOLD10", std::nullopt});
        const auto good = counter.validate(R"({"coupon_code":" gold10 ","tenant":"acme"})");
        CHECK(good.status == 200);
        CHECK(says(good, R"("valid":true)"));
        CHECK(says(good, R"("status_code":200,"reason":"ok","code":"GOLD10","pass":")"));
        CHECK(says(good, R"("pass_until":1772443800)"));
        const auto wrong = counter.validate(R"({"coupon_code":"NOPE","tenant":"acme"})");
        CHECK(wrong.status == 200);
        CHECK(says(wrong, R"("valid":false)"));
        CHECK(says(wrong, R"("status_code":404,"reason":"not_found")"));
        CHECK_FALSE(says(wrong, "pass"));
        counter.wire.interfere([](const net::Request&) { return promo::tests::no_answer(); });
        const auto away = counter.validate(R"({"coupon_code":"OTHER","tenant":"acme"})");
        CHECK(away.status == 200);
        CHECK(says(away, R"("valid":false)"));
        CHECK(says(away, R"("status_code":0,"reason":"unavailable")"));
    });
}

TEST_CASE("who names no tenant means the first one, and an unknown one is not there") {
    for_each_database([](FreshDatabase& fresh) {
        Counter counter(fresh);
        CHECK(counter.validate(R"({"coupon_code":"GOLD"})").status == 404);
        counter.tenants.create(kOwner, "First", tenants::kDefaultTenant, std::nullopt);
        CHECK(says(counter.validate(R"({"coupon_code":"GOLD"})"), R"("valid":true)"));
        const auto nobody = counter.validate(R"({"coupon_code":"GOLD","tenant":"nobody"})");
        CHECK(nobody.status == 404);
        CHECK(says(nobody, R"("valid":false)"));
    });
}

TEST_CASE("a body without a code that can be one is refused, and says valid false like any other answer") {
    for_each_database([](FreshDatabase& fresh) {
        Counter counter(fresh);
        counter.tenants.create(kOwner, "First", tenants::kDefaultTenant, std::nullopt);
        counter.use(Provider::funderpro, tenants::kDefaultTenant);
        const std::string too_long = R"({"coupon_code":")" + std::string(65, 'A') + R"("})";
        const std::vector<std::string> bodies{"{}",
                                              R"({"coupon_code":null})",
                                              R"({"coupon_code":7})",
                                              R"({"coupon_code":["GOLD"]})",
                                              R"({"coupon_code":""})",
                                              R"({"coupon_code":" \t "})",
                                              R"({"coupon_code":"%%"})",
                                              "[]",
                                              "null",
                                              R"({"coupon_code":)",
                                              too_long};
        for (const auto& body : bodies) {
            CAPTURE(body);
            const auto response = counter.validate(body);
            CHECK(response.status == 400);
            CHECK(says(response, R"("valid":false)"));
            CHECK(says(response, R"("success":false)"));
            CHECK(says(response, R"("message":")"));
            CHECK(says(response, R"("request_id":"r1")"));
        }
        CHECK(counter.questions() == 0);
        CHECK(says(counter.validate(R"({"coupon_code":""})"), R"("reason":"empty")"));
        CHECK(says(counter.validate(too_long), R"("reason":"bad_format")"));
        CHECK(says(counter.validate(R"({"coupon_code":7})"), R"("field":"coupon_code")"));
    });
}

TEST_CASE("a network may ask twenty times a minute, and another one as well") {
    for_each_database([](FreshDatabase& fresh) {
        Counter counter(fresh);
        const std::string body = R"({"coupon_code":"GOLD","tenant":"acme"})";
        for (int i = 0; i < 20; ++i)
            CHECK(counter.validate(body).status == 200);
        const auto refused = counter.validate(body);
        CHECK(refused.status == 429);
        CHECK(refused.headers.find("Retry-After") == "60");
        CHECK(says(refused, R"("valid":false)"));
        counter.address = "192.0.2.2";
        CHECK(counter.validate(body).status == 200);
        counter.address = "192.0.2.1";
        counter.clock.advance(60s);
        CHECK(counter.validate(body).status == 200);
    });
}

TEST_CASE("the settings show what a tenant has, and Stripe without keys is a conflict") {
    for_each_database([](FreshDatabase& fresh) {
        Counter counter(fresh);
        using enum http::Verb;
        CHECK(
            counter.ask(get, "/api/coupon-settings").body ==
            R"({"settings":{"provider":"none","funderpro_product_id":"","has_stripe":false,"codes":0,"page_url":"https://promo.example/coupon/acme","updated_at":null}})");
        const auto saved =
            counter.ask(put, "/api/coupon-settings", R"({"provider":"list","funderpro_product_id":"20k"})");
        CHECK(saved.status == 200);
        CHECK(says(saved, R"("success":true)"));
        CHECK(says(saved, R"("updated_at":"2026-03-02T09:00:00Z")"));
        CHECK(counter.ask(post, "/api/coupon-settings", R"({"provider":"stripe"})").status == 409);
        CHECK(counter.ask(put, "/api/coupon-settings", R"({"provider":"oracle"})").status == 400);
        CHECK(says(counter.ask(get, "/api/coupon-settings"), R"("provider":"list","funderpro_product_id":"20k")"));
    });
}

TEST_CASE("a member tries a coupon and gets no pass for it") {
    for_each_database([](FreshDatabase& fresh) {
        Counter counter(fresh);
        using enum http::Verb;
        const auto tried = counter.ask(post, "/api/coupon-settings/test", R"({"coupon_code":"gold"})");
        CHECK(tried.status == 200);
        CHECK(tried.body ==
              R"({"valid":true,"message":"This coupon is valid.","status_code":200,"reason":"ok","code":"GOLD"})");
        CHECK(counter.ask(post, "/api/coupon-settings/test", R"({"coupon_code":"%"})").status == 400);
    });
}

TEST_CASE("codes are put, listed, removed, imported and downloaded") {
    for_each_database([](FreshDatabase& fresh) {
        Counter counter(fresh);
        using enum http::Verb;
        CHECK(counter.ask(post, "/api/coupon-codes", R"({"code":"gold","valid_until":"2026-03-31"})").status == 201);
        CHECK(counter.ask(post, "/api/coupon-codes", R"({"code":"GOLD","valid_until":null})").status == 200);
        CHECK(counter.ask(get, "/api/coupon-codes").body ==
              R"({"codes":[{"code":"GOLD","valid_from":null,"valid_until":null,"created_at":"2026-03-02T09:00:00Z"}],)"
              R"("total":1,"next":null})");
        http::Request upload;
        upload.headers.add("Content-Type", "multipart/form-data; boundary=b");
        upload.body =
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.csv\"\r\n\r\nSILVER\n%\n\r\n--b\r\n"
            "Content-Disposition: form-data; name=\"mode\"\r\n\r\nreplace\r\n--b--\r\n";
        const auto imported = counter.send(post, "/api/coupon-codes/import", upload);
        CHECK(says(imported, R"("success":true,"added":1,"updated":0,"removed":1,"problems":[{"line":2,"text":"%",)"));
        const auto file = counter.ask(get, "/api/coupon-codes.csv");
        CHECK(file.content_type.starts_with("text/csv"));
        CHECK(file.body == "code,valid_from,valid_until\r\nSILVER,,\r\n");
        CHECK(counter.ask(delete_, "/api/coupon-codes/GOLD").status == 404);
        CHECK(counter.ask(delete_, "/api/coupon-codes/silver").status == 200);
    });
}

}  // namespace promo::coupons::tests
