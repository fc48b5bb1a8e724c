#include "app/termination.hpp"

namespace promo::app {

Termination::Termination() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

void Termination::wait() const {
    int signal = 0;
    while (sigwait(&signals_, &signal) != 0) {
    }
}

bool Termination::asked() const {
    sigset_t pending{};
    sigpending(&pending);
    return sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1;
}

}  // namespace promo::app
