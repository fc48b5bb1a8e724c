#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <string>
#include <string_view>

#include "core/secret.hpp"

namespace promo::vendor_accounts {

enum class Vendor { stripe, market_data };
BOOST_DESCRIBE_ENUM(Vendor, stripe, market_data)

// A tenant's keys at Stripe, or a change of them: what is empty is not there, or stays.
struct StripeKeys {
    core::Secret secret_key;
    std::string publishable_key;
    core::Secret webhook_secret;
    std::string stripe_account_id;  // of a connected account, which has no secret key of its own
};
BOOST_DESCRIBE_STRUCT(StripeKeys, (), (secret_key, publishable_key, webhook_secret, stripe_account_id))

// What may be shown of them.
struct StripeFacts {
    bool is_live = false;
    std::string secret_key;  // `****abcd`
    std::string publishable_key;
    bool has_webhook_secret = false;
    std::string stripe_account_id;
};
BOOST_DESCRIBE_STRUCT(StripeFacts, (), (is_live, secret_key, publishable_key, has_webhook_secret, stripe_account_id))

// The keys without the spaces around them. Refuses as `invalid` a key of another kind, and test keys beside live ones.
StripeKeys checked(const StripeKeys& keys);
// `stored` with what `given` has of its own.
StripeKeys merged(StripeKeys stored, const StripeKeys& given);
// Refuses as `invalid` an account that nothing could be done with: there must be the secret of its webhook, and a
// secret key or a connected account.
void require_usable(const StripeKeys& keys);

bool is_live(const StripeKeys& keys);
StripeFacts facts_of(const StripeKeys& keys);

// Refuses as `invalid` what is no key of a market data vendor.
core::Secret checked_api_key(const core::Secret& key);

// As one text that is sealed.
core::Secret to_text(const StripeKeys& keys);
StripeKeys stripe_keys_from(const core::Secret& text);

}  // namespace promo::vendor_accounts
