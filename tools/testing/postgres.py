"""A private PostgreSQL server that lives as long as a `with` block."""

import os
import pathlib
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

START_DEADLINE_S = 30
STOP_DEADLINE_S = 20
VERSIONS = pathlib.Path("/usr/lib/postgresql")

# A crash of a process loses nothing without these; only a crash of the machine would, and then the cluster is gone anyway.
FAST = ["-c", "fsync=off", "-c", "full_page_writes=off"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def server_programs() -> pathlib.Path:
    versions = sorted(VERSIONS.glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if not versions:
        raise SystemExit("PostgreSQL's server is not installed: apt-get install postgresql-15")
    return versions[-1].parent


class TemporaryPostgres:
    """`url` is an administrator's; `folder` holds the cluster and the socket; `process` is the postmaster.

    With durable=True every commit reaches the disk, as in production; the benchmarks need that, tests do not.
    PostgreSQL refuses to run as root, so root starts it as the user `postgres`.
    """

    def __init__(self, durable: bool = False, options: dict[str, str] | None = None):
        self.durable = durable
        self.options = options or {}
        self.port = free_port()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="promostack-pg-"))
        self.process: subprocess.Popen | None = None
        self.url = ""

    def _identity(self) -> dict:
        if os.geteuid() != 0:
            return {}
        owner = pwd.getpwnam("postgres")
        return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}

    def __enter__(self) -> "TemporaryPostgres":
        try:
            self._create()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _create(self) -> None:
        identity = self._identity()
        password = secrets.token_urlsafe(18)
        password_file = self.folder / "password"
        password_file.write_text(password)
        if identity:
            os.chown(self.folder, identity["user"], identity["group"])
            os.chown(password_file, identity["user"], identity["group"])
        command = [server_programs() / "initdb", "--pgdata", self.folder / "data", "--username", "promostack_admin",
                   "--pwfile", password_file, "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync"]
        made = subprocess.run(command, capture_output=True, text=True, cwd="/", **identity)
        if made.returncode != 0:
            raise SystemExit(f"initdb failed:\n{made.stdout}{made.stderr}")
        password_file.unlink()
        self.url = f"postgresql://promostack_admin:{password}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        settings = [] if self.durable else list(FAST)
        for name, value in {"max_connections": "200", **self.options}.items():
            settings += ["-c", f"{name}={value}"]
        # --pdeathsig: when the test run is killed, the server does not stay behind.
        with open(self.folder / "server.log", "w") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "INT", server_programs() / "postgres", "-D", self.folder / "data", "-p", str(self.port),
                 "-k", self.folder, "-c", "listen_addresses=127.0.0.1", *settings],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, cwd="/", start_new_session=True, **self._identity())
        deadline = time.monotonic() + START_DEADLINE_S
        while subprocess.run([server_programs() / "pg_isready", "-q", "-d", self.url]).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("PostgreSQL did not start:\n" + (self.folder / "server.log").read_text()[-4000:])
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(STOP_DEADLINE_S)

    def sql(self, text: str, database: str = "postgres") -> str:
        """Runs the text with psql, stopping at the first error, and returns the rows, one per line, columns parted by `|`."""
        done = subprocess.run([server_programs() / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.url_of(database)],
                              input=text, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        return done.stdout

    def url_of(self, database: str) -> str:
        return self.url.rsplit("/", 1)[0] + "/" + database

    def __exit__(self, *_) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(STOP_DEADLINE_S)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(STOP_DEADLINE_S)
        shutil.rmtree(self.folder, ignore_errors=True)
