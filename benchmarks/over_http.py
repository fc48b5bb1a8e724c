"""Starting, idling, and answering: our server beside a bare Beast server and Python's http.server."""

import contextlib
import resource
import secrets
import socket
import statistics
import time

import servers
from measure import ROUNDS, interleaved, resident_kb, wrk
from table import Row, Table, at_least, below
from testing.postgres import TemporaryPostgres

START_MS, IDLE_MB = 300, 40
HEALTH_OF_BEAST, HEALTH_OF_PYTHON, HEALTH_P99_MS = 0.70, 30, 5
POOL_OF_BEAST = 0.50
READ_OF_PYTHON = 10
IDLE_CONNECTIONS, IDLE_CONNECTION_KB, IDLE_P99_FACTOR = 9500, 5, 1.5
IDLE_SECONDS = 3
OTHERS = 16  # connections that go on working beside the idle ones


def start() -> list[Table]:
    seconds = []
    for _ in range(2 * ROUNDS - 1):
        program = servers.Ours()
        program.ready_path = "/readyz"
        try:
            seconds.append(program.start())
        finally:
            program.__exit__()
    value = statistics.median(seconds) * 1000
    return [Table("Start on an empty folder", [
        Row("to the first 200 of /readyz, median of 5", f"{value:.0f} ms", f"slowest {max(seconds) * 1000:.0f} ms", **below(value, START_MS, " ms"))])]


def idle() -> list[Table]:
    with servers.Ours() as ours, servers.beast("{}") as bare, servers.python("{}") as python:
        time.sleep(IDLE_SECONDS)
        value = resident_kb(ours.process.pid) / 1024
        beside = f"bare Beast {resident_kb(bare.process.pid) / 1024:.0f} MB, Python {resident_kb(python.process.pid) / 1024:.0f} MB"
    return [Table("Idle memory, serve on SQLite", [Row(f"resident after {IDLE_SECONDS} s", f"{value:.1f} MB", beside, **below(value, IDLE_MB, " MB"))])]


def _against_peers(path: str) -> dict:
    with servers.Ours() as ours:
        body = servers.get(ours.url + path).decode()
        with servers.beast(body) as bare, contextlib.ExitStack() as stack:
            pythons = {how: stack.enter_context(servers.python(body, how=how)).url for how in ("tuned", "kept", "stock")}
            peers = {"ours": ours.url, "beast": bare.url} | pythons
            return interleaved({name: (url + path, {}) for name, url in peers.items()})


def health() -> list[Table]:
    loads = _against_peers("/healthz")
    ours, beast, tuned = loads["ours"], loads["beast"], loads["tuned"]

    def beside(name: str) -> str:
        return f"{loads[name].requests_per_s:,.0f}, ratio {ours.requests_per_s / loads[name].requests_per_s:.1f}"

    return [Table("GET /healthz, keep-alive, 64 connections", [
        Row("requests/s of a bare Beast server's", f"{ours.requests_per_s:,.0f}", f"{beast.requests_per_s:,.0f}, ratio {ours.requests_per_s / beast.requests_per_s:.2f}",
            **at_least(ours.requests_per_s / beast.requests_per_s, HEALTH_OF_BEAST, "")),
        Row("requests/s of Python http.server's, keep-alive switched on", f"{ours.requests_per_s:,.0f}", beside("kept"),
            **at_least(ours.requests_per_s / loads["kept"].requests_per_s, HEALTH_OF_PYTHON, "")),
        Row("the same, its delays tuned away", f"{ours.requests_per_s:,.0f}", beside("tuned")),
        Row("the same, as it comes: HTTP/1.0", f"{ours.requests_per_s:,.0f}", beside("stock")),
        Row("p99", f"{ours.p99_ms:.2f} ms", f"Beast {beast.p99_ms:.2f} ms, Python tuned {tuned.p99_ms:.1f} ms", **below(ours.p99_ms, HEALTH_P99_MS, " ms"))])]


