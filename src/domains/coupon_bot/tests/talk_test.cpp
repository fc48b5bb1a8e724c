#include <doctest/doctest.h>

#include "bot_on.hpp"

using namespace promo;
using tests::BotOn;
using Lines = std::vector<std::string>;

TEST_CASE("from the first word to the picture: start, coupon, gallery, sizes, picture, other size, file") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        on.add_template("gold", "Gold");

        auto said = on.hear("/start insta");
        REQUIRE(said.size() == 1);
        CHECK(said[0].method == "sendMessage");
        CHECK(said[0].says("Ann &lt;3"));
        CHECK(said[0].says("Acme &lt;Signals&gt;"));

        said = on.hear(" save 30 ");
        REQUIRE(said.size() == 1);
        CHECK(said[0].method == "sendPhoto");
        CHECK(said[0].says("SAVE-30"));
        CHECK(on.user()->last_coupon_code == "SAVE-30");

        said = on.press(BotOn::button(said[0], "Flash Sale"));
        REQUIRE(said.size() == 1);
        CHECK(said[0].kind == "edit");
        CHECK(said[0].method == "editMessageMedia");

        said = on.press(BotOn::button(said[0], "Story"));
        REQUIRE(said.size() == 1);
        CHECK(said[0].method == "sendPhoto");
        CHECK(said[0].says("\"copy_text\":{\"text\":\"SAVE-30\"}"));
        CHECK(said[0].says("https://promo.example/go/"));
        const auto file = BotOn::button(said[0], "As a file");

        said = on.press(BotOn::button(said[0], "As Square"));
        REQUIRE(said.size() == 1);
        CHECK(said[0].method == "editMessageMedia");

        said = on.press(file);
        REQUIRE(said.size() == 1);
        CHECK(said[0].method == "sendDocument");
        REQUIRE(said[0].file.has_value());
        CHECK(said[0].file->find("flash-sale-SAVE-30.png") != std::string::npos);

        CHECK(on.usages() ==
              Lines{"SAVE-30 ok flash-sale square", "SAVE-30 ok flash-sale story", "SAVE-30 ok flash-sale story"});
        CHECK(on.steps() == Lines{"code insta", "picture insta", "picture insta", "picture insta", "start insta"});
        CHECK(on.user()->source == "insta");
        CHECK(on.user()->last_generated_at == on.clock.now());
    });
}

TEST_CASE("a template with one size is made at once, and a gallery has pages of eight") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        for (int i = 1; i <= 9; ++i)
            on.add_template("more-" + std::to_string(i), "More " + std::to_string(i));
        auto said = on.hear("SAVE-30");
        REQUIRE(said.size() == 1);
        CHECK(said[0].says("1/2"));
        CHECK_FALSE(said[0].says("More 8"));
        auto next = on.press(BotOn::button(said[0], "▶"));
        REQUIRE(next.size() == 1);
        CHECK(next[0].method == "editMessageMedia");
        CHECK(next[0].says("More 8"));
        CHECK(next[0].says("2/2"));
        const auto made = on.press(BotOn::button(next[0], "More 9"));
        REQUIRE(made.size() == 1);
        CHECK(made[0].method == "sendPhoto");
        CHECK(on.usages() == Lines{"SAVE-30 ok more-9 square"});
        // One whose message is too old to be changed is answered with a new one.
        said = on.press(BotOn::button(said[0], "▶"), R"("date":0)");
        CHECK(said.at(0).method == "sendPhoto");
    });
}

TEST_CASE("a wrong coupon, an outage and a missing coupon are three different answers, and nothing is forgotten") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        CHECK(on.hear("/generate").at(0).says("Send me your coupon code first"));
        CHECK(on.hear("WRONG").at(0).says("not known"));
        on.hear("SAVE-30");
        on.clock.advance(coupon_bot::talk::Service::kCouponHolds);
        on.use_unreachable_provider();
        const auto said = on.hear("/generate");
        CHECK(said.at(0).says("could not be checked just now"));
        CHECK_FALSE(said.at(0).says("not known"));
        CHECK(on.user()->last_coupon_code == "SAVE-30");
        CHECK(on.usages() == Lines{"SAVE-30 validation_unavailable", "WRONG invalid_coupon"});
    });
}

TEST_CASE("a remembered coupon is asked about again after five minutes, and not before") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        on.hear("SAVE-30");
        const auto checked_at = on.user()->coupon_checked_at;
        on.clock.advance(std::chrono::minutes(4));
        on.hear("/generate");
        CHECK(on.user()->coupon_checked_at == checked_at);
        on.clock.advance(std::chrono::minutes(1));
        on.hear("/generate");
        CHECK(on.user()->coupon_checked_at == on.clock.now());
    });
}

TEST_CASE("a template is asked for by its name in private chats, groups and channels") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        auto said = on.hear("/flash_sale/save-30/story", -77, "supergroup");
        REQUIRE(said.size() == 1);
        CHECK(said[0].method == "sendPhoto");
        CHECK(said[0].says("\"chat_id\":-77"));
        CHECK(said[0].says("reply_parameters"));
        CHECK(on.post("/flashsale SAVE-30").at(0).says("\"chat_id\":-100900"));
        CHECK(on.hear("/Flash/SAVE-30").at(0).method == "sendPhoto");
        CHECK(on.user(-77)->chat_type == "supergroup");

        CHECK(on.hear("SAVE-30", -77, "group").empty());
        CHECK(on.hear("/ban somebody", -77, "group").empty());
        CHECK(on.hear("/nothing/SAVE-30", -77, "group").at(0).says("no picture called"));
        CHECK(on.hear("/flash-sale/SAVE-30/feed").at(0).says("It has: square, story"));
        CHECK(on.usages() == Lines{"SAVE-30 no_variants flash-sale feed", "SAVE-30 ok flash-sale square",
                                   "SAVE-30 ok flash-sale square", "SAVE-30 ok flash-sale story",
                                   "SAVE-30 template_not_found"});
    });
}

