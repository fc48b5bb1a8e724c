#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sandbox/telegram/state.hpp"

namespace promo::sandbox::telegram {

inline constexpr std::size_t kMostLinksPerChat = 20'000;

struct LinkOptions {
    std::string name{};
    std::int64_t expire_date = 0;
    std::int64_t member_limit = 0;
    bool creates_join_request = false;
};

// Throws ApiError for options that exclude each other or are out of range.
void check_link_options(const LinkOptions& options);
InviteLink& create_link(State& state, ChatState& chat, std::int64_t creator, const LinkOptions& options);
// Revokes the creator's primary link and makes a new one.
InviteLink& new_primary_link(State& state, ChatState& chat, std::int64_t creator);

enum class Joined { member, requested };

// A person follows a link or the name of a public chat. Throws Refusal with what Telegram would tell him.
Joined join(State& state, std::int64_t person, std::string_view link_or_name);

// Throws ApiError when there is no such request.
void decide_request(State& state, ChatState& chat, std::int64_t person, bool approved, std::int64_t actor);

}  // namespace promo::sandbox::telegram
