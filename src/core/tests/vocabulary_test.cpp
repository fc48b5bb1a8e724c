#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <set>
#include <thread>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/error.hpp"
#include "core/id.hpp"
#include "core/metrics.hpp"
#include "core/secret.hpp"
#include "support/property.hpp"

using namespace promo::core;
using namespace std::chrono_literals;
using promo::tests::counterexample;

namespace {

const Timestamp kStart = parse_iso8601("2026-03-29T01:00:00Z").value();

}  // namespace

TEST_CASE("the simulated clock starts where it is told and runs faster") {
    const SimulatedClock clock(kStart, 1000);
    const auto real_start = std::chrono::steady_clock::now();
    const auto deadline = real_start + 5s;
    while (clock.now() < kStart + 2s)
        REQUIRE(std::chrono::steady_clock::now() < deadline);
    // Two simulated seconds are two real milliseconds.
    CHECK(std::chrono::steady_clock::now() - real_start >= 1ms);
    CHECK(clock.real(1h) == 3600ms);
    CHECK_THROWS_AS(SimulatedClock(kStart, 0), std::invalid_argument);
    CHECK_THROWS_AS(SimulatedClock(kStart, -1), std::invalid_argument);
}

TEST_CASE("the manual clock moves only when told") {
    ManualClock clock(kStart);
    CHECK(clock.now() == kStart);
    clock.advance(90min);
    CHECK(clock.now() == kStart + 90min);
    clock.set(kStart - 1h);
    CHECK(clock.now() == kStart - 1h);
}

TEST_CASE("the same seed gives the same bytes and another seed others") {
    SeededEntropy a(7);
    SeededEntropy b(7);
    SeededEntropy c(8);
    const auto token = a.token();
    CHECK(token == b.token());
    CHECK(token != c.token());
    CHECK(token.size() == 32);
    CHECK(token != a.token());
    for (int i = 0; i < 1000; ++i) {
        const auto unit = a.unit();
        REQUIRE(unit >= 0);
        REQUIRE(unit < 1);
    }
}

TEST_CASE("ids are version 7 UUIDs that sort by the time they were made") {
    SystemEntropy entropy;
    CHECK(counterexample([&] {
              const auto earlier = kStart + 1ms * *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000);
              const auto id = entropy.uuid(earlier);
              RC_ASSERT(id.size() == 36U);
              for (const std::size_t dash : {8U, 13U, 18U, 23U})
                  RC_ASSERT(id[dash] == '-');
              RC_ASSERT(id.find_first_not_of("0123456789abcdef-") == std::string::npos);
              RC_ASSERT(id[14] == '7');
              RC_ASSERT(std::string("89ab").find(id[19]) != std::string::npos);
              RC_ASSERT(id < entropy.uuid(earlier + 1ms));
          }) == "");
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i)
        CHECK(seen.insert(entropy.uuid(kStart)).second);
}

TEST_CASE("a secret shows at most its end") {
    CHECK(Secret("short").masked() == "****");
    CHECK(Secret("0123456789abcdef").masked() == "****cdef");
    CHECK(Secret().masked() == "****");
}

TEST_CASE("a secret matches only itself") {
    const Secret secret("correct horse");
    CHECK(secret.matches("correct horse"));
    CHECK(!secret.matches("correct horsf"));
    CHECK(!secret.matches("correct hors"));
    CHECK(!secret.matches(""));
    CHECK(Secret().matches(""));
}

TEST_CASE("a moved secret leaves nothing behind") {
    Secret first("hunter2");
    const char* room = first.reveal().data();  // a short text lives inside the object
    const Secret second(std::move(first));
    CHECK(second.reveal() == "hunter2");
    CHECK(room[0] == '\0');
    CHECK(room[3] == '\0');

    Secret third("other-secret-value");
    third = second;
    CHECK(third.reveal() == "hunter2");
    Secret& itself = third;
    third = std::move(itself);
    CHECK(third.reveal() == "hunter2");
}

TEST_CASE("a refusal carries its code as a client reads it") {
    auto refusal = Refusal(RefusalCode::rate_limited, "Wait a minute.", "email").after(60s);
    CHECK(to_string(refusal.code()) == "rate_limited");
    CHECK(refusal.retry_after() == 60s);
    CHECK(std::string(refusal.what()) == "Wait a minute.");
}

TEST_CASE("metrics appear in the Prometheus text, and one name and labels are one instrument") {
    Metrics metrics;
    metrics.counter("promo_requests_total", "Requests.", {{"route", "/healthz"}}).add();
    metrics.counter("promo_requests_total", "Requests.", {{"route", "/healthz"}}).add(2);
    metrics.gauge("promo_queue_depth", "Waiting.").set(5);
    metrics.gauge("promo_queue_depth", "Waiting.").add(-1.5);
    metrics.histogram("promo_seconds", "Time.", {}, {0.1, 1}).observe(0.5);
    const auto text = metrics.text();
    CHECK(text.find("promo_requests_total{route=\"/healthz\"} 3") != std::string::npos);
    CHECK(text.find("promo_queue_depth 3.5") != std::string::npos);
    CHECK(text.find("promo_seconds_bucket{le=\"0.1\"} 0") != std::string::npos);
    CHECK(text.find("promo_seconds_bucket{le=\"1\"} 1") != std::string::npos);
    CHECK(text.find("# HELP promo_seconds Time.") != std::string::npos);
    CHECK_THROWS(metrics.gauge("promo_requests_total", "Requests."));
}
