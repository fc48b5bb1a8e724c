#include "domains/broadcasts/content.hpp"

#include <doctest/doctest.h>

#include "support/refused.hpp"

using namespace promo;
using namespace promo::broadcasts;
using tests::refused;

namespace {

const Person kAda{
    .chat_id = 5, .first_name = "Ada <b>", .last_name = "Lovelace", .username = "ada", .coupon = "SAVE-10"};

std::string said(const std::string& text, const Person& person = kAda) {
    return text_for({.text = text}, person).str();
}

std::string field(const Content& content) {
    return refused([&] { check(content); }).field();
}

}  // namespace

TEST_CASE("a text is measured with the longest coupon, the one that stands in for it included") {
    const auto fits = [](const Content& content) { return problems(content).empty(); };
    const Picture picture{.kind = PictureKind::template_,
                          .template_ = "sale",
                          .variant = templates::Variant::square,
                          .fallback_code = std::string(40, 'x')};
    CHECK(fits({.text = "{coupon}" + std::string(1024 - 64, 'x'), .picture = picture}));
    CHECK(field({.text = "{coupon}" + std::string(1024 - 63, 'x'), .picture = picture}) == "content.text");
}

TEST_CASE("everybody is addressed with his own values, which are never markup") {
    CHECK(said("Hi <b>{first_name}</b>") == "Hi <b>Ada &lt;b&gt;</b>");
    CHECK(said("{name} {username} {coupon}") == "Ada &lt;b&gt; Lovelace @ada SAVE-10");
    CHECK(said("Hi {first_name}, {name}, {username}!", {.chat_id = 6}) == "Hi there, there, there!");
    CHECK(said("{first_name}", {.chat_id = 6, .first_name = "{coupon}", .coupon = "X"}).find('X') == std::string::npos);
}

TEST_CASE("a message to one person always says how to stop them, below its own buttons") {
    const Content content{.text = "Hello", .buttons = {{{.text = "Shop", .url = "https://shop.example/?c={coupon}"}}}};
    const auto call = call_for(content, kAda, std::nullopt);
    CHECK(call.method == "sendMessage");
    CHECK(call.arguments.find("https://shop.example/?c=SAVE-10") != std::string::npos);
    CHECK(call.arguments.find(R"("callback_data":"unsub")") != std::string::npos);
    auto group = kAda;
    group.chat_type = "group";
    CHECK(call_for(content, group, std::nullopt).arguments.find("unsub") == std::string::npos);
}

TEST_CASE("a text is measured with the longest names there may be") {
    const Content plain{.text = std::string(4096, 'x')};
    CHECK_NOTHROW(check(plain));
    CHECK(field({.text = std::string(4097, 'x')}) == "content.text");
    CHECK_NOTHROW(check(Content{.text = std::string(4096 - 128, 'x') + "{first_name}"}));
    CHECK(field({.text = std::string(4096 - 127, 'x') + "{first_name}"}) == "content.text");
    const Picture picture{.kind = PictureKind::upload, .id = "a1"};
    CHECK_NOTHROW(check(Content{.text = std::string(1024, 'x'), .picture = picture}));
    CHECK(field({.text = std::string(1025, 'x'), .picture = picture}) == "content.text");
    CHECK_NOTHROW(check(Content{.text = "", .picture = picture}));
}

TEST_CASE("what Telegram would not take is refused before anybody gets it") {
    CHECK(field({.text = ""}) == "content.text");
    CHECK(field({.text = "   "}) == "content.text");
    CHECK(field({.text = "<b>open"}) == "content.text");
    CHECK(field({.text = "x", .picture = Picture{}}) == "content.picture.id");
    CHECK(field({.text = "x", .picture = Picture{.kind = PictureKind::template_}}) == "content.picture.template");
    CHECK(field({.text = "x", .picture = Picture{.kind = PictureKind::template_, .template_ = "sale"}}) ==
          "content.picture.variant");
    CHECK(field({.text = "x", .buttons = {{{.text = "a"}}}}) == "content.buttons");
    CHECK(field({.text = "x", .buttons = {{{.text = "a", .url = "javascript:x"}}}}) == "content.buttons");
    CHECK(field({.text = "x", .buttons = {{{.text = "a", .url = "https://a.example", .copy_text = "b"}}}}) ==
          "content.buttons");
    CHECK(problems({.text = "", .buttons = {{{.text = "a"}}}}).size() == 2);
}

TEST_CASE("who has no coupon gets the one that stands in for it, if there is one") {
    Content content{.text = "Your code is {coupon}"};
    CHECK(needs_coupon(content));
    CHECK_FALSE(needs_coupon({.text = "Hello {name}"}));
    CHECK(coupon_for(content, kAda) == "SAVE-10");
    CHECK_FALSE(coupon_for(content, {.chat_id = 6}));
    content.picture = Picture{.kind = PictureKind::template_, .template_ = "sale", .fallback_code = "WELCOME"};
    CHECK(coupon_for(content, {.chat_id = 6}) == "WELCOME");
}
