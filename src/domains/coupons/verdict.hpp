#pragma once

#include <boost/describe/enum.hpp>
#include <string>
#include <string_view>

namespace promo::coupons {

// Who says whether a coupon is good.
enum class Provider { none, list, funderpro, stripe };
BOOST_DESCRIBE_ENUM(Provider, none, list, funderpro, stripe)

// Why the answer is what it is. The last three say nothing about the coupon: its provider could not say, or not in
// time, or cannot be asked before somebody of the tenant does something.
enum class Reason { ok, empty, bad_format, not_found, not_yet, expired, unavailable, timeout, not_configured };
BOOST_DESCRIBE_ENUM(Reason, ok, empty, bad_format, not_found, not_yet, expired, unavailable, timeout, not_configured)

struct Verdict {
    Reason reason = Reason::unavailable;
    std::string code;     // cleaned
    int status_code = 0;  // the provider's, where it has one
    std::string message;  // for the person who typed it
    bool valid() const { return reason == Reason::ok; }
    // Nobody had to be asked to see that this can be no coupon.
    bool malformed() const { return reason == Reason::empty || reason == Reason::bad_format; }
    bool says_something() const { return reason <= Reason::expired; }
};

// With the message that belongs to the reason.
Verdict verdict(Reason reason, std::string code, int status_code = 0);

// What this text is before anybody is asked: `ok` with the code that is compared, `empty`, or `bad_format`.
Verdict first_look(std::string_view typed);

}  // namespace promo::coupons
