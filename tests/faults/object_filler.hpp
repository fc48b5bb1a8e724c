#pragma once

#include <string>

namespace promo::faults {

// Puts objects into a folder until it refuses one, says so, waits for a line on standard input, then reads all of them
// again and puts one more. Returns the exit code: 0 when nothing was lost and the last put worked.
int fill_with_objects(const std::string& folder);

}  // namespace promo::faults