def pool() -> list[Table]:
    loads = _against_peers("/api/config")
    ours, beast = loads["ours"], loads["beast"]
    ratio = ours.requests_per_s / beast.requests_per_s
    return [Table("GET /api/config: JSON through the request pool, 64 connections", [
        Row("requests/s of a bare Beast server's", f"{ours.requests_per_s:,.0f}", f"{beast.requests_per_s:,.0f}, ratio {ratio:.2f}", **at_least(ratio, POOL_OF_BEAST, "")),
        Row("p99", f"{ours.p99_ms:.2f} ms", f"Beast {beast.p99_ms:.2f} ms, Python {loads['tuned'].p99_ms:.1f} ms")])]


def read() -> list[Table]:
    password = secrets.token_urlsafe(12)
    with TemporaryPostgres(durable=True) as database:
        settings = servers.migrated(database, "bench_read")
        database.sql("CREATE TABLE peer_tenants (id text PRIMARY KEY, name text NOT NULL); INSERT INTO peer_tenants VALUES ('default', 'Default')",
                     "bench_read")
        with servers.Ours({**settings, "ADMIN_PASSWORD": password}) as ours, contextlib.ExitStack() as stack:
            targets = {"ours": (ours.url + "/api/me", {"Cookie": ours.sign_in(password)})}
            for how in ("kept", "tuned"):
                python = stack.enter_context(servers.python("{}", database.url_of("bench_read"), how))
                cookie = {"Cookie": servers.get(python.url + "/cookie").decode()}
                targets |= {how: (python.url + "/me", cookie), f"{how} bare": (python.url + "/me-bare", cookie)}
            loads = interleaved(targets)
    ours = loads["ours"]

    def row(what: str, name: str, **goal) -> Row:
        other = loads[name].requests_per_s
        return Row(what, f"{ours.requests_per_s:,.0f}", f"{other:,.0f}, ratio {ours.requests_per_s / other:.1f}", **goal)

    return [Table("GET /api/me: signed in, one query on PostgreSQL, 64 connections", [
        row("requests/s of Python http.server + psycopg2, the tenant set in a transaction as ours", "kept",
            **at_least(ours.requests_per_s / loads["kept"].requests_per_s, READ_OF_PYTHON, "")),
        row("the same without a transaction", "kept bare"),
        row("http.server's delays tuned away, in a transaction", "tuned"),
        row("http.server's delays tuned away, without one", "tuned bare"),
        Row("p99", f"{ours.p99_ms:.2f} ms", f"Python tuned {loads['tuned'].p99_ms:.1f} ms")])]


def _open(url: str, count: int, stack: contextlib.ExitStack) -> None:
    """Connections that have been served once and then say nothing, as browsers' do."""
    address = ("127.0.0.1", int(url.rsplit(":", 1)[1]))
    for _ in range(count):
        connection = stack.enter_context(socket.create_connection(address, timeout=5))
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
            raise RuntimeError("a connection was not served")


def _usual_p99_ms(url: str) -> float:
    return statistics.median(wrk(url, connections=OTHERS).p99_ms for _ in range(ROUNDS))


def connections() -> list[Table]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = IDLE_CONNECTIONS + 500
    if hard < wanted:
        raise RuntimeError(f"the limit of open files is {hard}; it needs {wanted}: raise it with `ulimit -Hn {wanted}`")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    measured = {}
    with servers.Ours() as ours, servers.beast('{"status":"ok"}') as bare:
        for name, server in (("ours", ours), ("beast", bare)):
            url = server.url + "/healthz"
            wrk(url, connections=OTHERS)
            before = _usual_p99_ms(url)
            memory = resident_kb(server.process.pid)
            with contextlib.ExitStack() as stack:
                _open(server.url, IDLE_CONNECTIONS, stack)
                each = (resident_kb(server.process.pid) - memory) / IDLE_CONNECTIONS
                measured[name] = (each, before, _usual_p99_ms(url))
    each, before, during = measured["ours"]
    peer = measured["beast"]
    return [Table(f"{IDLE_CONNECTIONS:,} idle connections", [
        Row("memory for each", f"{each:.2f} kB", f"bare Beast {peer[0]:.2f} kB", **below(each, IDLE_CONNECTION_KB, " kB")),
        Row(f"p99 of {OTHERS} others, before and during", f"{before:.2f} ms, {during:.2f} ms", f"bare Beast {peer[1]:.2f} ms, {peer[2]:.2f} ms",
            **below(during / before, IDLE_P99_FACTOR, " x"))])]
