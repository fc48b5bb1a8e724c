#include "domains/coupons/provider_answers.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <latch>
#include <stdexcept>
#include <thread>

using namespace promo;
using coupons::ProviderAnswers;
using coupons::Reason;
using coupons::Verdict;
using namespace std::chrono_literals;

namespace {

struct Asking {
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    ProviderAnswers answers{clock};
    int asked = 0;

    Reason get(const std::string& key, Reason answer) {
        const auto found = answers.get(key, [&] {
            ++asked;
            return coupons::verdict(answer, key);
        });
        return found.reason;
    }
};

}  // namespace

TEST_CASE("a good coupon is remembered for five minutes, another one for half a minute") {
    Asking asking;
    asking.get("good", Reason::ok);
    asking.get("wrong", Reason::not_found);
    asking.clock.advance(29s);
    CHECK(asking.get("good", Reason::not_found) == Reason::ok);
    CHECK(asking.get("wrong", Reason::ok) == Reason::not_found);
    CHECK(asking.asked == 2);
    asking.clock.advance(1s);
    CHECK(asking.get("wrong", Reason::ok) == Reason::ok);
    asking.clock.advance(269s);
    CHECK(asking.get("good", Reason::not_found) == Reason::ok);
    asking.clock.advance(1s);
    CHECK(asking.get("good", Reason::not_found) == Reason::not_found);
}

TEST_CASE("that a provider could not say anything is not remembered") {
    Asking asking;
    for (const auto silence : {Reason::unavailable, Reason::timeout, Reason::not_configured})
        CHECK(asking.get("coupon", silence) == silence);
    CHECK(asking.get("coupon", Reason::ok) == Reason::ok);
    CHECK(asking.asked == 4);
}

TEST_CASE("there is an end to what is remembered, and what was asked for lately stays") {
    Asking asking;
    asking.get("first", Reason::ok);
    asking.get("second", Reason::ok);
    for (std::size_t i = 2; i < ProviderAnswers::kMost; ++i)
        asking.get(std::to_string(i), Reason::ok);
    CHECK(asking.get("first", Reason::not_found) == Reason::ok);
    asking.get("one more", Reason::ok);
    CHECK(asking.get("first", Reason::not_found) == Reason::ok);
    CHECK(asking.get("second", Reason::not_found) == Reason::not_found);
}

TEST_CASE("of a crowd with one coupon one asks, and all get his answer") {
    Asking asking;
    std::latch begun(1);
    std::promise<void> may_answer;
    std::atomic<int> asked = 0;
    const auto ask = [&] {
        ++asked;
        begun.count_down();
        may_answer.get_future().wait();
        return coupons::verdict(Reason::ok, "coupon");
    };
    std::atomic<int> good = 0;
    const auto visit = [&] { good += asking.answers.get("coupon", ask).valid() ? 1 : 0; };
    std::vector<std::thread> crowd;
    crowd.emplace_back(visit);
    begun.wait();
    for (int i = 0; i < 20; ++i)
        crowd.emplace_back(visit);
    // Meanwhile another coupon waits for nobody.
    CHECK(asking.get("another", Reason::not_found) == Reason::not_found);
    may_answer.set_value();
    for (auto& visitor : crowd)
        visitor.join();
    CHECK(good == 21);
    CHECK(asked == 1);
}

TEST_CASE("who waits is told that nothing is known when the one who asks breaks") {
    Asking asking;
    CHECK_THROWS_AS(asking.answers.get("coupon", []() -> Verdict { throw std::runtime_error("broken"); }),
                    std::runtime_error);
    CHECK(asking.get("coupon", Reason::ok) == Reason::ok);
}
