#include <doctest/doctest.h>
#include <sodium.h>

#include "core/clock.hpp"
#include "core/encoding.hpp"
#include "core/entropy.hpp"
#include "http/router.hpp"
#include "sandbox/stripe/endpoints.hpp"

using namespace promo;
using namespace promo::sandbox;

namespace {

// What would go out, answered by the test.
class Held final : public Poster {
public:
    void post(Delivery delivery, std::function<void(DeliveryResult)> done) override {
        sent.push_back(std::move(delivery));
        answers.push_back(std::move(done));
    }
    std::vector<Delivery> sent;
    std::vector<std::function<void(DeliveryResult)>> answers;
};

struct SmallStripe {
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{1};
    Held poster;
    stripe::World world{clock, entropy, poster};
    http::Router router{stripe::routes(world)};

    http::Response balance(const std::string& authorization) {
        http::Request request;
        request.path = "/stripe/v1/balance";
        if (!authorization.empty()) request.headers.add("Authorization", authorization);
        return router.match(http::Verb::get, request.path).route->handler(request);
    }
};

stripe::NewEvent paid() {
    stripe::NewEvent event;
    event.url = "http://ours/api/stripe/webhook/1";
    event.secret = core::Secret("whsec_imitated");
    event.type = "invoice.paid";
    return event;
}

}  // namespace

TEST_CASE("the imitated Stripe takes a secret key by either scheme") {
    SmallStripe stripe;
    CHECK(stripe.balance("Bearer sk_test_1").status == 200);
    CHECK(stripe.balance("Basic " + core::base64("sk_live_1:")).status == 200);
    CHECK(stripe.balance("Bearer pk_test_1").status == 401);
    CHECK(stripe.balance("").status == 401);
    CHECK(stripe.balance("Bearer sk_test_1").body.find(R"("livemode":false)") != std::string::npos);
    CHECK(stripe.balance("Bearer sk_live_1").body.find(R"("livemode":true)") != std::string::npos);
}

TEST_CASE("keys can be refused and the imitated Stripe can be down, until it is reset") {
    SmallStripe stripe;
    stripe.world.refuse_key("sk_test_1");
    CHECK(stripe.balance("Bearer sk_test_1").status == 401);
    stripe.world.set_down(true);
    CHECK(stripe.balance("Bearer sk_test_2").status == 500);
    stripe.world.reset();
    CHECK(stripe.balance("Bearer sk_test_1").status == 200);
}

TEST_CASE("an event goes out signed, and the answer to it is known") {
    SmallStripe stripe;
    const auto id = stripe.world.send(paid());
    REQUIRE(stripe.poster.sent.size() == 1);
    const auto& delivery = stripe.poster.sent.front();
    CHECK(delivery.body.find('"' + id + '"') != std::string::npos);

    const std::string signed_text = "1772442000." + delivery.body;
    std::string digest(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>("whsec_imitated"), 14);
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(signed_text.data()),
                                  signed_text.size());
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(digest.data()));
    CHECK(delivery.headers.front().second == "t=1772442000,v1=" + core::hex(digest));

    CHECK_FALSE(stripe.world.attempts().front().status);
    DeliveryResult answer;
    answer.status = 200;
    stripe.poster.answers.front()(answer);
    CHECK(stripe.world.attempts().front().status == 200);
}

TEST_CASE("an answer that comes after a reset is about nothing") {
    SmallStripe stripe;
    stripe.world.send(paid());
    stripe.world.reset();
    stripe.world.send(paid());
    stripe.poster.answers.front()({});
    REQUIRE(stripe.world.attempts().size() == 1);
    CHECK_FALSE(stripe.world.attempts().front().status);
}
