#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "storage/object_store.hpp"

namespace promo::storage {

// For threads that must stay free for other work while a store hangs: one of them at a time asks it, the others wait a
// little for their turn. When one waited long in vain nobody asks for a while. Safe from any thread.
class Patience {
public:
    // What `read` gives. Throws StorageError at once, or soon, when the store seems to be away.
    template <class Read>
    auto ask(const Read& read) {
        const Turn turn(*this);
        const auto start = Clock::now();
        try {
            auto answer = read();
            failed_at({});
            return answer;
        } catch (const StorageError&) {
            if (const auto now = Clock::now(); now >= start + kLongestWait) failed_at(now);
            throw;
        }
    }

    static constexpr std::chrono::seconds kLongestWait{2};
    static constexpr std::chrono::seconds kAwayFor{10};

private:
    using Clock = std::chrono::steady_clock;

    class Turn {
    public:
        explicit Turn(Patience& patience) : patience_(patience) { patience_.enter(); }
        ~Turn() { patience_.leave(); }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        Patience& patience_;
    };

    void enter();
    void leave();
    void failed_at(Clock::time_point moment);

    std::mutex mutex_;
    std::condition_variable left_;
    bool asking_ = false;
    Clock::time_point asking_since_{};
    Clock::time_point failed_at_{};
};

}  // namespace promo::storage
