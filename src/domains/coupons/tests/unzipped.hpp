#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace promo::tests {

// A little-endian number.
std::uint32_t number_at(const std::string& bytes, std::size_t at, std::size_t length);

// What the directory at the archive's end says, each file checked against its own head and its checksum. Fails the test
// for two files of one name and for bytes that belong to nothing.
std::map<std::string, std::string> unzipped(const std::string& archive);

}  // namespace promo::tests
