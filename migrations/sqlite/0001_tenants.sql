-- Times are microseconds since 1970, UTC; ids are made by the program.
CREATE TABLE tenants (
    id         TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    status     TEXT    NOT NULL CONSTRAINT tenants_status CHECK (status IN ('active', 'suspended')),
    created_at INTEGER NOT NULL
) STRICT;
