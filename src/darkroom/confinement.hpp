#pragma once

#include <stdexcept>

namespace promo::darkroom {

// The system did not let us lock ourselves in.
class ConfinementError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// From here on this process computes, reads and writes what is open, and ends. Any other call of the system kills it,
// as does more memory or time than a picture may take. Throws ConfinementError.
void confine();

}  // namespace promo::darkroom
