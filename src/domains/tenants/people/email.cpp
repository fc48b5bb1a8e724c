#include "domains/tenants/people/email.hpp"

#include <algorithm>

#include "core/ascii.hpp"

namespace promo::tenants::people {

bool same_mailbox(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, core::lower, core::lower);
}

std::string_view local_part(std::string_view email) {
    return email.substr(0, email.find('@'));
}

}  // namespace promo::tenants::people
