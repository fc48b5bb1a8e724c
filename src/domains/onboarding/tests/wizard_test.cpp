#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <thread>

#include "core/json_read.hpp"
#include "domains/tenants/tests/people_on.hpp"
#include "sandbox/stripe/world.hpp"
#include "sandbox/telegram/world.hpp"
#include "setup_on.hpp"

using namespace promo;
using tests::SetupOn;

namespace {

struct State {
    core::TenantId tenant_id;
    int current_step = 0;
    bool telegram_completed = false;
    bool stripe_completed = false;
    bool business_completed = false;
    bool is_complete = false;
    onboarding::Progress progress_json;
    std::string stripe_webhook_url;
};
BOOST_DESCRIBE_STRUCT(State, (),
                      (tenant_id, current_step, telegram_completed, stripe_completed, business_completed, is_complete,
                       progress_json, stripe_webhook_url))

struct Answer {
    bool success = false;
    std::optional<State> state;
    std::optional<onboarding::BotInfo> bot_info;
    std::optional<onboarding::StripeInfo> stripe_info;
    std::optional<std::string> missing_step;
    std::optional<std::string> message;
    std::optional<std::string> error;
    std::optional<std::string> code;
    std::optional<std::string> field;
};
BOOST_DESCRIBE_STRUCT(Answer, (), (success, state, bot_info, stripe_info, missing_step, message, error, code, field))

Answer read(const http::Response& response, int status = 200) {
    CAPTURE(response.body);
    CHECK(response.status == status);
    const auto answer = core::json::parse<Answer>(response.body);
    CHECK(answer.success == (status == 200));
    return answer;
}

bool contains(const std::vector<std::string>& list, const std::string& text) {
    return std::ranges::count(list, text) == 1;
}

}  // namespace

TEST_CASE("the first look at the setup makes a tenant, and the next one finds it") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        const auto first = read(on.get(olga)).state.value();
        CHECK(first.current_step == 1);
        CHECK_FALSE(first.is_complete);
        CHECK(first.tenant_id == on.tenant_of(olga));
        CHECK(first.stripe_webhook_url.starts_with("https://promo.example/api/stripe/webhook/"));
        const auto again = read(on.get(olga)).state.value();
        CHECK(again.tenant_id == first.tenant_id);
        CHECK(again.stripe_webhook_url == first.stripe_webhook_url);
        CHECK(on.tenants_there_are() == 1);
    });
}

TEST_CASE("many first calls at once make one tenant") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        std::array<http::Response, 6> responses;
        std::vector<std::thread> callers;
        for (std::size_t i = 0; i < responses.size(); ++i) {
            callers.emplace_back(
                [&, i] { responses[i] = i % 2 == 0 ? on.get(olga) : on.post(olga, "business", tests::kBusinessBody); });
        }
        for (auto& caller : callers)
            caller.join();
        for (const auto& response : responses)
            CHECK(read(response).state->tenant_id == on.tenant_of(olga));
        CHECK(on.tenants_there_are() == 1);
        CHECK(read(on.get(olga)).state->business_completed);
    });
}

TEST_CASE("a step may be the very first call") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto state = read(on.post(on.newcomer(), "stripe", tests::kStripeBody)).state.value();
        CHECK(state.stripe_completed);
        CHECK(state.current_step == 3);
        CHECK(state.progress_json.stripe->verified);
    });
}

TEST_CASE("nobody gets a tenant at the administrators' address, or without a verified e-mail") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        on.host_kind = http::HostKind::admin;
        CHECK(read(on.get(olga), 403).code == "forbidden");
        CHECK(read(on.post(olga, "stripe", tests::kStripeBody), 403).code == "forbidden");
        on.host_kind = http::HostKind::dash;
        const auto nobody =
            on.people.meet({.issuer = "https://issuer.example", .subject = "user_unknown", .email_asked = true}).person;
        CHECK(read(on.get(nobody), 403).code == "forbidden");
        CHECK(on.tenants_there_are() == 0);
    });
}

TEST_CASE("the wizard resumes where it was left, and ends with a tenant that has a name, an owner and a bot") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        CHECK(read(on.post(olga, "complete", "{}"), 400).missing_step == "telegram");

        const auto bot = read(on.post(olga, "telegram", on.bot_body()));
        CHECK(bot.state->telegram_completed);
        CHECK(bot.bot_info->name == "Acme Signals");
        CHECK(bot.bot_info->free_channel_verified);
        CHECK(bot.bot_info->vip_channel_verified);
        CHECK(read(on.get(olga)).state->current_step == 2);
        CHECK(read(on.post(olga, "complete", "{}"), 400).missing_step == "stripe");

        const auto stripe = read(on.post(olga, "stripe", tests::kStripeBody));
        CHECK_FALSE(stripe.stripe_info->is_live);
        CHECK(stripe.stripe_info->has_publishable_key);
        CHECK(stripe.stripe_info->has_webhook_secret);
        CHECK(read(on.get(olga)).state->current_step == 3);
        CHECK(read(on.post(olga, "complete", "{}"), 400).missing_step == "business");

        CHECK(read(on.post(olga, "business", tests::kBusinessBody)).state->current_step == 4);
        const auto done = read(on.post(olga, "complete", "{}"));
        CHECK(done.state->is_complete);
        CHECK(done.state->current_step == 5);
        CHECK(done.message == "Your setup is complete.");

        const auto state = read(on.get(olga)).state.value();
        CHECK(state.is_complete);
        CHECK(state.progress_json.telegram->verified);
        CHECK(state.progress_json.business->display_name == "Acme Signals");
        const auto tenant = on.tenants.find(state.tenant_id).value();
        CHECK(tenant.name == "Acme Signals");
        CHECK(tenant.owner_email == "olga@acme.example");
        CHECK(tenant.support_email == "help@acme.example");
        CHECK(tenant.onboarded_at == on.clock.now());
    });
}

