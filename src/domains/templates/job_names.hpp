#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <string_view>

namespace promo::templates {

inline constexpr std::string_view kPublishJob = "templates.publish";

struct PublishPayload {
    std::string slug;
};
BOOST_DESCRIBE_STRUCT(PublishPayload, (), (slug))

}  // namespace promo::templates
