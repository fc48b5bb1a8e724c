#pragma once

#include "sandbox/telegram/state.hpp"
#include "sandbox/telegram/views.hpp"

namespace promo::sandbox::telegram {

inline constexpr std::size_t kMostMembersShown = 200;
inline constexpr std::size_t kMostLinksShown = 50;
inline constexpr std::size_t kMostChatsShown = 300;
inline constexpr std::size_t kMostPeopleShown = 500;

BotView view_of(const Bot& bot);
PersonView view_of(const Person& person);
ChatView view_of(State& state, const ChatState& chat);

}  // namespace promo::sandbox::telegram
