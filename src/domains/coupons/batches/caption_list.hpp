#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "domains/coupons/codes/import.hpp"

namespace promo::coupons::batches {

using codes::LineProblem;

inline constexpr std::size_t kMostLines = 2'000;
inline constexpr std::size_t kMostProblems = 200;

// A text to draw, and where it stood.
struct Caption {
    std::int64_t line = 0;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(Caption, (), (line, text))

struct CaptionList {
    std::vector<Caption> captions;  // all different
    std::vector<LineProblem> problems;
};

// The first column of a CSV file; a first line that names the column is none. Refuses as `invalid` what is no CSV or
// gives no text at all, as `too_large` more than kMostLines lines.
CaptionList read_captions(std::string_view csv);

// Beyond kMostProblems a last line says that there are more.
void add_problem(std::vector<LineProblem>& problems, LineProblem problem);

}  // namespace promo::coupons::batches
