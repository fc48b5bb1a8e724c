#pragma once

#include <signal.h>

namespace promo::app {

// SIGTERM and SIGINT, awaited instead of handled: built before any thread, so that every thread leaves them to `wait`.
class Termination {
public:
    Termination();
    void wait() const;
    // Without waiting.
    bool asked() const;

private:
    sigset_t signals_{};
};

}  // namespace promo::app
