#include "domains/broadcasts/handlers.hpp"

#include <doctest/doctest.h>

#include "broadcasts_on.hpp"
#include "core/json_read.hpp"
#include "support/refused.hpp"

using namespace promo;
using core::RefusalCode;
using http::Role;
using tests::BroadcastsOn;
using tests::for_each_database;
using tests::FreshDatabase;
using tests::refused;
using enum http::Verb;
using namespace std::chrono_literals;

namespace {

struct CountsRead {
    std::int64_t total = 0;
    std::int64_t sent = 0;
};
BOOST_DESCRIBE_STRUCT(CountsRead, (), (total, sent))

struct BroadcastRead {
    std::string id;
    std::string state;
    int revision = 0;
    CountsRead counts;
};
BOOST_DESCRIBE_STRUCT(BroadcastRead, (), (id, state, revision, counts))

struct OneRead {
    BroadcastRead broadcast;
};
BOOST_DESCRIBE_STRUCT(OneRead, (), (broadcast))

struct LegacyRead {
    bool success = false;
    std::string job_id;
    std::int64_t total_users = 0;
    std::string status;
};
BOOST_DESCRIBE_STRUCT(LegacyRead, (), (success, job_id, total_users, status))

constexpr const char* kHello = R"({"content":{"text":"Hello {first_name}"}})";

BroadcastRead read(const http::Response& response) {
    return core::json::parse<OneRead>(response.body).broadcast;
}

}  // namespace

TEST_CASE("members look on, admins act, and nobody sees another workspace's broadcasts") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1});
        const auto made = on.call(post, "/api/broadcasts", kHello);
        CHECK(made.status == 201);
        const auto one = "/api/broadcasts/" + read(made).id;
        CHECK(on.call(get, one, {}, Role::member).status == 200);
        CHECK(on.call(get, one + "/recipients", {}, Role::member).status == 200);
        for (const char* step :
             {"/start", "/pause", "/resume", "/cancel", "/retract", "/retry", "/duplicate", "/test", "/unknown"}) {
            CHECK(refused([&] { on.call(post, one + step, "{}", Role::member); }).code() == RefusalCode::forbidden);
            CHECK(refused([&] { on.call(post, one + step, "{}", std::nullopt); }).code() == RefusalCode::unauthorized);
        }
        CHECK(refused([&] { on.call(post, "/api/broadcasts", kHello, Role::member); }).code() ==
              RefusalCode::forbidden);
        CHECK(refused([&] { on.call(post, "/api/broadcast", R"({"message":"x"})", Role::member); }).code() ==
              RefusalCode::forbidden);
        CHECK(refused([&] { on.call(get, one, {}, Role::owner, on.kOther); }).code() == RefusalCode::not_found);
        CHECK(refused([&] { on.call(delete_, one, {}, Role::owner, on.kOther); }).code() == RefusalCode::not_found);
        CHECK(on.call(delete_, one).status == 200);
        CHECK(refused([&] { on.call(get, one); }).code() == RefusalCode::not_found);
    });
}

TEST_CASE("a draft may be unfinished, and says what is missing when it is to start") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1});
        const auto made = read(on.call(post, "/api/broadcasts", R"({"content":{"text":"<b>unfin"}})"));
        const auto one = "/api/broadcasts/" + made.id;
        CHECK(refused([&] { on.call(post, one + "/start", "{}"); }).field() == "content.text");
        CHECK(refused([&] { on.call(put, one, kHello); }).field() == "revision");
        const auto changed = on.call(put, one, R"({"content":{"text":"done"},"revision":1})");
        CHECK(read(changed).revision == 2);
        CHECK(read(on.call(post, one + "/start", "{}")).state == "running");
        CHECK(refused([&] { on.call(put, one, R"({"content":{"text":"x"},"revision":2})"); }).code() ==
              RefusalCode::conflict);
        on.pass(3s);
        CHECK(read(on.call(get, one)).counts.sent == 1);
    });
}

TEST_CASE("the same request twice is one draft") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        const auto body = R"({"content":{"text":"Hello"},"request_key":"k1"})";
        CHECK(read(on.call(post, "/api/broadcasts", body)).id == read(on.call(post, "/api/broadcasts", body)).id);
        CHECK(read(on.call(post, "/api/broadcasts", R"({"content":{"text":"Hello"},"request_key":"k2"})")).id !=
              read(on.call(post, "/api/broadcasts", body)).id);
    });
}

TEST_CASE("for nobody nothing starts, and without a bot neither") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        const auto one = "/api/broadcasts/" + read(on.call(post, "/api/broadcasts", kHello)).id;
        CHECK(refused([&] { on.call(post, one + "/start", "{}"); }).field() == "audience");
        CHECK(read(on.call(get, one)).state == "draft");
        on.connected = false;
        CHECK(refused([&] { on.call(post, one + "/start", "{}"); }).code() == RefusalCode::not_configured);
    });
}

TEST_CASE("a test arrives at once, with the values of who gets it, and says what became of it") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1, .first_name = "Ada"});
        const auto one = "/api/broadcasts/" + read(on.call(post, "/api/broadcasts", kHello)).id;
        const auto sent = on.call(post, one + "/test", R"({"chat_id":1})");
        CHECK(sent.body == R"({"success":true,"message_id":1,"state":"sent","error":null})");
        CHECK(on.reached.at(0).text == "Hello Ada");
        CHECK(refused([&] { on.call(post, one + "/test", R"({"chat_id":2})"); }).field() == "chat_id");
        on.telegram = [](const auto&, const auto&) { return tests::refused_as(telegram::Problem::blocked); };
        CHECK(on.call(post, one + "/test", R"({"chat_id":1})").body.find(R"("state":"failed")") != std::string::npos);
        CHECK(read(on.call(get, one)).state == "draft");
    });
}

