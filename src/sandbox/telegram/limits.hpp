#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <utility>

#include "core/time.hpp"

namespace promo::sandbox::telegram {

// Telegram's published rates, unless a test wants others: it may have different ones any day, and tells nobody.
struct Rates {
    double bot = 30;  // messages a second
    double chat = 1;  // messages a second, three at once
    double group_a_minute = 20;
};

class Limiter {
public:
    // 0: sent. Otherwise nothing was counted and this is how many seconds to wait.
    std::int64_t take(std::int64_t bot, std::int64_t chat, bool is_private, double messages, core::Timestamp now,
                      const Rates& rates = {});
    void clear() { buckets_.clear(); }

private:
    struct Bucket {
        double level = 0;
        core::Timestamp at{};
        bool begun = false;
    };
    Bucket& filled(std::pair<std::int64_t, std::int64_t> key, double rate, double burst, core::Timestamp now);
    void forget_full(core::Timestamp now);

    std::map<std::pair<std::int64_t, std::int64_t>, Bucket> buckets_;
    core::Timestamp swept_at_{};
};

// What Telegram's servers allow one caller: tokens they have not seen before. Here all callers are one.
class FirstUses {
public:
    static constexpr std::size_t kMostAMinute = 20;
    static constexpr std::size_t kMostAnHour = 600;

    // 0: counted. Otherwise how many seconds to wait.
    std::int64_t take(core::Timestamp now);
    void clear() { lately_.clear(); }

private:
    std::deque<core::Timestamp> lately_;  // those of the last hour, oldest first
};

}  // namespace promo::sandbox::telegram
