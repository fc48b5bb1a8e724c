#pragma once

#include <string>
#include <string_view>

namespace promo::core {

// The part of an address that one client cannot change at will: all of IPv4, also as IPv6 writes it, and the first 64
// bits of other IPv6.
std::string network_prefix(std::string_view address);

}  // namespace promo::core
