#pragma once

#include <rapidcheck.h>

#include <sstream>
#include <string>

namespace promo::tests {

// Empty when `property` held for all that RapidCheck tried, otherwise its counterexample and the seed that replays it
// (RC_PARAMS="reproduce=…"). rc::check says the same on standard error, and more when all is well.
template <class Property>
std::string counterexample(Property&& property) {
    const auto result = rc::detail::checkTestable(std::forward<Property>(property));
    if (result.template is<rc::detail::SuccessResult>()) return {};
    std::ostringstream text;
    rc::detail::printResultMessage(result, text);
    return text.str();
}

}  // namespace promo::tests
