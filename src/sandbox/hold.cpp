#include "sandbox/hold.hpp"

#include <condition_variable>
#include <mutex>

namespace promo::sandbox {

void hold(std::chrono::milliseconds time, const core::Clock& clock) {
    if (time.count() == 0) return;
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, clock.real(time), [] { return false; });
}

}  // namespace promo::sandbox
