#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/secret.hpp"
#include "core/throttle.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/coupons/breaker.hpp"
#include "domains/coupons/codes/service.hpp"
#include "domains/coupons/provider.hpp"
#include "domains/coupons/provider_answers.hpp"
#include "domains/tenants/service.hpp"
#include "domains/vendor_accounts/service.hpp"
#include "integrations/funderpro/api.hpp"
#include "integrations/stripe/api.hpp"

namespace promo::coupons {

// The settings, and what somebody who changes them wants to know beside.
struct Overview {
    Settings settings;
    bool has_stripe = false;
    std::int64_t codes = 0;
    std::string page_url;
};

// What is empty stays.
struct SettingsChange {
    std::optional<Provider> provider;
    std::optional<std::string> funderpro_product_id;
};

struct Checked {
    Verdict verdict;
    std::string pass;  // when it is valid: whoever has it may take pictures with this code away
    core::Timestamp pass_until;
};

// Says whether a coupon is good, as the tenant's provider has it. Safe from any thread.
class Service {
public:
    static constexpr core::Throttle::Limit kStrangers{20, std::chrono::minutes(1)};
    static constexpr int kAttempts = 2;
    static constexpr std::chrono::milliseconds kBetweenAttempts{1'000};

    struct Options {
        std::string funderpro_product_id;  // for tenants that name none
        core::Secret pass_key;
        std::string public_base_url = {};  // of the coupon pages
    };
    using Pause = std::function<bool(std::chrono::milliseconds)>;  // false: the program ends

    Service(db::Database& database, core::Clock& clock, audit::Service& audit, tenants::Service& tenants,
            codes::Service& codes, vendor_accounts::Service& vendor_accounts, const funderpro::Api& funderpro,
            const stripe::Api& stripe, Pause pause, Options options);

    Settings settings(const core::TenantId& tenant);
    Overview overview(const core::TenantId& tenant);
    // Refuses as `conflict` Stripe without a key of the tenant's own.
    Overview save(const core::TenantId& tenant, const core::Actor& actor, const SettingsChange& change);

    // May wait for the provider, thirteen seconds at most. A provider that is away is a verdict, not an exception.
    Verdict check(const core::TenantId& tenant, std::string_view typed);

    // Counts a question of somebody who did not sign in. Refuses as `rate_limited` when his network asked too much.
    void admit_stranger(const std::string& address);
    // The same as `check`. Refuses as `not_found` a tenant that is not there or suspended, as `unavailable` when our
    // own database is away.
    Checked check_for_stranger(const core::TenantId& tenant, std::string_view typed);

private:
    Verdict check_on_list(const core::TenantId& tenant, const std::string& code);
    Verdict check_at_funderpro(const core::TenantId& tenant, const Settings& settings, const std::string& code);
    Verdict check_at_stripe(const core::TenantId& tenant, const Settings& settings, const std::string& code);
    Verdict ask(const core::TenantId& tenant, const Settings& settings, const std::string& account,
                const std::string& code, const std::function<Asked()>& question);
    Asked ask_patiently(const std::function<Asked()>& question);
    std::optional<vendor_accounts::StripeKey> usable_stripe_key(const core::TenantId& tenant);

    db::Database& database_;
    core::Clock& clock_;
    audit::Service& audit_;
    tenants::Service& tenants_;
    codes::Service& codes_;
    vendor_accounts::Service& vendor_accounts_;
    const funderpro::Api& funderpro_;
    const stripe::Api& stripe_;
    const Pause pause_;
    const Options options_;
    ProviderAnswers answers_;
    Breaker breaker_;
    core::Throttle strangers_{kStrangers};
};

}  // namespace promo::coupons
