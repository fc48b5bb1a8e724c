#include <doctest/doctest.h>

#include "core/error.hpp"
#include "sandbox/telegram/arguments.hpp"
#include "sandbox/telegram/limits.hpp"
#include "sandbox/telegram/method.hpp"
#include "sandbox/tests/small_telegram.hpp"

using namespace std::chrono_literals;

namespace promo::sandbox::tests {

namespace {

std::string hi(std::int64_t chat) {
    return "{\"chat_id\":" + std::to_string(chat) + R"(,"text":"hi"})";
}

}  // namespace

TEST_CASE("the fourth message in a second to one chat is one too many") {
    SmallTelegram t;
    telegram::SettingsView limited;
    limited.limits = true;
    t.world.change_settings(limited);
    for (int i = 0; i < 3; ++i)
        t.result("sendMessage", hi(t.ann));
    const auto answer = t.call("sendMessage", hi(t.ann));
    CHECK(answer.status == 429);
    CHECK(at(answer.body, "description") == "Too Many Requests: retry after 1");
    CHECK(at(answer.body, "parameters.retry_after") == "1");
    t.clock.advance(1s);
    t.result("sendMessage", hi(t.ann));
}

TEST_CASE("thirty messages a second leave a bot, twenty a minute reach a group") {
    const auto now = core::Timestamp(std::chrono::hours(1));
    telegram::Limiter limiter;
    int sent = 0;
    for (std::int64_t person = 1; person <= 40; ++person)
        sent += limiter.take(1, person, true, 1, now) == 0;
    CHECK(sent == 30);
    telegram::Limiter of_group;
    sent = 0;
    for (int second = 0; second < 60; ++second)
        sent += of_group.take(1, -5, false, 1, now + std::chrono::seconds(second)) == 0;
    CHECK(sent >= 20);
    CHECK(sent <= 40);
    CHECK(of_group.take(1, -6, false, 10, now + 60s) == 0);
    CHECK(of_group.take(2, -5, false, 1, now + 60s) == 0);
}

TEST_CASE("twenty tokens a minute are new to Telegram's servers, those they know are always welcome") {
    SmallTelegram t;
    std::vector<std::string> tokens;
    for (int i = 0; i < 21; ++i)
        tokens.push_back(t.world.create_bot({"New", "new" + std::to_string(i) + "_bot"}).token);
    telegram::SettingsView limited;
    limited.limits = true;
    t.world.change_settings(limited);
    for (std::size_t i = 0; i < 20; ++i)
        CHECK(t.call("getMe", "{}", tokens[i]).status == 200);
    t.clock.advance(18s);
    const auto answer = t.call("getMe", "{}", tokens[20]);
    CHECK(answer.status == 429);
    CHECK(at(answer.body, "parameters.retry_after") == "42");
    CHECK(t.call("getMe", "{}", tokens[0]).status == 200);
    t.clock.advance(42s);
    CHECK(t.call("getMe", "{}", tokens[20]).status == 200);
}

TEST_CASE("no more than six hundred new tokens are welcome in an hour") {
    telegram::FirstUses uses;
    const auto start = core::Timestamp(1h);
    for (int i = 0; i < 600; ++i)
        REQUIRE(uses.take(start + i * 4s) == 0);
    CHECK(uses.take(start + 600 * 4s) == 1200);
    CHECK(uses.take(start + 1h) == 0);
}

TEST_CASE("what the published table does not know is refused and noted") {
    SmallTelegram t;
    CHECK(t.refusal("sendMessage", R"({"chat_id":1,"text":"x","colour":"red"})") ==
          "Bad Request: colour: is not known to sendMessage");
    CHECK(t.refusal("sendMessage", R"({"chat_id":1})") == "Bad Request: text: is required by sendMessage");
    CHECK(t.refusal("sendMessage", R"({"chat_id":1,"text":"x","protect_content":"maybe"})") ==
          "Bad Request: protect_content: must be a boolean");
    const auto keyboard =
        R"({"chat_id":1,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":")" +
        std::string(65, 'x') + R"("}]]}})";
    CHECK(t.refusal("sendMessage", keyboard) ==
          "Bad Request: reply_markup.inline_keyboard[0][0].callback_data: has 65 bytes, 1 to 64 are allowed");
    telegram::CallFilter filter;
    filter.violations_only = true;
    CHECK(t.world.calls(filter).size() == 4);
    CHECK(t.world.overview().violations >= 4);
}

