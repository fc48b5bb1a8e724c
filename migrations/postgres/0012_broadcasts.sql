-- One message to many. `content` is what is said (text, picture, buttons), `audience` the filters, `timing` when: each a
-- document of its own. The counts follow the ledger in the same transactions; `removing` of the sent are being taken
-- back, as far as `retract_after`. `pace` says how many ended lately, `fed_until` until when the rate is used up.
CREATE TABLE broadcasts (
    tenant_id       text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id              text COLLATE "C" NOT NULL,
    telegram_id     bigint,
    name            text             NOT NULL,
    content         text             NOT NULL,
    audience        text             NOT NULL,
    timing          text             NOT NULL,
    state           text COLLATE "C" NOT NULL CHECK (state IN ('draft', 'scheduled', 'running', 'paused', 'cancelled', 'finished')),
    request_key     text COLLATE "C",
    total           integer          NOT NULL DEFAULT 0,
    waiting         integer          NOT NULL DEFAULT 0,
    queued          integer          NOT NULL DEFAULT 0,
    sent            integer          NOT NULL DEFAULT 0,
    failed          integer          NOT NULL DEFAULT 0,
    blocked         integer          NOT NULL DEFAULT 0,
    unknown         integer          NOT NULL DEFAULT 0,
    expired         integer          NOT NULL DEFAULT 0,
    skipped         integer          NOT NULL DEFAULT 0,
    cancelled       integer          NOT NULL DEFAULT 0,
    retracted       integer          NOT NULL DEFAULT 0,
    removing        integer          NOT NULL DEFAULT 0,
    failures_in_row integer          NOT NULL DEFAULT 0,
    pace            text             NOT NULL DEFAULT '[]',
    revision        integer          NOT NULL,
    problem         text,
    created_by      text             NOT NULL,
    created_at      bigint           NOT NULL,
    updated_at      bigint           NOT NULL,
    starts_at       bigint,
    started_at      bigint,
    finished_at     bigint,
    fed_until       bigint,
    retract_after   bigint,
    PRIMARY KEY (tenant_id, id)
);
SELECT promostack_protect('broadcasts');
CREATE INDEX broadcasts_newest ON broadcasts (tenant_id, created_at, id);
CREATE INDEX broadcasts_open ON broadcasts (state, starts_at) WHERE state IN ('scheduled', 'running');
CREATE INDEX broadcasts_retracting ON broadcasts (tenant_id, id) WHERE retract_after IS NOT NULL;
CREATE UNIQUE INDEX broadcasts_request ON broadcasts (tenant_id, request_key) WHERE request_key IS NOT NULL;

-- The ledger: one row for everybody it is meant for, whatever became of it.
CREATE TABLE broadcast_recipients (
    tenant_id    text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    broadcast_id text COLLATE "C" NOT NULL,
    chat_id      bigint           NOT NULL,
    state        text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'queued', 'sent', 'failed', 'blocked', 'unknown', 'expired', 'skipped', 'cancelled', 'retracted')),
    due_at       bigint           NOT NULL,
    round        integer          NOT NULL,
    outbox_id    text COLLATE "C",
    message_id   bigint,
    reason       text COLLATE "C",
    error        text,
    done_at      bigint,
    PRIMARY KEY (tenant_id, broadcast_id, chat_id),
    FOREIGN KEY (tenant_id, broadcast_id) REFERENCES broadcasts (tenant_id, id) ON DELETE CASCADE
);
SELECT promostack_protect('broadcast_recipients');
CREATE INDEX broadcast_recipients_due ON broadcast_recipients (tenant_id, broadcast_id, due_at, chat_id) WHERE state = 'waiting';
CREATE INDEX broadcast_recipients_by_state ON broadcast_recipients (tenant_id, broadcast_id, state, chat_id);

-- Pictures of broadcasts are uploads, too.
ALTER TABLE uploads DROP CONSTRAINT uploads_purpose_check;
ALTER TABLE uploads ADD CONSTRAINT uploads_purpose_check CHECK (purpose IN ('background', 'overlay', 'logo', 'broadcast'));
