CREATE TABLE jobs (
    id           text COLLATE "C" NOT NULL PRIMARY KEY,
    tenant_id    text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    payload      text             NOT NULL,
    state        text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'running', 'done', 'parked', 'cancelled')),
    ready        smallint         NOT NULL CHECK (ready IN (0, 1)),
    priority     integer          NOT NULL,
    run_at       bigint           NOT NULL,
    dedupe_key   text COLLATE "C",
    attempt      integer          NOT NULL DEFAULT 0,
    max_attempts integer          NOT NULL CHECK (max_attempts > 0),
    crashes      integer          NOT NULL DEFAULT 0,
    fence        bigint           NOT NULL DEFAULT 0,
    lease_owner  text COLLATE "C",
    lease_until  bigint,
    last_error   text,
    created_at   bigint           NOT NULL,
    finished_at  bigint,
    CHECK ((state = 'running') = (lease_until IS NOT NULL))
)
-- Every row is updated twice and soon deleted: room on the page for that, and vacuumed before the indexes fill with
-- what is gone.
WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000,
      autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0.05);
SELECT promostack_protect('jobs');

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
    name         text COLLATE "C" NOT NULL PRIMARY KEY,
    epoch        bigint           NOT NULL,
    holder       text COLLATE "C" NOT NULL,
    lease_until  bigint           NOT NULL
);

CREATE TABLE schedule_runs (
    tenant_id    text COLLATE "C" NOT NULL,
    schedule     text COLLATE "C" NOT NULL,
    slot         text COLLATE "C" NOT NULL,
    due_at       bigint           NOT NULL,
    state        text COLLATE "C" NOT NULL CHECK (state IN ('ran', 'skipped')),
    slots        bigint           NOT NULL,
    reason       text,
    epoch        bigint           NOT NULL,
    created_at   bigint           NOT NULL,
    PRIMARY KEY (tenant_id, schedule, slot)
);

CREATE INDEX schedule_runs_newest ON schedule_runs (tenant_id, schedule, due_at);

SELECT promostack_protect('schedule_runs');
