-- A chat as one bot knows it. `chat_id` is the person's in private chats. Blocked: nothing reaches it until it is heard
-- of again. Unsubscribed: no broadcast does, everything else may.
CREATE TABLE bot_users (
    tenant_id         text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    telegram_id       bigint           NOT NULL,
    chat_id           bigint           NOT NULL,
    chat_type         text COLLATE "C" NOT NULL CHECK (chat_type IN ('private', 'group', 'supergroup', 'channel')),
    username          text,
    first_name        text,
    last_name         text,
    language          text COLLATE "C",
    time_zone         text COLLATE "C",
    source            text COLLATE "C",
    last_coupon_code  text,
    coupon_checked_at bigint,
    first_used        bigint           NOT NULL,
    last_used         bigint           NOT NULL,
    last_generated_at bigint,
    blocked_at        bigint,
    unsubscribed_at   bigint,
    generations       bigint           NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, telegram_id, chat_id)
);
SELECT promostack_protect('bot_users');
CREATE INDEX bot_users_lately ON bot_users (tenant_id, telegram_id, last_used);
-- Pictures that it got, `generations`, in the order of the page of people.
CREATE INDEX bot_users_by_generations ON bot_users (tenant_id, generations, last_used);
CREATE INDEX bot_users_of_chat ON bot_users (tenant_id, chat_id);

-- What people did on their way from the first word to a shared picture: 'start', 'code', 'picture', 'share', 'checkout'.
CREATE TABLE bot_steps (
    tenant_id   text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id          text COLLATE "C" NOT NULL,
    telegram_id bigint           NOT NULL,
    chat_id     bigint           NOT NULL,
    step        text COLLATE "C" NOT NULL CHECK (step IN ('start', 'code', 'picture', 'share', 'checkout')),
    source      text COLLATE "C",
    created_at  bigint           NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT promostack_protect('bot_steps');
CREATE INDEX bot_steps_by_time ON bot_steps (tenant_id, created_at);

-- What a tenant lets its coupon bot say. No row: the words of the program.
CREATE TABLE coupon_bot_settings (
    tenant_id     text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    greeting      text             NOT NULL,
    checkout_url  text             NOT NULL,
    menu          text             NOT NULL,
    menu_error    text,
    updated_at    bigint           NOT NULL
);
SELECT promostack_protect('coupon_bot_settings');
