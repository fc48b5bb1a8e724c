#include "domains/connections/handlers.hpp"

#include "domains/connections/tests/tenants_with_bots.hpp"
#include "http/errors.hpp"
#include "http/router.hpp"

namespace promo::connections::tests {

using promo::tests::for_each_database;
using promo::tests::FreshDatabase;

namespace {

// The routes, without a socket and without the gate: the caller is the owner of Acme.
struct Desk : TenantsWithBots {
    explicit Desk(FreshDatabase& fresh) : TenantsWithBots(fresh) {}

    http::Response ask(http::Verb verb, const std::string& path, const std::string& body = {},
                       const std::string& channel = {}) {
        http::Request request;
        request.verb = verb;
        request.path = path;
        request.body = body;
        request.headers.add("Content-Type", "application/json");
        if (!channel.empty()) request.query.add("channel", channel);
        request.principal = http::Principal{.user = core::UserId("u1"), .email = {}, .tenant = kAcme, .role = {}};
        request.request_id = "r1";
        const auto match = router.match(verb, path);
        REQUIRE(match.route != nullptr);
        request.path_params = match.params;
        try {
            return match.route->handler(request);
        } catch (const core::Refusal& refusal) {
            return http::error_response(refusal, request.request_id);
        }
    }
    int status(http::Verb verb, const std::string& path, const std::string& body = {}) {
        return ask(verb, path, body).status;
    }

    http::Router router{routes(service, checks)};
};

bool says(const http::Response& response, const std::string& text) {
    return response.body.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("the role is in the path or in the body, by its new or its old name") {
    for_each_database([](FreshDatabase& fresh) {
        Desk desk(fresh);
        using enum http::Verb;
        const auto token = "\"bot_token\":\"" + desk.bot("acme_bot").token + "\"";
        CHECK(desk.status(post, "/api/connections", "{\"bot_role\":\"message\"," + token + "}") == 200);
        CHECK(desk.status(post, "/api/connections/coupon_bot", "{" + token + "}") == 200);
        CHECK(desk.service.list(kAcme).size() == 2);
        CHECK(says(desk.ask(post, "/api/connections", "{" + token + "}"), "\"field\":\"bot_role\""));
        CHECK(desk.status(post, "/api/connections/barber_bot", "{" + token + "}") == 400);
        CHECK(desk.status(delete_, "/api/connections/message") == 200);
        CHECK(desk.status(delete_, "/api/connections/message_bot") == 404);
        CHECK(desk.service.list(kAcme).size() == 1);
    });
}

TEST_CASE("null in a PATCH clears a channel, what is absent stays") {
    for_each_database([](FreshDatabase& fresh) {
        Desk desk(fresh);
        using enum http::Verb;
        const auto bot = desk.bot("acme_bot");
        auto wanted = desk.message(bot);
        wanted.channels.channel_id = desk.channel("News", bot);
        wanted.channels.free_channel_link = "https://t.me/acme_news";
        desk.save(wanted);
        const std::string path = "/api/connections/message_bot";
        CHECK(desk.status(patch, path, R"({"free_channel_link":null})") == 200);
        CHECK(desk.service.list(kAcme)[0].channel_id == wanted.channels.channel_id);
        CHECK_FALSE(desk.service.list(kAcme)[0].free_channel_link);
        CHECK(says(desk.ask(patch, path, R"({"channel_id":"nowhere"})"), "\"field\":\"channel_id\""));
        CHECK(desk.status(patch, path, R"({"channel_id":""})") == 200);
        CHECK_FALSE(desk.service.list(kAcme)[0].channel_id);
    });
}

TEST_CASE("a token that does not work is an answer, none at all is a mistake") {
    for_each_database([](FreshDatabase& fresh) {
        Desk desk(fresh);
        using enum http::Verb;
        const auto bad = R"({"bot_role":"message_bot","bot_token":"no token"})";
        const auto none = R"({"bot_role":"message_bot"})";
        CHECK(says(desk.ask(post, "/api/connections/validate", bad), "\"valid\":false"));
        CHECK(desk.status(post, "/api/connections/validate", bad) == 200);
        CHECK(desk.status(post, "/api/connections/validate", none) == 400);
        CHECK(says(desk.ask(post, "/api/connections/test", bad), "\"success\":false"));
        CHECK(desk.status(post, "/api/connections/test", none) == 400);
        CHECK(desk.status(post, "/api/connections/message_bot/test") == 400);
        CHECK(desk.status(post, "/api/connections/validate-saved", none) == 200);
        desk.save(desk.message(desk.bot("acme_bot")));
        CHECK(says(desk.ask(post, "/api/connections/message_bot/test"), "\"bot_username\":\"@acme_bot\""));
        CHECK(says(desk.ask(post, "/api/connections/validate-saved", none), "\"ok\":true"));
        CHECK(desk.status(post, "/api/connections/message_bot/webhook") == 200);
    });
}

TEST_CASE("each reason for having no number of members has its status and its code") {
    for_each_database([](FreshDatabase& fresh) {
        Desk desk(fresh);
        const auto expect = [&](const std::string& channel, int status, const std::string& code) {
            const auto response = desk.ask(http::Verb::get, "/api/telegram-channel-stats", {}, channel);
            CHECK(response.status == status);
            CHECK(says(response, "\"error_code\":\"" + code + "\""));
            CHECK(says(response, "\"tenant_id\":\"acme\""));
            CHECK(says(response, "\"request_id\":\"r1\""));
        };
        expect("", 400, "missing_channel_param");
        expect("vip", 503, "bot_not_configured");
        const auto bot = desk.bot("acme_bot");
        const auto wanted = desk.signal(bot);
        desk.save(wanted);
        const auto good = desk.ask(http::Verb::get, "/api/telegram-channel-stats", {}, "vip");
        CHECK(good.status == 200);
        CHECK(says(good, "\"member_count\":2"));
        CHECK_FALSE(says(good, "error"));
        desk.appoint(*wanted.channels.vip_channel_id, bot, "left");
        expect("vip", 502, "telegram_api_error");
        desk.wire.interfere([](const net::Request&) { return promo::tests::no_answer(); });
        expect("vip", 502, "telegram_timeout");
    });
}

TEST_CASE("tokens are entered and removed by those who may see the tenant's secrets, and by nobody else") {
    for_each_database([](FreshDatabase& fresh) {
        Desk desk(fresh);
        using enum http::Verb;
        for (const auto& route : desk.router.routes()) {
            const bool keys = route.verb == delete_ || route.path == "/api/connections" ||
                              route.path == "/api/connections/{role:text}";
            if (route.verb == get) {
                CHECK(route.access == http::Access::tenant_member);
            } else if (keys && route.verb != patch) {
                CHECK(route.access == http::Access::tenant_secrets);
            } else {
                CHECK(route.access == http::Access::tenant_admin);
            }
        }
    });
}

}  // namespace promo::connections::tests