TEST_CASE("the bot of the first step is the signal bot of Connections, with its webhook") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        read(on.post(olga, "telegram", on.bot_body()));
        const auto tenant = on.tenant_of(olga);
        const auto listed = on.connections.list(tenant);
        REQUIRE(listed.size() == 1);
        CHECK(listed[0].bot_role == connections::BotRole::signal_bot);
        CHECK(listed[0].state == connections::BotState::active);
        CHECK(on.wire.sandbox().telegram().overview().bots.front().webhook.url == listed[0].webhook_url);
        CHECK(on.connections.credentials(tenant, connections::BotRole::signal_bot).username == "acme_signals_bot");
        CHECK(contains(on.actions(tenant), "onboarding.step_finished telegram"));
    });
}

TEST_CASE("taking the first step again replaces the bot and keeps what Connections knows besides") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        read(on.post(olga, "telegram", on.bot_body()));
        const auto tenant = on.tenant_of(olga);
        connections::Channels link;
        link.free_channel_link = "https://t.me/acme_free";
        on.connections.change_channels(tenant, tests::PeopleOn::actor(olga), connections::BotRole::signal_bot, link);
        read(on.post(olga, "telegram", on.bot_body("another_bot")));
        const auto listed = on.connections.list(tenant);
        REQUIRE(listed.size() == 1);
        CHECK(listed[0].bot_username == "@another_bot");
        CHECK(listed[0].free_channel_link == "https://t.me/acme_free");
    });
}

TEST_CASE("who comes back to correct a channel needs the token no more") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        read(on.post(olga, "telegram", on.bot_body()));
        const auto before = on.connections.list(on.tenant_of(olga)).at(0);
        read(on.post(olga, "telegram",
                     R"({"bot_token":" ","free_channel_id":")" + *before.vip_channel_id + R"(","vip_channel_id":")" +
                         *before.free_channel_id + R"("})"));
        const auto after = on.connections.list(on.tenant_of(olga)).at(0);
        CHECK(after.bot_username == before.bot_username);
        CHECK(after.free_channel_id == before.vip_channel_id);
        CHECK(after.vip_channel_id == before.free_channel_id);
    });
}

TEST_CASE("a token or channel that Telegram does not accept leaves the step undone") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        const auto good = on.bot_body();
        auto wrong_token = good;
        wrong_token[wrong_token.find(':', 15) + 5] ^= 1;  // another letter of the token
        CHECK(read(on.post(olga, "telegram", wrong_token), 400).field == "bot_token");
        auto wrong_channel = good;
        wrong_channel.replace(wrong_channel.find("\"free_channel_id\":\"") + 19, 1, "-9");
        CHECK(read(on.post(olga, "telegram", wrong_channel), 400).field == "free_channel_id");
        const auto state = read(on.get(olga)).state.value();
        CHECK_FALSE(state.telegram_completed);
        CHECK_FALSE(state.progress_json.telegram);
        CHECK(on.connections.list(state.tenant_id).empty());
    });
}

TEST_CASE("an empty or missing field is named") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        struct Case {
            std::string step;
            std::string body;
            std::string field;
        };
        for (const auto& [step, body, field] : std::vector<Case>{
                 {"telegram", R"({"bot_token":" ","free_channel_id":"-1","vip_channel_id":"-2"})", "bot_token"},
                 {"telegram", R"({"bot_token":"1:a","free_channel_id":"","vip_channel_id":"-2"})", "free_channel_id"},
                 {"telegram", R"({"bot_token":"1:a","free_channel_id":"-1","vip_channel_id":" "})", "vip_channel_id"},
                 {"telegram", R"({"free_channel_id":"-1","vip_channel_id":"-2"})", "bot_token"},
                 {"stripe", R"({"secret_key":"","publishable_key":"pk","webhook_secret":"wh"})", "secret_key"},
                 {"stripe", R"({"secret_key":"sk","publishable_key":"","webhook_secret":"wh"})", "publishable_key"},
                 {"stripe", R"({"secret_key":"sk","publishable_key":"pk","webhook_secret":""})", "webhook_secret"},
                 {"business", R"({"display_name":" ","support_email":"a@b.example"})", "display_name"},
                 {"business", R"({"display_name":"Acme","support_email":"nobody"})", "support_email"},
                 {"business", R"({"display_name":"Acme"})", "support_email"},
             }) {
            CAPTURE(body);
            CHECK(read(on.post(olga, step, body), 400).field == field);
        }
        for (const auto* step : {"telegram", "stripe", "business"}) {
            for (const auto* body : {"", "{", "[]", "null"})
                CHECK(read(on.post(olga, step, body), 400).code == "invalid");
        }
    });
}

