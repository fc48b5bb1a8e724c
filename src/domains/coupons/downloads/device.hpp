#pragma once

#include <boost/describe/enum.hpp>
#include <string_view>

namespace promo::coupons::downloads {

enum class Device { mobile, desktop, tablet, unknown };
BOOST_DESCRIBE_ENUM(Device, mobile, desktop, tablet, unknown)

// What a browser says of itself in `User-Agent`: a guess, good enough to count.
Device device_of(std::string_view user_agent);

}  // namespace promo::coupons::downloads
