#include "domains/onboarding/onboarding.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

using namespace promo::onboarding;

TEST_CASE("each step leads to the one after it") {
    OnboardingState state;
    CHECK(state.current_step == 1);
    finish(state, Step::telegram);
    CHECK(state.current_step == 2);
    finish(state, Step::stripe);
    CHECK(state.current_step == 3);
    finish(state, Step::business);
    CHECK(state.current_step == 4);
    complete(state);
    CHECK(state.current_step == 5);
    CHECK(state.is_complete);
}

TEST_CASE("a step that is repeated or comes late never leads back") {
    OnboardingState state;
    finish(state, Step::business);
    CHECK(state.current_step == 4);
    finish(state, Step::telegram);
    CHECK(state.current_step == 4);
    finish(state, Step::stripe);
    complete(state);
    finish(state, Step::telegram);
    CHECK(state.current_step == 5);
    CHECK(state.is_complete);
}

TEST_CASE("in any order of the steps the setup may end after the third and not before") {
    std::array steps{Step::telegram, Step::stripe, Step::business};
    do {
        OnboardingState state;
        for (const auto step : steps) {
            CHECK(first_missing(state));
            finish(state, step);
        }
        CHECK_FALSE(first_missing(state));
        CHECK(state.current_step == 4);
    } while (std::next_permutation(steps.begin(), steps.end()));
}

TEST_CASE("the first step that is missing is the first of the wizard") {
    OnboardingState state;
    CHECK(first_missing(state) == Step::telegram);
    finish(state, Step::telegram);
    CHECK(first_missing(state) == Step::stripe);
    finish(state, Step::stripe);
    CHECK(first_missing(state) == Step::business);
}

TEST_CASE("what a step found stays when another one is taken") {
    OnboardingState state;
    auto progress = progress_of(state);
    CHECK_FALSE(progress.telegram);
    progress.stripe = {.is_live = true, .has_webhook = true, .verified = true};
    set_progress(state, progress);
    CHECK(state.progress.text == R"({"stripe":{"is_live":true,"has_webhook":true,"verified":true}})");
    progress = progress_of(state);
    progress.business = {.display_name = "Acme", .support_email = "help@acme.example", .logo_url = {}, .updated = true};
    set_progress(state, progress);
    CHECK(progress_of(state).stripe->is_live);
    CHECK(progress_of(state).business->display_name == "Acme");
}
