#pragma once

#include "domains/broadcasts/handlers.hpp"

// The endpoints of before, for those who still call them: a text to everybody who was active lately.
namespace promo::broadcasts::legacy {

http::Routes routes(const Services& services);

}  // namespace promo::broadcasts::legacy
