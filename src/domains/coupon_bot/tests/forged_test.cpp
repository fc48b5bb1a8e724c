#include "bot_on.hpp"

using namespace promo;
using tests::BotOn;

// What people send who do not use Telegram's own programs, or have names that nobody thought of.
namespace {

std::string pressed_in(std::string_view chat, std::string_view data) {
    return R"({"id":"78","from":{"id":501,"is_bot":false,"first_name":"Eve"},"data":")" + std::string(data) +
           R"(","message":{"message_id":11,"date":1772441000,"chat":)" + std::string(chat) + "}}";
}

}  // namespace

TEST_CASE("a template with a long name in any script has a button that Telegram takes") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        on.add_template("long", std::string(57, 'x') + "\u00e9\u00e9\u00e9\u00e9\U0001F600\U0001F600");
        const auto gallery = on.hear("SAVE-30");
        REQUIRE(gallery.size() == 1);
        CHECK(gallery[0].says(std::string(57, 'x') + "\u00e9\u00e9\u00e9…\""));
        CHECK_FALSE(gallery[0].says("\uFFFD"));
    });
}

TEST_CASE("what is quoted of a long word ends between two letters") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        CHECK(on.hear("/timezone " + std::string(63, 'x') + "\u00e9\u00e9").at(0).says("xx\u00e9</b>"));
    });
}

TEST_CASE("what somebody tries is remembered no longer than a coupon may be") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        CHECK(on.hear(std::string(4'000, 'x')).size() == 1);
        CHECK(on.usages() == std::vector<std::string>{std::string(64, 'x') + " invalid_coupon"});
    });
}

TEST_CASE("nobody in a group ends the news for all of it with a button of his own making") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        on.hear("/flash-sale/SAVE-30", -600, "supergroup");
        REQUIRE(on.user(-600));
        CHECK(on.deliver("callback_query", pressed_in(R"({"id":-600,"type":"supergroup"})", "unsub")).empty());
        CHECK_FALSE(on.user(-600)->unsubscribed_at);
        on.deliver("callback_query", pressed_in(R"({"id":501,"type":"private"})", "unsub"));
        CHECK(on.user(501)->unsubscribed_at);
    });
}

TEST_CASE("data of buttons that we never made does nothing but say so") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        const auto number = BotOn::button(on.hear("SAVE-30").at(0), "Flash Sale").substr(2);
        for (const auto* data :
             {"g:-1", "g:99999999999999999999", "t:0x1", "v:1:z", "k:1:", "z:1", "g", ":::", "e:9:q:q"})
            CHECK(on.press(data).at(0).says("no longer"));
        CHECK(on.press("g:9223372036854775807").at(0).says("is good"));
        CHECK(on.press("t:9223372036854775807").at(0).says("no longer there"));
        CHECK(on.press("k:" + number + ":NO-SUCH-CODE").at(0).says("not known"));
    });
}
