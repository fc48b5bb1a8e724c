#include "domains/vendor_accounts/handlers.hpp"

#include "core/error.hpp"
#include "http/json.hpp"

namespace promo::vendor_accounts {
namespace {

enum class Provider { stripe, telegram, market_data };
BOOST_DESCRIBE_ENUM(Provider, stripe, telegram, market_data)

struct KeysBody {
    std::optional<core::Secret> secret_key;
    std::optional<std::string> publishable_key;
    std::optional<core::Secret> webhook_secret;
    std::optional<std::string> stripe_account_id;
    std::optional<core::Secret> api_key;
};
BOOST_DESCRIBE_STRUCT(KeysBody, (), (secret_key, publishable_key, webhook_secret, stripe_account_id, api_key))

struct IntegrationBody {
    Provider provider = Provider::stripe;
    KeysBody config;
};
BOOST_DESCRIBE_STRUCT(IntegrationBody, (), (provider, config))

StripeKeys stripe_keys(const KeysBody& body) {
    return {.secret_key = body.secret_key.value_or(core::Secret()),
            .publishable_key = body.publishable_key.value_or(""),
            .webhook_secret = body.webhook_secret.value_or(core::Secret()),
            .stripe_account_id = body.stripe_account_id.value_or("")};
}

http::Response save(Service& service, const http::Request& request) {
    const auto body = http::read_json_body<IntegrationBody>(request);
    const auto& tenant = request.caller().tenant;
    switch (body.provider) {
        case Provider::stripe:
            service.save_stripe(tenant, request.actor(), stripe_keys(body.config));
            break;
        case Provider::market_data:
            service.save_market_data(tenant, request.actor(), body.config.api_key.value_or(core::Secret()));
            break;
        case Provider::telegram:
            throw core::Refusal(core::RefusalCode::invalid, "Bots are added under Connections: POST /api/connections.",
                                "provider");
    }
    return http::success();
}

}  // namespace

http::Routes routes(Service& service) {
    using enum http::Verb;
    using enum http::Access;
    return {
        {get, "/api/stripe/status", tenant_member,
         [&service](const http::Request& r) { return http::json(service.stripe_status(r.caller().tenant)); },
         "Whether the tenant's Stripe account is connected, and the address of its webhook"},
        {post, "/api/tenant/integrations", tenant_secrets,
         [&service](const http::Request& r) { return save(service, r); },
         "Keys of the tenant's Stripe account or of its market data; what is not named stays", http::Pool::upstream},
    };
}

}  // namespace promo::vendor_accounts
