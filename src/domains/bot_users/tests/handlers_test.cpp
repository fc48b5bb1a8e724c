#include "domains/bot_users/handlers.hpp"

#include <doctest/doctest.h>

#include "http/router.hpp"
#include "people.hpp"
#include "support/refused.hpp"

using namespace promo;
using tests::kAcme;
using tests::kBot;
using tests::People;

namespace {

struct UserRead {
    std::int64_t chat_id = 0;
    std::optional<std::string> first_name;
    std::int64_t total_generations = 0;
    std::int64_t unique_coupons = 0;
    std::optional<std::string> time_zone;
};
BOOST_DESCRIBE_STRUCT(UserRead, (), (chat_id, first_name, total_generations, unique_coupons, time_zone))

struct ListRead {
    std::vector<UserRead> users;
    std::int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(ListRead, (), (users, total))

struct EventRead {
    std::string template_;
    std::string coupon_code;
    bool success = false;
};
BOOST_DESCRIBE_STRUCT(EventRead, (), (template_, coupon_code, success))

struct StepRead {
    std::string step;
    std::optional<core::Timestamp> first_at;
};
BOOST_DESCRIBE_STRUCT(StepRead, (), (step, first_at))

struct ActivityRead {
    std::optional<UserRead> user;
    std::vector<StepRead> steps;
    std::vector<EventRead> history;
};
BOOST_DESCRIBE_STRUCT(ActivityRead, (), (user, steps, history))

http::Response ask(People& people, http::Verb verb, const std::string& path,
                   const std::vector<std::pair<std::string, std::string>>& query = {}, const std::string& body = {}) {
    const http::Router router(bot_users::routes(people.directory));
    http::Request request;
    request.verb = verb;
    request.principal.emplace().tenant = kAcme;
    request.headers.add("Content-Type", "application/json");
    request.body = body;
    for (const auto& [name, value] : query)
        request.query.add(name, value);
    const auto match = router.match(verb, path);
    REQUIRE(match.route != nullptr);
    request.path_params = match.params;
    return match.route->handler(request);
}

ListRead list(People& people, const std::vector<std::pair<std::string, std::string>>& query = {}) {
    return core::json::parse<ListRead>(ask(people, http::Verb::get, "/api/bot-users", query).body);
}

}  // namespace

TEST_CASE("people are listed by their pictures, filtered, searched, and page by page") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        People people(fresh);
        people.see(1, "Ann");
        people.see(2, "100%_sure");
        people.see(3, "<img src=x onerror=alert(1)>");
        people.see(9, "A stranger", tests::kBolt);
        people.generate(2, "A");
        people.generate(2, "A");
        people.generate(2, "B");
        people.generate(3, "A");
        people.note([&](db::Tx& tx) { people.service.note_blocked(tx, kAcme, kBot, 3, people.clock.now()); });

        const auto all = list(people);
        CHECK(all.total == 3);
        REQUIRE(all.users.size() == 3);
        CHECK(all.users[0].chat_id == 2);
        CHECK(all.users[0].total_generations == 3);
        CHECK(all.users[0].unique_coupons == 2);
        CHECK(all.users[1].first_name == "<img src=x onerror=alert(1)>");
        CHECK(list(people, {{"limit", "1"}, {"offset", "1"}}).users.at(0).chat_id == 3);
        CHECK(list(people, {{"filter", "blocked"}}).users.at(0).chat_id == 3);
        CHECK(list(people, {{"filter", "active"}}).total == 2);
        CHECK(list(people, {{"q", "0%_S"}}).users.at(0).chat_id == 2);
        CHECK(list(people, {{"q", "%"}}).total == 1);
        for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
                 {"limit", "many"}, {"limit", "201"}, {"offset", "-1"}, {"filter", "everybody"}}) {
            CHECK(tests::refused([&] { list(people, {{name, value}}); }).code() == core::RefusalCode::invalid);
        }
    });
}

TEST_CASE("what somebody did is shown with him, and a stranger is nobody") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        People people(fresh);
        people.see(-5, "A group");
        people.generate(-5, "A");
        const auto shown = core::json::parse<ActivityRead>(ask(people, http::Verb::get, "/api/user-activity/-5").body);
        REQUIRE(shown.user.has_value());
        REQUIRE(shown.history.size() == 1);
        CHECK(shown.history[0].template_ == "sale");
        CHECK(shown.history[0].success);
        const auto stranger = ask(people, http::Verb::get, "/api/user-activity/77");
        CHECK(stranger.status == 200);
        CHECK_FALSE(core::json::parse<ActivityRead>(stranger.body).user.has_value());
        CHECK(tests::refused([&] { ask(people, http::Verb::get, "/api/user-activity/x"); }).field() == "chat_id");
    });
}

TEST_CASE("how far somebody came is shown with the first time of each step, of him alone") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        People people(fresh);
        people.see(1);
        people.see(2);
        const auto take = [&](std::int64_t chat, bot_users::Step step) {
            people.clock.advance(std::chrono::minutes(1));
            people.note([&](db::Tx& tx) {
                people.service.note_step(tx, kAcme, kBot, chat, step, std::nullopt, people.clock.now());
            });
            return people.clock.now();
        };
        take(2, bot_users::Step::share);
        const auto started = take(1, bot_users::Step::start);
        take(1, bot_users::Step::start);
        const auto entered = take(1, bot_users::Step::code);
        const auto steps =
            core::json::parse<ActivityRead>(ask(people, http::Verb::get, "/api/user-activity/1").body).steps;
        REQUIRE(steps.size() == 4);
        CHECK(steps[0].step == "start");
        CHECK(steps[0].first_at == started);
        CHECK(steps[1].step == "code");
        CHECK(steps[1].first_at == entered);
        CHECK(steps[2].step == "picture");
        CHECK_FALSE(steps[2].first_at.has_value());
        CHECK(steps[3].step == "share");
        CHECK_FALSE(steps[3].first_at.has_value());
    });
}

TEST_CASE("somebody's time zone and news are changed, and that is in the log") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        People people(fresh);
        people.see(1);
        const auto put = [&](const std::string& chat, const std::string& body) {
            return ask(people, http::Verb::put, "/api/bot-users/" + chat, {}, body);
        };
        CHECK(put("1", R"({"time_zone":"Europe/London","unsubscribed":true})").status == 200);
        CHECK(people.find(1)->time_zone == "Europe/London");
        CHECK(people.find(1)->unsubscribed_at.has_value());
        CHECK(put("1", R"({"time_zone":"","unsubscribed":false})").status == 200);
        CHECK_FALSE(people.find(1)->time_zone.has_value());
        CHECK(people.audit.list(kAcme, {.action_prefix = "bot_user.", .before = {}}).size() == 2);
        CHECK(tests::refused([&] { put("1", R"({"time_zone":"Moon/Base"})"); }).field() == "time_zone");
        CHECK(tests::refused([&] { put("2", "{}"); }).code() == core::RefusalCode::not_found);
    });
}

TEST_CASE("somebody is found as he writes his name, whatever the script, and signs of patterns are letters") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        People people(fresh);
        people.see(1, "\u00d6znur");
        people.see(2, "Ann_100%");
        CHECK(list(people, {{"q", "\u00d6z"}}).total == 1);
        CHECK(list(people, {{"q", "ANN_"}}).total == 1);
        CHECK(list(people, {{"q", "%"}}).users.at(0).chat_id == 2);
        CHECK(list(people, {{"q", "A_n"}}).total == 0);
    });
}
