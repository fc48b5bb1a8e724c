#pragma once

#include <string>

#include "http/gate.hpp"
#include "http/route.hpp"
#include "http/static_files.hpp"

namespace promo::app {

struct PageOptions {
    std::string admin_url;  // where the admin dashboard lives, e.g. https://admin.example.com
};

// The HTML pages and which of our names serves which. A page that needs somebody sends a stranger to /login.
http::Routes page_routes(const http::StaticFiles& files, http::Gate& gate, PageOptions options);

}  // namespace promo::app
