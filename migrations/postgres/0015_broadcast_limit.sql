-- What a tenant has chosen for its broadcasts. No row, or NULL: as written in broadcasts/limit/limit.hpp.
CREATE TABLE broadcast_settings (
    tenant_id    text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    people_a_day bigint,
    updated_at   bigint           NOT NULL
);
SELECT promostack_protect('broadcast_settings');
