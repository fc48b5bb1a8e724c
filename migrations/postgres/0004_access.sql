-- Who belongs to which tenant, what everybody has done, and the keys of each tenant's secrets.
ALTER TABLE tenants ADD COLUMN owner_email text;
ALTER TABLE tenants ADD COLUMN support_email text;
ALTER TABLE tenants ADD COLUMN logo_key text;
ALTER TABLE tenants ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC';
ALTER TABLE tenants ADD COLUMN created_by text;
ALTER TABLE tenants ADD COLUMN last_seen_at bigint;
ALTER TABLE tenants ADD COLUMN onboarded_at bigint;

-- A person, by what the issuer of his tokens calls him.
CREATE TABLE users (
    id                text COLLATE "C" NOT NULL PRIMARY KEY,
    issuer            text COLLATE "C" NOT NULL,
    subject           text COLLATE "C" NOT NULL,
    email             text,
    email_verified    smallint         NOT NULL DEFAULT 0 CHECK (email_verified IN (0, 1)),
    email_checked_at  bigint,
    name              text,
    avatar_url        text,
    current_tenant_id text COLLATE "C" REFERENCES tenants (id) ON DELETE SET NULL,
    created_at        bigint           NOT NULL,
    last_seen_at      bigint           NOT NULL,
    UNIQUE (issuer, subject)
);
CREATE INDEX users_current_tenant ON users (current_tenant_id);

CREATE TABLE members (
    tenant_id  text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    user_id    text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role       text COLLATE "C" NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    created_at bigint           NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
);
CREATE INDEX members_user ON members (user_id);
SELECT promostack_protect('members');

-- People belong to no tenant: a tenant sees those who belong to it, and neither changes nor deletes anybody.
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY by_system ON users
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');
CREATE POLICY members_of_tenant ON users FOR SELECT
    USING (id IN (SELECT user_id FROM members
                  WHERE tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), ''))));

-- The link itself is known to whoever was invited; here is only its hash.
CREATE TABLE invitations (
    tenant_id   text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id          text COLLATE "C" NOT NULL PRIMARY KEY,
    token_hash  text COLLATE "C" NOT NULL UNIQUE,
    role        text COLLATE "C" NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    email       text,
    created_by  text             NOT NULL,
    created_at  bigint           NOT NULL,
    expires_at  bigint           NOT NULL,
    accepted_by text,
    accepted_at bigint,
    revoked_at  bigint
);
CREATE INDEX invitations_tenant ON invitations (tenant_id, id);
SELECT promostack_protect('invitations');

-- Who changed what. The platform's own rows have an empty tenant and outlive every tenant.
CREATE TABLE audit_log (
    tenant_id  text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL PRIMARY KEY,
    at         bigint           NOT NULL,
    actor_kind text COLLATE "C" NOT NULL
        CHECK (actor_kind IN ('user', 'platform_admin', 'operator', 'partner', 'system')),
    actor_id   text             NOT NULL,
    actor_name text             NOT NULL,
    action     text COLLATE "C" NOT NULL,
    subject    text             NOT NULL,
    details    text             NOT NULL,
    address    text,
    request_id text
);
CREATE INDEX audit_log_tenant ON audit_log (tenant_id, id);
SELECT promostack_protect('audit_log');

-- The key of one tenant's secrets, itself encrypted with SECRET_KEY: rotating that touches these rows alone, and
-- deleting one makes everything it sealed unreadable, in backups too.
CREATE TABLE tenant_keys (
    tenant_id  text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    wrapped    text COLLATE "C" NOT NULL,
    wrapped_by text COLLATE "C" NOT NULL,
    created_at bigint           NOT NULL,
    rotated_at bigint           NOT NULL
);
SELECT promostack_protect('tenant_keys');

-- Sessions of a subject that began before this instant are void: he signed out everywhere, or was signed out.
CREATE TABLE session_epochs (
    subject    text COLLATE "C" NOT NULL PRIMARY KEY,
    not_before bigint           NOT NULL
);
