#include "domains/messaging/outbox/desk/tally/repo.hpp"

#include <boost/mp11/algorithm.hpp>
#include <set>

#include "core/json_write.hpp"

namespace promo::messaging::outbox::desk::tally::repo {
namespace {

// $2 is when the time begins that is looked at, $3 how far is counted. What is sent is found by its bots: their lanes
// look at the same index for their pace. The order of an index makes the planner read it, and stop when that is enough.
constexpr db::Sql kSent{"outbox.desk_sent", R"sql(
SELECT count(*)
FROM (SELECT 1
      FROM outbox_lanes l
      --@postgres CROSS JOIN LATERAL (
      --@postgres     SELECT w.tenant_id, w.telegram_id, w.state, w.sent_at FROM outbox w
      --@postgres     WHERE w.telegram_id = l.telegram_id AND w.sent_at IS NOT NULL AND w.sent_at > $2 AND w.state = 'sent'
      --@postgres     ORDER BY w.telegram_id DESC, w.sent_at DESC LIMIT $3) o
      --@sqlite CROSS JOIN outbox o
      WHERE l.tenant_id = $1 AND o.telegram_id = l.telegram_id AND o.sent_at IS NOT NULL AND o.sent_at > $2
        AND o.state = 'sent' AND o.tenant_id = $1
      LIMIT $3) found
)sql"};

constexpr db::Sql kNotSent{"outbox.desk_not_sent_lately", R"sql(
SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox o WHERE o.tenant_id = $1 AND o.state = 'unknown'
                              LIMIT $3) found) AS unknown,
       (SELECT count(*) FROM (SELECT 1 FROM outbox o
                              WHERE o.tenant_id = $1 AND o.state IN ('failed', 'expired', 'cancelled')
                                AND o.state = 'failed' AND o.done_at > $2
                              LIMIT $3) found) AS failed,
       (SELECT count(*) FROM (SELECT 1 FROM outbox o
                              WHERE o.tenant_id = $1 AND o.state IN ('failed', 'expired', 'cancelled')
                                AND o.state = 'expired' AND o.done_at > $2
                              LIMIT $3) found) AS expired,
       (SELECT count(*) FROM (SELECT 1 FROM outbox o
                              WHERE o.tenant_id = $1 AND o.state IN ('failed', 'expired', 'cancelled')
                                AND o.state = 'cancelled' AND o.done_at > $2
                              LIMIT $3) found) AS cancelled
)sql"};

constexpr db::Sql kBots{"outbox.desk_bots", R"sql(
SELECT l.telegram_id, b.username,
       (SELECT count(*) FROM (SELECT o.tenant_id FROM outbox o
                              WHERE o.telegram_id = l.telegram_id AND o.state = 'pending'
                              ORDER BY o.telegram_id, o.priority, o.due_at, o.seq LIMIT $3) found
        WHERE found.tenant_id = $1) AS pending,
       (SELECT count(*) FROM (SELECT o.tenant_id FROM outbox o
                              WHERE o.telegram_id = l.telegram_id AND o.state IN ('pending', 'sending')
                                AND o.state = 'sending'
                              ORDER BY o.telegram_id, o.stream, o.seq LIMIT $3) found
        WHERE found.tenant_id = $1) AS sending,
       CAST(l.rate AS double precision) / 1000 AS per_second,
       (SELECT g.not_before FROM outbox_gates g
        WHERE g.telegram_id = l.telegram_id AND g.chat_id = 0 AND g.not_before > $2) AS gate_until,
       l.paused
FROM outbox_lanes l LEFT JOIN bots b ON b.tenant_id = l.tenant_id AND b.telegram_id = l.telegram_id
WHERE l.tenant_id = $1
ORDER BY l.telegram_id
)sql"};

// The earliest of each bot and urgency, $2, is the first of an index.
constexpr db::Sql kOldestPending{"outbox.desk_oldest_pending", R"sql(
SELECT min((SELECT w.due_at FROM outbox w
            WHERE w.state = 'pending' AND w.telegram_id = l.telegram_id AND w.priority = p.priority AND w.tenant_id = $1
            ORDER BY w.telegram_id, w.priority, w.due_at LIMIT 1)) AS due_at
FROM outbox_lanes l
--@postgres CROSS JOIN (SELECT CAST(jsonb_array_elements_text($2::jsonb) AS integer) AS priority) p
--@sqlite   CROSS JOIN (SELECT value AS priority FROM json_each($2)) p
WHERE l.tenant_id = $1
)sql"};

struct NotSent {
    std::int64_t unknown = 0;
    std::int64_t failed = 0;
    std::int64_t expired = 0;
    std::int64_t cancelled = 0;
};
BOOST_DESCRIBE_STRUCT(NotSent, (), (unknown, failed, expired, cancelled))

std::string urgencies() {
    std::set<int> all;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Kind>>(
        [&](auto each) { all.insert(rule(each.value).priority); });
    return core::json::to_text(std::vector<int>(all.begin(), all.end()));
}

}  // namespace

States ended(db::Tx& tx, const core::TenantId& tenant, core::Timestamp since) {
    const auto not_sent = tx.one<NotSent>(kNotSent, tenant, since, States::kMostCounted);
    return {.unknown = not_sent.unknown,
            .sent_24h = tx.one<std::int64_t>(kSent, tenant, since, States::kMostCounted),
            .failed_24h = not_sent.failed,
            .expired_24h = not_sent.expired,
            .cancelled_24h = not_sent.cancelled};
}

std::vector<BotSummary> bots(db::Tx& tx, const core::TenantId& tenant, core::Timestamp now) {
    return tx.all<BotSummary>(kBots, tenant, now, States::kMostCounted);
}

std::optional<core::Timestamp> oldest_pending(db::Tx& tx, const core::TenantId& tenant) {
    return tx.one<std::optional<core::Timestamp>>(kOldestPending, tenant, urgencies());
}

}  // namespace promo::messaging::outbox::desk::tally::repo