TEST_CASE("keys that Stripe does not accept leave the step undone") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        on.wire.sandbox().stripe().refuse_key("sk_test_51Abcd");  // allow-secret: made up
        CHECK(read(on.post(olga, "stripe", tests::kStripeBody), 400).field == "secret_key");
        on.wire.sandbox().stripe().set_down(true);
        CHECK(read(on.post(olga, "stripe", tests::kStripeBody), 503).code == "unavailable");
        CHECK_FALSE(read(on.get(olga)).state->stripe_completed);
        CHECK_FALSE(on.accounts.stripe_status(on.tenant_of(olga)).connected);
    });
}

TEST_CASE("the state holds no secret, and no answer does") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        const auto body = on.bot_body();
        const auto token = body.substr(15, body.find(" \"", 15) - 15);
        REQUIRE(token.find(':') != std::string::npos);
        for (const auto& response : {on.post(olga, "telegram", body), on.post(olga, "stripe", tests::kStripeBody),
                                     on.post(olga, "business", tests::kBusinessBody), on.get(olga)}) {
            CHECK(response.status == 200);
            for (const auto& secret : {token, std::string("51Abcd"), std::string("whsec_imitated")})
                CHECK(response.body.find(secret) == std::string::npos);
        }
    });
}

TEST_CASE("a member may look at the setup and change nothing, and nobody may while the tenant is suspended") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        read(on.get(olga));
        const auto tenant = on.tenant_of(olga);
        const auto mike = on.newcomer("mike@acme.example");
        on.database.transact_as_system("test", [&](db::Tx& tx) {
            tx.run(tests::PeopleOn::kInsertMember, tenant, mike.id, tenants::MemberRole::member, on.clock.now());
        });
        CHECK(read(on.get(mike)).state->tenant_id == tenant);
        for (const auto& [step, body] : {std::pair<std::string, std::string>{"telegram", on.bot_body()},
                                         {"stripe", tests::kStripeBody},
                                         {"business", tests::kBusinessBody},
                                         {"complete", "{}"}}) {
            CHECK(read(on.post(mike, step, body), 403).code == "forbidden");
        }
        on.tenants.set_status(tenant, tests::PeopleOn::actor(olga), tenants::TenantStatus::suspended);
        CHECK(read(on.post(olga, "business", tests::kBusinessBody), 403).code == "tenant_suspended");
        CHECK(read(on.get(olga), 403).code == "tenant_suspended");
    });
}

TEST_CASE("a platform admin takes no step, neither in a tenant he looks at nor without one, whatever he sends") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto tenant = read(on.get(on.newcomer())).state->tenant_id;
        http::Principal looking;
        looking.user = core::UserId("admin");
        looking.platform_admin = looking.impersonating = true;
        looking.tenant = tenant;
        auto homeless = looking;
        homeless.tenant = {};
        homeless.impersonating = false;
        for (const auto& admin : {looking, homeless}) {
            for (const auto* step : {"telegram", "stripe", "business", "complete", "logo"}) {
                http::Request request;
                request.verb = http::Verb::post;
                request.path = std::string("/api/onboarding/") + step;
                request.body = "neither JSON nor a picture";
                CHECK(read(on.send(request, admin), 403).code == "forbidden");
            }
        }
        CHECK(on.tenants_there_are() == 1);
    });
}

TEST_CASE("completing again changes nothing") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        read(on.post(olga, "telegram", on.bot_body()));
        read(on.post(olga, "stripe", tests::kStripeBody));
        read(on.post(olga, "business", tests::kBusinessBody));
        read(on.post(olga, "complete", ""));
        const auto tenant = on.tenant_of(olga);
        const auto since = on.tenants.find(tenant)->onboarded_at;
        on.clock.advance(std::chrono::hours(1));
        CHECK(read(on.post(olga, "complete", "{}")).state->is_complete);
        CHECK(on.tenants.find(tenant)->onboarded_at == since);
        CHECK(contains(on.actions(tenant), "tenant.onboarded " + tenant.str()));
    });
}

TEST_CASE("what the tenant still needs is said") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        read(on.post(olga, "stripe", tests::kStripeBody));
        auto status = on.service.setup_status(on.tenant_of(olga));
        CHECK(status.configured.stripe);
        CHECK_FALSE(status.configured.telegram);
        CHECK_FALSE(status.is_complete);
        read(on.post(olga, "telegram", on.bot_body()));
        const auto answer = on.get(olga, "/api/tenant/setup-status");
        CHECK(answer.body == R"({"tenant_id":")" + on.tenant_of(olga).str() +
                                 R"(","is_entrylab":false,"required":{"stripe":true,"telegram":true,)"
                                 R"("market_data":false},"configured":{"stripe":true,"telegram":true,)"
                                 R"("market_data":false},"is_complete":true})");
    });
}
