#pragma once

#include <string_view>

namespace promo::db {

enum class Engine { sqlite, postgres };

// A statement with a name, for metrics and logs. Both engines read the same text; a line that only one needs starts
// with `--@postgres ` or `--@sqlite ` and is a comment to the other. Parameters are $1, $2 … on both.
struct Sql {
    std::string_view name;
    std::string_view text;
};

}  // namespace promo::db
