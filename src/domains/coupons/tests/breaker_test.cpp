#include "domains/coupons/breaker.hpp"

#include <doctest/doctest.h>

using namespace promo;
using coupons::Breaker;
using namespace std::chrono_literals;

namespace {

const core::Timestamp kStart = *core::parse_iso8601("2026-03-02T09:00:00Z");

void fail(Breaker& breaker, int times, core::Timestamp now) {
    for (int i = 0; i < times; ++i)
        breaker.failed("acme funderpro", now);
}

}  // namespace

TEST_CASE("a provider is asked until he has failed five times in a row") {
    Breaker breaker;
    fail(breaker, Breaker::kFailures - 1, kStart);
    CHECK(breaker.admits("acme funderpro", kStart));
    breaker.succeeded("acme funderpro");
    fail(breaker, Breaker::kFailures - 1, kStart);
    CHECK(breaker.admits("acme funderpro", kStart));
    fail(breaker, 1, kStart);
    CHECK_FALSE(breaker.admits("acme funderpro", kStart));
}

TEST_CASE("one tenant's trouble with a provider is nobody else's") {
    Breaker breaker;
    fail(breaker, Breaker::kFailures, kStart);
    CHECK(breaker.admits("other funderpro", kStart));
    CHECK(breaker.admits("acme stripe", kStart));
}

TEST_CASE("after the pause one question finds out whether the provider is back") {
    Breaker breaker;
    fail(breaker, Breaker::kFailures, kStart);
    CHECK_FALSE(breaker.admits("acme funderpro", kStart + 29s));
    CHECK(breaker.admits("acme funderpro", kStart + 30s));
    CHECK_FALSE(breaker.admits("acme funderpro", kStart + 30s));
    SUBCASE("he is not: the next pause begins") {
        breaker.failed("acme funderpro", kStart + 36s);
        CHECK_FALSE(breaker.admits("acme funderpro", kStart + 65s));
        CHECK(breaker.admits("acme funderpro", kStart + 66s));
    }
    SUBCASE("he is: everybody asks again") {
        breaker.succeeded("acme funderpro");
        CHECK(breaker.admits("acme funderpro", kStart + 31s));
        CHECK(breaker.admits("acme funderpro", kStart + 31s));
    }
    SUBCASE("nobody hears what became of it: another one asks after a while") {
        CHECK_FALSE(breaker.admits("acme funderpro", kStart + 59s));
        CHECK(breaker.admits("acme funderpro", kStart + 60s));
    }
}
