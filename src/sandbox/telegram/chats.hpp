#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sandbox/telegram/api_error.hpp"
#include "sandbox/telegram/state.hpp"

// Who and where: finding chats and people, and showing them as the Bot API does.
namespace promo::sandbox::telegram {

// Throw ApiError (`chat not found`, `user not found`) or, for our own pages, Refusal `not_found`.
ChatState& known_chat(State& state, std::string_view key);
Person& known_person(State& state, std::int64_t id);
Bot& known_bot(State& state, std::int64_t id);

// `-100123`, or `7000:42` for the private chat of a bot with a person.
std::string key_text(const ChatKey& key);

ChatState* find_chat(State& state, const ChatKey& key);
ChatState* find_public_chat(State& state, std::string_view username);
const User* find_user(State& state, std::int64_t id);  // a person or a bot

// The chat a bot names by id or @username, whatever its rights there. Throws ApiError.
ChatState& chat_named(State& state, const Bot& bot, std::string_view reference);
// The same, when the bot may write there: the errors for blocked, kicked, upgraded, no administrator. Throws ApiError.
ChatState& chat_to_write(State& state, const Bot& bot, std::string_view reference);
// The same, when the bot is inside.
ChatState& chat_inside(State& state, const Bot& bot, std::string_view reference);
// Refuses a bot that is no administrator with this right.
void require_right(const ChatState& chat, const Bot& bot, bool AdministratorRights::*right);
bool has_right(const ChatState& chat, std::int64_t user, bool AdministratorRights::*right);

ChatState& private_chat(State& state, std::int64_t bot, std::int64_t person);  // made when there is none

User show_user(State& state, std::int64_t id);
Chat show_chat(State& state, const ChatState& chat);
ChatMember show_member(State& state, const ChatState& chat, std::int64_t user, const Bot* reader);
// A bot sees the end of a link only when it made it.
ChatInviteLink show_link(State& state, const ChatState& chat, const InviteLink& link, const Bot* reader);
std::string_view kind_name(ChatKind kind);

// Every right that an owner has in such a chat.
AdministratorRights all_rights(ChatKind kind);

void mark_changed(State& state, const ChatState& chat);

}  // namespace promo::sandbox::telegram
