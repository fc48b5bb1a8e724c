#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "http/request_reader.hpp"

namespace promo::http {

inline constexpr std::size_t kMostHeaders = 100;
inline constexpr std::size_t kLongestTarget = 4096;

// `line` is the first line of a request without its line end.
std::optional<Fault> check_request_line(std::string_view line);

// `head` is a whole head, from the request line through the empty line. The checks that a tolerant parser leaves out:
// exactly one Host, no folded lines, no control characters, one unambiguous length, only the chunked coding.
std::optional<Fault> check_head(std::string_view head);

}  // namespace promo::http
