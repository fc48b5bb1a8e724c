#include "domains/onboarding/repo.hpp"

namespace promo::onboarding::repo {
namespace {

constexpr db::Sql kEnsure{"onboarding.ensure", R"sql(
    INSERT INTO onboarding (tenant_id, current_step, telegram_completed, stripe_completed, business_completed,
                            is_complete, progress, created_at, updated_at)
    VALUES ($1, 1, 0, 0, 0, 0, '{}', $2, $2)
    ON CONFLICT (tenant_id) DO NOTHING
)sql"};

constexpr db::Sql kLock{"onboarding.lock", R"sql(
    SELECT tenant_id, current_step, telegram_completed = 1 AS telegram_completed,
           stripe_completed = 1 AS stripe_completed, business_completed = 1 AS business_completed,
           is_complete = 1 AS is_complete, progress, created_at, updated_at
    FROM onboarding
    WHERE tenant_id = $1
    --@postgres FOR UPDATE
)sql"};

constexpr db::Sql kFind{"onboarding.find", R"sql(
    SELECT tenant_id, current_step, telegram_completed = 1 AS telegram_completed,
           stripe_completed = 1 AS stripe_completed, business_completed = 1 AS business_completed,
           is_complete = 1 AS is_complete, progress, created_at, updated_at
    FROM onboarding
    WHERE tenant_id = $1
)sql"};

constexpr db::Sql kUpdate{"onboarding.update", R"sql(
    UPDATE onboarding
    SET current_step = $2, telegram_completed = $3, stripe_completed = $4, business_completed = $5, is_complete = $6,
        progress = $7, updated_at = $8
    WHERE tenant_id = $1
)sql"};

}  // namespace

OnboardingState lock(db::Tx& tx, const core::TenantId& tenant, core::Timestamp now) {
    tx.run(kEnsure, tenant, now);
    return tx.one<OnboardingState>(kLock, tenant);
}

std::optional<OnboardingState> find(db::Tx& tx, const core::TenantId& tenant) {
    return tx.maybe<OnboardingState>(kFind, tenant);
}

void update(db::Tx& tx, const OnboardingState& state) {
    tx.run(kUpdate, state.tenant_id, state.current_step, int{state.telegram_completed}, int{state.stripe_completed},
           int{state.business_completed}, int{state.is_complete}, state.progress, state.updated_at);
}

}  // namespace promo::onboarding::repo
