#pragma once

#include "http/message.hpp"
#include "http/route.hpp"

namespace promo::http {

// False for a state-changing request that a page of somebody else may have caused. A request that carries a cookie, and
// nothing else to sign in with, has to prove that it comes from one of our pages, unless anyone may call.
bool comes_from_our_page(const Request& request, Access access);

}  // namespace promo::http
