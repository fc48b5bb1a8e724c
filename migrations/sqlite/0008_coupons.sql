-- Who says whether a coupon is good. No row: nobody is asked.
CREATE TABLE coupon_settings (
    tenant_id            TEXT    NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    provider             TEXT    NOT NULL CHECK (provider IN ('none', 'list', 'funderpro', 'stripe')),
    funderpro_product_id TEXT    NOT NULL,
    updated_at           INTEGER NOT NULL
) STRICT;

-- A tenant's own list. Both times may be open; `valid_until` is the first moment at which it is good no more.
CREATE TABLE coupon_codes (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    code                 TEXT    NOT NULL,
    valid_from           INTEGER,
    valid_until          INTEGER,
    created_at           INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, code)
) STRICT;

-- Every picture that somebody took away, and every try that failed, from whichever door.
CREATE TABLE coupon_usage (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id                   TEXT    NOT NULL,
    source               TEXT    NOT NULL CHECK (source IN ('bot', 'web', 'link', 'batch')),
    chat_id              INTEGER,
    template_slug        TEXT,
    variant              TEXT    CHECK (variant IN ('square', 'story', 'feed')),
    coupon_code          TEXT    NOT NULL,
    success              INTEGER NOT NULL CHECK (success IN (0, 1)),
    error_type           TEXT,
    device_type          TEXT    NOT NULL CHECK (device_type IN ('mobile', 'desktop', 'tablet', 'unknown')),
    created_at           INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX coupon_usage_by_time ON coupon_usage (tenant_id, created_at);

-- Many pictures at once: `captions` are the texts, `parts` the archives that are ready, `problems` the lines without one.
CREATE TABLE picture_batches (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id                   TEXT    NOT NULL,
    template_slug        TEXT    NOT NULL,
    variants             TEXT    NOT NULL,
    format               TEXT    NOT NULL CHECK (format IN ('jpg', 'png')),
    with_logo            INTEGER NOT NULL CHECK (with_logo IN (0, 1)),
    state                TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    captions             TEXT    NOT NULL,
    total                INTEGER NOT NULL,
    done                 INTEGER NOT NULL,
    failed               INTEGER NOT NULL,
    parts                TEXT    NOT NULL,
    problems             TEXT    NOT NULL,
    created_by           TEXT    NOT NULL,
    created_at           INTEGER NOT NULL,
    finished_at          INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX picture_batches_by_age ON picture_batches (created_at);
