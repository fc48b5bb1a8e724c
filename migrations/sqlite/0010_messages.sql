-- Whoever works an update holds it: thinking about it takes longer than a transaction may.
ALTER TABLE inbound_updates ADD COLUMN held_until INTEGER;
ALTER TABLE inbound_updates ADD COLUMN fence INTEGER NOT NULL DEFAULT 0;
-- How often a hold ended because the database went away, and not its holder.
ALTER TABLE inbound_updates ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;
-- When it was said, in whole seconds: numbers of updates jump when a bot was silent for long.
ALTER TABLE inbound_updates ADD COLUMN said_at INTEGER NOT NULL DEFAULT 0;
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
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id                   TEXT    NOT NULL,
    telegram_id          INTEGER NOT NULL,
    chat_id              INTEGER NOT NULL,
    stream               TEXT    NOT NULL,
    seq                  INTEGER NOT NULL,
    kind                 TEXT    NOT NULL,
    idem_key             TEXT    NOT NULL,
    cause                TEXT    NOT NULL,
    method               TEXT    NOT NULL,
    arguments            TEXT    NOT NULL,
    file                 TEXT,
    file_key             TEXT,
    priority             INTEGER NOT NULL,
    policy               TEXT,
    due_at               INTEGER NOT NULL,
    not_after            INTEGER NOT NULL,
    state                TEXT    NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'failed', 'unknown', 'expired', 'cancelled')),
    attempt              INTEGER NOT NULL DEFAULT 0,
    tries                INTEGER NOT NULL DEFAULT 0,
    refusals             INTEGER NOT NULL DEFAULT 0,
    lease_owner          TEXT,
    lease_until          INTEGER,
    message_id           INTEGER,
    problem              TEXT,
    error                TEXT,
    created_at           INTEGER NOT NULL,
    sent_at              INTEGER,
    done_at              INTEGER,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, idem_key),
    CHECK ((state = 'sending') = (lease_until IS NOT NULL))
) STRICT;
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
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    outbox_id            TEXT    NOT NULL,
    attempt              INTEGER NOT NULL,
    node                 TEXT    NOT NULL,
    ended_at             INTEGER NOT NULL,
    outcome              TEXT    NOT NULL,
    status               INTEGER NOT NULL,
    took_ms              INTEGER NOT NULL,
    words                TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, outbox_id, attempt),
    FOREIGN KEY (tenant_id, outbox_id) REFERENCES outbox (tenant_id, id) ON DELETE CASCADE
) STRICT;

-- A bot's way out. One process at a time has it, so that pace is kept in one memory; `epoch` grows with each change of
-- hands. `rate` is what was learnt, in messages per 1,000 seconds. `paused` says why nothing leaves.
CREATE TABLE outbox_lanes (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    telegram_id          INTEGER NOT NULL PRIMARY KEY,
    owner                TEXT,
    epoch                INTEGER NOT NULL,
    lease_until          INTEGER NOT NULL,
    rate                 INTEGER NOT NULL,
    paused               TEXT,
    paused_at            INTEGER
) STRICT;

-- Until when Telegram wants to hear nothing: of a bot, or of a bot in one chat (`chat_id` 0: everywhere).
CREATE TABLE outbox_gates (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    telegram_id          INTEGER NOT NULL,
    chat_id              INTEGER NOT NULL,
    not_before           INTEGER NOT NULL,
    PRIMARY KEY (telegram_id, chat_id)
) STRICT;

-- What a bot has uploaded once: Telegram's name for it is sent from then on.
CREATE TABLE telegram_files (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    telegram_id          INTEGER NOT NULL,
    file_key             TEXT    NOT NULL,
    file_id              TEXT    NOT NULL,
    used_at              INTEGER NOT NULL,
    PRIMARY KEY (telegram_id, file_key)
) STRICT;
CREATE INDEX telegram_files_by_age ON telegram_files (used_at);

-- How a tenant's messages leave. No row: as written in messaging/settings.hpp.
CREATE TABLE messaging_settings (
    tenant_id            TEXT    NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    broadcast_per_second INTEGER NOT NULL,
    paid_broadcast       INTEGER NOT NULL CHECK (paid_broadcast IN (0, 1)),
    updated_at           INTEGER NOT NULL
) STRICT;
