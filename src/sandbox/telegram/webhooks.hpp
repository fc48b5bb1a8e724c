#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/poster.hpp"
#include "sandbox/telegram/state.hpp"

namespace promo::sandbox::telegram {

// When an update that was refused `failures` times is sent again: at once, then after 2, 4, 8 … seconds, at most after
// `cap`, which is 60 to 120 s; never before `retry_after`, of which up to an hour counts.
core::Duration retry_wait(int failures, core::Duration cap, std::optional<std::chrono::seconds> retry_after);

// The deliveries of all bots that have a webhook: in order within a queue, queues beside each other.
class Webhooks {
public:
    explicit Webhooks(State& state) : state_(state) {}

    // Everything that is due now; it counts as being on its way until `finish`.
    std::vector<Delivery> take_due();
    // When to look again, unless something changes before.
    std::optional<core::Timestamp> next_due() const;

    void forget_all() { on_its_way_.clear(); }

    struct Answered {
        std::int64_t bot = 0;
        std::string body;  // may hold a call that the bot makes this way
    };
    // What became of a delivery. Present when it was accepted with a body.
    std::optional<Answered> finish(std::int64_t delivery, const DeliveryResult& result);

private:
    struct OnItsWay {
        std::int64_t bot = 0;
        std::int64_t update = 0;
        std::int64_t queue = 0;
        std::int64_t generation = 0;
    };
    Delivery start(Bot& bot, std::int64_t queue_id, UpdateQueue& queue);
    void fail(Bot& bot, UpdateQueue& queue, std::int64_t update, const DeliveryResult& result, AttemptRecord* record);
    int allowed_at_once(const Bot& bot) const;

    State& state_;
    std::map<std::int64_t, OnItsWay> on_its_way_;  // by the number of the attempt
};

}  // namespace promo::sandbox::telegram
