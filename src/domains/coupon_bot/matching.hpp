#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "domains/templates/template.hpp"

namespace promo::coupon_bot {

inline constexpr std::size_t kMostCandidates = 8;

// A name as it is compared: `Flash-Sale` and `flash_sale` are `flashsale`.
std::string normalised(std::string_view name);

// Those that `name` may mean, in their order: the one with that slug, else with that name, else all whose slug or name
// begins so. Not more than kMostCandidates.
std::vector<const templates::Template*> candidates(const std::vector<templates::Template>& templates,
                                                   std::string_view name);

}  // namespace promo::coupon_bot
