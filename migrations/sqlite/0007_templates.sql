-- Pictures that people of a tenant uploaded, re-encoded: `id` is the hash of what is stored. Known before its objects
-- are written, so that whatever a process left behind when it died is found and removed.
CREATE TABLE uploads (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id                   TEXT    NOT NULL,
    purpose              TEXT    NOT NULL CHECK (purpose IN ('background', 'overlay', 'logo')),
    state                TEXT    NOT NULL CHECK (state IN ('storing', 'stored', 'removing')),
    width                INTEGER NOT NULL,
    height               INTEGER NOT NULL,
    bytes                INTEGER NOT NULL,
    created_at           INTEGER NOT NULL,
    kept_at              INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX uploads_by_age ON uploads (kept_at);

-- `meta` is the document that is published as meta.json. `number` is short enough for a button of a bot and never given
-- to another template; `revision` grows with every change.
CREATE TABLE templates (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id                   TEXT    NOT NULL,
    number               INTEGER NOT NULL,
    slug                 TEXT    NOT NULL,
    name                 TEXT    NOT NULL,
    telegram_enabled     INTEGER NOT NULL CHECK (telegram_enabled IN (0, 1)),
    position             INTEGER NOT NULL,
    revision             INTEGER NOT NULL,
    meta                 TEXT    NOT NULL,
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug),
    UNIQUE (tenant_id, number)
) STRICT;
