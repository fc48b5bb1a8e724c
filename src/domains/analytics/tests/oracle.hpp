#pragma once

#include "small_bot.hpp"

namespace promo::analytics::tests {

// The same answers from the rows alone, one look at each.
Stats stats_of(const std::vector<Use>& uses, const Question& question, const std::string& zone, core::Timestamp now);
Rhythm rhythm_of(const std::vector<Use>& uses, const Period& period, Door door, const std::string& zone,
                 core::Timestamp now);

}  // namespace promo::analytics::tests
