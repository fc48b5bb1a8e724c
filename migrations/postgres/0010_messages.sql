-- Whoever works an update holds it: thinking about it takes longer than a transaction may.
ALTER TABLE inbound_updates ADD COLUMN held_until bigint;
ALTER TABLE inbound_updates ADD COLUMN fence bigint NOT NULL DEFAULT 0;
-- How often a hold ended because the database went away, and not its holder.
ALTER TABLE inbound_updates ADD COLUMN returned bigint NOT NULL DEFAULT 0;
-- When it was said, in whole seconds: numbers of updates jump when a bot was silent for long.
ALTER TABLE inbound_updates ADD COLUMN said_at bigint NOT NULL DEFAULT 0;
DROP INDEX inbound_updates_waiting;
CREATE INDEX inbound_updates_waiting ON inbound_updates (tenant_id, telegram_id, chat_id, said_at, update_id)
    WHERE state = 'pending';
-- One at a time of each chat, whoever believes what.
CREATE UNIQUE INDEX inbound_updates_held ON inbound_updates (telegram_id, chat_id) WHERE held_until IS NOT NULL;
-- What a tenant's bots heard last, for its pages.
CREATE INDEX inbound_updates_of_bot ON inbound_updates (tenant_id, telegram_id, received_at);

-- Every message a bot is to send, has sent, or will never send. `seq` is the order within a stream, `attempt` the fence
-- of a claim, `tries` how many of its sends may have reached somebody. `chat_id` is 0 where a call
-- concerns no chat; no `policy`: as its kind says.
CREATE TABLE outbox (
    tenant_id   text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id          text COLLATE "C" NOT NULL,
    telegram_id bigint           NOT NULL,
    chat_id     bigint           NOT NULL,
    stream      text COLLATE "C" NOT NULL,
    seq         bigint           NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    idem_key    text COLLATE "C" NOT NULL,
    cause       text COLLATE "C" NOT NULL,
    method      text COLLATE "C" NOT NULL,
    arguments   text             NOT NULL,
    file        text,
    file_key    text COLLATE "C",
    priority    integer          NOT NULL,
    policy      text COLLATE "C",
    due_at      bigint           NOT NULL,
    not_after   bigint           NOT NULL,
    state       text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'failed', 'unknown', 'expired', 'cancelled')),
    attempt     integer          NOT NULL DEFAULT 0,
    tries       integer          NOT NULL DEFAULT 0,
    refusals    integer          NOT NULL DEFAULT 0,
    lease_owner text COLLATE "C",
    lease_until bigint,
    message_id  bigint,
    problem     text COLLATE "C",
    error       text,
    created_at  bigint           NOT NULL,
    sent_at     bigint,
    done_at     bigint,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, idem_key),
    CHECK ((state = 'sending') = (lease_until IS NOT NULL))
)
WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000,
      autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0.05);
SELECT promostack_protect('outbox');
CREATE INDEX outbox_due ON outbox (telegram_id, priority, due_at, seq) WHERE state = 'pending';
CREATE INDEX outbox_order ON outbox (telegram_id, stream, seq) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_leased ON outbox (lease_until) WHERE state = 'sending';
CREATE INDEX outbox_fresh ON outbox (not_after) WHERE state = 'pending';
CREATE INDEX outbox_sent ON outbox (telegram_id, sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX outbox_ended ON outbox (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX outbox_newest ON outbox (tenant_id, created_at, id);
CREATE INDEX outbox_of_chat ON outbox (tenant_id, chat_id, created_at, id);
CREATE INDEX outbox_of_cause ON outbox (tenant_id, cause, created_at, id);
CREATE INDEX outbox_in_doubt ON outbox (tenant_id, created_at, id) WHERE state = 'unknown';

-- What is known of sends that did not simply succeed.
CREATE TABLE outbox_attempts (
    tenant_id   text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    outbox_id   text COLLATE "C" NOT NULL,
    attempt     integer          NOT NULL,
    node        text COLLATE "C" NOT NULL,
    ended_at    bigint           NOT NULL,
    outcome     text COLLATE "C" NOT NULL,
    status      integer          NOT NULL,
    took_ms     integer          NOT NULL,
    words       text             NOT NULL,
    PRIMARY KEY (tenant_id, outbox_id, attempt),
    FOREIGN KEY (tenant_id, outbox_id) REFERENCES outbox (tenant_id, id) ON DELETE CASCADE
);
SELECT promostack_protect('outbox_attempts');

-- A bot's way out. One process at a time has it, so that pace is kept in one memory; `epoch` grows with each change of
-- hands. `rate` is what was learnt, in messages per 1,000 seconds. `paused` says why nothing leaves.
CREATE TABLE outbox_lanes (
    tenant_id   text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    telegram_id bigint           NOT NULL PRIMARY KEY,
    owner       text COLLATE "C",
    epoch       bigint           NOT NULL,
    lease_until bigint           NOT NULL,
    rate        bigint           NOT NULL,
    paused      text COLLATE "C",
    paused_at   bigint
);
SELECT promostack_protect('outbox_lanes');

-- Until when Telegram wants to hear nothing: of a bot, or of a bot in one chat (`chat_id` 0: everywhere).
CREATE TABLE outbox_gates (
    tenant_id   text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    telegram_id bigint           NOT NULL,
    chat_id     bigint           NOT NULL,
    not_before  bigint           NOT NULL,
    PRIMARY KEY (telegram_id, chat_id)
);
SELECT promostack_protect('outbox_gates');

-- What a bot has uploaded once: Telegram's name for it is sent from then on.
CREATE TABLE telegram_files (
    tenant_id   text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    telegram_id bigint           NOT NULL,
    file_key    text COLLATE "C" NOT NULL,
    file_id     text             NOT NULL,
    used_at     bigint           NOT NULL,
    PRIMARY KEY (telegram_id, file_key)
);
SELECT promostack_protect('telegram_files');
CREATE INDEX telegram_files_by_age ON telegram_files (used_at);

-- How a tenant's messages leave. No row: as written in messaging/settings.hpp.
CREATE TABLE messaging_settings (
    tenant_id            text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    broadcast_per_second integer          NOT NULL,
    paid_broadcast       smallint         NOT NULL CHECK (paid_broadcast IN (0, 1)),
    updated_at           bigint           NOT NULL
);
SELECT promostack_protect('messaging_settings');
