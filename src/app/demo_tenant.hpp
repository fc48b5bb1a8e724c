#pragma once

#include <functional>

#include "app/domains.hpp"
#include "core/secret.hpp"

namespace promo::app {

// Connects a bot of the sandbox as the first tenant's coupon bot, unless somebody took it away. A sandbox that starts
// anew gives the same bot another token.
void connect_demo_bot(Domains& domains, db::Database& database, const core::Secret& token);

// Gives the first tenant coupons of its own, three templates and a campaign, each once: what was deleted does not come
// back. Stops between two pictures when that is enough.
void furnish_first_tenant(Domains& domains, db::Database& database, core::Timestamp now,
                          const std::function<bool()>& enough);

}  // namespace promo::app
