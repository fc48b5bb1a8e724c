-- Who belongs to which tenant, what everybody has done, and the keys of each tenant's secrets.
ALTER TABLE tenants ADD COLUMN owner_email TEXT;
ALTER TABLE tenants ADD COLUMN support_email TEXT;
ALTER TABLE tenants ADD COLUMN logo_key TEXT;
ALTER TABLE tenants ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';
ALTER TABLE tenants ADD COLUMN created_by TEXT;
ALTER TABLE tenants ADD COLUMN last_seen_at INTEGER;
ALTER TABLE tenants ADD COLUMN onboarded_at INTEGER;

-- A person, by what the issuer of his tokens calls him.
CREATE TABLE users (
    id                TEXT    NOT NULL PRIMARY KEY,
    issuer            TEXT    NOT NULL,
    subject           TEXT    NOT NULL,
    email             TEXT,
    email_verified    INTEGER NOT NULL DEFAULT 0 CHECK (email_verified IN (0, 1)),
    email_checked_at  INTEGER,
    name              TEXT,
    avatar_url        TEXT,
    current_tenant_id TEXT    REFERENCES tenants (id) ON DELETE SET NULL,
    created_at        INTEGER NOT NULL,
    last_seen_at      INTEGER NOT NULL,
    UNIQUE (issuer, subject)
) STRICT;
CREATE INDEX users_current_tenant ON users (current_tenant_id);

CREATE TABLE members (
    tenant_id  TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    user_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role       TEXT    NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
) STRICT;
CREATE INDEX members_user ON members (user_id);

-- The link itself is known to whoever was invited; here is only its hash.
CREATE TABLE invitations (
    tenant_id   TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id          TEXT    NOT NULL PRIMARY KEY,
    token_hash  TEXT    NOT NULL UNIQUE,
    role        TEXT    NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    email       TEXT,
    created_by  TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    accepted_by TEXT,
    accepted_at INTEGER,
    revoked_at  INTEGER
) STRICT;
CREATE INDEX invitations_tenant ON invitations (tenant_id, id);

-- Who changed what. The platform's own rows have an empty tenant and outlive every tenant.
CREATE TABLE audit_log (
    tenant_id  TEXT    NOT NULL,
    id         TEXT    NOT NULL PRIMARY KEY,
    at         INTEGER NOT NULL,
    actor_kind TEXT    NOT NULL
        CHECK (actor_kind IN ('user', 'platform_admin', 'operator', 'partner', 'system')),
    actor_id   TEXT    NOT NULL,
    actor_name TEXT    NOT NULL,
    action     TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    details    TEXT    NOT NULL,
    address    TEXT,
    request_id TEXT
) STRICT;
CREATE INDEX audit_log_tenant ON audit_log (tenant_id, id);

-- The key of one tenant's secrets, itself encrypted with SECRET_KEY: rotating that touches these rows alone, and
-- deleting one makes everything it sealed unreadable, in backups too.
CREATE TABLE tenant_keys (
    tenant_id  TEXT    NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    wrapped    TEXT    NOT NULL,
    wrapped_by TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL
) STRICT;

-- Sessions of a subject that began before this instant are void: he signed out everywhere, or was signed out.
CREATE TABLE session_epochs (
    subject    TEXT    NOT NULL PRIMARY KEY,
    not_before INTEGER NOT NULL
) STRICT;
