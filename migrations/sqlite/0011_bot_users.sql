-- A chat as one bot knows it. `chat_id` is the person's in private chats. Blocked: nothing reaches it until it is heard
-- of again. Unsubscribed: no broadcast does, everything else may.
CREATE TABLE bot_users (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    telegram_id          INTEGER NOT NULL,
    chat_id              INTEGER NOT NULL,
    chat_type            TEXT    NOT NULL CHECK (chat_type IN ('private', 'group', 'supergroup', 'channel')),
    username             TEXT,
    first_name           TEXT,
    last_name            TEXT,
    language             TEXT,
    time_zone            TEXT,
    source               TEXT,
    last_coupon_code     TEXT,
    coupon_checked_at    INTEGER,
    first_used           INTEGER NOT NULL,
    last_used            INTEGER NOT NULL,
    last_generated_at    INTEGER,
    blocked_at           INTEGER,
    unsubscribed_at      INTEGER,
    generations          INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, telegram_id, chat_id)
) STRICT;
CREATE INDEX bot_users_lately ON bot_users (tenant_id, telegram_id, last_used);
-- Pictures that it got, `generations`, in the order of the page of people.
CREATE INDEX bot_users_by_generations ON bot_users (tenant_id, generations, last_used);
CREATE INDEX bot_users_of_chat ON bot_users (tenant_id, chat_id);

-- What people did on their way from the first word to a shared picture: 'start', 'code', 'picture', 'share', 'checkout'.
CREATE TABLE bot_steps (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id                   TEXT    NOT NULL,
    telegram_id          INTEGER NOT NULL,
    chat_id              INTEGER NOT NULL,
    step                 TEXT    NOT NULL CHECK (step IN ('start', 'code', 'picture', 'share', 'checkout')),
    source               TEXT,
    created_at           INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX bot_steps_by_time ON bot_steps (tenant_id, created_at);

-- What a tenant lets its coupon bot say. No row: the words of the program.
CREATE TABLE coupon_bot_settings (
    tenant_id            TEXT    NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    greeting             TEXT    NOT NULL,
    checkout_url         TEXT    NOT NULL,
    menu                 TEXT    NOT NULL,
    menu_error           TEXT,
    updated_at           INTEGER NOT NULL
) STRICT;
