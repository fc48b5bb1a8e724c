#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

namespace promo::broadcasts {

// Whom a broadcast is for: everybody who has talked to the bot and whom each filter lets through. Who has blocked it or
// wants no broadcasts never is.
struct Audience {
    std::optional<int> active_days = {};    // heard of within so many days
    std::optional<int> inactive_days = {};  // not heard of for so many
    std::optional<bool> generated = {};     // has, or has not, made a picture
    std::optional<bool> has_coupon = {};
    std::vector<std::string> languages = {};  // empty: all
    std::vector<std::string> sources = {};    // deep links that brought them; empty: all
    std::vector<std::string> chat_types = {"private"};

    friend bool operator==(const Audience&, const Audience&) = default;
};
BOOST_DESCRIBE_STRUCT(Audience, (), (active_days, inactive_days, generated, has_coupon, languages, sources, chat_types))

// Refuses as `invalid`, with the field, what cannot be meant.
void check(const Audience& audience);

}  // namespace promo::broadcasts
