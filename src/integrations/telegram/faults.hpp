#pragma once

#include <string_view>

#include "integrations/telegram/api.hpp"
#include "net/http_client.hpp"

namespace promo::telegram {

// What Telegram means by an error code and its words. The words are no part of its contract, so what we do not know is
// bad_request.
Problem problem_of(int error_code, std::string_view description);

// Of a request that got no answer from Telegram itself.
Fault fault_without_answer(const net::Reply& reply);

}  // namespace promo::telegram
