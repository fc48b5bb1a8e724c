#pragma once

#include <doctest/doctest.h>

#include <utility>

#include "core/error.hpp"

namespace promo::tests {

// What the action is refused with. A test in which nothing is refused fails.
template <class Action>
core::Refusal refused(Action&& action) {
    try {
        std::forward<Action>(action)();
    } catch (const core::Refusal& refusal) {
        return refusal;
    }
    FAIL("nothing was refused");
    return {core::RefusalCode::invalid, ""};
}

}  // namespace promo::tests
