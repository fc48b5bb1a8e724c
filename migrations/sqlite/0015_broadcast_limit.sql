-- What a tenant has chosen for its broadcasts. No row, or NULL: as written in broadcasts/limit/limit.hpp.
CREATE TABLE broadcast_settings (
    tenant_id            TEXT    NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    people_a_day         INTEGER,
    deleted              INTEGER NOT NULL DEFAULT 0,  -- people of broadcasts that were deleted, to count all the same
    deleted_at           INTEGER NOT NULL DEFAULT 0,
    updated_at           INTEGER NOT NULL
) STRICT;
