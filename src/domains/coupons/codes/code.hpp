#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "core/time_zone.hpp"
#include "domains/coupons/verdict.hpp"

namespace promo::coupons::codes {

// One coupon of a tenant's own list. Either time may be open.
struct Code {
    std::string code;
    std::optional<core::Timestamp> valid_from;
    std::optional<core::Timestamp> valid_until;  // the first moment at which it is good no more
    core::Timestamp created_at{};
};
BOOST_DESCRIBE_STRUCT(Code, (), (code, valid_from, valid_until, created_at))

// As somebody wrote it: a time is empty, an instant such as 2026-03-29T01:30:00Z, or a day of the tenant's calendar,
// which is wholly within.
struct Written {
    std::string code;
    std::string valid_from = {};
    std::string valid_until = {};
};

// Refuses as `invalid`, with the field, what is no code, no time, or ends before it begins.
Code read_code(const Written& written, const core::TimeZone& zone);

Reason reason_at(const Code& code, core::Timestamp now);

}  // namespace promo::coupons::codes
