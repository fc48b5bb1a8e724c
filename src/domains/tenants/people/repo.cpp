#include "domains/tenants/people/repo.hpp"

namespace promo::tenants::people::repo {
namespace {

// A person acts for the tenant he chose, as long as he belongs to it, otherwise for the one he has belonged to longest.
constexpr db::Sql kCaller{"people.caller", R"sql(
    SELECT u.id, u.issuer, u.subject, u.email, u.email_verified = 1 AS email_verified, u.email_checked_at, u.name,
           u.avatar_url, u.created_at, u.last_seen_at, m.tenant_id, t.name AS tenant_name, t.status AS tenant_status,
           m.role
    FROM users u  -- cross-tenant: who somebody is decides which tenant he may act for
    LEFT JOIN members m ON m.user_id = u.id AND m.tenant_id = coalesce(
        (SELECT tenant_id FROM members WHERE user_id = u.id AND tenant_id = u.current_tenant_id),
        (SELECT tenant_id FROM members WHERE user_id = u.id ORDER BY created_at, tenant_id LIMIT 1))
    LEFT JOIN tenants t ON t.id = m.tenant_id
    WHERE u.id = $1 OR (u.issuer = $2 AND u.subject = $3)
)sql"};

constexpr db::Sql kMemberships{"people.memberships", R"sql(
    SELECT m.tenant_id, t.name AS tenant_name, t.status AS tenant_status, m.role
    FROM members m  -- cross-tenant: one person's tenants, shown to him
    JOIN tenants t ON t.id = m.tenant_id
    WHERE m.user_id = $1
    ORDER BY t.name, m.tenant_id
    LIMIT $2
)sql"};

// An e-mail that was not looked at stays what it was; one that was is replaced, also by none.
constexpr db::Sql kUpsert{"people.upsert", R"sql(
    INSERT INTO users (id, issuer, subject, email, email_verified, email_checked_at, name, avatar_url, created_at,
                       last_seen_at)  -- cross-tenant: a person is nobody's
    VALUES ($1, $2, $3, CAST($4 AS text), CASE WHEN CAST($4 AS text) IS NULL THEN 0 ELSE 1 END, CAST($5 AS bigint), $6,
            $7, CAST($8 AS bigint), CAST($8 AS bigint))
    ON CONFLICT (issuer, subject) DO UPDATE
    SET email = CASE WHEN excluded.email_checked_at IS NULL THEN users.email ELSE excluded.email END,
        email_verified = CASE WHEN excluded.email_checked_at IS NULL THEN users.email_verified
                              ELSE excluded.email_verified END,
        email_checked_at = coalesce(excluded.email_checked_at, users.email_checked_at),
        name = coalesce(excluded.name, users.name),
        avatar_url = coalesce(excluded.avatar_url, users.avatar_url)
    RETURNING id
)sql"};

constexpr db::Sql kSaw{"people.saw", R"sql(
    UPDATE users  -- cross-tenant: a person is nobody's
    SET last_seen_at = $2
    WHERE id = $1 AND last_seen_at <= $3
)sql"};

constexpr db::Sql kSawTenant{"people.saw_tenant", R"sql(
    UPDATE tenants  -- cross-tenant: the id is the tenant
    SET last_seen_at = $2
    WHERE id = $1 AND (last_seen_at IS NULL OR last_seen_at <= $3)
)sql"};

constexpr db::Sql kChoose{"people.choose", R"sql(
    UPDATE users
    SET current_tenant_id = $2
    WHERE id = $1 AND EXISTS (SELECT 1 FROM members WHERE tenant_id = $2 AND user_id = $1)
)sql"};

constexpr db::Sql kForgetChoice{"people.forget_choice", R"sql(
    UPDATE users  -- cross-tenant: a person is nobody's
    SET current_tenant_id = NULL
    WHERE id = $1 AND current_tenant_id = $2
)sql"};

constexpr db::Sql kLockPerson{"people.lock_person", R"sql(
    SELECT id
    FROM users  -- cross-tenant: a person is nobody's
    WHERE id = $1
--@postgres  FOR NO KEY UPDATE
)sql"};

// SQLite has one writer anyway.
constexpr db::Sql kLockNetwork{"people.lock_network", R"sql(
    SELECT CAST($1 AS text)  -- cross-tenant: before there is a tenant
--@postgres  FROM (SELECT pg_advisory_xact_lock(hashtextextended(CAST($1 AS text), 0))) held
)sql"};

constexpr db::Sql kMembers{"people.members", R"sql(
    SELECT m.user_id, u.subject, u.email, u.name, u.avatar_url, m.role, m.created_at, u.last_seen_at
    FROM members m
    JOIN users u ON u.id = m.user_id
    WHERE m.tenant_id = $1
    ORDER BY m.created_at, m.user_id
    LIMIT $2
)sql"};

constexpr db::Sql kMember{"people.member", R"sql(
    SELECT m.user_id, u.subject, u.email, u.name, u.avatar_url, m.role, m.created_at, u.last_seen_at
    FROM members m
    JOIN users u ON u.id = m.user_id
    WHERE m.tenant_id = $1 AND m.user_id = $2
)sql"};

constexpr db::Sql kCount{"people.count", R"sql(
    SELECT count(*)
    FROM members
    WHERE tenant_id = $1
)sql"};

constexpr db::Sql kOwners{"people.owners", R"sql(
    SELECT count(*)
    FROM members
    WHERE tenant_id = $1 AND role = 'owner'
)sql"};

constexpr db::Sql kInsert{"people.insert", R"sql(
    INSERT INTO members (tenant_id, user_id, role, created_at)
    VALUES ($1, $2, $3, $4)
)sql"};

constexpr db::Sql kChangeRole{"people.change_role", R"sql(
    UPDATE members
    SET role = $3
    WHERE tenant_id = $1 AND user_id = $2
)sql"};

constexpr db::Sql kRemove{"people.remove", R"sql(
    DELETE FROM members
    WHERE tenant_id = $1 AND user_id = $2
)sql"};

struct CallerRow : Person {
    std::optional<core::TenantId> tenant_id;
    std::optional<std::string> tenant_name;
    std::optional<TenantStatus> tenant_status;
    std::optional<MemberRole> role;
};
BOOST_DESCRIBE_STRUCT(CallerRow, (Person), (tenant_id, tenant_name, tenant_status, role))

std::optional<Caller> caller_of(std::optional<CallerRow> row) {
    if (!row) return std::nullopt;
    Caller found{std::move(static_cast<Person&>(*row)), std::nullopt};
    if (row->tenant_id) {
        found.membership = Membership{std::move(*row->tenant_id), std::move(row->tenant_name).value(),
                                      row->tenant_status.value(), row->role.value()};
    }
    return found;
}

constexpr std::int64_t kMostMemberships = 500;

}  // namespace

std::optional<Caller> caller(db::Tx& tx, std::string_view issuer, std::string_view subject) {
    return caller_of(tx.maybe<CallerRow>(kCaller, "", issuer, subject));
}

std::optional<Caller> caller(db::Tx& tx, const core::UserId& user) {
    return caller_of(tx.maybe<CallerRow>(kCaller, user, "", ""));
}

std::vector<Membership> memberships(db::Tx& tx, const core::UserId& user) {
    return tx.all<Membership>(kMemberships, user, kMostMemberships);
}

core::UserId upsert(db::Tx& tx, const core::UserId& id, const Facts& facts, core::Timestamp now) {
    std::optional<core::Timestamp> checked;
    if (facts.email || facts.email_asked) checked = now;
    return tx.one<core::UserId>(kUpsert, id, facts.issuer, facts.subject, facts.email, checked, facts.name,
                                facts.avatar_url, now);
}

void saw(db::Tx& tx, const core::UserId& user, core::Timestamp now, core::Timestamp unless_after) {
    tx.run(kSaw, user, now, unless_after);
}

void saw_tenant(db::Tx& tx, const core::TenantId& tenant, core::Timestamp now, core::Timestamp unless_after) {
    tx.run(kSawTenant, tenant, now, unless_after);
}

bool choose(db::Tx& tx, const core::UserId& user, const core::TenantId& tenant) {
    return tx.run(kChoose, user, tenant) == 1;
}

void forget_choice(db::Tx& tx, const core::UserId& user, const core::TenantId& tenant) {
    tx.run(kForgetChoice, user, tenant);
}

void lock(db::Tx& tx, const core::UserId& user) {
    tx.maybe<core::UserId>(kLockPerson, user);
}

void lock_network(db::Tx& tx, std::string_view network) {
    tx.one<std::string>(kLockNetwork, network);
}

std::vector<Member> members(db::Tx& tx, const core::TenantId& tenant, std::int64_t most) {
    return tx.all<Member>(kMembers, tenant, most);
}

std::optional<Member> member(db::Tx& tx, const core::TenantId& tenant, const core::UserId& user) {
    return tx.maybe<Member>(kMember, tenant, user);
}

std::int64_t count(db::Tx& tx, const core::TenantId& tenant) {
    return tx.one<std::int64_t>(kCount, tenant);
}

std::int64_t owners(db::Tx& tx, const core::TenantId& tenant) {
    return tx.one<std::int64_t>(kOwners, tenant);
}

void insert(db::Tx& tx, const core::TenantId& tenant, const core::UserId& user, MemberRole role, core::Timestamp now) {
    tx.run(kInsert, tenant, user, role, now);
}

void change_role(db::Tx& tx, const core::TenantId& tenant, const core::UserId& user, MemberRole role) {
    tx.run(kChangeRole, tenant, user, role);
}

void remove(db::Tx& tx, const core::TenantId& tenant, const core::UserId& user) {
    tx.run(kRemove, tenant, user);
}

}  // namespace promo::tenants::people::repo
