-- What a tenant has chosen for its broadcasts. No row, or NULL: as written in broadcasts/limit/limit.hpp.
CREATE TABLE broadcast_settings (
    tenant_id    text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    people_a_day bigint,
    deleted      bigint           NOT NULL DEFAULT 0,  -- people of broadcasts that were deleted, to count all the same
    deleted_at   bigint           NOT NULL DEFAULT 0,
    updated_at   bigint           NOT NULL
);
SELECT promostack_protect('broadcast_settings');
