CREATE TABLE jobs (
    id           TEXT    NOT NULL PRIMARY KEY,
    tenant_id    TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    payload      TEXT    NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('pending', 'running', 'done', 'parked', 'cancelled')),
    ready        INTEGER NOT NULL CHECK (ready IN (0, 1)),
    priority     INTEGER NOT NULL,
    run_at       INTEGER NOT NULL,
    dedupe_key   TEXT,
    attempt      INTEGER NOT NULL DEFAULT 0,
    max_attempts INTEGER NOT NULL CHECK (max_attempts > 0),
    crashes      INTEGER NOT NULL DEFAULT 0,
    fence        INTEGER NOT NULL DEFAULT 0,
    lease_owner  TEXT,
    lease_until  INTEGER,
    last_error   TEXT,
    created_at   INTEGER NOT NULL,
    finished_at  INTEGER,
    CHECK ((state = 'running') = (lease_until IS NOT NULL))
) STRICT;

-- A pending job is `ready` once it is due, so that what is due can be walked by kind and tenant without touching what
-- is not, and in order of urgency.
CREATE INDEX jobs_ready ON jobs (kind, tenant_id, priority, run_at, id) WHERE state = 'pending' AND ready = 1;
CREATE INDEX jobs_waiting ON jobs (run_at, tenant_id, id) WHERE state = 'pending' AND ready = 0;
CREATE INDEX jobs_waiting_by_tenant ON jobs (tenant_id, run_at, id) WHERE state = 'pending' AND ready = 0;
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_parked ON jobs (id) WHERE state = 'parked';
CREATE INDEX jobs_ended ON jobs (finished_at) WHERE state IN ('done', 'cancelled');
CREATE UNIQUE INDEX jobs_dedupe ON jobs (tenant_id, kind, dedupe_key)
    WHERE dedupe_key IS NOT NULL AND state IN ('pending', 'running');

CREATE TABLE leases (
    name        TEXT    NOT NULL PRIMARY KEY,
    epoch       INTEGER NOT NULL,
    holder      TEXT    NOT NULL,
    lease_until INTEGER NOT NULL
) STRICT;

CREATE TABLE schedule_runs (
    tenant_id  TEXT    NOT NULL,
    schedule   TEXT    NOT NULL,
    slot       TEXT    NOT NULL,
    due_at     INTEGER NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('ran', 'skipped')),
    slots      INTEGER NOT NULL,
    reason     TEXT,
    epoch      INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, schedule, slot)
) STRICT, WITHOUT ROWID;

CREATE INDEX schedule_runs_newest ON schedule_runs (tenant_id, schedule, due_at);
