"""The job queue: claim and acknowledge, and a small tenant beside a large one, on both engines."""

import itertools
import pathlib
import statistics
import subprocess
import tempfile

import servers
from measure import ROUNDS
from table import Row, Table, at_least, below
from testing.postgres import TemporaryPostgres
from testing.program import ROOT

PROGRAM = ROOT / "build/release/benchmarks/queue_bench"
SINGLE, BATCH = 1, 64
# As many as the worker has. SQLite has one writer, but commits that wait together reach the disk together.
THREADS = {"SQLite": 4, "PostgreSQL": 4}
JOBS = {SINGLE: 6000, BATCH: 40000}
BACKLOG = 300_000
GOALS = {("SQLite", SINGLE): 2000, ("SQLite", BATCH): None, ("PostgreSQL", SINGLE): 1500, ("PostgreSQL", BATCH): 8000}
FAIR_P95_MS = 100
DEADLINE_S = 300


def _run(*words: object) -> dict[str, float]:
    done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=DEADLINE_S)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or f"queue_bench ended with {done.returncode}")
    return {name: float(value) for name, value in (line.split() for line in done.stdout.splitlines())}


class Places:
    """A new, empty, migrated database for each run."""

    def __enter__(self) -> "Places":
        self.folder = tempfile.TemporaryDirectory(prefix="promostack-queue-")
        self.server = TemporaryPostgres(durable=True)
        self.server.__enter__()
        self.url = servers.migrated(self.server, "queue_template")["DATABASE_URL"]
        self.numbers = itertools.count()
        return self

    def new(self, engine: str) -> str:
        name = f"queue_{next(self.numbers)}"
        if engine == "SQLite":
            return str(pathlib.Path(self.folder.name) / name)
        self.server.sql(f"CREATE DATABASE {name} TEMPLATE queue_template")
        return self.url.rsplit("/", 1)[0] + "/" + name

    def __exit__(self, *_) -> None:
        self.server.__exit__()
        self.folder.cleanup()


def throughput() -> list[Table]:
    found: dict[tuple[str, int], list[float]] = {key: [] for key in GOALS}
    with Places() as places:
        for _ in range(ROUNDS):
            for engine, batch in GOALS:
                found[engine, batch].append(_run("throughput", places.new(engine), batch, THREADS[engine], JOBS[batch])["pairs_per_s"])
    rows = []
    for (engine, batch), goal in GOALS.items():
        value = statistics.median(found[engine, batch])
        single = statistics.median(found[engine, SINGLE])
        beside = f"worst of {ROUNDS} {min(found[engine, batch]):,.0f}" + (f", {value / single:.1f} x single" if batch != SINGLE else "")
        rows.append(Row(f"{engine}, {'one at a time' if batch == SINGLE else f'{batch} at a time'}, {THREADS[engine]} threads", f"{value:,.0f}/s", beside,
                        **(at_least(value, goal, "/s") if goal else {})))
    return [Table("Queue: claim + acknowledge, durable commits", rows)]


def fairness() -> list[Table]:
    rows = []
    with Places() as places:
        for engine in THREADS:
            runs = [_run("fairness", places.new(engine), BACKLOG) for _ in range(ROUNDS)]
            p95 = statistics.median(run["p95_ms"] for run in runs)
            beside = f"p50 {statistics.median(run['p50_ms'] for run in runs):.1f} ms, worst {max(run['worst_ms'] for run in runs):.1f} ms, " \
                     f"{statistics.median(run['jobs_per_s'] for run in runs):,.0f} jobs/s meanwhile"
            rows.append(Row(f"{engine}: enqueue to start, p95", f"{p95:.1f} ms", beside, **below(p95, FAIR_P95_MS, " ms")))
    return [Table(f"Queue: a tenant with one job beside one with {BACKLOG:,}", rows)]
