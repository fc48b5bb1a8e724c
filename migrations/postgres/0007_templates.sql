-- Pictures that people of a tenant uploaded, re-encoded: `id` is the hash of what is stored. Known before its objects
-- are written, so that whatever a process left behind when it died is found and removed.
CREATE TABLE uploads (
    tenant_id  text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id         text COLLATE "C" NOT NULL,
    purpose    text COLLATE "C" NOT NULL CHECK (purpose IN ('background', 'overlay', 'logo')),
    state      text COLLATE "C" NOT NULL CHECK (state IN ('storing', 'stored', 'removing')),
    width      integer          NOT NULL,
    height     integer          NOT NULL,
    bytes      bigint           NOT NULL,
    created_at bigint           NOT NULL,
    kept_at    bigint           NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT promostack_protect('uploads');
CREATE INDEX uploads_by_age ON uploads (kept_at);

-- `meta` is the document that is published as meta.json. `number` is short enough for a button of a bot and never given
-- to another template; `revision` grows with every change.
CREATE TABLE templates (
    tenant_id        text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id               text COLLATE "C" NOT NULL,
    number           integer          NOT NULL,
    slug             text COLLATE "C" NOT NULL,
    name             text             NOT NULL,
    telegram_enabled smallint         NOT NULL CHECK (telegram_enabled IN (0, 1)),
    position         integer          NOT NULL,
    revision         integer          NOT NULL,
    meta             text             NOT NULL,
    created_at       bigint           NOT NULL,
    updated_at       bigint           NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug),
    UNIQUE (tenant_id, number)
);
SELECT promostack_protect('templates');
