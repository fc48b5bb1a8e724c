#include "domains/messaging/outbox/waiting/repo.hpp"

#include <boost/describe/class.hpp>

namespace promo::messaging::outbox::repo {
namespace {

constexpr db::Sql kWaiting{"outbox.waiting", R"sql(
-- cross-tenant: a dispatcher serves all tenants
WITH RECURSIVE waits(telegram_id, priority) AS (
    SELECT l.telegram_id, (SELECT min(o.priority) FROM outbox o
                           WHERE o.state = 'pending' AND o.telegram_id = l.telegram_id)
    FROM outbox_lanes l WHERE l.owner = $1
    UNION ALL
    SELECT w.telegram_id, (SELECT min(o.priority) FROM outbox o
                           WHERE o.state = 'pending' AND o.telegram_id = w.telegram_id AND o.priority > w.priority)
    FROM waits w WHERE w.priority IS NOT NULL
)
SELECT telegram_id, priority FROM waits WHERE priority IS NOT NULL
)sql"};

struct WaitingRow {
    std::int64_t telegram_id = 0;
    int priority = 0;
};
BOOST_DESCRIBE_STRUCT(WaitingRow, (), (telegram_id, priority))

}  // namespace

Waiting waiting(db::Tx& tx, const std::string& node) {
    Waiting all;
    for (const auto& row : tx.all<WaitingRow>(kWaiting, node))
        all.emplace(row.telegram_id, row.priority);
    return all;
}

}  // namespace promo::messaging::outbox::repo
