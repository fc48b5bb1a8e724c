#pragma once

#include "core/clock.hpp"
#include "domains/connections/service.hpp"
#include "domains/coupon_bot/talk/service.hpp"
#include "domains/messaging/service.hpp"

namespace promo::app {

// Which domain does what with which kind of update. Whatever has no line here is stored and done.
messaging::UpdateHandlers update_handlers(connections::Service& connections, coupon_bot::talk::Service& coupon_talk,
                                          const core::Clock& clock);

}  // namespace promo::app
