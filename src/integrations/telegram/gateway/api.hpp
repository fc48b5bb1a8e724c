#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "integrations/telegram/sending/api.hpp"
#include "net/send.hpp"

namespace promo::telegram {

// What all calls of this process leave through, so that what Telegram asked of one is kept by the others. It never
// waits: who would have to gets the answer that Telegram would give, 429 with the time that is left, and nothing was
// sent. Safe from any thread.
class Gateway {
public:
    // Telegram lets one caller begin with so many tokens that it has not seen before. Tenants share that: who alone
    // wants it may use all of a minute; of those who had to wait, who has begun with the fewest in an hour comes first.
    static constexpr std::size_t kFirstUsesAMinute = 20;
    static constexpr std::size_t kFirstUsesAnHour = 600;
    // So that no tenant makes another one wait for an hour.
    static constexpr std::size_t kFirstUsesOfATenantAnHour = 300;
    // So long after its time a place is kept for who had to wait.
    static constexpr std::chrono::seconds kPlaceKept{15};

    using Steady = std::function<std::chrono::steady_clock::time_point()>;
    explicit Gateway(net::Send send, Steady steady = std::chrono::steady_clock::now);

    // For calls whose answer somebody waits for. A 429 holds all of them for that bot.
    net::Reply perform(const net::Request& request);
    // For the outbox, which keeps its own pace and waits for nothing here. A bot that it sends for was connected
    // before: its token is new to nobody, and least of all after our restart.
    SendLater noting(SendLater send);

    // Telegram has asked that this bot be left alone: `perform` asks nothing for it until then.
    void hold(std::int64_t bot, std::chrono::milliseconds wait);

private:
    using Time = std::chrono::steady_clock::time_point;
    struct FirstUse {
        Time at;
        std::string tenant;
    };
    struct Waiting {
        Time since;
        Time until;
    };

    std::chrono::seconds left_of_hold(std::int64_t bot);
    // How long until a new token may be used; zero: this one counts from now on.
    std::chrono::seconds meet(std::string_view token, const std::string& tenant);
    std::size_t count_ahead_of(const std::string& tenant, Time now) const;
    Time free_at(const std::string& tenant, std::size_t ahead) const;
    void remember(std::size_t hash);

    net::Send send_;
    Steady steady_;
    std::mutex mutex_;
    std::unordered_map<std::int64_t, Time> held_until_;
    std::unordered_set<std::size_t> met_;  // hashes of tokens
    std::deque<FirstUse> first_uses_;      // of the last hour
    std::unordered_map<std::string, Waiting> waiting_;
};

}  // namespace promo::telegram
