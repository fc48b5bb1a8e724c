-- Who says whether a coupon is good. No row: nobody is asked.
CREATE TABLE coupon_settings (
    tenant_id            text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    provider             text COLLATE "C" NOT NULL CHECK (provider IN ('none', 'list', 'funderpro', 'stripe')),
    funderpro_product_id text COLLATE "C" NOT NULL,
    updated_at           bigint           NOT NULL
);
SELECT promostack_protect('coupon_settings');

-- A tenant's own list. Both times may be open; `valid_until` is the first moment at which it is good no more.
CREATE TABLE coupon_codes (
    tenant_id   text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    code        text COLLATE "C" NOT NULL,
    valid_from  bigint,
    valid_until bigint,
    created_at  bigint           NOT NULL,
    PRIMARY KEY (tenant_id, code)
);
SELECT promostack_protect('coupon_codes');

-- Every picture that somebody took away, and every try that failed, from whichever door.
CREATE TABLE coupon_usage (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id            text COLLATE "C" NOT NULL,
    source        text COLLATE "C" NOT NULL CHECK (source IN ('bot', 'web', 'link', 'batch')),
    chat_id       bigint,
    template_slug text COLLATE "C",
    variant       text COLLATE "C" CHECK (variant IN ('square', 'story', 'feed')),
    coupon_code   text             NOT NULL,
    success       smallint         NOT NULL CHECK (success IN (0, 1)),
    error_type    text COLLATE "C",
    device_type   text COLLATE "C" NOT NULL CHECK (device_type IN ('mobile', 'desktop', 'tablet', 'unknown')),
    created_at    bigint           NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT promostack_protect('coupon_usage');
CREATE INDEX coupon_usage_by_time ON coupon_usage (tenant_id, created_at);

-- Many pictures at once: `captions` are the texts, `parts` the archives that are ready, `problems` the lines without one.
CREATE TABLE picture_batches (
    tenant_id     text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id            text COLLATE "C" NOT NULL,
    template_slug text COLLATE "C" NOT NULL,
    variants      text             NOT NULL,
    format        text COLLATE "C" NOT NULL CHECK (format IN ('jpg', 'png')),
    with_logo     smallint         NOT NULL CHECK (with_logo IN (0, 1)),
    state         text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    captions      text             NOT NULL,
    total         integer          NOT NULL,
    done          integer          NOT NULL,
    failed        integer          NOT NULL,
    parts         text             NOT NULL,
    problems      text             NOT NULL,
    created_by    text             NOT NULL,
    created_at    bigint           NOT NULL,
    finished_at   bigint,
    PRIMARY KEY (tenant_id, id)
);
SELECT promostack_protect('picture_batches');
CREATE INDEX picture_batches_by_age ON picture_batches (created_at);
