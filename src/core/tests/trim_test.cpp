#include "core/trim.hpp"

#include <doctest/doctest.h>

using promo::core::trimmed;

TEST_CASE("what was pasted loses the blanks around it and keeps those inside") {
    CHECK(trimmed(" \t a b\r\n") == "a b");
    CHECK(trimmed("plain") == "plain");
    CHECK(trimmed(" \n ").empty());
    CHECK(trimmed("").empty());
}
