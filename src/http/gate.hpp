#pragma once

#include <optional>

#include "http/message.hpp"

namespace promo::http {

// Finds out who is calling, from what the request carries. Runs on the route's pool and may wait for the database.
// Empty: nobody we know. Throws Refusal, or what broke. The server compares the answer with the route's access.
class Gate {
public:
    virtual ~Gate() = default;
    virtual std::optional<Principal> identify(const Request& request) = 0;
};

}  // namespace promo::http
