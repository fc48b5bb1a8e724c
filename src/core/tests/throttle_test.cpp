#include "core/throttle.hpp"

#include <doctest/doctest.h>

using namespace promo;
using namespace std::chrono_literals;

namespace {

const core::Timestamp kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

constexpr core::Throttle::Limit kLimit{5, 15min};

void use_up(core::Throttle& throttle, const std::string& address) {
    for (std::size_t i = 0; i < kLimit.tries; ++i)
        REQUIRE(throttle.try_from(address, kNow) == 0s);
}

}  // namespace

TEST_CASE("the sixth wrong try has to wait until the first is fifteen minutes old") {
    core::Throttle throttle(kLimit);
    use_up(throttle, "10.0.0.1");
    CHECK(throttle.try_from("10.0.0.1", kNow) == 15min);
    CHECK(throttle.try_from("10.0.0.1", kNow + 15min - 1us) == 1us);
    CHECK(throttle.try_from("10.0.0.1", kNow + 15min) == 0s);
}

TEST_CASE("guessing from one place does not lock out another") {
    core::Throttle throttle(kLimit);
    use_up(throttle, "10.0.0.1");
    CHECK(throttle.try_from("10.0.0.2", kNow) == 0s);
}

TEST_CASE("who knows the password starts afresh") {
    core::Throttle throttle(kLimit);
    for (int i = 0; i < 4; ++i)
        CHECK(throttle.try_from("10.0.0.1", kNow) == 0s);
    throttle.forgive("10.0.0.1");
    use_up(throttle, "10.0.0.1");
    CHECK(throttle.try_from("10.0.0.1", kNow) > 0s);
}

TEST_CASE("a flood from many places does not fill the memory") {
    core::Throttle throttle(kLimit);
    for (std::size_t i = 0; i < core::Throttle::kPlaces * 2; ++i) {
        CHECK(throttle.try_from("place " + std::to_string(i), kNow) == 0s);
    }
}
