#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checker.hpp"
#include "faults.hpp"
#include "trace.hpp"

namespace promo::simulation {

struct RunOptions {
    std::uint64_t seed = 1;
    std::chrono::hours disturbed{20};  // with faults; four quiet hours follow
    std::set<FaultClass> left_out = {};
    std::string mutant = {};  // the name of a planted bug; empty: none
    bool print = false;       // everything that happens
};

struct RunResult {
    std::optional<Violation> violation;
    std::vector<std::string> last;  // what happened last, in words
    std::uint64_t hash = 0;         // of everything that happened
    std::int64_t events = 0;
    std::chrono::hours simulated{0};
    std::set<FaultClass> faults;
    Tally tally;
};

// One world, from its first moment to its last.
RunResult run(const RunOptions& options);

// The classes of faults that a violation needs, as far as leaving out one after the other shows.
std::set<FaultClass> needed_for(const RunOptions& options, const RunResult& broken);

}  // namespace promo::simulation
