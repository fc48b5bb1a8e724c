"""PostgreSQL for the fault tests: databases on the shared server, and a server of one's own to stop and to freeze."""

import os
import pathlib
import re
import secrets
import signal
import subprocess

from testing.postgres import TemporaryPostgres

SHARED_URL = os.environ.get("PROMOSTACK_TEST_POSTGRES_URL", "")


def psql(url: str, statement: str) -> list[list[str]]:
    done = subprocess.run(["psql", "-X", "-q", "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1", url, "-c", statement],
                          check=False, capture_output=True, text=True, timeout=30)
    if done.returncode != 0:
        raise RuntimeError(f"{statement[:80]}: {done.stderr.strip()}")
    return [line.split("\t") for line in done.stdout.splitlines() if line]


def with_database(url: str, name: str) -> str:
    return re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", url, count=1) if url.count("/") > 2 else f"{url}/{name}"


def with_port(url: str, port: int) -> str:
    return re.sub(r"@[^/?]*", f"@127.0.0.1:{port}", url, count=1)


def port_of(url: str) -> int:
    found = re.search(r"@[^/?:]*:(\d+)", url)
    return int(found[1]) if found else 5432


class Database:
    """A fresh one on a server, dropped at the end of the block."""

    def __init__(self, server_url: str = "", template: str = ""):
        self.server_url = server_url or SHARED_URL
        if not self.server_url:
            raise RuntimeError("PROMOSTACK_TEST_POSTGRES_URL is not set: run this through ./test")
        self.name = f"faults_{secrets.token_hex(6)}"
        self.template = template
        self.url = with_database(self.server_url, self.name)

    def __enter__(self) -> "Database":
        psql(self.server_url, f"CREATE DATABASE {self.name}" + (f" TEMPLATE {self.template}" if self.template else ""))
        return self

    def __exit__(self, *_) -> None:
        psql(self.server_url, f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


class FragileServer(TemporaryPostgres):
    """A server that the test also freezes."""

    def backends(self) -> list[int]:
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def freeze(self, backends: bool) -> None:
        """First the postmaster, so that no new backend escapes."""
        self.process.send_signal(signal.SIGSTOP)
        for pid in self.backends() if backends else []:
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for pid in self.backends():
            os.kill(pid, signal.SIGCONT)
        self.process.send_signal(signal.SIGCONT)
