#pragma once

#include <string>

#include "http/message.hpp"
#include "http/route.hpp"

namespace promo::http {

// What a browser calls a page of ours that it got from the host of this request: `https://dash.example.com`.
std::string own_origin(const Request& request);

// False for a state-changing request that a page of somebody else may have caused. A request that carries a cookie, and
// nothing else to sign in with, has to prove that it comes from one of our pages, unless anyone may call.
bool comes_from_our_page(const Request& request, Access access);

}  // namespace promo::http
