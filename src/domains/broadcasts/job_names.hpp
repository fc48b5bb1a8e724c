#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <string_view>

namespace promo::broadcasts {

inline constexpr std::string_view kStartJob = "broadcasts.start";
inline constexpr std::string_view kFeedJob = "broadcasts.feed";
inline constexpr std::string_view kSweepJob = "broadcasts.sweep";

// The payload of the first two.
struct JobPayload {
    std::string broadcast;
};
BOOST_DESCRIBE_STRUCT(JobPayload, (), (broadcast))

}  // namespace promo::broadcasts
