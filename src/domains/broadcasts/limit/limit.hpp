#pragma once

#include <boost/describe/class.hpp>
#include <chrono>
#include <cstdint>
#include <optional>

namespace promo::broadcasts {

// How many people a tenant's broadcasts may be for within kLimitedFor, added up: whoever got into its account does not
// write to everybody all day long.
struct Limit {
    std::optional<std::int64_t> chosen = {};
    std::int64_t usual = 0;  // what holds when nobody has chosen
    std::int64_t used = 0;

    std::int64_t allowed() const { return chosen.value_or(usual); }
};
BOOST_DESCRIBE_STRUCT(Limit, (), (chosen, usual, used))

inline constexpr std::chrono::hours kLimitedFor{24};
inline constexpr std::int64_t kHighestLimit = 10'000'000;

// Five broadcasts to all who ever talked to the bot, and room for who has few.
constexpr std::int64_t usual_limit(std::int64_t people) {
    return 1'000 + 5 * people;
}

// Refuses as `invalid`.
void check_limit(const std::optional<std::int64_t>& chosen);
// Refuses as `conflict` a broadcast to so many more.
void require_room(const Limit& limit, std::int64_t people);

}  // namespace promo::broadcasts
