#pragma once

#include <boost/describe/enum.hpp>
#include <string>

namespace promo::coupons {

// Who says whether a coupon is good.
enum class Provider { none, list, funderpro, stripe };
BOOST_DESCRIBE_ENUM(Provider, none, list, funderpro, stripe)

// Why the answer is what it is. `unavailable` and `timeout` say nothing about the coupon.
enum class Reason { ok, empty, bad_format, not_found, expired, unavailable, timeout, not_configured };
BOOST_DESCRIBE_ENUM(Reason, ok, empty, bad_format, not_found, expired, unavailable, timeout, not_configured)

struct Verdict {
    Reason reason = Reason::unavailable;
    std::string code;     // cleaned
    int status_code = 0;  // the provider's, where it has one
    std::string message;  // for the person who typed it
    bool valid() const { return reason == Reason::ok; }
};

}  // namespace promo::coupons
