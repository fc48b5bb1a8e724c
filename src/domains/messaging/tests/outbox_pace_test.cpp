#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <map>

#include "domains/messaging/outbox/pace.hpp"
#include "support/property.hpp"

using namespace promo;
using namespace promo::messaging::outbox;
using namespace std::chrono_literals;

namespace {

const Instant kStart{std::chrono::hours(1000)};
using Looks = std::chrono::duration<std::int64_t, std::ratio<5, 1000>>;  // so often somebody looks what may leave

// The most that ever were in a window of this length.
std::size_t most_in(std::vector<Instant> times, std::chrono::nanoseconds window) {
    std::ranges::sort(times);
    std::size_t most = 0;
    for (std::size_t first = 0, last = 0; last < times.size(); ++last) {
        while (times[last] - times[first] >= window)
            ++first;
        most = std::max(most, last - first + 1);
    }
    return most;
}

struct Learnt {
    double per_second = 0;
    double refused = 0;  // of all that left
};

// One bot with endless work, against a limit that it does not know.
Learnt against(double hidden, std::chrono::seconds wait) {
    BotPace pace(kFirstRate, {.broadcast_per_second = 30});
    std::deque<Instant> accepted;
    double sent = 0;
    double refused = 0;
    const auto warm = kStart + 10min;
    const auto end = kStart + 40min;
    auto closed = kStart;
    std::int64_t chat = 1;
    for (auto now = kStart; now < end; now += Looks(1)) {
        const Leaving leaving{++chat, Kind::reply, "sendMessage"};
        now = kStart + std::chrono::ceil<Looks>(std::max(now, pace.earliest(leaving, now)) - kStart);
        pace.take(leaving, now);
        if (chat % 100 == 0) pace.forget_before(now);
        while (!accepted.empty() && accepted.front() <= now - 1s)
            accepted.pop_front();
        if (now < closed || static_cast<double>(accepted.size()) >= hidden) {
            closed = std::max(closed, now + wait);
            pace.refused(leaving, now, now, now + wait);
            refused += now >= warm ? 1 : 0;
        } else {
            accepted.push_back(now);
            pace.accepted(leaving.kind, now);
            sent += now >= warm ? 1 : 0;
        }
    }
    return {sent / std::chrono::duration<double>(end - warm).count(), refused / (sent + refused)};
}

}  // namespace

TEST_CASE("a bot finds nearly all that Telegram allows, and is hardly ever refused") {
    for (const double hidden : {10.0, 20.0, 25.0, 30.0}) {
        CAPTURE(hidden);
        const auto learnt = against(hidden, 3s);
        CHECK(learnt.per_second >= 0.95 * std::min(hidden, 29.5));
        CHECK(learnt.refused < 0.005);
    }
}

TEST_CASE("however messages come, no window ever holds more than Telegram allows") {
    const auto failure = tests::counterexample([] {
        const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
            400, rc::gen::pair(rc::gen::element(-2, -1, 1, 2, 3), rc::gen::element(0, 3, 20, 90, 400)));
        BotPace pace(29'500, {.broadcast_per_second = 30});
        std::vector<Instant> all;
        std::map<std::int64_t, std::vector<Instant>> chats;
        auto now = kStart;
        for (const auto& [chat, milliseconds] : steps) {
            now += std::chrono::milliseconds(milliseconds);
            for (const auto kind : {Kind::reply, Kind::broadcast}) {
                const Leaving leaving{chat, kind, "sendMessage"};
                if (pace.earliest(leaving, now) > now) continue;
                pace.take(leaving, now);
                all.push_back(now);
                chats[chat].push_back(now);
            }
        }
        RC_ASSERT(most_in(all, 1s) <= 30U);
        for (const auto& [chat, times] : chats) {
            RC_ASSERT(most_in(times, 1s) <= 4U);
            if (chat < 0) RC_ASSERT(most_in(times, 60s) <= 20U);
        }
    });
    CHECK_MESSAGE(failure.empty(), failure);
}

