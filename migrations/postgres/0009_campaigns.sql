-- An invitation to show a picture in the tenant's frame. Whether it is ahead, on or over follows from the two times;
-- `ends_at` is the first moment after it. `overlay_id` names an upload.
CREATE TABLE campaigns (
    tenant_id   text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id          text COLLATE "C" NOT NULL UNIQUE,
    title       text             NOT NULL,
    description text             NOT NULL,
    prize       text             NOT NULL,
    platforms   text             NOT NULL,
    overlay_id  text COLLATE "C",
    starts_at   bigint           NOT NULL,
    ends_at     bigint           NOT NULL,
    revision    integer          NOT NULL,
    created_at  bigint           NOT NULL,
    updated_at  bigint           NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT promostack_protect('campaigns');
CREATE INDEX campaigns_by_start ON campaigns (tenant_id, starts_at);

-- One entry a person: `email_key` is the address in lower case.
CREATE TABLE submissions (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id            text COLLATE "C" NOT NULL,
    campaign_id   text COLLATE "C" NOT NULL,
    email         text             NOT NULL,
    email_key     text             NOT NULL,
    instagram_url text,
    twitter_url   text,
    facebook_url  text,
    created_at    bigint           NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, campaign_id, email_key),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE
);
SELECT promostack_protect('submissions');
CREATE INDEX submissions_by_time ON submissions (tenant_id, campaign_id, created_at, id);

-- Who made a picture, once a person, without saying who he is.
CREATE TABLE campaign_supporters (
    tenant_id   text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    campaign_id text COLLATE "C" NOT NULL,
    visitor     text COLLATE "C" NOT NULL,
    created_at  bigint           NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, visitor),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE
);
SELECT promostack_protect('campaign_supporters');
