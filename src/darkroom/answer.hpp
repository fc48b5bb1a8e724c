#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "core/error.hpp"
#include "darkroom/darkroom.hpp"

namespace promo::darkroom {

using Answer = std::variant<Developed, core::Refusal>;

// Fills `bytes`. False: there is no more.
using Read = std::function<bool(std::span<char> bytes)>;
using Write = std::function<void(std::string_view bytes)>;

void write_answer(const Answer& answer, const Write& write);

// Believes nothing: empty unless it is a whole answer to this purpose, of the sizes that one can have, with pictures of
// the kind that it must hold.
std::optional<Answer> read_answer(Purpose purpose, const Read& read);

}  // namespace promo::darkroom
