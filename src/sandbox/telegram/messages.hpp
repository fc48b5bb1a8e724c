#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sandbox/telegram/state.hpp"

namespace promo::sandbox::telegram {

inline constexpr std::size_t kMostMessagesPerChat = 20'000;

// Stores a message, gives it its number and date, and tells the bots that may see it.
StoredMessage& post_message(State& state, ChatState& chat, StoredMessage message);
// Says the same of the message as it is now.
void announce_edit(State& state, ChatState& chat, StoredMessage& message);
void erase_message(State& state, ChatState& chat, std::int64_t message_id);

// As `reader` sees it; without one, for our own pages, files are known by their unique ids.
Message show_message(State& state, const ChatState& chat, const StoredMessage& message, const Bot* reader);
std::string message_json(State& state, const ChatState& chat, const StoredMessage& message, const Bot* reader);

// Empty when it was deleted or never was.
StoredMessage* find_message(ChatState& chat, std::int64_t message_id);

// A message that tells what happened: somebody joined, a message was pinned.
StoredMessage& post_service(State& state, ChatState& chat, std::int64_t actor, Message body);

}  // namespace promo::sandbox::telegram
