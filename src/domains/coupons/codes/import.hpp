#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "domains/coupons/codes/code.hpp"

namespace promo::coupons::codes {

inline constexpr std::size_t kMostCodes = 100'000;  // of one tenant
inline constexpr std::size_t kMostProblems = 1'000;

// What becomes of the codes that a file does not name.
enum class ImportMode { add, replace };
BOOST_DESCRIBE_ENUM(ImportMode, add, replace)

// A line that gave no code, and why.
struct LineProblem {
    std::int64_t line = 0;  // 0: stands for all that are not told one by one
    std::string text;       // what its first column says
    std::string why;
};
BOOST_DESCRIBE_STRUCT(LineProblem, (), (line, text, why))

struct Listed {
    std::vector<Code> codes;  // all different
    std::vector<LineProblem> problems;
};

// Reads the columns code, valid_from and valid_until; a first line that names them may put them in another order.
// Refuses as `invalid` a file that is no CSV, and one with more than kMostCodes lines.
Listed read_list(std::string_view csv, const core::TimeZone& zone);

// The same columns. Codes that a spreadsheet would run as formulas come out harmless, and are read as they were.
std::string write_list(const std::vector<Code>& codes);

}  // namespace promo::coupons::codes
