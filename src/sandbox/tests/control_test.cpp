#include <doctest/doctest.h>

#include "core/error.hpp"
#include "http/form.hpp"
#include "http/router.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/telegram/world.hpp"
#include "sandbox/tests/small_telegram.hpp"

namespace promo::sandbox::tests {

namespace {

class Watcher final : public http::EventStream {
public:
    bool send(std::string_view event, std::string_view) override {
        events.emplace_back(event);
        return !gone;
    }
    void close() override { closed = true; }

    std::vector<std::string> events;
    bool gone = false;
    bool closed = false;
};

// The sandbox behind its own table of routes, without a socket.
struct Served {
    http::Response ask(http::Verb verb, const std::string& target, const std::string& body = {},
                       const std::string& type = "application/json") {
        http::Request request;
        request.verb = verb;
        const auto question = target.find('?');
        request.path = target.substr(0, question);
        if (question != std::string::npos) request.query = http::parse_form(target.substr(question + 1));
        request.body = body;
        if (!body.empty()) request.headers.add("Content-Type", type);
        const auto match = router.match(verb, request.path);
        REQUIRE_MESSAGE(match.route, target);
        request.path_params = match.params;
        return match.route->handler(request);
    }
    std::string get(const std::string& target) { return ask(http::Verb::get, target).body; }
    std::string post(const std::string& target, const std::string& json) {
        return ask(http::Verb::post, target, json).body;
    }

    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{3};
    Endpoint endpoint;
    Sandbox sandbox{{clock, entropy, endpoint, {}}};
    http::Router router{sandbox.routes()};
};

struct WithBot : Served {
    WithBot() {
        post("/control/telegram/settings", R"({"limits":false})");
        const auto bot = post("/control/telegram/bots", R"({"first_name":"Coupons","username":"coupons_bot"})");
        id = at(bot, "id");
        api = "/telegram/bot" + at(bot, "token");
        ann = at(post("/control/telegram/people", R"({"first_name":"Ann"})"), "id");
        post("/control/telegram/start", "{\"bot\":" + id + ",\"user\":" + ann + "}");
    }

