#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <string>
#include <vector>

#include "app/config.hpp"

namespace promo::app {

enum class Health { good, warning, fault };
BOOST_DESCRIBE_ENUM(Health, good, warning, fault)

// What one look found, and what to do about it when it is not good.
struct Finding {
    std::string check;
    Health health = Health::good;
    std::string found;
    std::string advice;
};
BOOST_DESCRIBE_STRUCT(Finding, (), (check, health, found, advice))

// Looks at everything the configuration points at and changes nothing.
std::vector<Finding> examine(const Config& config);

std::string to_report(const std::vector<Finding>& findings);

}  // namespace promo::app
