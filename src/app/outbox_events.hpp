#pragma once

#include "app/domains.hpp"
#include "domains/messaging/outbox/dispatcher.hpp"

namespace promo::app {

// Who hears what became of messages, each in the transaction that notes it.
messaging::outbox::OnEnded on_ended(Domains& domains);
messaging::outbox::OnMoved on_moved(Domains& domains);
bot_users::Service::OnUnsubscribed on_unsubscribed(Domains& domains);
std::function<void(db::Tx&, const core::TenantId&, std::int64_t telegram_id)> on_token_refused(Domains& domains);

}  // namespace promo::app
