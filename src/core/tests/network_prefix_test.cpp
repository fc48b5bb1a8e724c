#include "core/network_prefix.hpp"

#include <doctest/doctest.h>

using namespace promo;

TEST_CASE("addresses that one client can change at will are one network") {
    CHECK(core::network_prefix("2001:db8::1") == core::network_prefix("2001:db8:0:0:ffff::2"));
    CHECK(core::network_prefix("2001:db8::1") != core::network_prefix("2001:db8:0:1::1"));
    CHECK(core::network_prefix("203.0.113.7") == "203.0.113.7");
    CHECK(core::network_prefix("203.0.113.7") != core::network_prefix("203.0.113.8"));
    CHECK(core::network_prefix("::ffff:203.0.113.7") == "203.0.113.7");
    CHECK(core::network_prefix("::ffff:cb00:7108") == "203.0.113.8");
}
