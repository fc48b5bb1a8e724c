#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "domains/coupons/downloads/device.hpp"
#include "domains/templates/template.hpp"

namespace promo::coupons::usage {

// The door through which a picture was asked for.
enum class Source { bot, web, link, batch };
BOOST_DESCRIBE_ENUM(Source, bot, web, link, batch)

// A picture that somebody took away or, with an `error_type`, could not. Where it ended before one was chosen, there is
// no template.
struct Usage {
    Source source = Source::web;
    std::optional<std::string> template_slug = {};
    std::optional<templates::Variant> variant = {};
    std::string coupon_code;
    std::optional<std::string> error_type = {};
    downloads::Device device_type = downloads::Device::unknown;
    std::optional<std::int64_t> chat_id = {};  // of the bot's
};
BOOST_DESCRIBE_STRUCT(Usage, (), (source, template_slug, variant, coupon_code, error_type, device_type, chat_id))

}  // namespace promo::coupons::usage
