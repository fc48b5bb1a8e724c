#pragma once

#include <string_view>

#include "sandbox/telegram/arguments.hpp"
#include "sandbox/telegram/state.hpp"
#include "sandbox/telegram/world.hpp"

namespace promo::sandbox::telegram {

enum class CalledBy { request, webhook_answer };

// One call from its arguments to its answer: faults, the published table, the method, the log.
Answer dispatch(State& state, std::string_view token, std::string_view method, RawArguments arguments, CalledBy by);

Bot* find_bot(State& state, std::string_view token);

}  // namespace promo::sandbox::telegram