TEST_CASE("a preview shows what somebody would see, and all that is wrong") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1, .first_name = "Ada"});
        const auto seen = on.call(post, "/api/broadcasts/preview",
                                  R"({"content":{"text":"Hi {first_name}"},"chat_id":1})", Role::member);
        CHECK(seen.body == R"({"text":"Hi Ada","units":131,"limit":4096,"picture_url":null,"problems":[]})");
        const auto wrong = on.call(post, "/api/broadcasts/preview", R"({"content":{"text":"<b>"}})");
        CHECK(wrong.body.find(R"("field":"content.text")") != std::string::npos);
    });
}

TEST_CASE("the endpoints of before still work") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        const auto send = [&](const std::string& body) { return on.call(post, "/api/broadcast", body); };
        CHECK(send(R"({"message":"Hello"})").body.find(R"("success":true,"sent":0,"failed":0,"total":0)") !=
              std::string::npos);
        on.know({.chat_id = 1});
        on.know({.chat_id = 2});
        on.know({.chat_id = 3, .ago = 24h * 31});
        for (const char* wrong : {R"({"message":""})", R"({"message":"   "})", R"({"message":"x","days":0})",
                                  R"({"message":"x","days":366})", R"({"message":"x","days":"ten"})", "{}"})
            CHECK(refused([&] { send(wrong); }).code() == RefusalCode::invalid);
        CHECK(refused([&] { send(R"({"message":")" + std::string(4097, 'x') + "\"}"); }).code() ==
              RefusalCode::invalid);
        const auto started = core::json::parse<LegacyRead>(send(R"({"message":"Hello"})").body);
        CHECK(started.success);
        CHECK(started.total_users == 2);
        CHECK(started.status == "processing");
        on.pass(3s);
        const auto status = on.call(get, "/api/broadcast-status/" + started.job_id, {}, Role::member).body;
        CHECK(status.find(R"("status":"completed","total_users":2,"sent_count":2,"failed_count":0)") !=
              std::string::npos);
        CHECK(on.call(get, "/api/broadcast-jobs", {}, Role::member).body.find(R"("active_users":2)") !=
              std::string::npos);
        CHECK(refused([&] { on.call(post, "/api/broadcast/" + started.job_id + "/cancel"); }).code() ==
              RefusalCode::conflict);
        on.connected = false;
        const auto none = send(R"({"message":"Hello"})");
        CHECK(none.status == 503);
        CHECK(none.body.find(R"("success":false)") != std::string::npos);
    });
}

TEST_CASE("a message that is sent twice with one key is one broadcast, and a key names one message alone") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1});
        const auto send = [&](const std::string& key, const std::string& text) {
            on.idempotency_key = key;
            return core::json::parse<LegacyRead>(
                on.call(post, "/api/broadcast", R"({"message":")" + text + "\"}").body);
        };
        const auto first = send("one", "Hello");
        on.clock.advance(1h);
        CHECK(send("one", "Hello").job_id == first.job_id);
        CHECK(send("two", "Hello").job_id != first.job_id);
        CHECK(refused([&] { send("one", "Goodbye"); }).code() == RefusalCode::conflict);
        CHECK(refused([&] { send(std::string(101, 'k'), "Hello"); }).code() == RefusalCode::invalid);
        on.pass(5s);
        CHECK(on.reached.size() == 2);
        CHECK(send("one", "Hello").status == "completed");
    });
}

TEST_CASE("without a key the same message of the same person is one broadcast for two minutes") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1});
        const auto send = [&](const std::string& body) {
            return core::json::parse<LegacyRead>(on.call(post, "/api/broadcast", body).body).job_id;
        };
        const auto first = send(R"({"message":"Hello"})");
        on.clock.advance(broadcasts::Service::kSameAgain - 1s);
        CHECK(send(R"({"message":"Hello","days":30})") == first);
        CHECK(send(R"({"message":"Hello","days":31})") != first);
        CHECK(send(R"({"message":"Hello!"})") != first);
        const core::Actor colleague{core::ActorKind::user, "user-2", "admin@acme.example", "", ""};
        const broadcasts::Draft same{{}, {.text = "Hello"}, {.active_days = 30}, {}};
        CHECK(on.service.send(BroadcastsOn::kAcme, colleague, same, std::nullopt).id != first);
        on.clock.advance(2s);
        CHECK(send(R"({"message":"Hello"})") != first);
    });
}

TEST_CASE("who has cancelled a message may send the same again at once") {
    for_each_database([](FreshDatabase& fresh) {
        BroadcastsOn on(fresh);
        on.know({.chat_id = 1});
        const auto send = [&] {
            return core::json::parse<LegacyRead>(on.call(post, "/api/broadcast", R"({"message":"Hello"})").body).job_id;
        };
        const auto first = send();
        on.call(post, "/api/broadcast/" + first + "/cancel");
        const auto second = send();
        CHECK(second != first);
        CHECK(send() == second);
    });
}
