#include "app/outbox_events.hpp"

namespace promo::app {

using messaging::outbox::Problem;

messaging::outbox::OnEnded on_ended(Domains& domains) {
    return [&domains](db::Tx& tx, std::span<const messaging::outbox::Ended> ended) {
        for (const auto& each : ended) {
            const bool is_out_of_reach = each.problem == Problem::blocked || each.problem == Problem::chat_gone;
            if (is_out_of_reach && each.chat_id != 0)
                domains.bot_users.note_blocked(tx, each.tenant_id, each.telegram_id, each.chat_id, each.at);
        }
        domains.coupon_bot.note_ended(tx, ended);
        domains.broadcast_feeding.note(tx, ended);
    };
}

messaging::outbox::OnMoved on_moved(Domains& domains) {
    return [&domains](db::Tx& tx, const messaging::outbox::Moved& moved) {
        domains.bot_users.move(tx, moved.tenant_id, moved.telegram_id, moved.from, moved.to);
    };
}

// What waits for somebody who wants no more news does not leave.
bot_users::Service::OnUnsubscribed on_unsubscribed(Domains& domains) {
    return [&domains](db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                      core::Timestamp now) {
        using messaging::outbox::Kind;
        const auto ended = domains.outbox.withdraw_from(tx, tenant, telegram_id, chat, Kind::broadcast, now);
        domains.broadcast_feeding.note(tx, ended);
    };
}

std::function<void(db::Tx&, const core::TenantId&, std::int64_t)> on_token_refused(Domains& domains) {
    return [&domains](db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id) {
        domains.connections.note_token_refused(tx, tenant, telegram_id);
    };
}

}  // namespace promo::app
