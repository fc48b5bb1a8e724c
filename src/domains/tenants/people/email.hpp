#pragma once

#include <string>
#include <string_view>

namespace promo::tenants::people {

// One mailbox, however its letters are written.
bool same_mailbox(std::string_view left, std::string_view right);

// What stands before the `@`.
std::string_view local_part(std::string_view email);

}  // namespace promo::tenants::people
