#pragma once

#include <functional>

#include "app/domains.hpp"

namespace promo::app {

// Gives the first tenant coupons of its own, three templates and a campaign, each once: what was deleted does not come
// back. Stops between two pictures when that is enough.
void furnish_first_tenant(Domains& domains, db::Database& database, core::Timestamp now,
                          const std::function<bool()>& enough);

}  // namespace promo::app
