#pragma once

#include <string>

#include "sandbox/clerk/world.hpp"
#include "sandbox/funderpro/world.hpp"
#include "sandbox/telegram/world.hpp"

namespace promo::app {

// Who can sign in. The accounts keep their names from one start to the next, so the tenants they belong to find them.
inline constexpr const char* kDemoOwner = "user_olivia_owner";
inline constexpr const char* kDemoAdminEmail = "ada@example.com";
// Whose coupons are meant where nobody names a product.
inline constexpr const char* kDemoProduct = "10k-challenge";

// What somebody pastes into the setup.
struct DemoBot {
    std::string token;
    std::string free_channel_id;
    std::string vip_channel_id;
    std::string coupon_bot_token;
};

// Two bots, some people who talk to the first, a group and two channels, so that the pages have something to show.
DemoBot seed_telegram(sandbox::telegram::World& world);

// Coupons that are good.
void seed_funderpro(sandbox::funderpro::World& world);

// Somebody with a business, somebody who runs the service, somebody new.
void seed_clerk(sandbox::clerk::World& world);

}  // namespace promo::app
