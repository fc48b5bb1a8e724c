#include "domains/tenants/people/email.hpp"

#include <algorithm>

namespace promo::tenants::people {
namespace {

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

bool same_mailbox(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, lower, lower);
}

std::string_view local_part(std::string_view email) {
    return email.substr(0, email.find('@'));
}

}  // namespace promo::tenants::people
