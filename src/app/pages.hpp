#pragma once

#include <optional>
#include <string>

#include "domains/tenants/service.hpp"
#include "http/gate.hpp"
#include "http/route.hpp"
#include "http/static_files.hpp"

namespace promo::app {

struct PageOptions {
    std::string admin_url;  // where the admin dashboard lives, e.g. https://admin.example.com
    std::string dash_url;   // and the client dashboard
    bool apart = false;     // each at its own name alone; in development the admin's name serves both
    std::optional<std::string> identity_provider;  // whose script the sign-in pages run
};

// The HTML pages and which of our names serves which. A page that needs somebody sends a stranger to /login.
http::Routes page_routes(const http::StaticFiles& files, http::Gate& gate, tenants::Service& tenants,
                         PageOptions options);

}  // namespace promo::app
