#pragma once

#include <string>

#include "http/route.hpp"

namespace promo::app {

// `docs/http-api.md`, from the table of routes.
std::string http_reference(const http::Routes& routes);

}  // namespace promo::app
