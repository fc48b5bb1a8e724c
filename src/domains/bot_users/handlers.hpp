#pragma once

#include "domains/bot_users/directory/service.hpp"
#include "http/route.hpp"

namespace promo::bot_users {

http::Routes routes(directory::Service& directory);

}  // namespace promo::bot_users
