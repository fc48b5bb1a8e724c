#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/connections/service.hpp"
#include "domains/onboarding/onboarding.hpp"
#include "domains/tenants/service.hpp"
#include "domains/uploads/service.hpp"
#include "domains/vendor_accounts/service.hpp"
#include "storage/object_store.hpp"

namespace promo::onboarding {

// The state, and the address that the tenant enters at Stripe.
struct Look {
    OnboardingState state;
    std::string stripe_webhook_url;
};

struct BotForm {
    core::Secret bot_token;
    std::string free_channel_id;
    std::string vip_channel_id;
};
BOOST_DESCRIBE_STRUCT(BotForm, (), (bot_token, free_channel_id, vip_channel_id))

struct BotInfo {
    std::string username;
    std::string name;
    bool free_channel_verified = false;
    bool vip_channel_verified = false;
};
BOOST_DESCRIBE_STRUCT(BotInfo, (), (username, name, free_channel_verified, vip_channel_verified))

struct StripeForm {
    core::Secret secret_key;
    std::string publishable_key;
    core::Secret webhook_secret;
};
BOOST_DESCRIBE_STRUCT(StripeForm, (), (secret_key, publishable_key, webhook_secret))

struct StripeInfo {
    bool is_live = false;
    bool has_publishable_key = false;
    bool has_webhook_secret = false;
};
BOOST_DESCRIBE_STRUCT(StripeInfo, (), (is_live, has_publishable_key, has_webhook_secret))

struct BusinessForm {
    std::string display_name;
    std::string support_email;
};
BOOST_DESCRIBE_STRUCT(BusinessForm, (), (display_name, support_email))

// Which of the vendors a tenant needs, or has.
struct Vendors {
    bool stripe = false;
    bool telegram = false;
    bool market_data = false;
};
BOOST_DESCRIBE_STRUCT(Vendors, (), (stripe, telegram, market_data))

struct SetupStatus {
    core::TenantId tenant_id;
    bool is_entrylab = false;  // the home tenant of old; there is none
    Vendors required;
    Vendors configured;
    bool is_complete = false;
};
BOOST_DESCRIBE_STRUCT(SetupStatus, (), (tenant_id, is_entrylab, required, configured, is_complete))

// The setup of a tenant, step by step. Every step may be the first call and may be repeated. Safe from any thread.
class Service {
public:
    static constexpr std::size_t kLargestLogo = 5 << 20;

    Service(db::Database& database, core::Clock& clock, storage::ObjectStore& objects, audit::Service& audit,
            tenants::Service& tenants, connections::Service& connections, vendor_accounts::Service& accounts,
            uploads::Service& uploads)
        : database_(database),
          clock_(clock),
          objects_(objects),
          audit_(audit),
          tenants_(tenants),
          connections_(connections),
          accounts_(accounts),
          uploads_(uploads) {}

    Look look(const core::TenantId& tenant);

    // Makes or replaces the signal bot's connection; an empty token keeps the bot that is there. Refuses what
    // connections::Service::save refuses, and an empty field.
    BotInfo set_up_bot(const core::TenantId& tenant, const core::Actor& actor, const BotForm& form);
    // Refuses what vendor_accounts::Service::prove refuses, and an empty field.
    StripeInfo set_up_stripe(const core::TenantId& tenant, const core::Actor& actor, const StripeForm& form);
    void set_up_business(const core::TenantId& tenant, const core::Actor& actor, const BusinessForm& form);
    // The step that is still to be done; empty: the setup is complete.
    std::optional<Step> complete(const core::TenantId& tenant, const core::Actor& actor);

    // Gives the address of the logo that is shown from now on. Refuses more bytes than kLargestLogo, and what
    // uploads::Service::store refuses.
    std::string set_logo(const core::TenantId& tenant, const core::Actor& actor, std::string_view picture);
    // The upload that the tenant shows as its logo, if any.
    static std::vector<std::string> logos_in_use(db::Tx& tx, const core::TenantId& tenant);

    // The logos of a tenant that was deleted from before they were uploads. Throws storage::StorageError when the store
    // is not there.
    void remove_logos(const core::TenantId& tenant);

    SetupStatus setup_status(const core::TenantId& tenant);

private:
    void finish_step(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, Step step,
                     const std::function<void(Progress&)>& note, core::Timestamp now);
    void remove_logo(const std::string& key);

    db::Database& database_;
    core::Clock& clock_;
    storage::ObjectStore& objects_;
    audit::Service& audit_;
    tenants::Service& tenants_;
    connections::Service& connections_;
    vendor_accounts::Service& accounts_;
    uploads::Service& uploads_;
};

}  // namespace promo::onboarding
