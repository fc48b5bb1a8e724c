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

}  // namespace promo::app
