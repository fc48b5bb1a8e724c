#pragma once

#include <optional>
#include <string>
#include <vector>

namespace promo::tenants::people {

// Whose subjects are meant: those of the named issuer, or of the only one there is. Refuses as `not_configured` when
// there is none, as `invalid` one that is not known and to guess among several.
std::string chosen_issuer(const std::vector<std::string>& known, const std::optional<std::string>& named);

}  // namespace promo::tenants::people
