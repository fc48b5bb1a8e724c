-- A tenant's bots and what each of them is for. Telegram knows one webhook for a bot, whatever its roles, so the
-- webhook is the bot's. `id` is in the webhook's public address; the secret is in a header.
CREATE TABLE bots (
    tenant_id             text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id                    text COLLATE "C" NOT NULL PRIMARY KEY,
    telegram_id           bigint           NOT NULL CONSTRAINT bots_telegram_id UNIQUE,
    username              text             NOT NULL,
    name                  text             NOT NULL,
    state                 text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'active', 'leaving')),
    sealed_token          text             NOT NULL,
    sealed_webhook_secret text             NOT NULL,
    webhook_secret_hash   text             NOT NULL,
    previous_secret_hash  text,
    previous_secret_until bigint,
    webhook_url           text             NOT NULL,
    webhook_checked_at    bigint,
    last_validated_at     bigint,
    last_error            text,
    created_at            bigint           NOT NULL,
    updated_at            bigint           NOT NULL,
    UNIQUE (tenant_id, id)
);
SELECT promostack_protect('bots');

CREATE TABLE connections (
    tenant_id         text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    role              text COLLATE "C" NOT NULL CHECK (role IN ('signal_bot', 'message_bot', 'coupon_bot')),
    bot               text COLLATE "C" NOT NULL,
    channel_id        text,
    vip_channel_id    text,
    free_channel_id   text,
    free_channel_link text,
    channel_reports   text             NOT NULL,
    created_at        bigint           NOT NULL,
    updated_at        bigint           NOT NULL,
    PRIMARY KEY (tenant_id, role),
    FOREIGN KEY (tenant_id, bot) REFERENCES bots (tenant_id, id)
);
CREATE INDEX connections_bot ON connections (tenant_id, bot);
SELECT promostack_protect('connections');

-- What Telegram told us, as it told us, until it has been worked.
CREATE TABLE inbound_updates (
    tenant_id   text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    telegram_id bigint           NOT NULL,
    update_id   bigint           NOT NULL,
    bot         text COLLATE "C" NOT NULL,
    chat_id     bigint           NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    body        text             NOT NULL,
    state       text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'done', 'dead')),
    attempts    integer          NOT NULL DEFAULT 0,
    error       text,
    received_at bigint           NOT NULL,
    done_at     bigint,
    PRIMARY KEY (telegram_id, update_id)
);
CREATE INDEX inbound_updates_waiting ON inbound_updates (tenant_id, telegram_id, chat_id, update_id)
    WHERE state = 'pending';
CREATE INDEX inbound_updates_dead ON inbound_updates (tenant_id, received_at) WHERE state = 'dead';
CREATE INDEX inbound_updates_received ON inbound_updates (received_at);
SELECT promostack_protect('inbound_updates');
