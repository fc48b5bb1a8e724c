#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sandbox/telegram/state.hpp"

namespace promo::sandbox::telegram {

struct MemberChange {
    std::int64_t actor = 0;             // who did it
    std::optional<std::string> link{};  // by which somebody came
    bool via_join_request = false;
};

// Makes somebody what `next` says and tells the bots that may know; nothing happens when he is that already.
void set_member(State& state, ChatState& chat, std::int64_t user, Member next, const MemberChange& change);

// A person stops or resumes talking to a bot.
void set_blocked(State& state, ChatState& chat, bool blocked);

// Forgets bans whose time is over.
void lift_old_bans(State& state, ChatState& chat);

// Removes for good, until a time (0 for ever), or only from the list of members.
void ban(State& state, ChatState& chat, std::int64_t user, std::int64_t until_date, std::int64_t actor);
void leave(State& state, ChatState& chat, std::int64_t user, std::int64_t actor);

// A group becomes a supergroup with a new id; the old one answers with the new one's.
ChatState& migrate(State& state, ChatState& group, std::int64_t actor);

// A right that is not named is taken away. Throws ApiError.
Permissions read_permissions(const core::json::Raw& json);

std::int64_t new_chat_id(State& state, ChatKind kind);

}  // namespace promo::sandbox::telegram