    std::string id;
    std::string api;
    std::string ann;
};

}  // namespace

TEST_CASE("the Bot API takes queries, forms, JSON and multipart alike") {
    WithBot t;
    const auto text_of = [](const http::Response& response) { return at(response.body, "result.text"); };
    CHECK(text_of(t.ask(http::Verb::get, t.api + "/sendMessage?chat_id=" + t.ann + "&text=one+two")) == "one two");
    CHECK(text_of(t.ask(http::Verb::post, t.api + "/sendMessage", "chat_id=" + t.ann + "&text=a%26b",
                        "application/x-www-form-urlencoded")) == "a&b");
    CHECK(text_of(t.ask(http::Verb::post, t.api + "/sendMessage", "{\"chat_id\":" + t.ann + R"(,"text":"json"})")) ==
          "json");
    const std::string multipart = "--B\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n" + t.ann +
                                  "\r\n--B\r\nContent-Disposition: form-data; name=\"document\"; "
                                  "filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--B--\r\n";
    const auto sent = t.ask(http::Verb::post, t.api + "/sendDocument", multipart, "multipart/form-data; boundary=B");
    REQUIRE_MESSAGE(sent.status == 200, sent.body);
    CHECK(at(sent.body, "result.document.file_name") == "a.txt");
    const auto file = t.get(t.api + "/getFile?file_id=" + at(sent.body, "result.document.file_id"));
    const auto download =
        t.ask(http::Verb::get, "/telegram/file" + t.api.substr(9) + '/' + at(file, "result.file_path"));
    CHECK(*download.shared_body == "hello");
}

TEST_CASE("a token nobody has and a method nobody knows get Telegram's answers") {
    WithBot t;
    const auto unknown = t.ask(http::Verb::post, "/telegram/bot1:wrong/getMe");
    CHECK(unknown.status == 401);
    CHECK(unknown.body == R"({"ok":false,"error_code":401,"description":"Unauthorized"})");
    CHECK(t.ask(http::Verb::post, t.api + "/sendFlowers").body ==
          R"({"ok":false,"error_code":404,"description":"Not Found"})");
    CHECK(t.ask(http::Verb::post, t.api + "/sendMessage", "not json").status == 400);
}

TEST_CASE("what is done by the control API is seen in the overview, the messages and the logs") {
    WithBot t;
    const auto key = t.id + ':' + t.ann;
    t.post("/control/telegram/send", "{\"chat\":\"" + key + "\",\"user\":" + t.ann + R"(,"text":"SAVE20"})");
    CHECK(at(t.get("/control/telegram/overview"), "chats.0.key") == key);
    CHECK(at(t.get("/control/telegram/chats/" + key + "/messages?limit=1"), "messages.0.text") == "SAVE20");
    CHECK(at(t.get("/control/telegram/chats/" + key + "/messages?limit=1"), "has_more") == "true");
    CHECK(at(t.get("/control/telegram/chats/" + key + "/messages?before=2"), "messages.0.text") == "/start");
    t.get(t.api + "/sendMessage?chat_id=" + t.ann + "&txt=x");
    CHECK(at(t.get("/control/telegram/calls?violations=true"), "calls.0.method") == "sendMessage");
    CHECK(at(t.get("/control/telegram/calls?method=getMe"), "calls") == "[]");
    CHECK_THROWS_AS(t.get("/control/telegram/chats/77"), core::Refusal);
    CHECK_THROWS_AS(t.post("/control/telegram/people", "{}"), core::Refusal);
}

TEST_CASE("a fault of the control API spoils the next call") {
    WithBot t;
    t.post("/control/telegram/faults", R"({"kind":"server_error","method":"getMe"})");
    CHECK(t.ask(http::Verb::get, t.api + "/getMe").status == 500);
    CHECK(t.ask(http::Verb::get, t.api + "/getMe").status == 200);
    CHECK_THROWS_AS(t.post("/control/telegram/faults", R"({"kind":"earthquake"})"), core::Refusal);
}

TEST_CASE("whoever watches is told what changed, until he is gone") {
    WithBot t;
    const auto response = t.ask(http::Verb::get, "/control/events");
    const auto watcher = std::make_shared<Watcher>();
    response.on_stream(watcher);
    t.get(t.api + "/sendMessage?chat_id=" + t.ann + "&text=hi");
    CHECK(watcher->events == std::vector<std::string>{"chat", "calls"});
    watcher->gone = true;
    t.get(t.api + "/getMe");
    t.get(t.api + "/getMe");
    CHECK(watcher->events.size() == 3);
}

TEST_CASE("the loop is woken for a new update and not for a reader") {
    WithBot t;
    int woken = 0;
    t.sandbox.on_wake([&] { ++woken; });
    t.get("/control/telegram/overview");
    CHECK(woken == 0);
    t.post("/control/telegram/start", "{\"bot\":" + t.id + ",\"user\":" + t.ann + "}");
    CHECK(woken == 1);
}

TEST_CASE("a delivery that ends after the sandbox is gone harms nobody") {
    Endpoint endpoint;
    endpoint.holds = true;
    core::ManualClock clock(core::Timestamp{});
    core::SeededEntropy entropy(1);
    {
        Sandbox sandbox({clock, entropy, endpoint, {}});
        auto& world = sandbox.telegram();
        const auto bot = world.create_bot({"Coupons", "coupons_bot"});
        telegram::RawArguments hook;
        hook.fields = {{"url", "http://127.0.0.1:1/"}};
        CHECK(world.call(bot.token, "setWebhook", std::move(hook)).status == 200);
        world.start({bot.id, world.create_person({"Ann"}).id, std::nullopt});
        sandbox.step();
    }
    CHECK(endpoint.got.size() == 1);
    endpoint.release();
}

}  // namespace promo::sandbox::tests
