#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sandbox/telegram/state.hpp"

namespace promo::sandbox::telegram {

// Puts an update into the bot's queue, unless the bot did not ask for its type. `payload` is JSON.
void queue_update(State& state, Bot& bot, std::string_view type, std::string_view payload, std::int64_t queue);

// Which updates stay in order with each other, as Telegram does it.
std::int64_t queue_of_callbacks(std::int64_t user);
std::int64_t queue_of_own_membership(std::int64_t chat);
std::int64_t queue_of_membership(std::int64_t user);
std::int64_t queue_of_join_requests(std::int64_t user);

bool is_update_type(std::string_view type);
void drop_expired(State& state, Bot& bot);
void drop_all(Bot& bot);
// Nobody will ask for this one again.
void confirm(Bot& bot, std::int64_t update_id);

}  // namespace promo::sandbox::telegram
