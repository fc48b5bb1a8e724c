#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>

#include "domains/coupons/downloads/device.hpp"
#include "domains/templates/template.hpp"

namespace promo::coupons::downloads {

// The door through which a picture was asked for.
enum class Source { bot, web, link, batch };
BOOST_DESCRIBE_ENUM(Source, bot, web, link, batch)

// A picture that somebody took away or, with an `error_type`, could not.
struct Usage {
    Source source = Source::web;
    std::string template_slug;
    templates::Variant variant = templates::Variant::square;
    std::string coupon_code;
    std::optional<std::string> error_type = {};
    Device device_type = Device::unknown;
};
BOOST_DESCRIBE_STRUCT(Usage, (), (source, template_slug, variant, coupon_code, error_type, device_type))

}  // namespace promo::coupons::downloads
