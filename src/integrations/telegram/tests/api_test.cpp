#include <doctest/doctest.h>

#include "core/json_write.hpp"
#include "integrations/telegram/api.hpp"
#include "sandbox/telegram/api_chat.hpp"
#include "sandbox/telegram/world.hpp"
#include "support/sandbox_wire.hpp"

namespace promo::telegram {
namespace {

struct Vendor {
    Vendor() {
        auto& world = wire.sandbox().telegram();
        bot = world.create_bot({"Signals", "signals_bot"});
        token = core::Secret(bot.token);
        owner = world.create_person({"Olga"}).id;
        channel = world.create_chat({"channel", "VIP", owner});
    }

    void make(const std::string& status) { wire.sandbox().telegram().set_member({channel.key, bot.id, owner, status}); }
    std::string chat() const { return std::to_string(channel.id); }
    void say(net::Reply reply) {
        wire.interfere([reply](const net::Request&) { return reply; });
    }

    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{4};
    tests::SandboxWire wire{clock, entropy};
    Api api{wire.send(), "http://sandbox/telegram"};
    sandbox::telegram::BotView bot;
    core::Secret token;
    std::int64_t owner = 0;
    sandbox::telegram::ChatView channel;
};

}  // namespace

TEST_CASE("a bot says its number, its user name and its name") {
    Vendor v;
    const auto me = v.api.get_me(v.token);
    REQUIRE(me);
    CHECK(me->id == v.bot.id);
    CHECK(me->username == "signals_bot");
    CHECK(me->name == "Signals");
    CHECK(bot_id_of(v.token.reveal()) == v.bot.id);
}

TEST_CASE("a token that Telegram does not know is refused as a token") {
    Vendor v;
    const auto me = v.api.get_me(core::Secret("123456789:" + std::string(35, 'x')));
    REQUIRE_FALSE(me);
    CHECK(me.fault().problem == Problem::token_refused);
    CHECK(me.fault().status == 401);
}

TEST_CASE("what does not look like a token is never sent") {
    Vendor v;
    for (const auto* text : {"", "token", "12345:abcdefghijklmnopqrstuvwxyz0123456789", "123456789:short",
                             "123456789:abcdefghijklmnopqrstuvwxyz0123/../x",
                             "1234567890123456789012:abcdefghijklmnop"
                             "qrstuvwxyz0123456789"}) {
        CAPTURE(text);
        const auto me = v.api.get_me(core::Secret(text));
        REQUIRE_FALSE(me);
        CHECK(me.fault().problem == Problem::token_refused);
    }
    CHECK(v.wire.requests().empty());
}

TEST_CASE("a bot sees the channel it administers, its rights there, and how many people are in it") {
    Vendor v;
    v.make("administrator");
    const auto chat = v.api.get_chat(v.token, v.chat());
    REQUIRE(chat);
    CHECK(chat->id == v.channel.id);
    CHECK(chat->type == "channel");
    CHECK(chat->title == "VIP");
    const auto member = v.api.get_chat_member(v.token, v.chat(), v.bot.id);
    REQUIRE(member);
    CHECK(member->status == MemberStatus::administrator);
    CHECK(member->can_post_messages);
    CHECK(member->can_invite_users);
    CHECK(member->can_restrict_members);
    const auto count = v.api.get_chat_member_count(v.token, v.chat());
    REQUIRE(count);
    CHECK(*count == 2);
}

TEST_CASE("the owner of a channel may do everything there") {
    Vendor v;
    v.make("administrator");
    const auto member = v.api.get_chat_member(v.token, v.chat(), v.owner);
    REQUIRE(member);
    CHECK(member->status == MemberStatus::creator);
    CHECK(member->can_restrict_members);
}

TEST_CASE("a channel the bot was never in, was removed from or may not write to are three problems") {
    Vendor v;
    CHECK(v.api.get_chat(v.token, "-1009999999999").fault().problem == Problem::chat_not_found);
    CHECK(v.api.get_chat(v.token, "@nobody_has_this").fault().problem == Problem::chat_not_found);
    v.make("administrator");
    v.make("kicked");
    CHECK(v.api.get_chat(v.token, v.chat()).fault().problem == Problem::not_in_chat);
    const auto none = core::json::to_text(sandbox::telegram::AdministratorRights{});
    v.wire.sandbox().telegram().set_member({v.channel.key, v.bot.id, v.owner, "administrator", core::json::Raw{none}});
    CHECK(v.api.send_message(v.token, v.chat(), "hello").fault().problem == Problem::no_rights);
}

TEST_CASE("somebody who blocked the bot is told apart from a chat it cannot find") {
    Vendor v;
    auto& world = v.wire.sandbox().telegram();
    world.start({v.bot.id, v.owner, std::nullopt});
    world.block({v.bot.id, v.owner, true});
    CHECK(v.api.send_message(v.token, std::to_string(v.owner), "hello").fault().problem == Problem::blocked);
}

TEST_CASE("a webhook is set with its secret and its kinds of updates, and taken away") {
    Vendor v;
    REQUIRE(v.api.set_webhook(v.token, {"https://shop.example/hook", core::Secret("s3cret"), {"message"}, false}));
    auto info = v.api.get_webhook_info(v.token);
    REQUIRE(info);
    CHECK(info->url == "https://shop.example/hook");
    CHECK(info->allowed_updates == std::vector<std::string>{"message"});
    CHECK(info->pending_update_count == 0);
    CHECK_FALSE(info->last_error_at);
    REQUIRE(v.api.delete_webhook(v.token));
    info = v.api.get_webhook_info(v.token);
    REQUIRE(info);
    CHECK(info->url.empty());
}

TEST_CASE("a message is posted as HTML and its number comes back") {
    Vendor v;
    v.make("administrator");
    const auto sent = v.api.send_message(v.token, v.chat(), "<b>A test</b> &amp; nothing else");
    REQUIRE(sent);
    const auto page = v.wire.sandbox().telegram().messages(v.channel.key, 0, 10);
    REQUIRE_FALSE(page.messages.empty());
    const auto& last = page.messages.back().text;
    CHECK(last.find("A test & nothing else") != std::string::npos);
    CHECK(last.find("\"message_id\":" + std::to_string(*sent)) != std::string::npos);
}

TEST_CASE("Telegram asking for patience says for how long") {
    Vendor v;
    v.say(tests::answer(429, R"({"ok":false,"error_code":429,"description":"Too Many Requests: retry after 17",)"
                             R"("parameters":{"retry_after":17}})"));
    const auto me = v.api.get_me(v.token);
    REQUIRE_FALSE(me);
    CHECK(me.fault().problem == Problem::rate_limited);
    CHECK(me.fault().retry_after == std::chrono::seconds(17));
}

TEST_CASE("what was never sent, what may have been done and what somebody else answered are told apart") {
    Vendor v;
    v.say(tests::not_reached());
    CHECK(v.api.get_me(v.token).fault().problem == Problem::not_reached);
    v.say(tests::no_answer());
    CHECK(v.api.delete_webhook(v.token).fault().problem == Problem::unknown);
    v.say(tests::answer(500, R"({"ok":false,"error_code":500,"description":"Internal Server Error"})"));
    CHECK(v.api.delete_webhook(v.token).fault().problem == Problem::unknown);
    v.say(tests::answer(502, "<html><title>502 Bad Gateway</title></html>"));
    CHECK(v.api.get_me(v.token).fault().problem == Problem::unknown);
    // A wall between us and Telegram must not make a token look revoked.
    v.say(tests::answer(401, "<html>Sign in to the guest network</html>"));
    CHECK(v.api.get_me(v.token).fault().problem == Problem::unknown);
    v.say(tests::answer(200, R"({"ok":true,"result":{"id":"seven"}})"));
    CHECK(v.api.get_me(v.token).fault().problem == Problem::unknown);
    v.say(tests::answer(200, ""));
    CHECK(v.api.get_me(v.token).fault().problem == Problem::unknown);
}

TEST_CASE("Telegram's words never carry a token on") {
    Vendor v;
    v.say(tests::answer(400, R"({"ok":false,"error_code":400,"description":"Bad Request: )" + v.bot.token + R"("})"));
    const auto me = v.api.get_me(v.token);
    REQUIRE_FALSE(me);
    CHECK(me.fault().description.find(v.bot.token.substr(v.bot.token.find(':'))) == std::string::npos);
}

TEST_CASE("every call has a deadline and nothing of the token outside the address") {
    Vendor v;
    std::vector<net::Request> seen;
    v.wire.interfere([&](const net::Request& request) {
        seen.push_back(request);
        return tests::not_reached();
    });
    std::ignore = v.api.get_me(v.token);
    std::ignore = v.api.get_chat(v.token, "@vip");
    std::ignore = v.api.get_chat_member(v.token, "@vip", 7);
    std::ignore = v.api.get_chat_member_count(v.token, "@vip");
    std::ignore = v.api.set_webhook(v.token, {"https://shop.example/hook", core::Secret("s"), {}, false});
    std::ignore = v.api.delete_webhook(v.token);
    std::ignore = v.api.get_webhook_info(v.token);
    std::ignore = v.api.send_message(v.token, "@vip", "hello");
    REQUIRE(seen.size() == 8);
    for (const auto& request : seen) {
        CHECK(request.vendor == "telegram");
        CHECK(request.deadline == Api::kDeadline);
        CHECK(request.body.find(v.bot.token) == std::string::npos);
    }
}

}  // namespace promo::telegram
