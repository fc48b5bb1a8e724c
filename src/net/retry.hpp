#pragma once

#include <chrono>
#include <functional>

#include "core/backoff.hpp"
#include "core/entropy.hpp"
#include "net/send.hpp"

namespace promo::net {

class HttpClient;

// What to do about an answer 429 or 503. Its request was not acted on.
enum class Busy {
    give_up,
    wait_if_told,  // only when there is a `Retry-After`
    wait_always,
};

struct RetryRules {
    int attempts = 3;
    std::chrono::milliseconds overall{30'000};
    core::Backoff backoff{std::chrono::milliseconds(200), std::chrono::milliseconds(5'000)};
    Busy busy = Busy::give_up;
};

// Sends again only what cannot have been acted on: Outcome::not_sent, and a busy answer when asked. An unknown outcome
// comes back as it is. Safe from any thread.
class Retrying {
public:
    using Send = net::Send;
    using Pause = std::function<bool(std::chrono::milliseconds)>;  // false: stop trying
    using Now = std::function<std::chrono::steady_clock::time_point()>;

    Retrying(HttpClient& client, core::Entropy& entropy);
    Retrying(Send send, Pause pause, Now now, core::Entropy& entropy);

    Reply perform(const Request& request, const RetryRules& rules = {}) const;

private:
    static bool worth_another(const Reply& reply, const RetryRules& rules);

    Send send_;
    Pause pause_;
    Now now_;
    core::Entropy& entropy_;
};

}  // namespace promo::net
