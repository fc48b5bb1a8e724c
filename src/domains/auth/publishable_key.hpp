#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace promo::auth {

// Where the pages find Clerk's script: the address that a publishable key spells, with http for this machine and https
// for any other. Empty for what is no publishable key.
std::optional<std::string> clerk_frontend_url(std::string_view publishable_key);

}  // namespace promo::auth
