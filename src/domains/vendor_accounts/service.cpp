#include "domains/vendor_accounts/service.hpp"

#include "core/error.hpp"
#include "core/json_write.hpp"
#include "domains/vendor_accounts/repo.hpp"

namespace promo::vendor_accounts {
namespace {

constexpr std::string_view kStripePurpose = "vendor.stripe";
constexpr std::string_view kMarketDataPurpose = "vendor.market_data";

struct MarketDataFacts {
    std::string api_key;  // `****abcd`
};
BOOST_DESCRIBE_STRUCT(MarketDataFacts, (), (api_key))

void require_proof(stripe::KeyState state) {
    switch (state) {
        case stripe::KeyState::good:
            return;
        case stripe::KeyState::refused:
            throw core::Refusal(core::RefusalCode::invalid,
                                "Stripe does not accept this secret key. Copy it again from Stripe's dashboard.",
                                "secret_key");
        case stripe::KeyState::not_reached:
            throw core::Refusal(core::RefusalCode::unavailable,
                                "Stripe does not answer, so the key could not be checked. Try again in a minute.");
    }
}

std::string names_of(const StripeKeys& change) {
    std::string names;
    const auto add = [&](bool given, std::string_view name) {
        if (!given) return;
        if (!names.empty()) names += ", ";
        names += name;
    };
    add(!change.secret_key.empty(), "secret_key");
    add(!change.publishable_key.empty(), "publishable_key");
    add(!change.webhook_secret.empty(), "webhook_secret");
    add(!change.stripe_account_id.empty(), "stripe_account_id");
    return names;
}

}  // namespace

Service::Service(db::Database& database, core::Clock& clock, core::Entropy& entropy, secrets::Service& secrets,
                 audit::Service& audit, const stripe::Api& stripe, Options options)
    : database_(database),
      clock_(clock),
      entropy_(entropy),
      secrets_(secrets),
      audit_(audit),
      stripe_(stripe),
      options_(std::move(options)) {}

std::string Service::stripe_webhook_url(const core::TenantId& tenant) {
    return webhook_url(reserved_id(tenant));
}

StripeStatus Service::stripe_status(const core::TenantId& tenant) {
    const auto id = reserved_id(tenant);
    const auto row = database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant, Vendor::stripe); });
    StripeStatus status;
    status.webhook_url = webhook_url(id);
    if (!row || !row->sealed_keys) return status;
    const auto facts = core::json::parse<StripeFacts>(row->facts.text);
    status.connected = true;
    status.is_live = facts.is_live;
    status.has_webhook = facts.has_webhook_secret;
    status.verified_at = row->verified_at;
    return status;
}

std::optional<StripeKey> Service::stripe_key(const core::TenantId& tenant) {
    return database_.read(tenant, [&](db::Tx& tx) -> std::optional<StripeKey> {
        const auto row = repo::find(tx, tenant, Vendor::stripe);
        if (!row) return std::nullopt;
        auto keys = stored_stripe(tx, tenant, row->sealed_keys);
        if (keys.secret_key.empty()) return std::nullopt;
        return StripeKey{std::move(keys.secret_key), row->verified_at.value_or(core::Timestamp())};
    });
}

bool Service::has_market_data(const core::TenantId& tenant) {
    const auto row = database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant, Vendor::market_data); });
    return row && row->sealed_keys;
}

ProvenStripe Service::prove(const core::TenantId& tenant, const StripeKeys& change) {
    auto given = checked(change);
    const auto stored = database_.read(tenant, [&](db::Tx& tx) {
        const auto row = repo::find(tx, tenant, Vendor::stripe);
        return row ? stored_stripe(tx, tenant, row->sealed_keys) : StripeKeys();
    });
    require_usable(checked(merged(stored, given)));
    if (!given.secret_key.empty()) require_proof(stripe_.check_key(given.secret_key));
    return ProvenStripe(std::move(given));
}

StripeFacts Service::store(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor,
                           const ProvenStripe& proven, core::Timestamp now) {
    repo::reserve(tx, tenant, Vendor::stripe, entropy_.uuid(now), now);
    auto row = repo::lock(tx, tenant, Vendor::stripe).value();
    // Once more: somebody else may have stored another key since.
    const auto keys = checked(merged(stored_stripe(tx, tenant, row.sealed_keys), proven.keys()));
    require_usable(keys);
    const auto facts = facts_of(keys);
    row.sealed_keys = secrets_.seal(tx, tenant, kStripePurpose, to_text(keys));
    row.facts.text = core::json::to_text(facts);
    if (!proven.keys().secret_key.empty()) row.verified_at = now;
    repo::update(tx, row, now);
    audit_.record(tx, tenant, actor,
                  {"vendor_account.saved",
                   "stripe",
                   {{"changed", names_of(proven.keys())}, {"mode", facts.is_live ? "live" : "test"}}},
                  now);
    return facts;
}

void Service::save_stripe(const core::TenantId& tenant, const core::Actor& actor, const StripeKeys& change) {
    const auto proven = prove(tenant, change);
    if (names_of(proven.keys()).empty()) {
        throw core::Refusal(core::RefusalCode::invalid, "Enter at least one key to change.", "config");
    }
    database_.transact(tenant, [&](db::Tx& tx) { store(tx, tenant, actor, proven, clock_.now()); });
}

void Service::save_market_data(const core::TenantId& tenant, const core::Actor& actor, const core::Secret& api_key) {
    const auto key = checked_api_key(api_key);
    const auto now = clock_.now();
    database_.transact(tenant, [&](db::Tx& tx) {
        repo::reserve(tx, tenant, Vendor::market_data, entropy_.uuid(now), now);
        auto row = repo::lock(tx, tenant, Vendor::market_data).value();
        row.sealed_keys = secrets_.seal(tx, tenant, kMarketDataPurpose, key);
        row.facts.text = core::json::to_text(MarketDataFacts{key.masked()});
        repo::update(tx, row, now);
        audit_.record(tx, tenant, actor, {"vendor_account.saved", "market_data", {{"changed", "api_key"}}}, now);
    });
}

std::optional<StripeWebhook> Service::stripe_webhook(const std::string& id) {
    const auto row = database_.read_as_system("whose webhook", [&](db::Tx& tx) { return repo::find_by_id(tx, id); });
    if (!row || row->vendor != Vendor::stripe) return std::nullopt;
    const auto keys =
        database_.read(row->tenant_id, [&](db::Tx& tx) { return stored_stripe(tx, row->tenant_id, row->sealed_keys); });
    return StripeWebhook{row->tenant_id, keys.webhook_secret};
}

std::string Service::reserved_id(const core::TenantId& tenant) {
    const auto find = [&](db::Tx& tx) { return repo::find(tx, tenant, Vendor::stripe); };
    if (const auto row = database_.read(tenant, find)) return row->id;
    const auto now = clock_.now();
    const auto reserved = database_.transact(tenant, [&](db::Tx& tx) {
        repo::reserve(tx, tenant, Vendor::stripe, entropy_.uuid(now), now);
        return find(tx);
    });
    return reserved.value().id;
}

std::string Service::webhook_url(const std::string& id) const {
    return options_.public_base_url + "/api/stripe/webhook/" + id;
}

StripeKeys Service::stored_stripe(db::Tx& tx, const core::TenantId& tenant, const std::optional<std::string>& sealed) {
    return sealed ? stripe_keys_from(secrets_.open(tx, tenant, kStripePurpose, *sealed)) : StripeKeys();
}

}  // namespace promo::vendor_accounts
