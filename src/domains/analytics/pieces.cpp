#include "domains/analytics/pieces.hpp"

#include <boost/describe/class.hpp>

#include "core/json_write.hpp"

namespace promo::analytics {
namespace {

struct Piece {
    Day day = 0;
    int hour = 0;
    std::int64_t starts = 0;
    std::int64_t ends = 0;
};
BOOST_DESCRIBE_STRUCT(Piece, (), (day, hour, starts, ends))

}  // namespace

std::string text_of(const std::vector<Hour>& hours) {
    std::vector<Piece> pieces;
    for (const auto& hour : hours) {
        pieces.push_back(
            {hour.day, hour.hour, hour.from.time_since_epoch().count(), hour.to.time_since_epoch().count()});
    }
    return core::json::to_text(pieces);
}

}  // namespace promo::analytics
