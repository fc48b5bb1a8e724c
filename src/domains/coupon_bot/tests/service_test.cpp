#include "domains/coupon_bot/service.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "bot_on.hpp"
#include "domains/coupon_bot/link.hpp"

using namespace promo;
using coupon_bot::MenuState;
using messaging::outbox::Ended;
using tests::BotOn;

namespace {

constexpr db::Sql kMenus{"test.menus", R"sql(
    SELECT idem_key
    FROM outbox
    WHERE tenant_id = $1 AND kind = 'menu'
    ORDER BY seq, id
)sql"};

std::vector<std::string> menus(BotOn& on) {
    return on.database.read(on.acme, [&](db::Tx& tx) { return tx.all<std::string>(kMenus, on.acme); });
}

void end(BotOn& on, const std::string& key, messaging::outbox::State state) {
    const Ended ended{.tenant_id = on.acme,
                      .id = "id",
                      .telegram_id = on.telegram_id,
                      .chat_id = 0,
                      .kind = messaging::outbox::Kind::menu,
                      .key = key,
                      .cause = "menu",
                      .state = state,
                      .problem = {},
                      .error = "Bad Request: no",
                      .message_id = {},
                      .at = on.clock.now()};
    on.database.transact_as_system("test", [&](db::Tx& tx) { on.service.note_ended(tx, {&ended, 1}); });
}

std::string target_of(const http::Response& response) {
    return std::string(*response.headers.find("Location"));
}

http::Response go(BotOn& on, const std::string& token) {
    const http::Router router(coupon_bot::routes(on.service));
    const auto match = router.match(http::Verb::get, "/go/" + token);
    REQUIRE(match.route != nullptr);
    http::Request request;
    request.path_params = match.params;
    return match.route->handler(request);
}

}  // namespace

TEST_CASE("a bot's commands are registered once for each list of them, and again when somebody asks") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        const auto state = [&] { return on.service.overview(on.acme).menu.state; };
        CHECK(state() == MenuState::none);
        on.service.register_menus();
        on.service.register_menus();
        const auto first = menus(on);
        REQUIRE(first.size() == 3);
        CHECK(state() == MenuState::waiting);
        for (const auto& key : first)
            end(on, key, messaging::outbox::State::sent);
        CHECK(state() == MenuState::registered);

        on.clock.advance(std::chrono::seconds(1));
        on.service.register_menu(on.acme, on.actor);
        const auto again = menus(on);
        REQUIRE(again.size() == 6);
        end(on, again.back(), messaging::outbox::State::failed);
        CHECK(state() == MenuState::failed);
        CHECK(on.service.overview(on.acme).menu.error == "Bad Request: no");
        on.service.register_menus();
        CHECK(menus(on).size() == 6);
    });
}

TEST_CASE("without a bot there is nothing to register and nothing to show") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        on.connections.remove(on.acme, on.actor, connections::BotRole::coupon_bot);
        on.connections.forget(on.acme);
        on.service.register_menus();
        CHECK(menus(on).empty());
        CHECK_FALSE(on.service.overview(on.acme).bot.has_value());
        CHECK(on.service.lines(on.acme, {}, 50).lines.empty());
        CHECK(tests::refused([&] { on.service.register_menu(on.acme, on.actor); }).code() ==
              core::RefusalCode::not_configured);
    });
}

TEST_CASE("what the bot heard and said is shown page by page, in plain words") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        for (int i = 0; i < 3; ++i) {
            on.clock.advance(std::chrono::seconds(1));
            on.hear("<b>" + std::to_string(i) + "</b>");
        }
        const auto first = on.service.lines(on.acme, {}, 2);
        REQUIRE(first.lines.size() >= 2);
        REQUIRE(first.next.has_value());
        std::size_t seen = first.lines.size();
        auto page = on.service.lines(on.acme, first.next, 2);
        seen += page.lines.size();
        while (page.next) {
            page = on.service.lines(on.acme, page.next, 2);
            seen += page.lines.size();
        }
        CHECK(seen == 6);
        const auto all = on.service.lines(on.acme, {}, 50).lines;
        CHECK(std::ranges::count_if(all, [](const auto& line) { return line.text == "<b>2</b>"; }) == 1);
        CHECK(std::ranges::count_if(all, [](const auto& line) {
                  return line.said_by_bot && line.state == "pending" && line.text.find("&lt;") == std::string::npos;
              }) == 3);
        CHECK(all.front().chat_name == "@ann");
    });
}

TEST_CASE("a button's link leads where it says, counts the step of its person, and nobody else can make one") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        on.hear("/start insta");
        const coupon_bot::Link link{on.acme, on.telegram_id, 500, bot_users::Step::checkout,
                                    "https://shop.example/?p=A"};
        const auto answer = go(on, token_of(on.key, link));
        CHECK(answer.status == 302);
        CHECK(target_of(answer) == "https://shop.example/?p=A");
        CHECK(on.steps() == std::vector<std::string>{"checkout insta", "start insta"});
        // Those who follow it a hundred times are led there, and count no more.
        for (int i = 0; i < 100; ++i)
            CHECK(go(on, token_of(on.key, link)).status == 302);
        CHECK(on.steps().size() == 1 + coupon_bot::Service::kCounted.tries);
        CHECK(tests::refused([&] { go(on, token_of(core::Secret("another"), link)); }).code() ==
              core::RefusalCode::not_found);
        CHECK(tests::refused([&] { go(on, "evil.example"); }).code() == core::RefusalCode::not_found);
    });
}

TEST_CASE("the page of the bot says how it is doing") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        BotOn on(fresh);
        on.hear("/flash-sale/SAVE-30");
        on.post("/flash-sale/SAVE-30");
        const auto shown = on.service.overview(on.acme);
        CHECK(shown.bot->bot_username == "@promo_bot");
        CHECK(shown.users == 1);
        CHECK(shown.active_24h == 1);
        CHECK(shown.pictures_24h == 2);
        CHECK(shown.templates_shown == 1);
        CHECK(shown.checks_coupons);
        CHECK(shown.try_url == "http://127.0.0.1:8081/");
        on.clock.advance(std::chrono::hours(25));
        CHECK(on.service.overview(on.acme).pictures_24h == 0);
        CHECK(on.service.overview(on.acme).active_24h == 0);
    });
}
