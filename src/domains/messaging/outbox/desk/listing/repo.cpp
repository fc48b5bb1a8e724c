#include "domains/messaging/outbox/desk/listing/repo.hpp"

#include <boost/mp11/algorithm.hpp>

#include "core/json_write.hpp"
#include "db/planning.hpp"

namespace promo::messaging::outbox::desk::listing::repo {
namespace {

// In all statements $2 and $3 are when the message was created before which a page begins, and its id; $4 its most.

constexpr db::Sql kOfKinds{"outbox.desk_of_kinds", R"sql(
SELECT o.id
--@postgres FROM jsonb_array_elements_text($5::jsonb) k(kind) CROSS JOIN LATERAL (
--@postgres     SELECT w.id, w.created_at
--@sqlite FROM (SELECT value AS kind FROM json_each($5)) k CROSS JOIN outbox o
--@sqlite WHERE o.rowid IN (
--@sqlite     SELECT w.rowid
    FROM outbox w
    WHERE w.tenant_id = $1 AND w.kind = k.kind AND (w.created_at, w.id) < ($2, $3) AND ($6 = '' OR w.state = $6)
    ORDER BY w.tenant_id DESC, w.kind DESC, w.created_at DESC, w.id DESC LIMIT $4)
--@postgres o
ORDER BY o.created_at DESC, o.id DESC LIMIT $4
)sql"};

constexpr db::Sql kNotSent{"outbox.desk_not_sent", R"sql(
SELECT o.id
--@postgres FROM jsonb_array_elements_text($5::jsonb) k(kind) CROSS JOIN LATERAL (
--@postgres     SELECT w.id, w.created_at
--@sqlite FROM (SELECT value AS kind FROM json_each($5)) k CROSS JOIN outbox o
--@sqlite WHERE o.rowid IN (
--@sqlite     SELECT w.rowid
    FROM outbox w
    WHERE w.tenant_id = $1 AND w.state IN ('failed', 'expired', 'cancelled') AND w.state = $6 AND w.kind = k.kind
      AND (w.created_at, w.id) < ($2, $3) AND ($7 = '' OR w.cause = $7)
    ORDER BY w.tenant_id DESC, w.state DESC, w.kind DESC, w.created_at DESC, w.id DESC LIMIT $4)
--@postgres o
ORDER BY o.created_at DESC, o.id DESC LIMIT $4
)sql"};

constexpr db::Sql kInDoubt{"outbox.desk_in_doubt", R"sql(
SELECT id FROM outbox
WHERE tenant_id = $1 AND (created_at, id) < ($2, $3) AND state = 'unknown' AND ($5 = '' OR kind = $5)
  AND ($6 = '' OR cause = $6)
ORDER BY tenant_id DESC, created_at DESC, id DESC LIMIT $4
)sql"};

// By the index of what has not ended yet, which is of bots: OFFSET keeps each of them apart from the planner's ideas.
constexpr db::Sql kOpen{"outbox.desk_open", R"sql(
SELECT o.id
FROM outbox_lanes l
--@postgres CROSS JOIN LATERAL (
--@postgres     SELECT w.tenant_id, w.telegram_id, w.id, w.kind, w.cause, w.state, w.created_at FROM outbox w
--@postgres     WHERE w.telegram_id = l.telegram_id AND w.state IN ('pending', 'sending') OFFSET 0) o
--@sqlite CROSS JOIN outbox o
WHERE l.tenant_id = $1 AND o.telegram_id = l.telegram_id AND o.state IN ('pending', 'sending') AND o.state = $5
  AND o.tenant_id = $1 AND (o.created_at, o.id) < ($2, $3) AND ($6 = '' OR o.kind = $6) AND ($7 = '' OR o.cause = $7)
ORDER BY o.created_at DESC, o.id DESC LIMIT $4
)sql"};

constexpr db::Sql kOfChat{"outbox.desk_of_chat", R"sql(
SELECT id FROM outbox
WHERE tenant_id = $1 AND chat_id = $5 AND (created_at, id) < ($2, $3) AND ($6 = '' OR state = $6)
  AND ($7 = '' OR kind = $7) AND ($8 = '' OR cause = $8)
ORDER BY tenant_id DESC, chat_id DESC, created_at DESC, id DESC LIMIT $4
)sql"};

constexpr db::Sql kOfCause{"outbox.desk_of_cause", R"sql(
SELECT id FROM outbox
WHERE tenant_id = $1 AND cause = $5 AND (created_at, id) < ($2, $3) AND ($6 = '' OR state = $6)
  AND ($7 = '' OR kind = $7)
ORDER BY tenant_id DESC, cause DESC, created_at DESC, id DESC LIMIT $4
)sql"};

constexpr core::Timestamp kEndOfTime{std::chrono::hours(24 * 365 * 1000)};

template <class E>
std::string_view name_or_empty(const std::optional<E>& value) {
    return value ? core::enum_name(*value) : std::string_view();
}

// The one that is looked for, or all.
std::string kinds_of(const Filter& filter) {
    std::vector<std::string> kinds;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Kind>>([&](auto each) {
        if (filter.kind.value_or(each.value) == each.value) kinds.emplace_back(core::enum_name(each.value));
    });
    return core::json::to_text(kinds);
}

}  // namespace

std::vector<std::string> ids(db::Tx& tx, const core::TenantId& tenant, const Filter& filter) {
    db::plan_by_indexes(tx);
    const auto state = name_or_empty(filter.state);
    const auto kind = name_or_empty(filter.kind);
    const auto find = [&](const db::Sql& statement, const auto&... narrowed) {
        return tx.all<std::string>(statement, tenant, filter.before.value_or(kEndOfTime), filter.before_id,
                                   filter.limit, narrowed...);
    };
    if (filter.chat_id) return find(kOfChat, *filter.chat_id, state, kind, filter.cause);
    if (filter.state == State::unknown) return find(kInDoubt, kind, filter.cause);
    if (filter.state == State::pending || filter.state == State::sending) return find(kOpen, state, kind, filter.cause);
    if (filter.state && filter.state != State::sent) return find(kNotSent, kinds_of(filter), state, filter.cause);
    if (!filter.cause.empty()) return find(kOfCause, filter.cause, state, kind);
    return find(kOfKinds, kinds_of(filter), state);
}

}  // namespace promo::messaging::outbox::desk::listing::repo
