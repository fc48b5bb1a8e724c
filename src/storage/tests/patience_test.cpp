#include "storage/patience.hpp"

#include <doctest/doctest.h>

#include <future>
#include <thread>

using namespace promo;

TEST_CASE("who must not wait long for a store asks it no more while it hangs or after it failed") {
    storage::Patience patience;
    CHECK(patience.ask([] { return 1; }) == 1);
    const auto never = [] { return 2; };

    SUBCASE("it failed at once: that costs nobody anything") {
        CHECK_THROWS_AS(patience.ask([]() -> int { throw storage::StorageError("away"); }), storage::StorageError);
        CHECK(patience.ask(never) == 2);
    }
    SUBCASE("it hangs: whoever waits is told after two seconds, the next at once; then it answers") {
        std::promise<void> hanging, answers;
        std::jthread other([&] {
            patience.ask([&] {
                hanging.set_value();
                answers.get_future().wait();
                return 0;
            });
        });
        hanging.get_future().wait();
        CHECK_THROWS_AS(patience.ask(never), storage::StorageError);
        const auto start = std::chrono::steady_clock::now();
        CHECK_THROWS_AS(patience.ask(never), storage::StorageError);
        CHECK(std::chrono::steady_clock::now() - start < storage::Patience::kLongestWait / 2);
        answers.set_value();
        other.join();
        CHECK(patience.ask(never) == 2);
    }
}
