#include "domains/coupon_bot/settings.hpp"

#include <doctest/doctest.h>

#include "domains/coupon_bot/link.hpp"
#include "support/refused.hpp"

using namespace promo;
using namespace promo::coupon_bot;

TEST_CASE("a checkout address is https, and the coupon travels encoded") {
    CHECK(checked_checkout_url(" https://shop.example/buy?promo={coupon} ") ==
          "https://shop.example/buy?promo={coupon}");
    CHECK(checked_checkout_url("").empty());
    CHECK(checkout_address("https://shop.example/buy?promo={coupon}", "A&B 30%") ==
          "https://shop.example/buy?promo=A%26B%2030%25");
    for (const auto* address : {"http://shop.example", "javascript:alert(1)", "https://", "https://x", "shop.example",
                                "https:///buy.example", "https://shop.example/a b", "https://shop.example/{x}"}) {
        CHECK(promo::tests::refused([&] { std::ignore = checked_checkout_url(address); }).field() == "checkout_url");
    }
    std::string many = "https://shop.example/";
    for (int i = 0; i < 40; ++i)
        many += "{coupon}";
    CHECK(promo::tests::refused([&] { std::ignore = checked_checkout_url(many); }).field() == "checkout_url");
}

TEST_CASE("a greeting that Telegram would refuse is refused before it is saved") {
    CHECK(checked_greeting(" Hi <b>{first_name}</b> ") == "Hi <b>{first_name}</b>");
    CHECK(promo::tests::refused([] { std::ignore = checked_greeting("<b>open"); }).field() == "greeting");
    CHECK(promo::tests::refused([] { std::ignore = checked_greeting(std::string(1001, 'x')); }).field() == "greeting");
}

TEST_CASE("only a link that we have signed leads anywhere") {
    const std::vector<core::Secret> keys{core::Secret("the key of now"), core::Secret("the key before")};
    const Link link{core::TenantId("acme"), 7, -5, bot_users::Step::checkout, "https://shop.example/?promo=A"};
    for (const auto& key : keys) {
        const auto read = read_token(keys, token_of(key, link));
        REQUIRE(read.has_value());
        CHECK(read->address == link.address);
        CHECK(read->tenant == link.tenant);
        CHECK(read->chat_id == -5);
        CHECK(read->step == bot_users::Step::checkout);
    }
    CHECK_FALSE(read_token(keys, token_of(core::Secret("another key"), link)).has_value());
    auto changed = token_of(keys.front(), link);
    changed[5] = changed[5] == 'A' ? 'B' : 'A';
    CHECK_FALSE(read_token(keys, changed).has_value());
    for (const auto* token : {"", ".", "abc", "abc.def", "e30.e30"})
        CHECK_FALSE(read_token(keys, token).has_value());
}
