-- A tenant's bots and what each of them is for. Telegram knows one webhook for a bot, whatever its roles, so the
-- webhook is the bot's. `id` is in the webhook's public address; the secret is in a header.
CREATE TABLE bots (
    tenant_id             TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id                    TEXT    NOT NULL PRIMARY KEY,
    telegram_id           INTEGER NOT NULL CONSTRAINT bots_telegram_id UNIQUE,
    username              TEXT    NOT NULL,
    name                  TEXT    NOT NULL,
    state                 TEXT    NOT NULL CHECK (state IN ('pending', 'active', 'leaving')),
    sealed_token          TEXT    NOT NULL,
    sealed_webhook_secret TEXT    NOT NULL,
    webhook_secret_hash   TEXT    NOT NULL,
    previous_secret_hash  TEXT,
    previous_secret_until INTEGER,
    webhook_url           TEXT    NOT NULL,
    webhook_checked_at    INTEGER,
    last_validated_at     INTEGER,
    last_error            TEXT,
    created_at            INTEGER NOT NULL,
    updated_at            INTEGER NOT NULL,
    UNIQUE (tenant_id, id)
) STRICT;

CREATE TABLE connections (
    tenant_id         TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    role              TEXT    NOT NULL CHECK (role IN ('signal_bot', 'message_bot', 'coupon_bot')),
    bot               TEXT    NOT NULL,
    channel_id        TEXT,
    vip_channel_id    TEXT,
    free_channel_id   TEXT,
    free_channel_link TEXT,
    channel_reports   TEXT    NOT NULL,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, role),
    FOREIGN KEY (tenant_id, bot) REFERENCES bots (tenant_id, id)
) STRICT;
CREATE INDEX connections_bot ON connections (tenant_id, bot);

-- What Telegram told us, as it told us, until it has been worked.
CREATE TABLE inbound_updates (
    tenant_id   TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    telegram_id INTEGER NOT NULL,
    update_id   INTEGER NOT NULL,
    bot         TEXT    NOT NULL,
    chat_id     INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('pending', 'done', 'dead')),
    attempts    INTEGER NOT NULL DEFAULT 0,
    error       TEXT,
    received_at INTEGER NOT NULL,
    done_at     INTEGER,
    PRIMARY KEY (telegram_id, update_id)
) STRICT;
CREATE INDEX inbound_updates_waiting ON inbound_updates (tenant_id, telegram_id, chat_id, update_id)
    WHERE state = 'pending';
CREATE INDEX inbound_updates_dead ON inbound_updates (tenant_id, received_at) WHERE state = 'dead';
CREATE INDEX inbound_updates_received ON inbound_updates (received_at);
