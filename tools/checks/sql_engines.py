"""Every statement prepares on PostgreSQL and on SQLite, against the migrated schema, and every tenant's table is locked to its tenant."""

import itertools
import pathlib
import re
import sqlite3
import subprocess

from testing.postgres import TemporaryPostgres, server_programs

from .sql_text import Statement, all_statements, migration_names, statements_of
from .tree import ROOT, Finding

DATABASE = "statements"
# The program's own bookkeeping; the engines differ there.
IGNORED_TABLES = {"sqlite_sequence"}
MOST_TYPED_PARAMETERS = 9
# What the program adds to SQLite.
SQLITE_FUNCTIONS = ("least", "greatest")

UNLOCKED_TABLES = """
SELECT c.relname
       || CASE WHEN NOT c.relrowsecurity THEN ': ENABLE ROW LEVEL SECURITY is missing' ELSE '' END
       || CASE WHEN NOT c.relforcerowsecurity THEN ': FORCE ROW LEVEL SECURITY is missing' ELSE '' END
       || CASE WHEN NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid) THEN ': it has no policy' ELSE '' END
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
 WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))
 ORDER BY 1;
"""

POSTGRES_COLUMNS = """
SELECT table_name || '.' || column_name FROM information_schema.columns
 WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1;
"""


def migrated_sqlite(root: pathlib.Path) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    for name in SQLITE_FUNCTIONS:
        connection.create_function(name, -1, lambda *values: None, deterministic=True)
    for name in migration_names(root, "sqlite"):
        try:
            connection.executescript((root / "migrations/sqlite" / name).read_text())
        except sqlite3.Error as problem:
            raise SystemExit(f"migrations/sqlite/{name}: {problem}") from problem
    return connection


def on_sqlite(connection: sqlite3.Connection, statements: list[Statement]) -> list[Finding]:
    found = []
    for statement in statements:
        text = statement.bare("sqlite")
        if not text:
            continue
        values = {number: None for number in re.findall(r"\$(\d+)", text)}
        try:
            connection.execute("EXPLAIN " + text, values).fetchall()
        except sqlite3.Error as problem:
            found.append(f"{statement.where}: {statement.name}: SQLite: {problem}")
    return found


def parameter_count(text: str) -> int:
    return max((int(number) for number in re.findall(r"\$(\d+)", text)), default=0)


def prepare(server: TemporaryPostgres, texts: list[str]) -> dict[int, str]:
    """Prepares each in one psql; returns what PostgreSQL said about those it refused, by their place in the list."""
    script, owners = [], []
    for number, text in enumerate(texts):
        lines = f"PREPARE statement_{number}{text};".split("\n")
        script += lines
        owners += [number] * len(lines)
    done = subprocess.run([server_programs() / "psql", "-X", "-q", "-d", server.url_of(DATABASE), "-f", "-"], input="\n".join(script) + "\n",
                          capture_output=True, text=True)
    refused: dict[int, str] = {}
    for match in re.finditer(r"^psql:<stdin>:(\d+): ERROR:\s*(.*)$", done.stderr, re.M):
        refused.setdefault(owners[int(match[1]) - 1], match[2])
    if done.returncode != 0:
        raise SystemExit(f"psql: {done.stderr.strip()}")
    return refused


def on_postgres(server: TemporaryPostgres, statements: list[Statement]) -> list[Finding]:
    """The program sends text untyped and integers as bigint, so a statement is good when it prepares with some choice of the two."""
    texts = {number: text for number, statement in enumerate(statements) if (text := statement.bare("postgres").rstrip(";"))}
    numbers = list(texts)
    refused = {numbers[place]: why for place, why in prepare(server, [f" AS\n{text}" for text in texts.values()]).items()}
    found = []
    for number, why in sorted(refused.items()):
        count = parameter_count(texts[number])
        choices = list(itertools.product(("unknown", "bigint"), repeat=count)) if 0 < count <= MOST_TYPED_PARAMETERS else []
        typed = [f" ({', '.join(types)}) AS\n{texts[number]}" for types in choices]
        if not typed or len(prepare(server, typed)) == len(typed):
            found.append(f"{statements[number].where}: {statements[number].name}: PostgreSQL: {why}")
    return found


def migrate_postgres(server: TemporaryPostgres, root: pathlib.Path) -> list[Finding]:
    server.sql(f"DROP DATABASE IF EXISTS {DATABASE}")
    server.sql(f"CREATE DATABASE {DATABASE}")
    for name in migration_names(root, "postgres"):
        try:
            server.sql("BEGIN;\n" + (root / "migrations/postgres" / name).read_text() + "\nCOMMIT;", DATABASE)
        except RuntimeError as problem:
            return [f"migrations/postgres/{name}: {problem}"]
    return []


def same_columns(connection: sqlite3.Connection, server: TemporaryPostgres) -> list[Finding]:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'") if row[0] not in IGNORED_TABLES]
    ours = {f"{table}.{column[1]}" for table in tables for column in connection.execute(f"PRAGMA table_info('{table}')")}
    theirs = set(server.sql(POSTGRES_COLUMNS, DATABASE).split())
    return [f"migrations: {name} is only in {'sqlite' if name in ours else 'postgres'}" for name in sorted(ours ^ theirs)]


def findings_on(server: TemporaryPostgres, root: pathlib.Path) -> list[Finding]:
    statements = [statement for name, text in all_statements(root) for statement in statements_of(name, text)]
    if not migration_names(root, "postgres"):
        return ["migrations/postgres is empty: nothing can be checked against it"]
    connection = migrated_sqlite(root)
    found = on_sqlite(connection, statements)
    if problems := migrate_postgres(server, root):
        return found + problems
    found += on_postgres(server, statements)
    found += [f"migrations/postgres: table {line}" for line in server.sql(UNLOCKED_TABLES, DATABASE).splitlines()]
    return found + same_columns(connection, server)


def findings(root: pathlib.Path = ROOT) -> list[Finding]:
    with TemporaryPostgres() as server:
        return findings_on(server, root)
