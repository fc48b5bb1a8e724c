#include "domains/onboarding/onboarding.hpp"

#include <algorithm>

#include "core/json_write.hpp"

namespace promo::onboarding {
namespace {

constexpr int kDone = 5;

int number_of(Step step) {
    return static_cast<int>(step) + 1;
}

}  // namespace

void finish(OnboardingState& state, Step step) {
    switch (step) {
        case Step::telegram:
            state.telegram_completed = true;
            break;
        case Step::stripe:
            state.stripe_completed = true;
            break;
        case Step::business:
            state.business_completed = true;
            break;
    }
    state.current_step = std::max(state.current_step, number_of(step) + 1);
}

std::optional<Step> first_missing(const OnboardingState& state) {
    if (!state.telegram_completed) return Step::telegram;
    if (!state.stripe_completed) return Step::stripe;
    if (!state.business_completed) return Step::business;
    return std::nullopt;
}

void complete(OnboardingState& state) {
    state.is_complete = true;
    state.current_step = kDone;
}

Progress progress_of(const OnboardingState& state) {
    return core::json::parse<Progress>(state.progress.text);
}

void set_progress(OnboardingState& state, const Progress& progress) {
    state.progress.text = core::json::to_text(progress, core::json::Absent::omitted);
}

}  // namespace promo::onboarding