TEST_CASE("without strictness a violation is noted and the call goes on") {
    SmallTelegram t;
    telegram::SettingsView lenient;
    lenient.strict = false;
    t.world.change_settings(lenient);
    t.result("sendMessage", "{\"chat_id\":" + std::to_string(t.ann) + R"(,"text":"hi","colour":"red"})");
    CHECK(t.world.calls({}).front().violations == std::vector<std::string>{"colour: is not known to sendMessage"});
}

TEST_CASE("arguments may come as texts, as a form sends them") {
    SmallTelegram t;
    telegram::RawArguments form;
    form.fields = {{"chat_id", std::to_string(t.ann)},
                   {"text", "hi"},
                   {"protect_content", "True"},
                   {"reply_markup", R"({"inline_keyboard":[[{"text":"a","callback_data":"b"}]]})"},
                   {"message_thread_id", ""}};
    const auto answer = t.world.call(t.bot.token, "SENDMESSAGE", std::move(form));
    REQUIRE_MESSAGE(answer.status == 200, answer.body);
    CHECK(at(answer.body, "result.has_protected_content") == "true");
    CHECK(at(answer.body, "result.reply_markup.inline_keyboard.0.0.callback_data") == "b");
}

TEST_CASE("a scripted fault hits the calls it names, as often as it says") {
    SmallTelegram t;
    telegram::Fault fault;
    fault.kind = telegram::FaultKind::too_many;
    fault.method = "sendMessage";
    fault.count = 2;
    fault.skip = 1;
    fault.retry_after = 7;
    t.world.add_fault(fault);
    t.result("getMe");
    t.result("sendMessage", hi(t.ann));
    CHECK(t.refusal("sendMessage", hi(t.ann)) == "Too Many Requests: retry after 7");
    CHECK(t.call("sendMessage", hi(t.ann)).status == 429);
    t.result("sendMessage", hi(t.ann));
    CHECK(t.world.messages(t.private_key(), 0, 50).messages.size() == 3);
}

TEST_CASE("a message may be delivered although the answer says otherwise") {
    SmallTelegram t;
    telegram::Fault fault;
    fault.kind = telegram::FaultKind::acted_gateway;
    t.world.add_fault(fault);
    const auto answer = t.call("sendMessage", hi(t.ann));
    CHECK(answer.status == 502);
    CHECK(answer.content_type == "text/html");
    CHECK(t.world.messages(t.private_key(), 0, 50).messages.size() == 2);
    fault.kind = telegram::FaultKind::acted_timeout;
    fault.delay_ms = 5'000;
    t.world.add_fault(fault);
    CHECK(t.call("sendMessage", hi(t.ann)).hold == 5s);
    CHECK(t.world.messages(t.private_key(), 0, 50).messages.size() == 3);
    fault.kind = telegram::FaultKind::bad_gateway;
    t.world.add_fault(fault);
    CHECK(t.call("sendMessage", hi(t.ann)).status == 502);
    CHECK(t.world.messages(t.private_key(), 0, 50).messages.size() == 3);
    CHECK(t.world.calls({}).front().fault == "bad_gateway");
}

TEST_CASE("every method that is imitated is a published one") {
    for (const auto name : telegram::method_names())
        CHECK_MESSAGE(telegram::published_api().method(name), name);
    CHECK(telegram::published_api().method_count() == 180);
}

TEST_CASE("after a reset nothing is left, and old tokens are unknown") {
    SmallTelegram t;
    t.world.reset();
    const auto overview = t.world.overview();
    CHECK(overview.bots.empty());
    CHECK(overview.chats.empty());
    CHECK(t.call("getMe").status == 401);
}

}  // namespace promo::sandbox::tests
