#include "domains/messaging/arrivals/repo.hpp"

#include "core/enum_name.hpp"
#include "core/json_write.hpp"

namespace promo::messaging::arrivals::repo {
namespace {

constexpr db::Sql kInsert{"messaging.insert", R"sql(
INSERT INTO inbound_updates (tenant_id, telegram_id, update_id, bot, chat_id, kind, body, state, received_at, said_at)
--@postgres SELECT n.tenant_id, n.telegram_id, n.update_id, n.bot, n.chat_id, n.kind, n.body, n.state, n.received_at,
--@postgres        n.said_at
--@postgres FROM jsonb_to_recordset($1::jsonb) AS n(tenant_id text, telegram_id bigint, update_id bigint, bot text,
--@postgres      chat_id bigint, kind text, body text, state text, received_at bigint, said_at bigint)
--@sqlite SELECT value ->> 'tenant_id', value ->> 'telegram_id', value ->> 'update_id', value ->> 'bot',
--@sqlite        value ->> 'chat_id', value ->> 'kind', value ->> 'body', value ->> 'state', value ->> 'received_at',
--@sqlite        value ->> 'said_at'
--@sqlite FROM json_each($1)
WHERE 1 = 1
ON CONFLICT (telegram_id, update_id) DO NOTHING
RETURNING telegram_id, update_id
)sql"};

}  // namespace

NewRow row_of(const Update& update, State state) {
    return {.tenant_id = update.tenant_id.str(),
            .telegram_id = update.telegram_id,
            .update_id = update.update_id,
            .bot = update.bot,
            .chat_id = update.chat_id,
            .kind = update.kind,
            .body = update.body,
            .state = std::string(core::enum_name(state)),
            .received_at = update.received_at.time_since_epoch().count(),
            .said_at = update.said_at.time_since_epoch().count()};
}

std::vector<Key> insert(db::Tx& tx, const std::vector<NewRow>& rows) {
    return tx.all<Key>(kInsert, core::json::to_text(rows));
}

}  // namespace promo::messaging::arrivals::repo
