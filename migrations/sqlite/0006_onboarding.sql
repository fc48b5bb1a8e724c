-- A tenant's own account at a vendor that is not Telegram. `id` is in the address of its webhook, which the tenant needs
-- before it has keys: until then there are none here.
CREATE TABLE vendor_accounts (
    tenant_id   TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    vendor      TEXT    NOT NULL CHECK (vendor IN ('stripe', 'market_data')),
    id          TEXT    NOT NULL UNIQUE,
    sealed_keys TEXT,
    facts       TEXT    NOT NULL,
    verified_at INTEGER,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, vendor)
) STRICT;

CREATE TABLE onboarding (
    tenant_id          TEXT    NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    current_step       INTEGER NOT NULL CHECK (current_step BETWEEN 1 AND 5),
    telegram_completed INTEGER NOT NULL CHECK (telegram_completed IN (0, 1)),
    stripe_completed   INTEGER NOT NULL CHECK (stripe_completed IN (0, 1)),
    business_completed INTEGER NOT NULL CHECK (business_completed IN (0, 1)),
    is_complete        INTEGER NOT NULL CHECK (is_complete IN (0, 1)),
    progress           TEXT    NOT NULL,
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL
) STRICT;

-- What Stripe told us, as it told us, once for each event.
CREATE TABLE stripe_events (
    tenant_id   TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id          TEXT    NOT NULL,
    type        TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    body        TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('pending', 'done', 'dead')),
    PRIMARY KEY (tenant_id, id)
) STRICT;
