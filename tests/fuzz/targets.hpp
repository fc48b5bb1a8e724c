#pragma once

#include <span>
#include <string_view>

namespace promo::fuzz {

// Feeds one input to a reader of what strangers send. Returns when the reader behaved; a broken promise ends the
// process, which is what a fuzzer looks for.
using Target = void (*)(std::string_view input);

struct NamedTarget {
    std::string_view name;  // also the folder of its corpus
    Target run;
};

std::span<const NamedTarget> targets();

}  // namespace promo::fuzz
