#include "domains/broadcasts/broadcast.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "core/enum_name.hpp"
#include "support/refused.hpp"

using namespace promo;
using namespace promo::broadcasts;
using namespace std::chrono_literals;
using tests::refused;

TEST_CASE("what may be done with a broadcast depends on its state, and nothing else may") {
    using enum State;
    const std::map<Move, std::set<State>> allowed_from{
        {Move::edit, {draft, scheduled}},
        {Move::remove, {draft, cancelled, finished}},
        {Move::start, {draft, scheduled}},
        {Move::pause, {running}},
        {Move::resume, {paused}},
        {Move::cancel, {scheduled, running, paused}},
        {Move::retract, {cancelled, finished}},
        {Move::retry, {running, paused, finished}},
        {Move::send_unknown_again, {running, paused, finished}},
        {Move::leave_unknown, {running, paused, cancelled, finished}},
    };
    CHECK(allowed_from.size() == 10);
    for (const auto& [move, from] : allowed_from) {
        for (const auto state : {draft, scheduled, running, paused, cancelled, finished}) {
            CAPTURE(core::enum_name(move));
            CAPTURE(core::enum_name(state));
            CHECK(allowed(move, state) == from.contains(state));
            if (from.contains(state)) {
                CHECK_NOTHROW(require(move, state));
                continue;
            }
            const auto refusal = refused([&, m = move] { require(m, state); });
            CHECK(refusal.code() == core::RefusalCode::conflict);
            CHECK(refusal.message().find(core::enum_name(state)) != std::string::npos);
        }
    }
}

TEST_CASE("the pace is what ended in the last minute") {
    const core::Timestamp start{std::chrono::hours(1'000)};
    Pace pace;
    CHECK_FALSE(per_second(pace, start, start));
    for (int second = 0; second < 30; ++second)
        note(pace, 20, start + std::chrono::seconds(second));
    CHECK(*per_second(pace, start, start + 30s) == doctest::Approx(20));
    for (int second = 30; second < 600; ++second)
        note(pace, 10, start + std::chrono::seconds(second));
    CHECK(*per_second(pace, start, start + 600s) == doctest::Approx(10).epsilon(0.2));
    CHECK(pace.size() <= 8);
    CHECK_FALSE(per_second(pace, start, start + 700s));
}

TEST_CASE("a broadcast without a name is called by its first words") {
    CHECK(checked_name("  Spring ", {.text = "x"}) == "Spring");
    CHECK(checked_name("", {.text = "<b>Hello</b> you\nsecond line"}) == "Hello you");
    CHECK(checked_name("", {.text = "Hello you, the weekend sale has begun. Your code is below"}) ==
          "Hello you, the weekend sale has begun. Your code…");
    CHECK(checked_name("", {.text = std::string(60, 'a')}) == std::string(50, 'a') + "…");
    CHECK(checked_name(" ", {.text = ""}) == "Broadcast");
    CHECK(refused([] { checked_name(std::string(101, 'a'), {}); }).field() == "name");
}
