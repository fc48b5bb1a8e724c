#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <string_view>

namespace promo::coupons::batches {

inline constexpr std::string_view kDrawJob = "coupons.batch";
inline constexpr std::string_view kSweepJob = "coupons.sweep_batches";

// The payload of kDrawJob.
struct DrawPayload {
    std::string batch;
};
BOOST_DESCRIBE_STRUCT(DrawPayload, (), (batch))

}  // namespace promo::coupons::batches
