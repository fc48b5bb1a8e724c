#include "domains/auth/throttle.hpp"

#include <doctest/doctest.h>

using namespace promo;
using namespace std::chrono_literals;

namespace {

const core::Timestamp kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

void use_up(auth::SignInThrottle& throttle, std::string_view address) {
    for (std::size_t i = 0; i < auth::SignInThrottle::kTries; ++i)
        REQUIRE(throttle.try_from(address, kNow) == 0s);
}

}  // namespace

TEST_CASE("the sixth wrong try has to wait until the first is fifteen minutes old") {
    auth::SignInThrottle throttle;
    use_up(throttle, "10.0.0.1");
    CHECK(throttle.try_from("10.0.0.1", kNow) == 15min);
    CHECK(throttle.try_from("10.0.0.1", kNow + 15min - 1us) == 1us);
    CHECK(throttle.try_from("10.0.0.1", kNow + 15min) == 0s);
}

TEST_CASE("guessing from one place does not lock out another") {
    auth::SignInThrottle throttle;
    use_up(throttle, "10.0.0.1");
    CHECK(throttle.try_from("10.0.0.2", kNow) == 0s);
}

TEST_CASE("who knows the password starts afresh") {
    auth::SignInThrottle throttle;
    for (int i = 0; i < 4; ++i)
        CHECK(throttle.try_from("10.0.0.1", kNow) == 0s);
    throttle.succeeded("10.0.0.1");
    use_up(throttle, "10.0.0.1");
    CHECK(throttle.try_from("10.0.0.1", kNow) > 0s);
}

TEST_CASE("one IPv6 network is one place, whatever addresses it uses") {
    CHECK(auth::address_prefix("2001:db8:1:2::1") == auth::address_prefix("2001:db8:1:2:ffff::9"));
    CHECK(auth::address_prefix("2001:db8:1:2::1") != auth::address_prefix("2001:db8:1:3::1"));
    CHECK(auth::address_prefix("10.0.0.1") == "10.0.0.1");
}

TEST_CASE("a flood from many places does not fill the memory") {
    auth::SignInThrottle throttle;
    for (std::size_t i = 0; i < auth::SignInThrottle::kPlaces * 2; ++i) {
        CHECK(throttle.try_from("place " + std::to_string(i), kNow) == 0s);
    }
}
