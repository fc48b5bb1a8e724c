#include <doctest/doctest.h>

#include "core/error.hpp"
#include "sandbox/tests/small_telegram.hpp"

using namespace std::chrono_literals;

namespace promo::sandbox::tests {
namespace {

std::string saying(std::int64_t chat, const std::string& text) {
    return "{\"chat_id\":" + std::to_string(chat) + R"(,"text":")" + text + "\"}";
}

telegram::TalliedChat of(const telegram::Tally& tally, std::int64_t chat) {
    for (const auto& found : tally.chats) {
        if (found.chat == chat) return found;
    }
    return {};
}

}  // namespace

TEST_CASE("the tally tells what arrived, whatever the answers said") {
    SmallTelegram t;
    const auto bob = t.add_person("Bob");
    t.world.start({t.bot.id, bob, std::nullopt});
    t.result("sendMessage", saying(t.ann, "sale 1"));
    t.world.add_fault({.kind = telegram::FaultKind::acted_error, .chat = t.ann});
    CHECK(t.call("sendMessage", saying(t.ann, "sale 1")).status == 500);
    t.result("sendMessage", saying(t.ann, "other"));
    t.world.add_fault({.kind = telegram::FaultKind::server_error, .chat = bob});
    CHECK(t.call("sendMessage", saying(bob, "sale 1")).status == 500);

    const auto all = t.world.tally({t.bot.id});
    CHECK(all.complete);
    CHECK(of(all, t.ann).answered == std::map<std::string, std::int64_t>{{"200", 2}, {"500", 1}});
    CHECK(of(all, t.ann).messages == 3);
    CHECK(of(all, t.ann).alike == 2);
    CHECK(of(all, bob).answered == std::map<std::string, std::int64_t>{{"500", 1}});
    CHECK(of(all, bob).messages == 0);
    CHECK(of(t.world.tally({t.bot.id, "sendMessage", "other"}), t.ann).messages == 1);
    CHECK(t.world.tally({t.bot.id + 1}).chats.empty());
}

TEST_CASE("the tally forgets nothing when the list of calls does") {
    SmallTelegram t;
    for (std::size_t call = 0; call <= telegram::Records::kMostCalls; ++call)
        t.call("sendChatAction", "{\"chat_id\":" + std::to_string(t.ann) + R"(,"action":"typing"})");
    const auto tally = t.world.tally({t.bot.id, "sendChatAction"});
    CHECK(of(tally, t.ann).answered.at("200") == static_cast<std::int64_t>(telegram::Records::kMostCalls + 1));
}

TEST_CASE("a crowd has opened the bot, and the bot may write to each of them") {
    SmallTelegram t;
    std::ignore = t.updates();
    const auto people = t.world.create_crowd({t.bot.id, 1'000});
    REQUIRE(people.size() == 1'000);
    t.result("sendMessage", saying(people.front(), "hi"));
    t.result("sendMessage", saying(people.back(), "hi"));
    CHECK(t.updates().empty());
    CHECK_THROWS_AS(t.world.create_crowd({t.bot.id, 0}), core::Refusal);
}

TEST_CASE("limits that nobody was told of hold as strictly as the published ones") {
    SmallTelegram t;
    telegram::SettingsView hidden;
    hidden.limits = true;
    hidden.bot_rate = 5;
    t.world.change_settings(hidden);
    const auto people = t.world.create_crowd({t.bot.id, 20});
    const auto sent = [&] {
        std::int64_t count = 0;
        for (const auto person : people)
            count += t.call("sendMessage", saying(person, "hi")).status == 200;
        return count;
    };
    CHECK(sent() == 5);
    t.clock.advance(1s);
    CHECK(sent() == 5);
    hidden.bot_rate = 100'000;
    t.world.change_settings(hidden);
    CHECK(sent() == 20);
    hidden.bot_rate = 0;
    CHECK_THROWS_AS(t.world.change_settings(hidden), core::Refusal);
}

TEST_CASE("every answer takes as long as the vendor is said to need") {
    SmallTelegram t;
    telegram::SettingsView slow;
    slow.latency_ms = 100;
    t.world.change_settings(slow);
    CHECK(t.call("getMe").hold == 100ms);
    CHECK(t.call("sendMessage", saying(t.ann, "hi")).hold == 100ms);
    CHECK(t.world.overview().settings.latency_ms == 100);
}

TEST_CASE("a token that was replaced opens nothing, the new one does") {
    SmallTelegram t;
    const auto fresh = t.world.change_bot({.bot = t.bot.id, .revoke_token = true}).token;
    CHECK(t.call("getMe", "{}", t.bot.token).status == 401);
    CHECK(t.call("getMe", "{}", fresh).status == 200);
}

TEST_CASE("a bot is seen typing until it has written, or five seconds") {
    SmallTelegram t;
    const auto typing = "{\"chat_id\":" + std::to_string(t.ann) + R"(,"action":"typing"})";
    const auto action = [&] { return t.world.chat(t.private_key()).action; };
    t.result("sendChatAction", typing);
    CHECK(action() == "typing");
    t.clock.advance(5s);
    CHECK_FALSE(action());
    t.result("sendChatAction", typing);
    t.result("sendMessage", saying(t.ann, "done"));
    CHECK_FALSE(action());
}

TEST_CASE("a person is offered the commands of the narrowest scope, in his language where there are any") {
    SmallTelegram t;
    const auto set = [&](const std::string& scope, const std::string& language, const std::string& command) {
        t.result("setMyCommands", R"({"commands":[{"command":")" + command +
                                      R"(","description":"x"}],"scope":{"type":")" + scope + R"("},"language_code":")" +
                                      language + "\"}");
    };
    const auto offered = [&](const std::string& chat) {
        const auto commands = t.world.chat(chat).commands;
        return commands.empty() ? std::string() : commands.front().command;
    };
    const auto group = t.add_chat("supergroup", "Community").key;
    CHECK(offered(t.private_key()).empty());
    set("default", "", "all");
    CHECK(offered(t.private_key()) == "all");
    CHECK(offered(group).starts_with("all@"));
    set("all_private_chats", "", "private");
    set("all_group_chats", "", "grouped");
    CHECK(offered(t.private_key()) == "private");
    CHECK(offered(group).starts_with("grouped@"));
    const auto german = t.world.create_person({.first_name = "Eve", .language_code = "de"}).id;
    t.world.start({t.bot.id, german, std::nullopt});
    set("all_private_chats", "de", "deutsch");
    CHECK(offered(std::to_string(t.bot.id) + ':' + std::to_string(german)) == "deutsch");
    CHECK(offered(t.private_key()) == "private");
}

}  // namespace promo::sandbox::tests
