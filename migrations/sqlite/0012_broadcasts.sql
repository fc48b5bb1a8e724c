-- One message to many. `content` is what is said (text, picture, buttons), `audience` the filters, `timing` when: each a
-- document of its own. The counts follow the ledger in the same transactions; `removing` of the sent are being taken
-- back, as far as `retract_after`. `pace` says how many ended lately, `fed_until` until when the rate is used up.
CREATE TABLE broadcasts (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id                   TEXT    NOT NULL,
    telegram_id          INTEGER,
    name                 TEXT    NOT NULL,
    content              TEXT    NOT NULL,
    audience             TEXT    NOT NULL,
    timing               TEXT    NOT NULL,
    state                TEXT    NOT NULL CHECK (state IN ('draft', 'scheduled', 'running', 'paused', 'cancelled', 'finished')),
    request_key          TEXT,
    total                INTEGER NOT NULL DEFAULT 0,
    waiting              INTEGER NOT NULL DEFAULT 0,
    queued               INTEGER NOT NULL DEFAULT 0,
    sent                 INTEGER NOT NULL DEFAULT 0,
    failed               INTEGER NOT NULL DEFAULT 0,
    blocked              INTEGER NOT NULL DEFAULT 0,
    unknown              INTEGER NOT NULL DEFAULT 0,
    expired              INTEGER NOT NULL DEFAULT 0,
    skipped              INTEGER NOT NULL DEFAULT 0,
    cancelled            INTEGER NOT NULL DEFAULT 0,
    retracted            INTEGER NOT NULL DEFAULT 0,
    removing             INTEGER NOT NULL DEFAULT 0,
    failures_in_row      INTEGER NOT NULL DEFAULT 0,
    pace                 TEXT    NOT NULL DEFAULT '[]',
    revision             INTEGER NOT NULL,
    problem              TEXT,
    created_by           TEXT    NOT NULL,
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL,
    starts_at            INTEGER,
    started_at           INTEGER,
    finished_at          INTEGER,
    fed_until            INTEGER,
    retract_after        INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX broadcasts_newest ON broadcasts (tenant_id, created_at, id);
CREATE INDEX broadcasts_open ON broadcasts (state, starts_at) WHERE state IN ('scheduled', 'running');
CREATE INDEX broadcasts_retracting ON broadcasts (tenant_id, id) WHERE retract_after IS NOT NULL;
CREATE UNIQUE INDEX broadcasts_request ON broadcasts (tenant_id, request_key) WHERE request_key IS NOT NULL;

-- The ledger: one row for everybody it is meant for, whatever became of it.
CREATE TABLE broadcast_recipients (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    broadcast_id         TEXT    NOT NULL,
    chat_id              INTEGER NOT NULL,
    state                TEXT    NOT NULL CHECK (state IN ('waiting', 'queued', 'sent', 'failed', 'blocked', 'unknown', 'expired', 'skipped', 'cancelled', 'retracted')),
    due_at               INTEGER NOT NULL,
    round                INTEGER NOT NULL,
    outbox_id            TEXT,
    message_id           INTEGER,
    reason               TEXT,
    error                TEXT,
    done_at              INTEGER,
    PRIMARY KEY (tenant_id, broadcast_id, chat_id),
    FOREIGN KEY (tenant_id, broadcast_id) REFERENCES broadcasts (tenant_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX broadcast_recipients_due ON broadcast_recipients (tenant_id, broadcast_id, due_at, chat_id) WHERE state = 'waiting';
CREATE INDEX broadcast_recipients_by_state ON broadcast_recipients (tenant_id, broadcast_id, state, chat_id);

-- Pictures of broadcasts are uploads, too.
CREATE TABLE uploads_with_broadcasts (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id                   TEXT    NOT NULL,
    purpose              TEXT    NOT NULL CHECK (purpose IN ('background', 'overlay', 'logo', 'broadcast')),
    state                TEXT    NOT NULL CHECK (state IN ('storing', 'stored', 'removing')),
    width                INTEGER NOT NULL,
    height               INTEGER NOT NULL,
    bytes                INTEGER NOT NULL,
    created_at           INTEGER NOT NULL,
    kept_at              INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
INSERT INTO uploads_with_broadcasts (tenant_id, id, purpose, state, width, height, bytes, created_at, kept_at)
SELECT tenant_id, id, purpose, state, width, height, bytes, created_at, kept_at FROM uploads;
DROP TABLE uploads;
ALTER TABLE uploads_with_broadcasts RENAME TO uploads;
CREATE INDEX uploads_by_age ON uploads (kept_at);
