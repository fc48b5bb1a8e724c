#pragma once

#include "domains/broadcasts/broadcast.hpp"

namespace promo::broadcasts {

// What a page sends: everything that has a default may be missing.
struct TypedContent {
    std::string text;
    std::optional<Picture> picture;
    std::optional<std::vector<std::vector<LinkButton>>> buttons;
    std::optional<bool> silent;
    std::optional<bool> protect;
    std::optional<bool> preview_links;
};
BOOST_DESCRIBE_STRUCT(TypedContent, (), (text, picture, buttons, silent, protect, preview_links))

struct TypedAudience {
    std::optional<int> active_days;
    std::optional<int> inactive_days;
    std::optional<bool> generated;
    std::optional<bool> has_coupon;
    std::optional<std::vector<std::string>> languages;
    std::optional<std::vector<std::string>> sources;
    std::optional<std::vector<std::string>> chat_types;
};
BOOST_DESCRIBE_STRUCT(TypedAudience, (),
                      (active_days, inactive_days, generated, has_coupon, languages, sources, chat_types))

struct TypedQuiet {
    core::TimeOfDay from;
    core::TimeOfDay to;
    std::optional<Zone> zone;
};
BOOST_DESCRIBE_STRUCT(TypedQuiet, (), (from, to, zone))

struct TypedTiming {
    std::optional<core::Timestamp> at;
    std::optional<std::string> local_time;
    std::optional<Zone> zone;
    std::optional<TypedQuiet> quiet;
    std::optional<int> per_second;
    std::optional<InDoubt> in_doubt;
    std::optional<int> expires_hours;
};
BOOST_DESCRIBE_STRUCT(TypedTiming, (), (at, local_time, zone, quiet, per_second, in_doubt, expires_hours))

Content content_of(TypedContent typed);
Audience audience_of(TypedAudience typed);
Timing timing_of(const TypedTiming& typed);

}  // namespace promo::broadcasts
