"""Statistics over millions of rows: the program counts them itself, then its pages are timed over HTTP, on both engines."""

import concurrent.futures
import os
import pathlib
import secrets
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import servers
from analytics_rows import ROWS_A_DAY, Postgres, Sqlite, fill
from table import Row, Table, below
from testing.postgres import TemporaryPostgres
from testing.program import RELEASE, Program

PAGE_MS, ASKED = 50, 15
USUAL_ROWS, ALL_ROWS = 90 * ROWS_A_DAY, 10_000_000
COUNT_DEADLINE_S = 1800
PASSWORD = secrets.token_urlsafe(12)
# Making ten million rows is not what is measured.
FILLING = {"max_wal_size": "8GB", "maintenance_work_mem": "512MB"}
PAGES = {
    "today": "/api/bot-stats?days=today",
    "7 days": "/api/bot-stats?days=7",
    "30 days": "/api/bot-stats?days=30",
    "90 days": "/api/bot-stats?days=90",
    "90 days, one template, part of a coupon": "/api/bot-stats?days=90&template=template-3&coupon=12",
    "what did not become a picture, 90 days": "/api/invalid-coupons?days=90&limit=20",
    "what did not become a picture, all time": "/api/invalid-coupons",
    "who came back": "/api/retention-rates",
    "weekdays, 90 days": "/api/day-of-week-stats?days=90",
    "sources, 90 days": "/api/bot-sources?days=90",
    "steps, 90 days": "/api/bot-funnel?days=90",
}



def _get(url: str, cookie: str) -> tuple[float, bytes]:
    request = urllib.request.Request(url, headers={"Cookie": cookie})
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as answer:
        body = answer.read()
    return (time.perf_counter() - began) * 1000, body


def _is_counted(url: str, cookie: str) -> bool:
    """A page that has no time left while all is counted answers 503: then it is not."""
    try:
        return all(b'"catching_up":true' not in _get(url + page, cookie)[1] for page in ("/api/retention-rates", "/api/invalid-coupons"))
    except urllib.error.HTTPError:
        return False


def _prepare(engine: Sqlite | Postgres, settings: dict[str, str], count: int) -> str:
    """Fills the database and has the program count it, on whatever cores there are. Returns how long that took."""
    began = time.monotonic()
    fill(engine, count)
    filled = time.monotonic()
    with Program(environment={"LOG_LEVEL": "warning", "ADMIN_PASSWORD": PASSWORD, **settings}) as ours:
        cookie = servers.sign_in(ours.url, PASSWORD)
        while not _is_counted(ours.url, cookie):
            if time.monotonic() > filled + COUNT_DEADLINE_S:
                raise RuntimeError("the rows are not counted")
            time.sleep(1)
    return f"filled in {filled - began:.0f} s, counted in {time.monotonic() - filled:.0f} s"


def _rows(name: str, settings: dict[str, str], prepared: str) -> list[Row]:
    with servers.Ours({**settings, "ADMIN_PASSWORD": PASSWORD}) as ours:
        cookie = ours.sign_in(PASSWORD)
        rows = []
        for what, path in PAGES.items():
            took = [_get(ours.url + path, cookie)[0] for _ in range(ASKED)]
            value = statistics.median(took)
            rows.append(Row(f"{name}: {what}, median of {ASKED}", f"{value:.1f} ms", f"slowest {max(took):.1f} ms", **below(value, PAGE_MS, " ms")))
    rows[0].beside += f"; {prepared}"
    return rows


def pages() -> list[Table]:
    count = ALL_ROWS if os.environ.get("BENCH_ALL_ROWS") else USUAL_ROWS
    with tempfile.TemporaryDirectory() as folder, TemporaryPostgres(durable=True, options=FILLING) as server:
        on_sqlite = {"DATA_DIR": folder}
        subprocess.run([RELEASE, "migrate"], env={"PATH": "/usr/bin:/bin", **on_sqlite}, check=True, capture_output=True, timeout=60)
        on_postgres = servers.migrated(server, "bench_analytics")
        engines = {"SQLite": (Sqlite(pathlib.Path(folder) / "promostack.db"), on_sqlite), "PostgreSQL": (Postgres(server, "bench_analytics"), on_postgres)}
        with concurrent.futures.ThreadPoolExecutor() as at_once:
            prepared = list(at_once.map(lambda each: _prepare(*each, count), engines.values()))
        rows = [row for (name, (_, settings)), how in zip(engines.items(), prepared) for row in _rows(name, settings, how)]
    usual = "" if count == ALL_ROWS else ", the usual number; BENCH_ALL_ROWS=1 takes 10 million of a year"
    return [Table(f"Statistics over {count:,} rows of usage{usual}", rows)]
