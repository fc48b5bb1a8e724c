#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/secrets/service.hpp"
#include "domains/vendor_accounts/account.hpp"
#include "integrations/stripe/api.hpp"

namespace promo::vendor_accounts {

struct StripeStatus {
    bool connected = false;
    bool is_live = false;
    bool has_webhook = false;
    std::string webhook_url;
    std::optional<core::Timestamp> verified_at;
};
BOOST_DESCRIBE_STRUCT(StripeStatus, (), (connected, is_live, has_webhook, webhook_url, verified_at))

// A change of a tenant's keys that Stripe has agreed to.
class ProvenStripe {
public:
    const StripeKeys& keys() const { return keys_; }

private:
    friend class Service;
    explicit ProvenStripe(StripeKeys keys) : keys_(std::move(keys)) {}
    StripeKeys keys_;
};

// Whose events arrive at an address, and what they are signed with.
struct StripeWebhook {
    core::TenantId tenant;
    core::Secret secret;  // empty: the tenant has not entered it yet
};

// What a tenant's questions to Stripe are asked with, and since when: another key gets other answers.
struct StripeKey {
    core::Secret secret;
    core::Timestamp since;
};

// The accounts that a tenant has at vendors other than Telegram. Safe from any thread.
class Service {
public:
    struct Options {
        std::string public_base_url;  // webhooks are built from it
    };

    Service(db::Database& database, core::Clock& clock, core::Entropy& entropy, secrets::Service& secrets,
            audit::Service& audit, const stripe::Api& stripe, Options options);

    // The address that the tenant enters at Stripe. The same for ever, from the first time it is asked for.
    std::string stripe_webhook_url(const core::TenantId& tenant);
    StripeStatus stripe_status(const core::TenantId& tenant);
    // Empty: there is none, or only a connected account without a key of its own.
    std::optional<StripeKey> stripe_key(const core::TenantId& tenant);
    bool has_market_data(const core::TenantId& tenant);

    // Checks a change against what is stored; a new secret key is tried at Stripe. Refuses as `invalid` with the field,
    // `unavailable` when Stripe cannot be reached. Changes nothing.
    ProvenStripe prove(const core::TenantId& tenant, const StripeKeys& change);
    // In the caller's transaction. What the change does not name stays. Gives all that may be shown now.
    StripeFacts store(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, const ProvenStripe& proven,
                      core::Timestamp now);
    void save_stripe(const core::TenantId& tenant, const core::Actor& actor, const StripeKeys& change);
    void save_market_data(const core::TenantId& tenant, const core::Actor& actor, const core::Secret& api_key);

    // By the id in the address. Empty: nobody's.
    std::optional<StripeWebhook> stripe_webhook(const std::string& id);

private:
    std::string reserved_id(const core::TenantId& tenant);
    std::string webhook_url(const std::string& id) const;
    StripeKeys stored_stripe(db::Tx& tx, const core::TenantId& tenant, const std::optional<std::string>& sealed);

    db::Database& database_;
    core::Clock& clock_;
    core::Entropy& entropy_;
    secrets::Service& secrets_;
    audit::Service& audit_;
    const stripe::Api& stripe_;
    const Options options_;
};

}  // namespace promo::vendor_accounts
