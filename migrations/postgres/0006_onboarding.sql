-- A tenant's own account at a vendor that is not Telegram. `id` is in the address of its webhook, which the tenant needs
-- before it has keys: until then there are none here.
CREATE TABLE vendor_accounts (
    tenant_id   text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    vendor      text COLLATE "C" NOT NULL CHECK (vendor IN ('stripe', 'market_data')),
    id          text COLLATE "C" NOT NULL UNIQUE,
    sealed_keys text,
    facts       text             NOT NULL,
    verified_at bigint,
    created_at  bigint           NOT NULL,
    updated_at  bigint           NOT NULL,
    PRIMARY KEY (tenant_id, vendor)
);
SELECT promostack_protect('vendor_accounts');

CREATE TABLE onboarding (
    tenant_id          text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    current_step       integer          NOT NULL CHECK (current_step BETWEEN 1 AND 5),
    telegram_completed smallint         NOT NULL CHECK (telegram_completed IN (0, 1)),
    stripe_completed   smallint         NOT NULL CHECK (stripe_completed IN (0, 1)),
    business_completed smallint         NOT NULL CHECK (business_completed IN (0, 1)),
    is_complete        smallint         NOT NULL CHECK (is_complete IN (0, 1)),
    progress           text             NOT NULL,
    created_at         bigint           NOT NULL,
    updated_at         bigint           NOT NULL
);
SELECT promostack_protect('onboarding');

-- What Stripe told us, as it told us, once for each event.
CREATE TABLE stripe_events (
    tenant_id   text COLLATE "C" NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id          text COLLATE "C" NOT NULL,
    type        text COLLATE "C" NOT NULL,
    created_at  bigint           NOT NULL,
    received_at bigint           NOT NULL,
    body        text             NOT NULL,
    state       text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'done', 'dead')),
    PRIMARY KEY (tenant_id, id)
);
SELECT promostack_protect('stripe_events');
