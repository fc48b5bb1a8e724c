#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "domains/connections/connection.hpp"
#include "integrations/telegram/api.hpp"

namespace promo::connections::channels {

// What a caller of ours is told when Telegram did not do what he asked for.
core::Refusal refusal_of(const telegram::Fault& fault, std::string field = {});
// Whether it says something about Telegram or the way there, and nothing about what was asked.
bool is_passing(const telegram::Fault& fault);

// Looks at channels through a bot's eyes. Safe from any thread.
class Service {
public:
    explicit Service(const telegram::Api& telegram) : telegram_(telegram) {}

    // One report for each channel there is an id of. Throws Refusal, as refusal_of says, for a fault that is passing
    // and for a token that is refused.
    std::vector<ChannelReport> examine(const core::Secret& token, std::int64_t bot, BotRole role,
                                       const Channels& channels) const;

private:
    const telegram::Api& telegram_;
};

// Refuses as `invalid` when a channel is out of reach; missing rights are no reason.
void require_reachable(const std::vector<ChannelReport>& reports);

}  // namespace promo::connections::channels
