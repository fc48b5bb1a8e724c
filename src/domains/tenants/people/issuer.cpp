#include "domains/tenants/people/issuer.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace promo::tenants::people {

using core::Refusal;
using core::RefusalCode;

std::string chosen_issuer(const std::vector<std::string>& known, const std::optional<std::string>& named) {
    if (known.empty()) {
        throw Refusal(RefusalCode::not_configured,
                      "Nobody can sign in with an account here yet: set CLERK_ALLOWED_ISSUERS.");
    }
    if (!named && known.size() > 1) {
        throw Refusal(RefusalCode::invalid, "There are several issuers: name the one whose id this is.", "issuer");
    }
    if (!named) return known.front();
    if (std::ranges::find(known, *named) == known.end())
        throw Refusal(RefusalCode::invalid, "Name an issuer of CLERK_ALLOWED_ISSUERS.", "issuer");
    return *named;
}

}  // namespace promo::tenants::people
