#include "integrations/telegram/gateway/api.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "sandbox/telegram/world.hpp"
#include "support/sandbox_wire.hpp"

namespace promo::telegram {
namespace {

struct Vendor {
    core::Secret new_bot() {
        const auto name = "bot_" + std::to_string(++bots) + "_bot";
        return core::Secret(wire.sandbox().telegram().create_bot({name, name}).token);
    }
    std::size_t too_many() const {
        sandbox::telegram::CallFilter all;
        all.limit = 10'000;
        const auto calls = wire.sandbox().telegram().calls(all);
        return static_cast<std::size_t>(std::ranges::count(calls, 429, &sandbox::telegram::CallRecord::status));
    }
    void say(int status, std::string json) {
        wire.interfere([=](const net::Request&) { return tests::answer(status, json); });
    }

    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{4};
    mutable tests::SandboxWire wire{clock, entropy};
    Gateway gateway{
        wire.send(), [this] {
            return std::chrono::steady_clock::time_point(
                std::chrono::duration_cast<std::chrono::steady_clock::duration>(clock.now().time_since_epoch()));
        }};
    Api api{[this](const net::Request& request) { return gateway.perform(request); }, "http://sandbox/telegram"};
    Answer<Bot> meet(const std::string& tenant) { return api.on_behalf_of(tenant).get_me(new_bot()); }
    int bots = 0;
};

constexpr auto kPatience = R"({"ok":false,"error_code":429,"description":"Too Many Requests: retry after 17",)"
                           R"("parameters":{"retry_after":17}})";

}  // namespace

TEST_CASE("seven hundred new tokens are used as fast as Telegram allows, and it never has to say so") {
    Vendor v;
    const auto begin = v.clock.now();
    for (int bot = 0; bot < 700; ++bot) {
        const auto token = v.new_bot();
        for (auto me = v.api.get_me(token); !me; me = v.api.get_me(token)) {
            REQUIRE(me.fault().problem == Problem::rate_limited);
            REQUIRE(me.fault().retry_after > std::chrono::seconds(0));
            v.clock.advance(*me.fault().retry_after);
        }
    }
    CHECK(v.too_many() == 0);
    const auto took = v.clock.now() - begin;
    CHECK(took >= std::chrono::hours(1));
    CHECK(took <= std::chrono::minutes(68));
}

TEST_CASE("a token that was used may be used at once, also while new ones have to wait") {
    Vendor v;
    const auto known = v.new_bot();
    REQUIRE(v.api.get_me(known));
    for (std::size_t bot = 1; bot < Gateway::kFirstUsesAMinute; ++bot)
        REQUIRE(v.api.get_me(v.new_bot()));
    CHECK_FALSE(v.api.get_me(v.new_bot()));
    CHECK(v.api.get_me(known));
}

TEST_CASE("a tenant alone may use all of a minute, and who comes then is served as soon as there is room") {
    Vendor v;
    for (std::size_t bot = 0; bot < Gateway::kFirstUsesAMinute; ++bot) {
        REQUIRE(v.meet("greedy"));
        v.clock.advance(std::chrono::seconds(1));
    }
    CHECK_FALSE(v.meet("greedy"));
    const auto wait = v.meet("modest").fault().retry_after;
    REQUIRE(wait);
    CHECK(*wait <= std::chrono::seconds(42));
    v.clock.advance(*wait);
    // There is room for one, and the greedy one asks first.
    CHECK_FALSE(v.meet("greedy"));
    CHECK(v.meet("modest"));
    CHECK_FALSE(v.meet("greedy"));
    v.clock.advance(std::chrono::seconds(1));
    CHECK(v.meet("greedy"));
    CHECK(v.too_many() == 0);
}

TEST_CASE("those who wait come in turn, however often one of them asks") {
    Vendor v;
    for (std::size_t bot = 0; bot < Gateway::kFirstUsesAMinute; ++bot) {
        REQUIRE(v.meet("greedy"));
        v.clock.advance(std::chrono::seconds(1));
    }
    CHECK_FALSE(v.meet("first"));
    v.clock.advance(std::chrono::seconds(1));
    for (int times = 0; times < 50; ++times)
        CHECK_FALSE(v.meet("second"));
    v.clock.advance(std::chrono::seconds(41));
    CHECK_FALSE(v.meet("second"));
    CHECK(v.meet("first"));
    v.clock.advance(std::chrono::seconds(1));
    CHECK_FALSE(v.meet("greedy"));
    CHECK(v.meet("second"));
}

TEST_CASE("a place is not kept for long for who does not come back") {
    Vendor v;
    for (std::size_t bot = 0; bot < Gateway::kFirstUsesAMinute; ++bot)
        REQUIRE(v.meet("greedy"));
    const auto wait = v.meet("gone").fault().retry_after;
    REQUIRE(wait);
    v.clock.advance(*wait);
    for (std::size_t bot = 1; bot < Gateway::kFirstUsesAMinute; ++bot)
        REQUIRE(v.meet("greedy"));
    CHECK_FALSE(v.meet("greedy"));
    v.clock.advance(Gateway::kPlaceKept);
    CHECK(v.meet("greedy"));
}

TEST_CASE("no tenant makes others wait for an hour") {
    Vendor v;
    for (std::size_t bot = 0; bot < Gateway::kFirstUsesOfATenantAnHour; ++bot) {
        const auto token = v.new_bot();
        while (!v.api.on_behalf_of("greedy").get_me(token))
            v.clock.advance(std::chrono::seconds(1));
    }
    v.clock.advance(std::chrono::minutes(2));
    CHECK(v.meet("greedy").fault().retry_after > std::chrono::minutes(30));
    CHECK(v.meet("modest"));
    CHECK(v.too_many() == 0);
}

TEST_CASE("while Telegram wants to be left alone nobody asks, and everybody hears for how long") {
    Vendor v;
    const auto token = v.new_bot();
    v.say(429, kPatience);
    CHECK(v.api.get_me(token).fault().retry_after == std::chrono::seconds(17));
    const auto asked = v.wire.requests().size();
    v.wire.interfere(nullptr);
    v.clock.advance(std::chrono::seconds(7));
    const auto chat = v.api.get_chat(token, "@vip");
    REQUIRE_FALSE(chat);
    CHECK(chat.fault().problem == Problem::rate_limited);
    CHECK(chat.fault().retry_after == std::chrono::seconds(10));
    CHECK(v.wire.requests().size() == asked);
    CHECK(v.api.get_me(v.new_bot()));
    v.clock.advance(std::chrono::seconds(10));
    CHECK(v.api.get_me(token));
}

TEST_CASE("what the outbox was told holds for those who ask at once, and a shorter wait ends no longer one") {
    Vendor v;
    const auto token = v.new_bot();
    const auto bot = bot_id_of(token.reveal());
    v.gateway.hold(bot, std::chrono::seconds(20));
    v.gateway.hold(bot, std::chrono::seconds(5));
    CHECK(v.api.get_me(token).fault().retry_after == std::chrono::seconds(20));
    CHECK(v.wire.requests().empty());
}

TEST_CASE("a gateway's page and other faults hold nobody up") {
    Vendor v;
    const auto token = v.new_bot();
    v.say(429, "<html>slow down</html>");
    CHECK(v.api.get_me(token).fault().problem == Problem::unknown);
    v.say(400, R"({"ok":false,"error_code":400,"description":"Bad Request: chat not found"})");
    CHECK(v.api.get_chat(token, "@vip").fault().problem == Problem::chat_not_found);
    v.wire.interfere(nullptr);
    CHECK(v.api.get_me(token));
}

TEST_CASE("the outbox waits for nobody, and a bot that it sends for is no new one") {
    Vendor v;
    int sent = 0;
    const auto send = v.gateway.noting([&](Outgoing, std::function<void(Delivery)> done) {
        ++sent;
        Delivery delivery;
        delivery.fate = Fate::sent;
        done(delivery);
    });
    std::vector<Delivery> got;
    const auto perform = [&](const core::Secret& token) {
        send({token, "sendMessage", "{}"}, [&](Delivery delivery) { got.push_back(std::move(delivery)); });
    };
    std::vector<core::Secret> sending;
    for (std::size_t bot = 0; bot < 3 * Gateway::kFirstUsesAMinute; ++bot) {
        sending.push_back(v.new_bot());
        v.gateway.hold(bot_id_of(sending.back().reveal()), std::chrono::seconds(20));
        perform(sending.back());
    }
    CHECK(sent == 60);
    CHECK(got.size() == 60);
    v.clock.advance(std::chrono::seconds(20));
    for (std::size_t bot = 0; bot < Gateway::kFirstUsesAMinute; ++bot)
        REQUIRE(v.api.get_me(v.new_bot()));
    CHECK_FALSE(v.api.get_me(v.new_bot()));
    // The sandbox has never heard of this one's token, as Telegram's servers have not after a restart of theirs.
    CHECK(v.api.get_me(sending.front()).fault().problem == Problem::rate_limited);
    CHECK(v.too_many() == 1);
}

}  // namespace promo::telegram
