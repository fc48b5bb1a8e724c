-- An invitation to show a picture in the tenant's frame. Whether it is ahead, on or over follows from the two times;
-- `ends_at` is the first moment after it. `overlay_id` names an upload.
CREATE TABLE campaigns (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id                   TEXT    NOT NULL UNIQUE,
    title                TEXT    NOT NULL,
    description          TEXT    NOT NULL,
    prize                TEXT    NOT NULL,
    platforms            TEXT    NOT NULL,
    overlay_id           TEXT,
    starts_at            INTEGER NOT NULL,
    ends_at              INTEGER NOT NULL,
    revision             INTEGER NOT NULL,
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX campaigns_by_start ON campaigns (tenant_id, starts_at);

-- One entry a person: `email_key` is the address in lower case.
CREATE TABLE submissions (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id                   TEXT    NOT NULL,
    campaign_id          TEXT    NOT NULL,
    email                TEXT    NOT NULL,
    email_key            TEXT    NOT NULL,
    instagram_url        TEXT,
    twitter_url          TEXT,
    facebook_url         TEXT,
    created_at           INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, campaign_id, email_key),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX submissions_by_time ON submissions (tenant_id, campaign_id, created_at, id);

-- Who made a picture, once a person, without saying who he is.
CREATE TABLE campaign_supporters (
    tenant_id            TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    campaign_id          TEXT    NOT NULL,
    visitor              TEXT    NOT NULL,
    created_at           INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, visitor),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE
) STRICT;
