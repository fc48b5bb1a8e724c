-- What a tenant has chosen for its broadcasts. No row, or NULL: as written in broadcasts/limit/limit.hpp.
CREATE TABLE broadcast_settings (
    tenant_id            TEXT    NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    people_a_day         INTEGER,
    updated_at           INTEGER NOT NULL
) STRICT;
