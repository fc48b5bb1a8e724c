"""Jobs of a kind that nobody works, so that a page has something to show and nothing changes it meanwhile."""

import contextlib
import sqlite3
import time
import uuid

from .program import Program

HOUR_US = 3_600_000_000


def insert_jobs(program: Program, states: list[str]) -> list[str]:
    """One job for each state, oldest first; returns their ids."""
    now = time.time_ns() // 1000
    rows = []
    for number, state in enumerate(states):
        made = now - (len(states) - number) * 1_000_000
        ended = made if state in ("done", "cancelled", "parked") else None
        rows.append((job_id(made), "default", "test.nobody_works_it", '{"n":1}', state, 100, now + HOUR_US, 3, made, ended,
                     "the test says so" if state == "parked" else None))
    with contextlib.closing(sqlite3.connect(program.folder / "data/promostack.db", timeout=10)) as database, database:
        database.executemany("INSERT INTO jobs (id, tenant_id, kind, payload, state, ready, priority, run_at, max_attempts, created_at,"
                             " finished_at, last_error) VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)", rows)
    return [row[0] for row in rows]


def job_id(made_us: int) -> str:
    digits = f"{made_us // 1000:012x}7{uuid.uuid4().hex[13:]}"
    return str(uuid.UUID(digits))
