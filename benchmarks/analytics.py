"""Statistics over millions of rows: the program counts them itself, then its pages are timed over HTTP, on both engines."""

import os
import pathlib
import secrets
import statistics
import subprocess
import tempfile
import time
import urllib.request

import servers
from analytics_rows import ROWS_A_DAY, Postgres, Sqlite, fill
from table import Row, Table, below
from testing.postgres import TemporaryPostgres
from testing.program import RELEASE

PAGE_MS, ASKED = 50, 15
USUAL_ROWS, ALL_ROWS = 90 * ROWS_A_DAY, 10_000_000
COUNT_DEADLINE_S = 1800
PAGES = {
    "7 days": "/api/bot-stats?days=7",
    "30 days": "/api/bot-stats?days=30",
    "90 days": "/api/bot-stats?days=90",
    "90 days, one template, part of a coupon": "/api/bot-stats?days=90&template=template-3&coupon=12",
    "what did not become a picture, all time": "/api/invalid-coupons",
    "who came back": "/api/retention-rates",
    "steps, 90 days": "/api/bot-funnel?days=90",
}


def _get(url: str, cookie: str) -> tuple[float, bytes]:
    request = urllib.request.Request(url, headers={"Cookie": cookie})
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as answer:
        body = answer.read()
    return (time.perf_counter() - began) * 1000, body


def _wait_until_counted(url: str, cookie: str) -> float:
    began = time.monotonic()
    pages = ("/api/bot-stats?days=365", "/api/invalid-coupons", "/api/retention-rates")
    while any(b'"catching_up":true' in _get(url + page, cookie)[1] for page in pages):
        if time.monotonic() > began + COUNT_DEADLINE_S:
            raise RuntimeError("the rows are not counted")
        time.sleep(1)
    return time.monotonic() - began


def _rows(engine: str, settings: dict[str, str], password: str, filled_s: float) -> list[Row]:
    with servers.Ours({**settings, "ADMIN_PASSWORD": password}) as ours:
        cookie = ours.sign_in(password)
        counted_s = _wait_until_counted(ours.url, cookie)
        rows = [Row(f"{engine}: until all is counted", f"{counted_s:.0f} s", f"filled in {filled_s:.0f} s")]
        for what, path in PAGES.items():
            took = [_get(ours.url + path, cookie)[0] for _ in range(ASKED)]
            value = statistics.median(took)
            rows.append(Row(f"{engine}: {what}, median of {ASKED}", f"{value:.1f} ms", f"slowest {max(took):.1f} ms", **below(value, PAGE_MS, " ms")))
    return rows


def pages() -> list[Table]:
    count = ALL_ROWS if os.environ.get("BENCH_ALL_ROWS") else USUAL_ROWS
    password = secrets.token_urlsafe(12)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        settings = {"DATA_DIR": folder}
        subprocess.run([RELEASE, "migrate"], env={"PATH": "/usr/bin:/bin", **settings}, check=True, capture_output=True, timeout=60)
        began = time.monotonic()
        fill(Sqlite(pathlib.Path(folder) / "promostack.db"), count)
        rows += _rows("SQLite", settings, password, time.monotonic() - began)
    with TemporaryPostgres(durable=True) as server:
        settings = servers.migrated(server, "bench_analytics")
        began = time.monotonic()
        fill(Postgres(server, "bench_analytics"), count)
        rows += _rows("PostgreSQL", settings, password, time.monotonic() - began)
    how = "" if count == ALL_ROWS else ", the usual number; BENCH_ALL_ROWS=1 takes 10 million of a year"
    return [Table(f"Statistics over {count:,} rows of usage{how}", rows)]
