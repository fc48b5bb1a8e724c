-- What was made of `coupon_usage` and `bot_steps`, so that a page need not read all of them. What happened from
-- `counted_from` to before `counted_until` is in the tables below, in days of `time_zone`; what is newer is read as it
-- is, what is older is counted backwards, day by day. An empty zone: they are being emptied. `spans_due`: when the sums
-- in usage_spans are to be looked after again.
CREATE TABLE analytics_progress (
    tenant_id     text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    time_zone     text COLLATE "C" NOT NULL,
    counted_from  bigint           NOT NULL,
    counted_until bigint           NOT NULL,
    spans_due     bigint           NOT NULL
);
SELECT promostack_protect('analytics_progress');

-- A day is the number of the tenant's local day since 1970-01-01. What is not the bot's is the web's.
CREATE TABLE usage_days (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    day           integer          NOT NULL,
    starts_at     bigint           NOT NULL,
    bot_uses      bigint           NOT NULL,
    web_uses      bigint           NOT NULL,
    bot_successes bigint           NOT NULL,
    web_successes bigint           NOT NULL,
    PRIMARY KEY (tenant_id, day)
);
SELECT promostack_protect('usage_days');

CREATE TABLE usage_hours (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    day           integer          NOT NULL,
    hour          integer          NOT NULL,
    bot_uses      bigint           NOT NULL,
    web_uses      bigint           NOT NULL,
    bot_successes bigint           NOT NULL,
    web_successes bigint           NOT NULL,
    PRIMARY KEY (tenant_id, day, hour)
);
SELECT promostack_protect('usage_hours');

CREATE TABLE usage_templates (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    day           integer          NOT NULL,
    template_slug text COLLATE "C" NOT NULL,
    bot_uses      bigint           NOT NULL,
    web_uses      bigint           NOT NULL,
    PRIMARY KEY (tenant_id, day, template_slug)
);
SELECT promostack_protect('usage_templates');

-- Failures. An empty template or type: there was none.
CREATE TABLE usage_errors (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    day           integer          NOT NULL,
    template_slug text COLLATE "C" NOT NULL,
    error_type    text COLLATE "C" NOT NULL,
    bot_failures  bigint           NOT NULL,
    web_failures  bigint           NOT NULL,
    PRIMARY KEY (tenant_id, day, template_slug, error_type)
);
SELECT promostack_protect('usage_errors');

-- Failures of a code with one template, or with any (''), on a day, or on all days (0).
CREATE TABLE usage_failed_codes (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    template_slug text COLLATE "C" NOT NULL,
    coupon_code   text COLLATE "C" NOT NULL,
    day           integer          NOT NULL,
    bot_failures  bigint           NOT NULL,
    web_failures  bigint           NOT NULL,
    PRIMARY KEY (tenant_id, template_slug, coupon_code, day)
);
SELECT promostack_protect('usage_failed_codes');

-- How many chats did a step ('': used the bot) on `day` and had done so on `previous_day` for the last time; where both
-- are one, how many did at all. So the different chats of any span of days are a sum: all who came, without those whose
-- previous day is in the span too.
CREATE TABLE usage_visits (
    tenant_id    text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    step         text COLLATE "C" NOT NULL,
    previous_day integer          NOT NULL,
    day          integer          NOT NULL,
    chats        bigint           NOT NULL,
    PRIMARY KEY (tenant_id, step, previous_day, day)
);
SELECT promostack_protect('usage_visits');

-- Steps by the link that brought the person; an empty source: no link.
CREATE TABLE usage_steps (
    tenant_id text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    day       integer          NOT NULL,
    step      text COLLATE "C" NOT NULL,
    source    text COLLATE "C" NOT NULL,
    steps     bigint           NOT NULL,
    PRIMARY KEY (tenant_id, day, step, source)
);
SELECT promostack_protect('usage_steps');

-- Successful uses of a coupon with one template, or with any (''). `people` are the different chats of the day,
-- `last_people` those among them who have not used it since: these add up, from a day on, to the different chats since
-- that day. `first_use` is a time and a chat, and sorts by time.
CREATE TABLE usage_coupons (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    template_slug text COLLATE "C" NOT NULL,
    day           integer          NOT NULL,
    coupon_code   text COLLATE "C" NOT NULL,
    bot_uses      bigint           NOT NULL,
    web_uses      bigint           NOT NULL,
    people        bigint           NOT NULL,
    last_people   bigint           NOT NULL,
    first_use     text COLLATE "C",
    PRIMARY KEY (tenant_id, template_slug, day, coupon_code)
);
SELECT promostack_protect('usage_coupons');

-- The same, added up from `first_day` on, for the days with which usual windows begin; usage_spans says which there are.
CREATE TABLE usage_coupon_spans (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    template_slug text COLLATE "C" NOT NULL,
    first_day     integer          NOT NULL,
    coupon_code   text COLLATE "C" NOT NULL,
    bot_uses      bigint           NOT NULL,
    web_uses      bigint           NOT NULL,
    people        bigint           NOT NULL,
    first_use     text COLLATE "C",
    PRIMARY KEY (tenant_id, template_slug, first_day, coupon_code)
);
SELECT promostack_protect('usage_coupon_spans');

CREATE TABLE usage_spans (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    template_slug text COLLATE "C" NOT NULL,
    first_day     integer          NOT NULL,
    starts_at     bigint           NOT NULL,
    PRIMARY KEY (tenant_id, template_slug, first_day)
);
SELECT promostack_protect('usage_spans');

-- Of the people who came for the first time before `counted_until`: how many they are, and how many had a picture again
-- 1, 7 or 30 days later.
CREATE TABLE usage_cohorts (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    days          integer          NOT NULL,
    counted_until bigint           NOT NULL,
    people        bigint           NOT NULL,
    returned      bigint           NOT NULL,
    PRIMARY KEY (tenant_id, days)
);
SELECT promostack_protect('usage_cohorts');

CREATE INDEX usage_days_by_start ON usage_days (tenant_id, starts_at);
CREATE INDEX coupon_usage_of_chat ON coupon_usage (tenant_id, chat_id, created_at) WHERE chat_id IS NOT NULL;
CREATE INDEX coupon_usage_of_person ON coupon_usage (tenant_id, coupon_code, chat_id, created_at, template_slug)
    WHERE success = 1 AND source = 'bot' AND chat_id IS NOT NULL;
CREATE INDEX coupon_usage_failures ON coupon_usage (tenant_id, created_at, id) WHERE success = 0;
CREATE INDEX coupon_usage_failures_of_template ON coupon_usage (tenant_id, template_slug, created_at, id)
    WHERE success = 0;
CREATE INDEX bot_steps_of_chat ON bot_steps (tenant_id, step, chat_id, created_at);
CREATE INDEX bot_users_by_age ON bot_users (tenant_id, first_used, source);
