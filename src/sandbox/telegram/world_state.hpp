#pragma once

#include <condition_variable>
#include <mutex>

#include "sandbox/telegram/state.hpp"
#include "sandbox/telegram/webhooks.hpp"
#include "sandbox/telegram/world.hpp"

namespace promo::sandbox::telegram {

struct World::Impl {
    Impl(core::Clock& clock, core::Entropy& entropy, Changes& watchers)
        : state(clock, entropy), webhooks(state), changes(watchers) {}

    std::mutex mutex;
    std::condition_variable queued;
    State state;
    Webhooks webhooks;
    Changes& changes;
};

// The way in: holds the lock while it lives, then tells the watchers what changed.
class World::Entry {
public:
    explicit Entry(Impl& impl);
    ~Entry();
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

    State& state() { return impl_.state; }

private:
    Impl& impl_;
    std::unique_lock<std::mutex> lock_;
    std::size_t calls_before_;
};

}  // namespace promo::sandbox::telegram
