#include "small_shop.hpp"

#include <algorithm>

namespace promo::coupons::tests {

SmallShop::SmallShop(promo::tests::FreshDatabase& fresh)
    : database(fresh.database()),
      audit(database, entropy),
      secrets(database, clock, entropy, {core::Secret(std::string(32, 'k'))}),
      tenants(database, clock, entropy, audit),
      accounts(database, clock, entropy, secrets, audit, stripe, {"https://promo.example"}),
      codes(database, clock, audit, tenants),
      service(database, clock, audit, tenants, codes, accounts, funderpro, stripe,
              [this](std::chrono::milliseconds wait) {
                  pauses.push_back(wait);
                  clock.advance(wait);
                  return true;
              },
              {.funderpro_product_id = "10k",
               .pass_key = core::Secret(std::string(32, 's')),
               .public_base_url = "https://promo.example"}) {
    tenants.create(kOwner, "Acme", kAcme, std::nullopt);
    tenants.create(kOwner, "Other", kOther, std::nullopt);
}

void SmallShop::use(Provider provider, const core::TenantId& tenant) {
    service.save(tenant, kOwner, {provider, std::nullopt});
}

void SmallShop::connect_stripe(const core::TenantId& tenant, const std::string& key) {
    vendor_accounts::StripeKeys keys;
    keys.secret_key = core::Secret(key);
    keys.webhook_secret = core::Secret("whsec_imitated");
    accounts.save_stripe(tenant, kOwner, keys);
}

Reason SmallShop::reason(std::string_view typed, const core::TenantId& tenant) {
    return service.check(tenant, typed).reason;
}

std::size_t SmallShop::questions() const {
    const auto requests = wire.requests();
    return static_cast<std::size_t>(std::ranges::count_if(requests, [](const std::string& request) {
        return request == "GET /funderpro/discount" || request == "GET /stripe/v1/promotion_codes";
    }));
}

}  // namespace promo::coupons::tests
