#pragma once

#include "domains/templates/service.hpp"
#include "http/route.hpp"

namespace promo::templates::forms {

// The addresses under which templates have always been edited: one form with the pictures, and a call for each button.
http::Routes routes(Service& service);

}  // namespace promo::templates::forms
