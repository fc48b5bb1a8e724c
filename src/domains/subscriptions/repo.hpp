#pragma once

#include "db/tx.hpp"
#include "domains/subscriptions/stripe_event.hpp"

namespace promo::subscriptions::repo {

// False: it is there already, and stays as it was.
bool insert(db::Tx& tx, const StripeEvent& event);

}  // namespace promo::subscriptions::repo
