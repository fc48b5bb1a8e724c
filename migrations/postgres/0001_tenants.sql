-- Lets a transaction see one tenant's rows of a table, or all of them when it says that it is the system's. Called for
-- every table that belongs to tenants, by the migration that makes it. FORCE, because the owner is bound too.
CREATE FUNCTION promostack_protect(target regclass, tenant_column name DEFAULT 'tenant_id') RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    -- In an expression of its own, each setting is read once for a statement and not once for a row.
    condition text := format(
        '%I = (SELECT nullif(current_setting(''app.tenant_id'', true), ''''))'
        ' OR (SELECT current_setting(''app.system'', true)) = ''on''', tenant_column);
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY tenant_rows ON %s USING (%s) WITH CHECK (%s)', target, condition, condition);
END
$$;

-- Times are microseconds since 1970, UTC; ids are made by the program. "C" sorts text by bytes, as SQLite does.
CREATE TABLE tenants (
    id         text COLLATE "C" NOT NULL PRIMARY KEY,
    name       text             NOT NULL,
    status     text             NOT NULL CONSTRAINT tenants_status CHECK (status IN ('active', 'suspended')),
    created_at bigint           NOT NULL
);
SELECT promostack_protect('tenants', 'id');
