#include <doctest/doctest.h>

#include <charconv>
#include <fstream>

#include "core/log.hpp"
#include "mutants.hpp"
#include "run.hpp"

namespace promo::simulation {
namespace {

constexpr std::uint64_t kSeedsForABug = 10;
constexpr std::chrono::seconds kLongEnough{15};
constexpr std::chrono::hours kShort{6};

void be_quiet() {
    core::log::configure(
        {.level = core::log::Level::error, .format = core::log::Format::text, .sink = [](std::string_view) {}});
}

void check_seed(std::uint64_t seed) {
    const auto result = run({.seed = seed});
    if (!result.violation) return;
    FAIL_CHECK("seed " << seed << " breaks " << result.violation->invariant << ": " << result.violation->text
                       << "\nbuild/dev/tests/simulation/simulation --seed " << seed);
}

}  // namespace

TEST_CASE("messages keep their promises whatever goes wrong") {
    be_quiet();
    const auto until = std::chrono::steady_clock::now() + kLongEnough;
    std::uint64_t seed = 0;
    do {
        check_seed(++seed);
    } while (std::chrono::steady_clock::now() < until);
    MESSAGE(seed << " seeds");
}

TEST_CASE("what once broke a promise does so no more") {
    be_quiet();
    std::ifstream file(PROMOSTACK_SOURCE_DIR "/tests/simulation/regressions.txt");
    std::string line;
    while (std::getline(file, line)) {
        std::uint64_t seed = 0;
        const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), seed);
        if (error == std::errc()) check_seed(seed);
    }
}

TEST_CASE("the same seed is the same world") {
    be_quiet();
    const auto first = run({.seed = 3, .disturbed = kShort});
    const auto second = run({.seed = 3, .disturbed = kShort});
    CHECK(first.hash == second.hash);
    CHECK(first.events == second.events);
    CHECK(first.hash != run({.seed = 4, .disturbed = kShort}).hash);
}

TEST_CASE("every planted bug is found within ten seeds") {
    be_quiet();
    for (const auto& mutant : mutants()) {
        bool is_found = false;
        for (std::uint64_t seed = 1; seed <= kSeedsForABug && !is_found; ++seed)
            is_found = run({.seed = seed, .mutant = mutant.name}).violation.has_value();
        CHECK_MESSAGE(is_found, mutant.name << ": " << mutant.what);
    }
}

}  // namespace promo::simulation
