#include <doctest/doctest.h>

#include "sandbox/telegram/webhooks.hpp"
#include "sandbox/tests/small_telegram.hpp"

using namespace std::chrono_literals;

namespace promo::sandbox::tests {

namespace {

DeliveryResult failed(int status, std::optional<std::chrono::seconds> retry_after = {}) {
    DeliveryResult result;
    result.status = status;
    result.retry_after = retry_after;
    return result;
}

struct WithWebhook : SmallTelegram {
    WithWebhook() { result("setWebhook", R"({"url":"https://shop.example/hook","secret_token":"s3cret_-"})"); }

    std::vector<core::Duration> waits_between_attempts() {
        std::vector<core::Duration> waits;
        const auto attempts = world.attempts({}, 1000);
        for (std::size_t i = attempts.size(); i > 1; --i)
            waits.push_back(attempts[i - 2].at - attempts[i - 1].at);
        return waits;
    }
};

}  // namespace

TEST_CASE("an update reaches the webhook with the secret in its header") {
    WithWebhook t;
    t.say(t.private_key(), t.ann, "SAVE20");
    t.run_for(1s);
    REQUIRE(t.endpoint.got.size() == 1);
    CHECK(t.endpoint.got[0].url == "https://shop.example/hook");
    REQUIRE(t.endpoint.got[0].headers.size() == 1);
    CHECK(t.endpoint.got[0].headers[0].first == "X-Telegram-Bot-Api-Secret-Token");
    CHECK(t.endpoint.got[0].headers[0].second == "s3cret_-");
    CHECK(at(t.endpoint.got[0].body, "message.text") == "SAVE20");
    CHECK(at(t.result("getWebhookInfo"), "pending_update_count") == "0");
}

TEST_CASE("a refused update comes again at once, then after 2, 4, 8 seconds and at last every one to two minutes") {
    WithWebhook t;
    t.endpoint.answers.assign(10, failed(500));
    t.say(t.private_key(), t.ann, "hi");
    t.run_for(1h);
    const auto waits = t.waits_between_attempts();
    REQUIRE(waits.size() == 10);
    CHECK(waits[0] == 0s);
    CHECK(waits[1] == 2s);
    CHECK(waits[2] == 4s);
    CHECK(waits[3] == 8s);
    CHECK(waits[4] == 16s);
    CHECK(waits[5] == 32s);
    for (std::size_t i = 6; i < waits.size(); ++i) {
        CHECK(waits[i] >= 60s);
        CHECK(waits[i] <= 120s);
    }
    CHECK(at(t.result("getWebhookInfo"), "last_error_message") ==
          "Wrong response from the webhook: 500 Internal Server Error");
}

TEST_CASE("Retry-After is honoured, but never for more than an hour") {
    CHECK(telegram::retry_wait(1, 60s, 30s) == 30s);
    CHECK(telegram::retry_wait(5, 60s, 3s) == 16s);
    CHECK(telegram::retry_wait(1, 60s, std::chrono::seconds(24h)) == 1h);
    CHECK(telegram::retry_wait(1, 60s, std::nullopt) == 0s);
    CHECK(telegram::retry_wait(60, 90s, std::nullopt) == 90s);
}

TEST_CASE("updates of one chat wait for each other, other chats go on") {
    WithWebhook t;
    const auto bob = t.add_person("Bob");
    t.endpoint.answers = {failed(500), failed(500), failed(500)};
    t.say(t.private_key(), t.ann, "first");
    t.say(t.private_key(), t.ann, "second");
    t.run_for(1s);  // twice in vain
    t.world.start({t.bot.id, bob, std::nullopt});
    t.endpoint.answers.clear();
    t.run_for(500ms);
    CHECK(at(t.endpoint.got.back().body, "message.text") == "/start");
    t.run_for(10s);
    REQUIRE(t.endpoint.got.size() == 5);
    CHECK(at(t.endpoint.got[3].body, "message.text") == "first");
    CHECK(at(t.endpoint.got[4].body, "message.text") == "second");
}

TEST_CASE("an update nobody accepted for 24 hours is dropped, a button press after 150 seconds") {
    WithWebhook t;
    t.result("sendMessage",
             R"({"chat_id":)" + std::to_string(t.ann) +
                 R"(,"text":"pick","reply_markup":{"inline_keyboard":[[{"text":"one","callback_data":"1"}]]}})");
    t.endpoint.answers.assign(100'000, failed(503));
    t.world.press({t.private_key(), t.ann, 2});
    t.say(t.private_key(), t.ann, "still there?");
    CHECK(at(t.result("getWebhookInfo"), "pending_update_count") == "2");
    t.run_for(151s);
    CHECK(at(t.result("getWebhookInfo"), "pending_update_count") == "1");
    t.run_for(24h - 5min);
    CHECK(at(t.result("getWebhookInfo"), "pending_update_count") == "1");
    t.run_for(3min);
    CHECK(at(t.result("getWebhookInfo"), "pending_update_count") == "0");
}

TEST_CASE("a webhook that says it is gone for 23 hours is removed") {
    WithWebhook t;
    t.endpoint.answers.assign(100'000, failed(410));
    t.say(t.private_key(), t.ann, "hi");
    t.run_for(22h);
    CHECK(at(t.result("getWebhookInfo"), "url") == "https://shop.example/hook");
    t.run_for(75min);
    CHECK(at(t.result("getWebhookInfo"), "url") == "");
}

TEST_CASE("no more deliveries are on their way than the bot allows") {
    WithWebhook t;
    t.result("setWebhook", R"({"url":"https://shop.example/hook","max_connections":2})");
    t.endpoint.holds = true;
    for (const auto* name : {"Bob", "Cid", "Dan", "Eve"})
        t.world.start({t.bot.id, t.add_person(name), std::nullopt});
    t.world.step(t.endpoint);
    CHECK(t.endpoint.got.size() == 2);
    t.endpoint.release();
    t.world.step(t.endpoint);
    CHECK(t.endpoint.got.size() == 4);
}

TEST_CASE("a method in the body of an accepted delivery is called by the bot") {
    WithWebhook t;
    DeliveryResult answer;
    answer.status = 200;
    answer.body = R"({"method":"sendMessage","chat_id":)" + std::to_string(t.ann) + R"(,"text":"reflected"})";
    t.endpoint.answers = {answer};
    t.say(t.private_key(), t.ann, "hi");
    t.run_for(1s);
    const auto page = t.world.messages(t.private_key(), 0, 10);
    CHECK(at(page.messages.back().text, "text") == "reflected");
    CHECK(t.world.calls({}).front().by_webhook_answer);
}

TEST_CASE("a result that comes after another setWebhook changes nothing") {
    WithWebhook t;
    t.endpoint.holds = true;
    t.say(t.private_key(), t.ann, "hi");
    t.world.step(t.endpoint);
    t.result("setWebhook", R"({"url":"https://new.example/hook"})");
    t.endpoint.release();
    t.endpoint.holds = false;
    t.run_for(1s);
    REQUIRE(t.endpoint.got.size() == 2);
    CHECK(t.endpoint.got[1].url == "https://new.example/hook");
}

TEST_CASE("a webhook must be HTTPS on a port Telegram knows, unless it is on this machine") {
    SmallTelegram t;
    CHECK(t.refusal("setWebhook", R"({"url":"http://shop.example/"})") ==
          "Bad Request: bad webhook: An HTTPS URL must be provided for webhook");
    CHECK(t.refusal("setWebhook", R"({"url":"https://shop.example:9000/"})") ==
          "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
    CHECK(t.refusal("setWebhook", R"({"url":"https://shop.example/","secret_token":"sp ace"})") ==
          "Bad Request: secret token contains unallowed characters");
    t.result("setWebhook", R"({"url":"http://127.0.0.1:5000/hook"})");
    CHECK(t.call("getUpdates").status == 409);
    t.result("deleteWebhook");
    CHECK(t.call("getUpdates").status == 200);
}

TEST_CASE("membership of others is told only to bots that ask for it") {
    SmallTelegram t;
    const auto channel = t.add_chat("channel", "Deals");
    const auto link = at(t.result("createChatInviteLink", R"({"chat_id":)" + channel.key + "}"), "invite_link");
    const auto bob = t.add_person("Bob");
    t.world.join({bob, link});
    CHECK(t.updates().empty());
    t.result("getUpdates", R"({"allowed_updates":["chat_member"]})");
    t.world.leave({channel.key, bob});
    const auto updates = t.updates();
    REQUIRE(updates.size() == 1);
    CHECK(updates[0].first == "chat_member");
    CHECK(at(updates[0].second, "old_chat_member.status") == "member");
    CHECK(at(updates[0].second, "new_chat_member.status") == "left");
}

}  // namespace promo::sandbox::tests
