#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>

#include "core/id.hpp"
#include "core/json_read.hpp"
#include "core/time.hpp"

namespace promo::onboarding {

// In the order of the wizard.
enum class Step { telegram, stripe, business };
BOOST_DESCRIBE_ENUM(Step, telegram, stripe, business)

// What each step found, to be shown when the wizard resumes. Never a secret.
struct TelegramProgress {
    std::string bot_username;
    std::string bot_name;
    std::string free_channel_id;
    std::string vip_channel_id;
    bool verified = false;
};
BOOST_DESCRIBE_STRUCT(TelegramProgress, (), (bot_username, bot_name, free_channel_id, vip_channel_id, verified))

struct StripeProgress {
    bool is_live = false;
    bool has_webhook = false;
    bool verified = false;
};
BOOST_DESCRIBE_STRUCT(StripeProgress, (), (is_live, has_webhook, verified))

struct BusinessProgress {
    std::string display_name;
    std::string support_email;
    std::optional<std::string> logo_url;
    bool updated = false;
};
BOOST_DESCRIBE_STRUCT(BusinessProgress, (), (display_name, support_email, logo_url, updated))

struct Progress {
    std::optional<TelegramProgress> telegram;
    std::optional<StripeProgress> stripe;
    std::optional<BusinessProgress> business;
};
BOOST_DESCRIBE_STRUCT(Progress, (), (telegram, stripe, business))

// How far a tenant has come.
struct OnboardingState {
    core::TenantId tenant_id;
    int current_step = 1;  // 1 to 4: where the wizard resumes; 5: it is done
    bool telegram_completed = false;
    bool stripe_completed = false;
    bool business_completed = false;
    bool is_complete = false;
    core::json::Raw progress{"{}"};  // a Progress
    core::Timestamp created_at;
    core::Timestamp updated_at;
};
BOOST_DESCRIBE_STRUCT(OnboardingState, (),
                      (tenant_id, current_step, telegram_completed, stripe_completed, business_completed, is_complete,
                       progress, created_at, updated_at))

// Steps come in any order and may be repeated; each leads on at least to the one after it, and never back.
void finish(OnboardingState& state, Step step);
// In the order of the wizard. Empty: `complete` may follow.
std::optional<Step> first_missing(const OnboardingState& state);
void complete(OnboardingState& state);

Progress progress_of(const OnboardingState& state);
void set_progress(OnboardingState& state, const Progress& progress);

}  // namespace promo::onboarding
