"""Fills a database with the usage of one tenant: rows of many days, coupons and chats, a few of each used most."""

import pathlib
import re
import sqlite3
import time

from testing.postgres import TemporaryPostgres

ROWS_A_DAY, COUPONS, TEMPLATES, CHATS = 27_400, 5_000, 12, 200_000
DAY_US = 86_400_000_000
TABLES = ("coupon_usage", "bot_steps", "bot_users")

# The same rows on both engines: remainders instead of random numbers, ids that grow with time as in real life.
USES = f"""
INSERT INTO coupon_usage (tenant_id, id, source, chat_id, template_slug, variant, coupon_code, success, error_type, device_type, created_at)
SELECT 'default', 'u' || (100000000 + i), CASE WHEN i % 5 = 0 THEN 'web' ELSE 'bot' END,
       CASE WHEN i % 5 <> 0 THEN CAST(power((i * 7919 % 1000003) / 1000003.0, 1.5) * {CHATS} AS bigint) + 1 END,
       'template-' || CAST(power((i * 104729 % 999983) / 999983.0, 2) * {TEMPLATES} AS integer), 'square',
       'CODE' || CAST(power((i * 15485863 % 1000033) / 1000033.0, 3) * {COUPONS} AS integer),
       CASE WHEN i % 8 = 3 THEN 0 ELSE 1 END,
       CASE WHEN i % 24 = 3 THEN 'invalid_coupon' WHEN i % 24 = 11 THEN 'render_failed' WHEN i % 8 = 3 THEN 'coupon_check_unavailable' END,
       'unknown', :start + i * {DAY_US // ROWS_A_DAY}
FROM numbers"""
TENANT = "INSERT INTO tenants (id, name, status, created_at) VALUES ('default', 'Default', 'active', 1) ON CONFLICT (id) DO NOTHING"
STEPS = f"""
INSERT INTO bot_steps (tenant_id, id, telegram_id, chat_id, step, created_at)
SELECT 'default', 's' || (100000000 + i), 1, CAST(power((i * 7919 % 1000003) / 1000003.0, 1.5) * {CHATS} AS bigint) + 1,
       CASE WHEN i % 10 = 1 THEN 'start' WHEN i % 10 = 2 THEN 'code' ELSE 'picture' END, :start + i * {DAY_US // ROWS_A_DAY}
FROM numbers WHERE i % 2 = 1 AND i % 5 <> 0"""
USERS = f"""
INSERT INTO bot_users (tenant_id, telegram_id, chat_id, chat_type, first_name, first_used, last_used)
SELECT 'default', 1, i, 'private', 'Person ' || i, :start + i * (:end - :start) / {CHATS + 1}, :end
FROM numbers WHERE i <= {CHATS + 1}"""


class Postgres:
    numbers = "(SELECT generate_series(1, :rows)::bigint AS i) AS numbers"

    def __init__(self, server: TemporaryPostgres, database: str):
        self.server, self.database = server, database

    def run(self, statement: str) -> str:
        # The tenant is there: looking it up for each of ten million rows would take longer than they do.
        return self.server.sql(f"SET session_replication_role = replica;\n{statement}", self.database)

    def indexes(self) -> list[tuple[str, str]]:
        found = self.run("SELECT indexname || '|' || indexdef FROM pg_indexes WHERE tablename IN ('" + "', '".join(TABLES) + "') "
                         "AND indexname NOT LIKE '%_pkey'")
        return [tuple(line.split("|", 1)) for line in found.splitlines() if "|" in line]

    def finish(self) -> None:
        self.server.sql("VACUUM ANALYZE", self.database)


class Sqlite:
    numbers = "(WITH RECURSIVE count(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM count WHERE i < :rows) SELECT i FROM count) AS numbers"

    def __init__(self, file: pathlib.Path):
        self.connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self.connection.execute("PRAGMA synchronous = OFF")
        self.connection.execute("PRAGMA cache_size = -400000")

    def run(self, statement: str) -> None:
        self.connection.execute(statement)

    def indexes(self) -> list[tuple[str, str]]:
        places = ", ".join(f"'{table}'" for table in TABLES)
        return self.connection.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({places})").fetchall()

    def finish(self) -> None:
        self.connection.execute("ANALYZE")
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.connection.close()


def fill(engine: Postgres | Sqlite, rows: int) -> None:
    """Indexes are made again behind the rows, which takes a fraction of the time."""
    end = int(time.time() * 1e6)
    values = {"rows": rows, "start": end - rows * (DAY_US // ROWS_A_DAY), "end": end}
    engine.run(TENANT)
    indexes = engine.indexes()
    for name, _ in indexes:
        engine.run(f"DROP INDEX {name}")
    for statement in (USES, STEPS, USERS):
        text = statement.replace("FROM numbers", f"FROM {engine.numbers}")
        text = text.replace(":rows", ":most") if statement is USERS else text
        for name, value in (values | {"most": CHATS + 1}).items():
            text = re.sub(rf"(?<!:):{name}\b", str(value), text)
        engine.run(text)
    for _, definition in indexes:
        engine.run(definition)
    engine.finish()
