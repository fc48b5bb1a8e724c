-- What the page of the outbox reads. The list of all messages is that of each kind, merged: so a rare kind costs no more
-- than a usual one, and what is sent pays for no index more than before.
CREATE INDEX outbox_of_kind ON outbox (tenant_id, kind, created_at, id);
-- A message that is sent as it should be is in neither of these.
CREATE INDEX outbox_not_sent ON outbox (tenant_id, state, kind, created_at, id)
    WHERE state IN ('failed', 'expired', 'cancelled');
CREATE INDEX outbox_not_sent_lately ON outbox (tenant_id, state, done_at)
    WHERE state IN ('failed', 'expired', 'cancelled');

-- Groups and channels are no people: where people come from, and who of them comes back, is told without them.
CREATE INDEX bot_users_of_type_by_age ON bot_users (tenant_id, chat_type, first_used, source);
-- What was counted with them is counted again.
SELECT set_config('app.system', 'on', true);
UPDATE analytics_progress SET time_zone = '';
DELETE FROM usage_cohorts;
SELECT set_config('app.system', '', true);

-- Last: while an index is built everybody may read, while one is dropped nobody may.
DROP INDEX outbox_newest;
DROP INDEX bot_users_by_age;
