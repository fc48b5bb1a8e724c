#pragma once

#include <optional>

#include "db/tx.hpp"
#include "domains/onboarding/onboarding.hpp"

namespace promo::onboarding::repo {

// Its row, made when there is none; nobody else changes it until this transaction ends.
OnboardingState lock(db::Tx& tx, const core::TenantId& tenant, core::Timestamp now);
std::optional<OnboardingState> find(db::Tx& tx, const core::TenantId& tenant);
void update(db::Tx& tx, const OnboardingState& state);

}  // namespace promo::onboarding::repo
