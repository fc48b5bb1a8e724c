"""A database of its own for one program: a SQLite file in the program's folder, or a fresh one on the test server."""

import contextlib
import os
import re
import secrets
import subprocess

SERVERS = ("sqlite", "postgres")
URL = os.environ.get("PROMOSTACK_TEST_POSTGRES_URL", "")


def as_administrator(statement: str) -> str:
    return subprocess.run(["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", URL, "-c", statement], check=True,
                          capture_output=True, text=True, timeout=30).stdout.strip()


@contextlib.contextmanager
def database(engine: str):
    """The settings that lead a program there."""
    if engine == "sqlite":
        yield {}
        return
    if not URL:
        raise RuntimeError("PROMOSTACK_TEST_POSTGRES_URL is not set: run this through ./test")
    name = f"program_{secrets.token_hex(6)}"
    as_administrator(f"CREATE DATABASE {name}")
    try:
        yield {"DATABASE_URL": re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", URL, count=1) if URL.count("/") > 2 else f"{URL}/{name}"}
    finally:
        as_administrator(f"DROP DATABASE {name} WITH (FORCE)")
