#include "domains/messaging/outbox/lanes/repo.hpp"

#include "core/json_write.hpp"

namespace promo::messaging::outbox::repo {
namespace {

// How far back a bot's pace reaches: what groups and channels got counts for a minute, all else for a few seconds.
constexpr core::Duration kGroupReach = std::chrono::seconds(61);
constexpr core::Duration kReach = std::chrono::seconds(5);

// A lane is of the tenant that has the bot now. Nobody sends for one that is suspended.
constexpr db::Sql kAcquire{"outbox.acquire_lanes", R"sql(
UPDATE outbox_lanes SET owner = $1, epoch = epoch + 1, lease_until = $3, paused = NULL, paused_at = NULL,
       tenant_id = coalesce((SELECT b.tenant_id FROM bots b WHERE b.telegram_id = outbox_lanes.telegram_id), tenant_id)
WHERE telegram_id IN (
    SELECT l.telegram_id FROM outbox_lanes l  -- cross-tenant: a dispatcher serves all tenants
    WHERE (l.owner IS NULL OR l.owner = $1 OR l.lease_until <= $2 OR $4 = 1)
--@postgres AND l.telegram_id NOT IN (SELECT o.value::bigint FROM jsonb_array_elements_text($5::jsonb) o)
--@sqlite   AND l.telegram_id NOT IN (SELECT o.value FROM json_each($5) o)
      AND EXISTS (SELECT 1 FROM outbox o WHERE o.telegram_id = l.telegram_id AND o.state = 'pending')
      AND NOT EXISTS (SELECT 1 FROM tenants t
                      WHERE t.id = coalesce((SELECT b.tenant_id FROM bots b WHERE b.telegram_id = l.telegram_id),
                                            l.tenant_id)
                        AND t.status = 'suspended')
    ORDER BY l.telegram_id LIMIT $6
--@postgres FOR UPDATE SKIP LOCKED
)
RETURNING tenant_id, telegram_id, epoch, rate
)sql"};

constexpr db::Sql kNextLeaseEnd{"outbox.next_lease_end", R"sql(
SELECT min(lease_until) FROM outbox_lanes  -- cross-tenant: a dispatcher serves all tenants
WHERE owner <> $1 AND lease_until > $2
)sql"};

constexpr db::Sql kRenew{"outbox.renew_lanes", R"sql(
-- cross-tenant: a dispatcher serves all tenants
UPDATE outbox_lanes SET lease_until = $3, rate = n.rate,
       tenant_id = coalesce((SELECT b.tenant_id FROM bots b WHERE b.telegram_id = outbox_lanes.telegram_id), tenant_id)
FROM (
--@postgres SELECT r.telegram_id, r.epoch, r.rate
--@postgres FROM jsonb_to_recordset($2::jsonb) AS r(telegram_id bigint, epoch bigint, rate bigint)
--@sqlite SELECT value ->> 'telegram_id' AS telegram_id, value ->> 'epoch' AS epoch, value ->> 'rate' AS rate
--@sqlite FROM json_each($2)
) n
WHERE outbox_lanes.telegram_id = n.telegram_id AND outbox_lanes.epoch = n.epoch AND outbox_lanes.owner = $1
)sql"};

constexpr db::Sql kRelease{"outbox.release_lanes", R"sql(
-- cross-tenant: a dispatcher serves all tenants
UPDATE outbox_lanes SET owner = NULL, lease_until = 0, rate = n.rate
FROM (
--@postgres SELECT r.telegram_id, r.epoch, r.rate
--@postgres FROM jsonb_to_recordset($2::jsonb) AS r(telegram_id bigint, epoch bigint, rate bigint)
--@sqlite SELECT value ->> 'telegram_id' AS telegram_id, value ->> 'epoch' AS epoch, value ->> 'rate' AS rate
--@sqlite FROM json_each($2)
) n
WHERE outbox_lanes.telegram_id = n.telegram_id AND outbox_lanes.epoch = n.epoch AND outbox_lanes.owner = $1
)sql"};

constexpr db::Sql kStates{"outbox.lane_states", R"sql(
SELECT l.tenant_id, l.telegram_id,
       CASE WHEN EXISTS (SELECT 1 FROM outbox o WHERE o.telegram_id = l.telegram_id AND o.state = 'pending')
            THEN 1 ELSE 0 END AS is_busy,
       coalesce(s.broadcast_per_second, $2) AS broadcast_per_second, coalesce(s.paid_broadcast, 0) AS paid_broadcast
FROM outbox_lanes l
JOIN tenants t ON t.id = l.tenant_id
LEFT JOIN messaging_settings s ON s.tenant_id = l.tenant_id
WHERE l.owner = $1 AND t.status <> 'suspended'
)sql"};

constexpr db::Sql kPause{"outbox.pause_lane", R"sql(
UPDATE outbox_lanes SET paused = $2, paused_at = $3  -- cross-tenant: a bot has one lane
WHERE telegram_id = $1
)sql"};

constexpr db::Sql kLatelySent{"outbox.lately_sent", R"sql(
SELECT o.telegram_id, o.chat_id, o.kind, o.method, o.sent_at
--@postgres FROM jsonb_array_elements_text($1::jsonb) b
--@postgres JOIN outbox o ON o.telegram_id = b.value::bigint
--@sqlite FROM json_each($1) b JOIN outbox o ON o.telegram_id = b.value
WHERE o.sent_at > $2 AND (o.chat_id < 0 OR o.sent_at > $3)  -- cross-tenant: a dispatcher serves all tenants
ORDER BY o.sent_at
)sql"};

constexpr db::Sql kClosedGates{"outbox.closed_gates", R"sql(
SELECT g.telegram_id, g.chat_id, g.not_before
--@postgres FROM jsonb_array_elements_text($1::jsonb) b
--@postgres JOIN outbox_gates g ON g.telegram_id = b.value::bigint
--@sqlite FROM json_each($1) b JOIN outbox_gates g ON g.telegram_id = b.value
WHERE g.not_before > $2  -- cross-tenant: a dispatcher serves all tenants
)sql"};

constexpr db::Sql kCloseGates{"outbox.close_gates", R"sql(
INSERT INTO outbox_gates (tenant_id, telegram_id, chat_id, not_before)
SELECT n.tenant_id, n.telegram_id, n.chat_id, max(n.not_before)
FROM (
--@postgres SELECT r.tenant_id, r.telegram_id, r.chat_id, r.not_before FROM jsonb_to_recordset($1::jsonb)
--@postgres AS r(tenant_id text COLLATE "C", telegram_id bigint, chat_id bigint, not_before bigint)
--@sqlite SELECT value ->> 'tenant_id' AS tenant_id, value ->> 'telegram_id' AS telegram_id,
--@sqlite        value ->> 'chat_id' AS chat_id, value ->> 'not_before' AS not_before FROM json_each($1)
) n
WHERE EXISTS (SELECT 1 FROM tenants t WHERE t.id = n.tenant_id)
GROUP BY n.tenant_id, n.telegram_id, n.chat_id
ON CONFLICT (telegram_id, chat_id) DO UPDATE
SET not_before = greatest(outbox_gates.not_before, excluded.not_before)
)sql"};

}  // namespace

std::vector<LaneRow> acquire_lanes(db::Tx& tx, const std::string& node, const std::vector<std::int64_t>& owned,
                                   bool alone, core::Timestamp now, core::Timestamp until, std::int64_t limit) {
    return tx.all<LaneRow>(kAcquire, node, now, until, alone ? 1 : 0, core::json::to_text(owned), limit);
}

std::optional<core::Timestamp> next_lease_end(db::Tx& tx, const std::string& node, core::Timestamp now) {
    return tx.one<std::optional<core::Timestamp>>(kNextLeaseEnd, node, now);
}

void renew_lanes(db::Tx& tx, const std::string& node, const std::vector<OwnLane>& lanes, core::Timestamp until) {
    if (!lanes.empty()) tx.run(kRenew, node, core::json::to_text(lanes), until);
}

std::vector<LaneState> lane_states(db::Tx& tx, const std::string& node, std::int64_t usual_broadcast_per_second) {
    return tx.all<LaneState>(kStates, node, usual_broadcast_per_second);
}

void release_lanes(db::Tx& tx, const std::string& node, const std::vector<OwnLane>& lanes) {
    if (!lanes.empty()) tx.run(kRelease, node, core::json::to_text(lanes));
}

void pause_lane(db::Tx& tx, std::int64_t telegram_id, const std::optional<Problem>& why, core::Timestamp now) {
    tx.run(kPause, telegram_id, why, why ? std::optional(now) : std::nullopt);
}

std::vector<SentRow> lately_sent(db::Tx& tx, const std::vector<std::int64_t>& bots, core::Timestamp now) {
    return tx.all<SentRow>(kLatelySent, core::json::to_text(bots), now - kGroupReach, now - kReach);
}

std::vector<Gate> closed_gates(db::Tx& tx, const std::vector<std::int64_t>& bots, core::Timestamp now) {
    return tx.all<Gate>(kClosedGates, core::json::to_text(bots), now);
}

void close_gates(db::Tx& tx, const std::vector<GateRow>& gates) {
    if (!gates.empty()) tx.run(kCloseGates, core::json::to_text(gates));
}

}  // namespace promo::messaging::outbox::repo
