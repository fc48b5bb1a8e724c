#include "domains/audit/repo.hpp"

#include <chrono>

#include "core/encoding.hpp"

namespace promo::audit::repo {
namespace {

constexpr db::Sql kInsert{"audit.insert", R"sql(
    INSERT INTO audit_log (tenant_id, id, at, actor_kind, actor_id, actor_name, action, subject, details, address,
                           request_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, nullif($10, ''), nullif($11, ''))
)sql"};

// Ids begin with the time in milliseconds, so they bound what has to be looked at.
constexpr db::Sql kCount{"audit.count", R"sql(
    SELECT count(*)
    FROM audit_log
    WHERE tenant_id = $1 AND id >= $2 AND action = $3 AND subject = $4 AND at > $5
)sql"};

// Ids are made in the order of time, so they page. In a CASE the filter says nothing about how many rows it leaves:
// without it PostgreSQL expects a few and sorts the whole log instead of walking the index from its end.
constexpr db::Sql kList{"audit.list", R"sql(
    SELECT id, tenant_id, at, actor_kind, actor_name, action, subject, details, address
    FROM audit_log
    WHERE tenant_id = $1 AND id < $2 AND CASE WHEN substr(action, 1, length($3)) = $3 THEN TRUE ELSE FALSE END
    ORDER BY id DESC
    LIMIT $4
)sql"};

constexpr db::Sql kListEverywhere{"audit.list_everywhere", R"sql(
    SELECT id, tenant_id, at, actor_kind, actor_name, action, subject, details, address
    FROM audit_log  -- cross-tenant: for those who run the installation
    WHERE id < $1 AND CASE WHEN substr(action, 1, length($2)) = $2 THEN TRUE ELSE FALSE END
    ORDER BY id DESC
    LIMIT $3
)sql"};

// Sorts after every id.
constexpr std::string_view kEnd = "~";

std::string_view upper_end(const Filter& filter) {
    return filter.before ? std::string_view(*filter.before) : kEnd;
}

// Sorts before every id that was made at `instant` or later.
std::string earliest_id(core::Timestamp instant) {
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(instant.time_since_epoch()).count();
    std::string bytes;
    for (int shift = 40; shift >= 0; shift -= 8)
        bytes += static_cast<char>((millis >> shift) & 0xff);
    return core::hex(bytes).insert(8, "-");
}

}  // namespace

void insert(db::Tx& tx, const NewEntry& entry) {
    tx.run(kInsert, entry.tenant_id, entry.id, entry.at, entry.actor.kind, entry.actor.id, entry.actor.name,
           entry.action, entry.subject, entry.details, entry.actor.address, entry.actor.request_id);
}

std::int64_t count(db::Tx& tx, const core::TenantId& tenant, std::string_view action, std::string_view subject,
                   core::Timestamp since) {
    return tx.one<std::int64_t>(kCount, tenant, earliest_id(since), action, subject, since);
}

std::vector<Entry> list(db::Tx& tx, const core::TenantId& tenant, const Filter& filter) {
    return tx.all<Entry>(kList, tenant, upper_end(filter), filter.action_prefix, filter.limit);
}

std::vector<Entry> list_everywhere(db::Tx& tx, const Filter& filter) {
    return tx.all<Entry>(kListEverywhere, upper_end(filter), filter.action_prefix, filter.limit);
}

}  // namespace promo::audit::repo
