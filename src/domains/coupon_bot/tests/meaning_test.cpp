#include "domains/coupon_bot/meaning.hpp"

#include <doctest/doctest.h>

#include "domains/coupon_bot/matching.hpp"

using namespace promo::coupon_bot;
using promo::templates::Template;

namespace {

Meaning heard(const std::string& text, const std::string& chat_type = "private") {
    return understand({.chat_id = 5, .chat_type = chat_type, .text = text}, "Promo_Bot");
}

// The first reading as `name|code|size`.
std::string order(const std::string& text, const std::string& chat_type = "private") {
    const auto meaning = heard(text, chat_type);
    const auto* order = std::get_if<Order>(&meaning);
    if (order == nullptr) return "no order";
    const auto& first = order->readings.front();
    return first.name + '|' + first.code + '|' + first.size;
}

template <class T>
bool means(const Meaning& meaning) {
    return std::holds_alternative<T>(meaning);
}

Meaning pressed(const std::string& data) {
    Said said{.chat_id = 5, .chat_type = "private"};
    said.press = Press{.id = "1", .data = data};
    return understand(said, "promo_bot");
}

const std::vector<Template> kTemplates = [] {
    std::vector<Template> all(4);
    all[0].slug = "flash-sale";
    all[0].name = "Flash Sale";
    all[1].slug = "15-off-2";
    all[1].name = "Fifteen off";
    all[2].slug = "gold-week";
    all[2].name = "Golden Week";
    all[3].slug = "gold-rush";
    all[3].name = "Rush";
    return all;
}();

std::string matched(const std::string& name) {
    std::string slugs;
    for (const auto* each : candidates(kTemplates, name))
        slugs += (slugs.empty() ? "" : " ") + each->slug;
    return slugs;
}

}  // namespace

TEST_CASE("a template's name is forgiven its case, dashes, underscores and spaces") {
    for (const auto* name : {"flashsale", "flash-sale", "Flash_Sale", "FLASH SALE"})
        CHECK(matched(name) == "flash-sale");
    CHECK(matched("15off2") == "15-off-2");
    CHECK(matched("fifteen_off") == "15-off-2");
    CHECK(matched("flash") == "flash-sale");
    CHECK(matched("gold") == "gold-week gold-rush");
    CHECK(matched("sale").empty());
    CHECK(matched("-_").empty());
}

TEST_CASE("at most eight templates are offered") {
    std::vector<Template> many(12);
    for (std::size_t i = 0; i < many.size(); ++i)
        many[i].slug = many[i].name = "sale-" + std::to_string(i);
    CHECK(candidates(many, "sale").size() == kMostCandidates);
    CHECK(candidates(many, "sale-1").size() == 1);
}

TEST_CASE("a template is asked for with a slash or a blank before the code, and a size after it") {
    CHECK(order("/flashsale/CODE") == "flashsale|CODE|");
    CHECK(order("/flash-sale CODE") == "flash-sale|CODE|");
    CHECK(order("/Flash_Sale/code") == "Flash_Sale|code|");
    CHECK(order("/flash-sale/CODE/story") == "flash-sale|CODE|story");
    CHECK(order("/flash-sale@promo_bot CODE") == "flash-sale|CODE|");
    CHECK(order("/flash-sale@promo_bot/CODE/Feed") == "flash-sale|CODE|feed");
    CHECK(order("/a/b/c") == "a|b|c");
    for (const auto* chat : {"group", "supergroup", "channel"})
        CHECK(order("/flash-sale/CODE", chat) == "flash-sale|CODE|");
    const auto both = heard("/flash CODE/story");
    const auto& readings = std::get<Order>(both).readings;
    REQUIRE(readings.size() == 2);
    CHECK(readings[1].name == "flash");
    CHECK(readings[1].code == "CODE");
    CHECK(readings[1].size == "story");
}

TEST_CASE("what is no order, no command and not for us is left alone") {
    for (const auto* text : {"/x", "/x/", "/", "//", "/ /"})
        CHECK(means<Nothing>(heard(text, "group")));
    CHECK(means<Nothing>(heard("hello", "group")));
    CHECK(means<Nothing>(heard("SAVE-30", "channel")));
    CHECK(means<Nothing>(heard("/start", "group")));
    CHECK(means<Nothing>(heard("/help@another_bot")));
    CHECK(means<Nothing>(heard("/flash-sale@another_bot CODE", "group")));
    CHECK(means<Help>(heard("/help@promo_bot", "group")));
    CHECK_FALSE(std::get<Order>(heard("/ban somebody", "group")).is_for_us);
    CHECK(std::get<Order>(heard("/ban/somebody", "group")).is_for_us);
}

TEST_CASE("in a private chat a text is a coupon, and commands are known") {
    CHECK(std::get<Coupon>(heard(" welcome 30 ")).typed == "welcome 30");
    CHECK(std::get<Start>(heard("/start c_SAVE-30")).payload == "c_SAVE-30");
    CHECK(std::get<Start>(heard("/START@promo_bot insta")).payload == "insta");
    CHECK(means<Generate>(heard("/generate")));
    CHECK(means<Cancel>(heard("/cancel")));
    CHECK_FALSE(std::get<Subscription>(heard("/stop")).wanted);
    CHECK(std::get<Subscription>(heard("/subscribe")).wanted);
    CHECK(std::get<SetTimeZone>(heard("/timezone Europe/London")).name == "Europe/London");
    CHECK(means<UnknownCommand>(heard("/whatever")));
    CHECK(means<NotText>(heard("")));
}

TEST_CASE("what a button asks for comes back as it was meant, and fits into 64 bytes") {
    CHECK(std::get<ShowGallery>(pressed(data_of(ShowGallery{7, true}))).page == 7);
    CHECK(std::get<ShowGallery>(pressed(data_of(ShowGallery{7, true}))).as_new);
    CHECK(std::get<ShowTemplate>(pressed(data_of(ShowTemplate{123}))).number == 123);
    using enum promo::templates::Variant;
    for (const auto variant : {square, story, feed}) {
        for (const auto how : {MakePicture::How::photo, MakePicture::How::in_place, MakePicture::How::document}) {
            const auto wish = std::get<MakePicture>(pressed(data_of(MakePicture{how, 99, variant})));
            CHECK(wish.how == how);
            CHECK(wish.number == 99);
            CHECK(wish.variant == variant);
        }
    }
    CHECK(std::get<Choose>(pressed(*data_of(Choose{9, "SAVE:30"}))).code == "SAVE:30");
    CHECK(data_of(Choose{9, std::string(60, 'X')})->size() == 64);
    CHECK_FALSE(data_of(Choose{9, std::string(61, 'X')}).has_value());
    CHECK(means<Nothing>(pressed(std::string(kNothingData))));
    CHECK_FALSE(std::get<Subscription>(pressed(std::string(kStopData))).wanted);
    for (const auto* data : {"", "v:1", "v:1:z", "t:-1", "t:x", "k:1:", "z:1", "template:sale"})
        CHECK(means<StaleButton>(pressed(data)));
}
