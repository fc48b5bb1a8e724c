"""A database with its workers, and the promises that must hold in it whatever was done to them."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time

from saying import until
from servers import Database, psql
from testing.program import INHERITED, RELEASE

WORKER = RELEASE.parent / "tests/faults/faults_worker"
PRODUCT = pathlib.Path(os.environ.get("PROMOSTACK_TEST_BINARY", str(RELEASE)))
ENGINES = ("sqlite", "postgres")
STATUS_OF_CRASH = 137
STOP_DEADLINE_S = 16
COMMAND_DEADLINE_S = 90

# (what is wrong, rows that show it); every one must be empty once the queue has come to rest.
PROMISES = (
    ("an accepted job is lost", "SELECT key FROM accepted LEFT JOIN jobs ON jobs.id = job_id WHERE jobs.id IS NULL"),
    ("a job that nobody accepted", "SELECT id FROM jobs LEFT JOIN accepted ON job_id = id WHERE kind <> 'tick' AND key IS NULL"),
    ("a job that never ended", "SELECT id, kind, state, attempt FROM jobs WHERE state NOT IN ('done', 'parked')"),
    ("two runs of one attempt", "SELECT job_id, fence FROM runs GROUP BY job_id, fence HAVING count(*) > 1"),
    ("an effect that happened twice", "SELECT job_id, kind, count(*) FROM effects WHERE kind <> 'plain' GROUP BY job_id, kind HAVING count(*) > 1"),
    ("done without its effect", "SELECT id, jobs.kind FROM jobs LEFT JOIN effects ON job_id = id WHERE state = 'done' AND job_id IS NULL"),
    ("parked with an effect that was acknowledged", "SELECT id FROM jobs JOIN effects ON job_id = id WHERE state = 'parked'"
     " AND jobs.kind IN ('settled', 'hold', 'tick')"),
    ("an attempt of a job that has only one", "SELECT job_id FROM runs WHERE kind = 'once' GROUP BY job_id HAVING count(*) > 1"),
    ("a slot that ran twice", "SELECT payload FROM effects WHERE kind = 'tick' GROUP BY payload HAVING count(*) > 1"),
)


class Worker:
    """One process of jobs. `lines` is what it printed."""

    def __init__(self, settings: dict[str, str], arguments: list[str], log: pathlib.Path):
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ} | settings
        self.lines: list[str] = []
        with open(log, "ab") as stderr:
            self.process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", str(WORKER), *arguments], env=environment,
                                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line.strip())

    @property
    def pid(self) -> int:
        return self.process.pid

    def running(self) -> bool:
        return self.process.poll() is None

    def working(self) -> "Worker":
        until(lambda: "working" in self.lines or not self.running(), 10, "a worker starts", 0.005)
        return self

    def jump(self, seconds: int) -> None:
        self.process.stdin.write(f"jump {seconds}\n")
        self.process.stdin.flush()
        until(lambda: f"done jump {seconds}" in self.lines, 5, "the clock was moved")

    def signal(self, what: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(what)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.process.wait(STOP_DEADLINE_S)

    def stop(self) -> int:
        self.signal(signal.SIGTERM)
        return self.process.wait(STOP_DEADLINE_S)

    def end(self) -> None:
        self.signal(signal.SIGCONT)
        self.kill()
        self._reader.join(2)
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()


class World:
    """`with World(engine) as world`: a migrated database of its own; every worker has ended after the block."""

    def __init__(self, engine: str, server_url: str = ""):
        self.engine = engine
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="promostack-faults-"))
        self.workers: list[Worker] = []
        self._stack = contextlib.ExitStack()
        self._server_url = server_url
        self.settings = {"DATA_DIR": str(self.folder)}
        self.url = ""

    def __enter__(self) -> "World":
        try:
            if self.engine == "postgres":
                self.url = self._stack.enter_context(Database(self._server_url)).url
                self.settings["DATABASE_URL"] = self.url
            self.run("migrate")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_) -> None:
        for worker in self.workers:
            worker.end()
        with contextlib.suppress(RuntimeError):
            self._stack.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, *arguments: str, url: str = "", crash_at: str = "") -> Worker:
        changed = ({"DATABASE_URL": url} if url else {}) | ({"PROMOSTACK_CRASH_AT": crash_at} if crash_at else {})
        worker = Worker(self.settings | changed, list(arguments), self.folder / "log")
        self.workers.append(worker)
        return worker

    def work(self, *arguments: str, url: str = "", crash_at: str = "") -> Worker:
        return self.start("work", *arguments, url=url, crash_at=crash_at).working()

    def run(self, *arguments: str, url: str = "") -> list[str]:
        worker = self.start(*arguments, url=url)
        if worker.process.wait(COMMAND_DEADLINE_S) != 0:
            raise AssertionError(f"faults_worker {' '.join(arguments)}: {self.log()[-2000:]}")
        worker.end()
        self.workers.remove(worker)
        return worker.lines

    def enqueue(self, kind: str, jobs: int, *more: str, url: str = "") -> list[str]:
        return self.run("enqueue", "--kind", kind, "--prefix", kind, "--jobs", str(jobs), *more, url=url)

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def logged(self, event: str) -> int:
        return len(re.findall(rf" {re.escape(event)}\b", self.log()))

    def rows(self, statement: str) -> list[list[str]]:
        if self.engine == "postgres":
            return psql(self.url, statement)
        with contextlib.closing(sqlite3.connect(self.folder / "faults.db", timeout=5)) as database:
            return [[str(cell) for cell in row] for row in database.execute(statement)]

    def number(self, statement: str) -> int:
        return int(self.rows(statement)[0][0])

    def states(self) -> dict[str, int]:
        return {state: int(count) for state, count in self.rows("SELECT state, count(*) FROM jobs GROUP BY state")}

    def at_rest(self, seconds: float = 20) -> None:
        def unfinished():
            return self.number("SELECT count(*) FROM jobs WHERE kind <> 'tick' AND state IN ('pending', 'running')")
        try:
            until(lambda: unfinished() == 0, seconds, "every accepted job ended", 0.1)
        except AssertionError as problem:
            left = self.rows("SELECT kind, state, attempt, crashes, count(*) FROM jobs GROUP BY kind, state, attempt, crashes")
            raise AssertionError(f"{problem}: {left}\n{self.log()[-1500:]}") from None

    def stop_all(self) -> list[int]:
        return [worker.stop() for worker in self.workers if worker.running()]

    def check(self, ticks_may_wait: bool = False) -> None:
        """After at_rest and stop_all: nothing lost, nothing twice."""
        for wrong, statement in PROMISES:
            if ticks_may_wait and wrong == "a job that never ended":
                statement += " AND kind <> 'tick'"
            if rows := self.rows(statement):
                raise AssertionError(f"{self.engine}: {wrong}: {rows[:5]} ({len(rows)})\n{self.log()[-3000:]}")


def crash_sites(*areas: str) -> list[str]:
    """Of these areas of the code."""
    listed = subprocess.run([str(PRODUCT), "--list-crash-sites"], check=True, capture_output=True, text=True, timeout=10)
    return [site for site in listed.stdout.split() if site.split("_")[0] in areas]


def leader(world: World) -> tuple[str, int]:
    """Who holds the lease, and the epoch; an empty name when nobody does."""
    rows = world.rows("SELECT holder, epoch FROM leases")
    return (rows[0][0], int(rows[0][1])) if rows else ("", 0)


def wait_for_leader(world: World, other_than: str = "", seconds: float = 10) -> tuple[str, float]:
    """Returns its name and how long it took."""
    begun = time.monotonic()
    found = until(lambda: (now := leader(world))[0] not in ("", other_than) and now[0], seconds, "somebody else leads")
    return found, time.monotonic() - begun
