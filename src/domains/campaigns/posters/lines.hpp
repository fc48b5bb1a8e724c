#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace promo::campaigns::posters {

// Whether a text fits into a line.
using Fits = std::function<bool(const std::string& text)>;

// The pieces at which a text may be broken, each with the blank before it: words, and every character of scripts that
// are written without blanks.
std::vector<std::string> pieces_of(std::string_view text);

// As many pieces a line as fit, at least one. Of what does not go into `most` lines the rest is cut, with an ellipsis.
std::vector<std::string> broken_into_lines(const std::vector<std::string>& pieces, std::size_t most, const Fits& fits);

}  // namespace promo::campaigns::posters
