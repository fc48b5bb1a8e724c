#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace promo::tests {

// A file that somebody might send us, and what becomes of it: empty, it is a picture like any other.
struct HostileFile {
    std::string name;
    std::function<std::string()> make;
    std::optional<core::RefusalCode> refused;
};

std::vector<HostileFile> hostile_pngs();
std::vector<HostileFile> hostile_jpegs();
std::vector<HostileFile> unusual_pictures();  // all of them pictures
std::vector<HostileFile> no_pictures();

}  // namespace promo::tests
