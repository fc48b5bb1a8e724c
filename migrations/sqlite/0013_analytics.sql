-- What was made of `coupon_usage` and `bot_steps`, so that a page need not read all of them. What happened from
-- `counted_from` to before `counted_until` is in the tables below, in days of `time_zone`; what is newer is read as it
-- is, what is older is counted backwards, day by day. An empty zone: they are being emptied. `spans_due`: when the sums
-- in usage_spans are to be looked after again.
CREATE TABLE analytics_progress (
    tenant_id     TEXT    NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    time_zone     TEXT    NOT NULL,
    counted_from  INTEGER NOT NULL,
    counted_until INTEGER NOT NULL,
    spans_due     INTEGER NOT NULL
) STRICT;

-- A day is the number of the tenant's local day since 1970-01-01. What is not the bot's is the web's.
CREATE TABLE usage_days (
    tenant_id     TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    day           INTEGER NOT NULL,
    starts_at     INTEGER NOT NULL,
    bot_uses      INTEGER NOT NULL,
    web_uses      INTEGER NOT NULL,
    bot_successes INTEGER NOT NULL,
    web_successes INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage_hours (
    tenant_id     TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    day           INTEGER NOT NULL,
    hour          INTEGER NOT NULL,
    bot_uses      INTEGER NOT NULL,
    web_uses      INTEGER NOT NULL,
    bot_successes INTEGER NOT NULL,
    web_successes INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, day, hour)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage_templates (
    tenant_id     TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    day           INTEGER NOT NULL,
    template_slug TEXT    NOT NULL,
    bot_uses      INTEGER NOT NULL,
    web_uses      INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, day, template_slug)
) STRICT, WITHOUT ROWID;

-- Failures. An empty template or type: there was none.
CREATE TABLE usage_errors (
    tenant_id     TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    day           INTEGER NOT NULL,
    template_slug TEXT    NOT NULL,
    error_type    TEXT    NOT NULL,
    bot_failures  INTEGER NOT NULL,
    web_failures  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, day, template_slug, error_type)
) STRICT, WITHOUT ROWID;

-- Failures of a code with one template, or with any (''), on a day, or on all days (0).
CREATE TABLE usage_failed_codes (
    tenant_id     TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    template_slug TEXT    NOT NULL,
    coupon_code   TEXT    NOT NULL,
    day           INTEGER NOT NULL,
    bot_failures  INTEGER NOT NULL,
    web_failures  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, template_slug, coupon_code, day)
) STRICT, WITHOUT ROWID;

-- How many chats did a step ('': used the bot) on `day` and had done so on `previous_day` for the last time; where both
-- are one, how many did at all. So the different chats of any span of days are a sum: all who came, without those whose
-- previous day is in the span too.
CREATE TABLE usage_visits (
    tenant_id    TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    step         TEXT    NOT NULL,
    previous_day INTEGER NOT NULL,
    day          INTEGER NOT NULL,
    chats        INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, step, previous_day, day)
) STRICT, WITHOUT ROWID;

-- Steps by the link that brought the person; an empty source: no link.
CREATE TABLE usage_steps (
    tenant_id TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    day       INTEGER NOT NULL,
    step      TEXT    NOT NULL,
    source    TEXT    NOT NULL,
    steps     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, day, step, source)
) STRICT, WITHOUT ROWID;

-- Successful uses of a coupon with one template, or with any (''). `people` are the different chats of the day,
-- `last_people` those among them who have not used it since: these add up, from a day on, to the different chats since
-- that day. `first_use` is a time and a chat, and sorts by time.
CREATE TABLE usage_coupons (
    tenant_id     TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    template_slug TEXT    NOT NULL,
    day           INTEGER NOT NULL,
    coupon_code   TEXT    NOT NULL,
    bot_uses      INTEGER NOT NULL,
    web_uses      INTEGER NOT NULL,
    people        INTEGER NOT NULL,
    last_people   INTEGER NOT NULL,
    first_use     TEXT,
    PRIMARY KEY (tenant_id, template_slug, day, coupon_code)
) STRICT, WITHOUT ROWID;

-- The same, added up from `first_day` on, for the days with which usual windows begin; usage_spans says which there are.
CREATE TABLE usage_coupon_spans (
    tenant_id     TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    template_slug TEXT    NOT NULL,
    first_day     INTEGER NOT NULL,
    coupon_code   TEXT    NOT NULL,
    bot_uses      INTEGER NOT NULL,
    web_uses      INTEGER NOT NULL,
    people        INTEGER NOT NULL,
    first_use     TEXT,
    PRIMARY KEY (tenant_id, template_slug, first_day, coupon_code)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage_spans (
    tenant_id     TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    template_slug TEXT    NOT NULL,
    first_day     INTEGER NOT NULL,
    starts_at     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, template_slug, first_day)
) STRICT, WITHOUT ROWID;

-- Of the people who came for the first time before `counted_until`: how many they are, and how many had a picture again
-- 1, 7 or 30 days later.
CREATE TABLE usage_cohorts (
    tenant_id     TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    days          INTEGER NOT NULL,
    counted_until INTEGER NOT NULL,
    people        INTEGER NOT NULL,
    returned      INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, days)
) STRICT, WITHOUT ROWID;

CREATE INDEX usage_days_by_start ON usage_days (tenant_id, starts_at);
CREATE INDEX coupon_usage_of_chat ON coupon_usage (tenant_id, chat_id, created_at) WHERE chat_id IS NOT NULL;
CREATE INDEX coupon_usage_of_person ON coupon_usage (tenant_id, coupon_code, chat_id, created_at, template_slug)
    WHERE success = 1 AND source = 'bot' AND chat_id IS NOT NULL;
CREATE INDEX coupon_usage_failures ON coupon_usage (tenant_id, created_at, id) WHERE success = 0;
CREATE INDEX coupon_usage_failures_of_template ON coupon_usage (tenant_id, template_slug, created_at, id)
    WHERE success = 0;
CREATE INDEX bot_steps_of_chat ON bot_steps (tenant_id, step, chat_id, created_at);
CREATE INDEX bot_users_by_age ON bot_users (tenant_id, first_used, source);