TEST_CASE("a template's name without a coupon is answered with how to write it") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        for (const auto* typed : {"/flash-sale", "/Flash_Sale/", "/flash"})
            CHECK(on.hear(typed).at(0).says("/flash-sale/CODE"));
        on.hear("SAVE-30");
        CHECK(on.hear("/flash-sale").at(0).says("/flash-sale/SAVE-30"));
        CHECK(on.hear("/sunflower").at(0).says("I do not know this command"));
    });
}

TEST_CASE("several templates that may be meant are offered with the coupon") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        on.add_template("gold-week", "Gold week");
        on.add_template("gold-rush", "Gold rush");
        const auto said = on.hear("/gold/SAVE-30", -77, "group");
        REQUIRE(said.size() == 1);
        CHECK(said[0].says("Several pictures"));
        const auto made = on.press(BotOn::button(said[0], "Gold rush"));
        CHECK(made.at(0).method == "sendPhoto");
        CHECK(on.usages() == Lines{"SAVE-30 ok gold-rush square"});
    });
}

TEST_CASE("templates that are gone or hidden, and buttons of another time, are answered with a way on") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        const auto gallery = on.hear("SAVE-30");
        on.templates.show_in_bot(on.acme, on.actor, "flash-sale", false);
        CHECK(on.press(BotOn::button(gallery.at(0), "Flash Sale")).at(0).says("no longer there"));
        CHECK(on.hear("SAVE-30").at(0).says("no pictures to choose from"));
        CHECK(on.press("template:sale").at(0).says("/generate"));
        CHECK(on.usages() == Lines{"SAVE-30 template_not_found", "SAVE-30 templates_error"});
    });
}

TEST_CASE("who stops gets no broadcasts, who blocks is out of reach until he is heard of again") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        on.hear("/start");
        on.press("unsub");
        CHECK(on.user()->unsubscribed_at == on.clock.now());
        on.hear("/subscribe");
        CHECK_FALSE(on.user()->unsubscribed_at.has_value());
        on.deliver("my_chat_member", R"({"chat":{"id":500,"type":"private"},"new_chat_member":{"status":"kicked"}})");
        CHECK(on.user()->blocked_at.has_value());
        on.deliver("my_chat_member", R"({"chat":{"id":500,"type":"private"},"new_chat_member":{"status":"member"}})");
        CHECK_FALSE(on.user()->blocked_at.has_value());
        CHECK(on.user()->first_name == "Ann <3");
        on.hear("/timezone Europe/London");
        CHECK(on.user()->time_zone == "Europe/London");
        CHECK(on.hear("/timezone Moon/Base").at(0).says("Europe/London"));
        CHECK(on.hear("/timezone").at(0).says("To change it"));
        CHECK(on.hear("/timezone", 501).at(0).says("Tell me like this"));
    });
}

TEST_CASE("a chat gets twenty answers a minute, and what is more is dropped and counted") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        for (int i = 0; i < 20; ++i)
            CHECK(on.hear("/help").size() == 1);
        CHECK(on.hear("/help").at(0).says("Wait a minute"));
        CHECK(on.hear("/help").empty());
        CHECK(on.hear("/stop").empty());
        CHECK(on.user()->unsubscribed_at.has_value());
        CHECK(on.metrics.text().find("promostack_bot_answers_dropped_total 3") != std::string::npos);
        CHECK(on.hear("/help", 501).size() == 1);
        on.clock.advance(std::chrono::minutes(1));
        CHECK(on.hear("/help").size() == 1);
    });
}

TEST_CASE("a shared link brings its coupon along, and the greeting is the tenant's own") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        CHECK(on.hear("/start c_SAVE-30").at(0).method == "sendPhoto");
        CHECK(on.user()->source == "shared");
        on.service.save(on.acme, on.actor,
                        {"Hi <b>{first_name}</b> at {name}", "https://shop.example/?promo={coupon}"});
        const auto said = on.hear("/start", 501);
        CHECK(said.at(0).says("Hi <b>Ann &lt;3</b> at Acme &lt;Signals&gt;"));
        CHECK(on.hear("/flash-sale/SAVE-30").at(0).says("Use the coupon"));
    });
}

TEST_CASE("hostile updates end quietly") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        CHECK(on.deliver("message", "{}").empty());
        CHECK(on.deliver("callback_query", R"({"id":"1"})").empty());
        CHECK(on.deliver("message", R"({"message_id":1,"date":1772441000,"chat":{"id":5,"type":"private"},)"
                                    R"("from":{"is_bot":false,"first_name":"N\u0000l"},"text":"\u0000"})")
                  .empty());
        CHECK(on.hear(std::string(4096, 'x')).size() == 1);
        CHECK(on.hear("/" + std::string(2000, 'x') + "/" + std::string(2000, '<')).size() >= 1);
    });
}
