#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "database.hpp"

namespace promo::simulation {

// A bug that is planted to see whether it is found.
struct Mutant {
    std::string name;
    std::string what;  // for people
    Bug bug;
};

const std::vector<Mutant>& mutants();
// Throws std::invalid_argument, naming those there are.
const Bug& bug_of(std::string_view name);

}  // namespace promo::simulation
