#include "domains/analytics/handlers.hpp"

#include "http/errors.hpp"
#include "http/router.hpp"
#include "small_bot.hpp"

namespace promo::analytics::tests {

using promo::tests::for_each_database;
using promo::tests::FreshDatabase;

namespace {

// The routes, without a socket and without the gate.
struct Desk : SmallBot {
    explicit Desk(FreshDatabase& fresh) : SmallBot(fresh) {}

    http::Response ask(const std::string& path, const std::vector<std::pair<std::string, std::string>>& query = {}) {
        http::Request request;
        request.path = path;
        for (const auto& [name, value] : query)
            request.query.add(name, value);
        request.principal = http::Principal{.user = core::UserId("u1"), .email = {}, .tenant = kAcme, .role = {}};
        const auto match = router.match(http::Verb::get, path);
        REQUIRE(match.route != nullptr);
        try {
            return match.route->handler(request);
        } catch (const core::Refusal& refusal) {
            return http::error_response(refusal, "r1");
        }
    }

    http::Router router{routes(usage, failures, people)};
};

bool says(const http::Response& response, const std::string& text) {
    return response.body.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "today is shown by its 24 hours, with what succeeded, who used a coupon first, and both names of the series") {
    for_each_database([](FreshDatabase& fresh) {
        Desk desk(fresh);
        desk.clock.set(at("2026-03-10T23:59:30Z"));
        desk.add_user(7, "Ann", at("2026-03-01"));
        desk.add_user(8, "Bob", at("2026-03-01"));
        desk.add({{.at = at("2026-03-10T00:00:00Z"), .chat = 8, .template_slug = "sale", .coupon = "GOLD"},
                  {.at = at("2026-03-10T12:59:00Z"), .chat = 7, .template_slug = "gold", .coupon = "GOLD"},
                  {.at = at("2026-03-10T23:59:00Z"), .chat = 7, .template_slug = "gold", .coupon = "XMAS"},
                  {.at = at("2026-03-10T23:58:00Z"),
                   .chat = 7,
                   .coupon = "NOPE",
                   .error = "invalid_coupon",
                   .success = false}});
        desk.roll_up();
        const auto answer = desk.ask("/api/bot-stats", {{"days", "today"}});
        CHECK(answer.status == 200);
        CHECK(says(answer, R"("total_uses":4,"unique_users":2,"successful_uses":3,"success_rate":75)"));
        CHECK(says(answer, R"({"coupon":"GOLD","count":2,"unique_users":2,"generated_by":"Bob"})"));
        CHECK(says(answer, R"({"label":"00:00","date":"2026-03-10T00:00:00","count":1})"));
        CHECK(says(answer, R"({"label":"12:00","date":"2026-03-10T12:00:00","count":1})"));
        CHECK(says(answer, R"({"label":"23:00","date":"2026-03-10T23:00:00","count":2})"));
        CHECK(says(answer, R"("usage_data":[)"));
        CHECK(says(answer, R"("daily_usage":[)"));
        CHECK(says(answer, R"("granularity":"hourly","peak":{"label":"23:00","count":2})"));
        CHECK(says(answer, R"("errors":[{"type":"invalid_coupon","count":1}])"));
        CHECK(desk.usage.stats(kAcme, {Period::parse("today")}).usage_data.size() == 24);
        const auto narrowed = desk.ask("/api/bot-stats", {{"days", "today"}, {"template", "sale"}});
        CHECK(says(narrowed, R"("total_uses":4)"));
        CHECK(
            says(narrowed, R"("popular_coupons":[{"coupon":"GOLD","count":1,"unique_users":1,"generated_by":"Bob"}])"));
    });
}

TEST_CASE("without any use every day is there, with nothing on it") {
    for_each_database([](FreshDatabase& fresh) {
        Desk desk(fresh);
        const auto answer = desk.ask("/api/bot-stats", {{"days", "7"}});
        CHECK(says(answer, R"({"total_uses":0,"unique_users":0,"successful_uses":0,"success_rate":0,)"
                           R"("popular_templates":[],"popular_coupons":[],"popular_coupons_matching":0,)"
                           R"("popular_coupons_total":0,"errors":[],)"
                           R"("usage_data":[{"label":"2026-03-04","date":"2026-03-04","count":0})"));
        CHECK(
            says(answer, R"({"label":"2026-03-10","date":"2026-03-10","count":0}],"granularity":"daily","peak":null)"));
        CHECK(says(answer, R"("from":"2026-03-04T00:00:00Z","to":"2026-03-11T00:00:00Z","time_zone":"UTC",)"
                           R"("catching_up":false,"counted_from":null})"));
        const auto week = desk.ask("/api/day-of-week-stats");
        CHECK(says(week, R"({"type":"daily","data":[{"label":"Monday","count":0})"));
        CHECK(says(desk.ask("/api/day-of-week-stats", {{"days", "yesterday"}}),
                   R"({"type":"hourly","data":[{"label":"00:00","count":0})"));
    });
}

TEST_CASE("what is no period, door or page is refused and not taken for another") {
    for_each_database([](FreshDatabase& fresh) {
        Desk desk(fresh);
        for (const auto* path : {"/api/bot-stats", "/api/day-of-week-stats", "/api/invalid-coupons", "/api/bot-sources",
                                 "/api/bot-funnel"}) {
            for (const auto* days : {"0", "366", "-1", "week", "7x", " 7", "1e1"}) {
                const auto answer = desk.ask(path, {{"days", days}});
                CHECK(answer.status == 400);
                CHECK(says(answer, R"("field":"days")"));
            }
        }
        CHECK(desk.ask("/api/bot-stats", {{"door", "window"}}).status == 400);
        CHECK(desk.ask("/api/invalid-coupons", {{"limit", "201"}}).status == 400);
        CHECK(desk.ask("/api/invalid-coupons", {{"offset", "-1"}}).status == 400);
    });
}

TEST_CASE("a failure says who, what and how often the same code failed by the same filter") {
    for_each_database([](FreshDatabase& fresh) {
        Desk desk(fresh);
        desk.add_user(7, "Ann", at("2026-03-01"));
        const auto failed = [](std::string_view when, const std::string& coupon, const std::string& slug) {
            return Use{.at = at(when),
                       .chat = 7,
                       .template_slug = slug,
                       .coupon = coupon,
                       .error = "invalid_coupon",
                       .success = false};
        };
        desk.add({failed("2026-01-01T10:00:00Z", "NOPE", "sale"),
                  failed("2026-03-09T10:00:00Z", "NOPE", "sale"),
                  failed("2026-03-09T11:00:00Z", "NOPE", "gold"),
                  failed("2026-03-10T10:00:00Z", "OLD", "sale"),
                  {.at = at("2026-03-10T11:00:00Z"), .chat = 7, .template_slug = "sale", .coupon = "NOPE"}});
        desk.roll_up();
        const auto all = desk.failures.page(kAcme, {}, 2, 1);
        CHECK(all.total == 4);
        REQUIRE(all.attempts.size() == 2);
        CHECK(all.attempts[0].template_name == "gold");
        CHECK(all.attempts[0].attempt_count == 3);
        CHECK(all.attempts[0].first_name == "Ann");
        const auto week = desk.ask("/api/invalid-coupons", {{"days", "7"}, {"template", "sale"}});
        CHECK(says(week,
                   R"({"attempts":[{"coupon_code":"OLD","template_name":"sale","timestamp":"2026-03-10T10:00:00Z")"));
        CHECK(says(week, R"("attempt_count":1}],"total":2,"catching_up":false})"));
    });
}

TEST_CASE("who had a picture again counts for the days on which it was, among those who are known long enough") {
    for_each_database([](FreshDatabase& fresh) {
        Desk desk(fresh);
        const auto now = desk.clock.now();
        using std::chrono::days;
        using std::chrono::hours;
        const auto used = [](std::int64_t chat, core::Timestamp when, bool success) {
            return Use{.at = when, .chat = chat, .coupon = "GOLD", .success = success};
        };
        for (const std::int64_t chat : {1, 2, 3})
            desk.add_user(chat, "Person", now - days(20));
        desk.add_user(4, "New", now - days(2) + hours(1));
        desk.add_user(-5, "A group", now - days(20));
        desk.add({used(1, now - days(19), true), used(2, now - days(18) - hours(1), false),
                  used(3, now - days(18), true), used(3, now - days(8), true), used(4, now - hours(23), true),
                  used(-5, now - days(19), true)});
        const auto answer = desk.ask("/api/retention-rates");
        CHECK(answer.body ==
              R"({"day1":33.3,"day7":33.3,"day30":0,"cohorts":{"day1":3,"day7":3,"day30":0},"catching_up":false})");
        desk.roll_up();
        CHECK(desk.ask("/api/retention-rates").body == answer.body);
    });
}

TEST_CASE("sources and steps are those of the period, a person counts once for a step, and a group is nobody") {
    for_each_database([](FreshDatabase& fresh) {
        Desk desk(fresh);
        const auto now = desk.clock.now();
        desk.add_user(1, "Ann", now, "poster");
        desk.add_user(2, "Bob", now);
        desk.add_user(3, "Old", at("2026-01-01"), "poster");
        for (const auto* step : {"start", "start", "code", "picture"})
            desk.add_step(1, step, now,
                          step == std::string("start") ? std::optional<std::string>("poster") : std::nullopt);
        desk.add_step(2, "start", now);
        desk.add_user(-9, "A group", now, "poster");
        desk.add_user(-10, "Another", now);
        for (const auto* step : {"start", "code", "picture", "share"})
            desk.add_step(-9, step, now);
        desk.add_step(2, "share", at("2026-02-01"));
        desk.add_step(2, "start", at("2026-03-08"));
        // As rows, and counted in advance.
        for (int turn = 0; turn < 2; ++turn) {
            CHECK(desk.ask("/api/bot-sources", {{"days", "7"}}).body ==
                  R"({"sources":[{"source":"poster","users":1,"starts":2,"codes":1,"pictures":1},)"
                  R"({"source":null,"users":1,"starts":2,"codes":0,"pictures":0}],)"
                  R"("groups":[{"source":"poster","groups":1},{"source":null,"groups":1}],"catching_up":false})");
            CHECK(desk.ask("/api/bot-funnel", {{"days", "7"}}).body ==
                  R"({"steps":[{"step":"start","people":2},{"step":"code","people":1},)"
                  R"({"step":"picture","people":1},{"step":"share","people":0}],"catching_up":false})");
            CHECK(says(desk.ask("/api/bot-funnel", {{"days", "1"}}), R"({"step":"start","people":2})"));
            desk.clock.advance(rollups::Service::kSettled + std::chrono::seconds(1));
            desk.roll_up();
        }
    });
}

}  // namespace promo::analytics::tests
