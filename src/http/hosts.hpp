#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace promo::http {

// The names we answer to, without ports. In development also localhost, 127.0.0.1, [::1] and *.localhost of the names.
struct Hosts {
    std::string public_host;
    std::string admin;
    std::string dash;
    bool development = false;

    // Empty: not ours, the answer is 421.
    std::optional<HostKind> kind(std::string_view host_header) const;
};

// Whether a Host header holds an IP address instead of a name.
bool is_address(std::string_view host_header);

}  // namespace promo::http