TEST_CASE("many at once leave as far as they may, and a broadcast leaves something for who waits") {
    BotPace pace(29'500, {.broadcast_per_second = 30});
    std::vector<Instant> left;
    for (auto now = kStart; now < kStart + 10s; now += 1ms) {
        const Leaving leaving{left.empty() ? 1 : static_cast<std::int64_t>(left.size()) + 1, Kind::broadcast,
                              "sendMessage"};
        if (pace.earliest(leaving, now) > now) continue;
        pace.take(leaving, now);
        left.push_back(now);
        CHECK(pace.earliest({-1, Kind::callback_answer, "answerCallbackQuery"}, now) <= now);
    }
    CHECK(most_in(left, 1s) <= 30);
    CHECK(left.size() > 260);
}

TEST_CASE("what was refused in a busy chat holds that chat, a second chat's refusal holds the bot") {
    BotPace pace(kFirstRate, {});
    const Leaving one{5, Kind::reply, "sendMessage"};
    const Leaving two{6, Kind::reply, "sendMessage"};
    pace.take(one, kStart);
    pace.take(one, kStart + 100ms);
    CHECK(pace.refused(one, kStart + 100ms, kStart + 200ms, kStart + 10s) == Scope::chat);
    CHECK(pace.earliest(one, kStart + 5s) == kStart + 10s);
    CHECK(pace.earliest(two, kStart + 5s) <= kStart + 5s);
    pace.take(two, kStart + 5s);
    CHECK(pace.refused(two, kStart + 5s, kStart + 5s, kStart + 12s) == Scope::bot);
    CHECK(pace.earliest({7, Kind::reply, "sendMessage"}, kStart + 6s) == kStart + 12s);
}

TEST_CASE("a chat with no other messages was not too fast, so the bot was") {
    BotPace pace(kFirstRate, {});
    const Leaving one{5, Kind::reply, "sendMessage"};
    pace.take(one, kStart);
    CHECK(pace.refused(one, kStart, kStart + 50ms, kStart + 5s) == Scope::bot);
    CHECK(pace.per_1000_seconds() < kFirstRate);
}

TEST_CASE("answers to buttons, signs of activity and removals do not use up what a chat may get") {
    BotPace pace(29'500, {});
    const Leaving message{5, Kind::reply, "sendMessage"};
    auto now = kStart;
    for (int i = 0; i < 10; ++i) {
        pace.take({5, Kind::action, "sendChatAction"}, now);
        pace.take({5, Kind::removal, "deleteMessage"}, now);
        now += 300ms;
    }
    for (int i = 0; i < 3; ++i) {
        CHECK(pace.earliest(message, now) <= now);
        pace.take(message, now);
    }
    CHECK(pace.earliest(message, now) > now);
}

TEST_CASE("paid broadcasts have a way of their own") {
    BotPace pace(kFirstRate, {.broadcast_per_second = 200, .paid_broadcast = true});
    int left = 0;
    for (auto now = kStart; now < kStart + 5s; now += 1ms) {
        const Leaving leaving{1000 + left, Kind::broadcast, "sendMessage"};
        if (pace.earliest(leaving, now) > now) continue;
        pace.take(leaving, now);
        ++left;
    }
    CHECK(left > 950);
    CHECK(left <= 1021);
    CHECK(pace.earliest({5, Kind::reply, "sendMessage"}, kStart + 5s) <= kStart + 5s);
}

TEST_CASE("chats that nothing was sent to for a while are forgotten") {
    BotPace pace(kFirstRate, {});
    for (int i = 0; i < 1000; ++i) {
        pace.take({i + 1, Kind::reply, "sendMessage"}, kStart + i * 10ms);
        pace.take({-i - 1, Kind::reply, "sendMessage"}, kStart + i * 10ms);
    }
    CHECK(pace.chats() == 2000);
    pace.forget_before(kStart + 10s);
    CHECK(pace.chats() == 2000);
    pace.forget_before(kStart + 30s);
    CHECK(pace.chats() == 1000);
    pace.forget_before(kStart + 2min);
    CHECK(pace.chats() == 0);
}
