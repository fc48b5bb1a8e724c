#pragma once

#include <optional>
#include <string>

#include "darkroom/answer.hpp"

namespace promo::tests {

// What became of a process that read a picture.
struct Ran {
    int signal = 0;  // that killed it
    int exit = 0;
    double cpu_ms = 0;
    double megabytes = 0;  // at most, at a time; no less than what this test itself has just now
    std::optional<darkroom::Answer> answer;

    std::optional<core::RefusalCode> refused() const;
};

Ran run_worker(const std::string& upload, darkroom::Purpose purpose = darkroom::Purpose::background);

}  // namespace promo::tests
