-- What was made of `coupon_usage`, so that a page need not read all of it. Everything before `counted_until` is in the
-- tables below, in days of `time_zone`; what came since is read as it is. An empty zone: they are being emptied.
CREATE TABLE analytics_progress (
    tenant_id     text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    time_zone     text COLLATE "C" NOT NULL,
    counted_until bigint           NOT NULL
);
SELECT promostack_protect('analytics_progress');

-- A day is the number of the tenant's local day since 1970-01-01. A door is 'bot' or 'web' (everything else).
CREATE TABLE usage_hours (
    tenant_id text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    day       integer          NOT NULL,
    hour      integer          NOT NULL,
    door      text COLLATE "C" NOT NULL,
    uses      bigint           NOT NULL,
    successes bigint           NOT NULL,
    PRIMARY KEY (tenant_id, day, hour, door)
);
SELECT promostack_protect('usage_hours');

CREATE TABLE usage_templates (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    day           integer          NOT NULL,
    door          text COLLATE "C" NOT NULL,
    template_slug text COLLATE "C" NOT NULL,
    uses          bigint           NOT NULL,
    PRIMARY KEY (tenant_id, day, door, template_slug)
);
SELECT promostack_protect('usage_templates');

-- Failures. An empty template or type: there was none.
CREATE TABLE usage_errors (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    day           integer          NOT NULL,
    door          text COLLATE "C" NOT NULL,
    template_slug text COLLATE "C" NOT NULL,
    error_type    text COLLATE "C" NOT NULL,
    failures      bigint           NOT NULL,
    PRIMARY KEY (tenant_id, day, door, template_slug, error_type)
);
SELECT promostack_protect('usage_errors');

-- The last day on which a chat used the bot.
CREATE TABLE usage_chats (
    tenant_id text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    chat_id   bigint           NOT NULL,
    last_day  integer          NOT NULL,
    PRIMARY KEY (tenant_id, chat_id)
);
SELECT promostack_protect('usage_chats');

-- How many of those who came on `day` had come on `previous_day` for the last time; where both are one, how many came
-- at all. So the different chats of any span of days are a sum: all who came, without those whose previous day is in
-- the span too.
CREATE TABLE usage_visits (
    tenant_id    text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    previous_day integer          NOT NULL,
    day          integer          NOT NULL,
    chats        bigint           NOT NULL,
    PRIMARY KEY (tenant_id, previous_day, day)
);
SELECT promostack_protect('usage_visits');

-- Successful uses of a coupon with one template, or with any (''), in spans of 1, 8 and 64 days. `people` are the
-- different chats of the span, `last_people` those among them who have not used it since: these add up, over all spans
-- from a day on, to the different chats since that day. `first_use` is a time and a chat, and sorts by time.
CREATE TABLE usage_coupons (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    template_slug text COLLATE "C" NOT NULL,
    days          integer          NOT NULL CHECK (days IN (1, 8, 64)),
    first_day     integer          NOT NULL,
    coupon_code   text COLLATE "C" NOT NULL,
    door          text COLLATE "C" NOT NULL,
    uses          bigint           NOT NULL,
    people        bigint           NOT NULL,
    last_people   bigint           NOT NULL,
    first_use     text COLLATE "C",
    PRIMARY KEY (tenant_id, template_slug, days, first_day, coupon_code, door)
);
SELECT promostack_protect('usage_coupons');

CREATE TABLE usage_coupon_people (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    template_slug text COLLATE "C" NOT NULL,
    coupon_code   text COLLATE "C" NOT NULL,
    chat_id       bigint           NOT NULL,
    last_day      integer          NOT NULL,
    PRIMARY KEY (tenant_id, template_slug, coupon_code, chat_id)
);
SELECT promostack_protect('usage_coupon_people');

CREATE INDEX coupon_usage_of_chat ON coupon_usage (tenant_id, chat_id, created_at) WHERE chat_id IS NOT NULL;
CREATE INDEX coupon_usage_failures ON coupon_usage (tenant_id, created_at, id) WHERE success = 0;
CREATE INDEX coupon_usage_failures_of_code ON coupon_usage (tenant_id, coupon_code, created_at) WHERE success = 0;
CREATE INDEX bot_users_by_age ON bot_users (tenant_id, first_used);
