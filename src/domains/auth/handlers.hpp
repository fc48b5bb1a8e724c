#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domains/auth/callers/service.hpp"
#include "domains/auth/gate/handlers.hpp"
#include "domains/auth/service.hpp"
#include "http/route.hpp"

namespace promo::auth {

// What the pages may know before anybody has signed in.
struct PublicSettings {
    std::optional<std::string> clerk_publishable_key;
    std::optional<std::string> clerk_frontend_url;
    std::vector<std::string> issuers;  // for those who run the installation alone
    bool secure_cookies = false;       // also when a request came over plain HTTP
};

// Signing in and out.
http::Routes routes(Service& sessions, callers::Service& callers, Gate& gate, PublicSettings settings);

}  // namespace promo::auth
