"""PostgreSQL itself keeps tenants apart: what the role of the program sees in every table, whatever a statement forgets to ask for."""

import subprocess
import unittest

from household import household

ROLE = "promostack_app"
# Rows of the installation that belong to nobody; what is in them is no tenant's.
OF_NOBODY = {"schema_migrations", "leases"}


def psql(url: str, script: str) -> list[str]:
    done = subprocess.run(["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", url, "-c", script], check=True, capture_output=True,
                          text=True, timeout=30)
    return done.stdout.split()


def visible(url: str, table: str, tenant: str | None = None) -> int:
    context = f"SET app.tenant_id = '{tenant}'; " if tenant else ""
    return int(psql(url, f"SET ROLE {ROLE}; {context}SELECT count(*) FROM {table}")[-1])


class EveryTable(unittest.TestCase):
    def test_no_table_shows_a_row_without_a_tenant_or_a_row_of_another(self):
        with household("postgres") as people:
            url = people.program.environment["DATABASE_URL"]
            tables = set(psql(url, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")) - OF_NOBODY
            owned = dict(line.split("|") for line in psql(
                url, "SELECT table_name, max(column_name) FROM information_schema.columns WHERE table_schema = 'public'"
                     " AND (column_name = 'tenant_id' OR (table_name = 'tenants' AND column_name = 'id')) GROUP BY table_name"))
            filled = {table for table in owned if int(psql(url, f"SELECT count(*) FROM {table}")[0]) > 0}
            self.assertGreaterEqual(filled, {"tenants", "members", "invitations", "bots", "connections", "tenant_keys", "audit_log", "inbound_updates", "outbox",
                                             "outbox_lanes", "bot_users", "bot_steps", "broadcasts"})
            self.assertEqual({table for table in tables if visible(url, table) > 0}, set())
            for table, column in owned.items():
                for tenant in (people.ours.id, people.theirs.id):
                    own = int(psql(url, f"SELECT count(*) FROM {table} WHERE {column} = '{tenant}'")[0])
                    self.assertEqual(visible(url, table, tenant), own, f"{table} for {tenant}")


if __name__ == "__main__":
    unittest.main()
