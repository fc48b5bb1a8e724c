#include "core/backoff.hpp"

#include <doctest/doctest.h>

#include "core/entropy.hpp"

using namespace promo::core;
using namespace std::chrono_literals;

TEST_CASE("back-off grows, is random from zero, and keeps its cap") {
    SeededEntropy entropy(7);
    const Backoff backoff{.first = 1s, .longest = 5min};
    for (int attempt = 1; attempt <= 70; ++attempt) {
        Duration highest(0);
        Duration lowest = backoff.longest;
        for (int i = 0; i < 300; ++i) {
            const auto wait = backoff.delay(attempt, entropy.unit());
            highest = std::max(highest, wait);
            lowest = std::min(lowest, wait);
        }
        const Duration ceiling = attempt >= 10 ? backoff.longest : 1s * (1 << (attempt - 1));
        CHECK(highest <= ceiling);
        CHECK(highest > ceiling * 9 / 10);
        CHECK(lowest < ceiling / 10);
    }
}

TEST_CASE("back-off never waits longer than its cap, also the first time") {
    const Backoff backoff{.first = 10s, .longest = 2s};
    CHECK(backoff.delay(1, 0.5) == 1s);
    CHECK(backoff.delay(-1, 0.0) == 0s);
}
