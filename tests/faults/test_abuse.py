"""Clients that are slow on purpose, and lists asked for without measure (A50, A52)."""

import json
import pathlib
import resource
import subprocess
import sys
import time
import unittest

from crowd import Crowd, Member
from saying import LONG, say
from testing.program import Program
from traffic import PASSWORD, READ, Client, once, sign_in
from servers import Database, psql
from world import PRODUCT

SLOW_HEADERS = 5000 if LONG else 2000
SLOW_BODIES = 300
IDLE = 9000 if LONG else 3000
FILES_NEEDED = 12_000
HEADER_S, BODY_S, WRITE_S = 10, 5, 10  # the product's own limits
LATE_S = 1.5  # its tick, and ours
PROBE_S = 9
BASE_S = 3
LEAST_NOISE_MS = 40  # the scheduler of two busy cores, whatever the server does
JOBS = 20_000
LISTS_MS = 300


def probe(url: str, cookie: str, seconds: float) -> subprocess.Popen:
    script = pathlib.Path(__file__).parent / "probe.py"
    return subprocess.Popen(["setpriv", "--pdeathsig", "KILL", sys.executable, str(script), url, READ, cookie, str(seconds)],
                            stdout=subprocess.PIPE, text=True)


def result(process: subprocess.Popen) -> dict:
    output, _ = process.communicate(timeout=60)
    return json.loads(output)


def resident_kb(pid: int) -> int:
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")))


class Abuse(unittest.TestCase):
    def setUp(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, FILES_NEEDED)), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))

    def beside(self, program: Program, cookie: str, crowd_of, seconds: float) -> tuple[Crowd, dict, dict]:
        """What an honest client saw before and beside a crowd."""
        before = result(probe(program.url, cookie, BASE_S))
        crowd = crowd_of()
        self.addCleanup(crowd.close)
        watching = probe(program.url, cookie, PROBE_S)
        crowd.live(seconds)
        beside = result(watching)
        self.assertEqual(set(beside["statuses"]), {"200"}, beside)
        self.assertLess(beside["p99_ms"], max(2 * before["p99_ms"], LEAST_NOISE_MS), f"before: {before}")
        return crowd, before, beside

    def test_slow_heads_and_bodies_are_ended_in_time_and_hurt_nobody(self):
        with Program(environment={"ADMIN_PASSWORD": PASSWORD}, binary=PRODUCT) as program:
            cookie = sign_in(program.url)
            host = f"Host: 127.0.0.1:{program.port}\r\n".encode()
            heads = [Member(b"GET / HTTP/1.1\r\n" + host + b"X-Slow: ", b"x") for _ in range(SLOW_HEADERS)]
            post = b"POST /api/login HTTP/1.1\r\n" + host + f"Origin: {program.url}\r\n".encode() + (
                b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
            bodies = [Member(post, b" ") for _ in range(SLOW_BODIES)]
            crowd, before, beside = self.beside(program, cookie, lambda: Crowd(program.port, heads + bodies), HEADER_S + 4)
            self.assertEqual(crowd.open(), 0, "some slow clients were never ended")
            slowest_head, slowest_body = (max(member.lasted for member in group) for group in (heads, bodies))
            self.assertGreater(min(member.lasted for member in heads), HEADER_S - 1)
            self.assertLess(slowest_head, HEADER_S + LATE_S)
            self.assertGreater(min(member.lasted for member in bodies), BODY_S - 1)
            self.assertLess(slowest_body, BODY_S + LATE_S)
            told = sum(b" 408 " in member.answer.split(b"\r\n")[0] for member in heads + bodies)
            self.assertEqual(told, len(heads + bodies), "everyone is told why")
            say("A50", f"{SLOW_HEADERS} heads and {SLOW_BODIES} bodies at 1 byte/s: all told 408 and ended, heads after at most {slowest_head:.1f} s, bodies after "
                       f"{slowest_body:.1f} s; p99 of another client {beside['p99_ms']:.1f} ms (before {before['p99_ms']:.1f}), slowest {beside['slowest_ms']:.0f} ms")

    def test_readers_that_do_not_read_are_ended_and_cost_little(self):
        with Program(environment={"ADMIN_PASSWORD": PASSWORD}, binary=PRODUCT) as program:
            cookie = sign_in(program.url)
            page = "/login"
            asked = f"GET {page} HTTP/1.1\r\nHost: 127.0.0.1:{program.port}\r\n\r\n".encode()
            self.assertEqual(once(program.url, page).status, 200)
            base = resident_kb(program.process.pid)
            readers = [Member(asked * 60, asked * 400, reads=False, window=4096) for _ in range(50)]
            crowd, before, beside = self.beside(program, cookie, lambda: Crowd(program.port, readers), WRITE_S + 12)
            cost = resident_kb(program.process.pid) - base
            self.assertEqual(crowd.open(), 0, "some that do not read were never ended")
            slowest = max(member.lasted for member in readers)
            self.assertGreater(min(member.lasted for member in readers), WRITE_S - 1)
            self.assertLess(cost, 40 * 1024)
            say("A50", f"{len(readers)} clients that ask without end and never read: all ended after at most {slowest:.1f} s, {cost} kB more memory, p99 of another "
                       f"client {beside['p99_ms']:.1f} ms (before {before['p99_ms']:.1f})")

    def test_idle_connections_are_cheap_and_hurt_nobody(self):
        with Program(environment={"ADMIN_PASSWORD": PASSWORD}, binary=PRODUCT) as program:
            cookie = sign_in(program.url)
            base = resident_kb(program.process.pid)
            crowd, before, beside = self.beside(program, cookie, lambda: Crowd(program.port, [Member(b"") for _ in range(IDLE)]), PROBE_S / 2)
            self.assertEqual(crowd.open(), IDLE)
            each = (resident_kb(program.process.pid) - base) * 1024 / IDLE
            self.assertLess(each, 5000)
            say("A50", f"{IDLE} idle connections: {each / 1000:.1f} kB each, p99 of another client {beside['p99_ms']:.1f} ms (before {before['p99_ms']:.1f})")

    def test_lists_asked_for_without_measure_are_refused_or_quick(self):
        with Database() as database, Program(environment={"ADMIN_PASSWORD": PASSWORD, "DATABASE_URL": database.url}, binary=PRODUCT) as program:
            psql(database.url, "INSERT INTO jobs (id, tenant_id, kind, payload, state, ready, priority, run_at, max_attempts, created_at) SELECT "
                 f"'00000000-0000-7000-8000-' || lpad(n::text, 12, '0'), 'tenant' || n % 50, 'nobody.works.this', '{{}}', 'pending', 1, 100, n, 8, n "
                 f"FROM generate_series(1, {JOBS}) n")
            client = Client(program.url).sign_in()
            jobs = "/api/admin/jobs"
            refused = [f"{jobs}?limit={limit}" for limit in ("1000000000", "201", "0", "-1", "99999999999999999999", "1e9", "many", "%00")]
            refused += [f"{jobs}?cursor={cursor}" for cursor in ("%25", "x" * 2000, "AAAA", "'%20OR%201=1")] + [f"{jobs}?state=%25"]
            allowed = [f"{jobs}?limit=200", f"{jobs}?kind=%25", f"{jobs}?tenant=%25%25", f"{jobs}?limit=200&kind=nobody.works.this", f"{jobs}?state=pending",
                       f"{jobs}?tenant=tenant7&state=done", f"{jobs}/summary"]
            slowest = 0.0
            for path in refused + allowed:
                seen = client.get(path)
                slowest = max(slowest, seen.seconds)
                expected = 200 if path in allowed else 400
                self.assertEqual(seen.status, expected, f"{path[:80]}: {client.body[:200]!r}")
                if expected == 200 and path != f"{jobs}/summary":
                    self.assertLessEqual(len(client.json()["items"]), 200)
                self.assertLess(seen.seconds * 1000, LISTS_MS, path[:80])
            pages, seconds, cursor = 0, 0.0, ""
            while True:
                seen = client.get(f"{jobs}?limit=200{cursor}")
                pages, seconds = pages + 1, max(seconds, seen.seconds)
                following = client.json().get("next_cursor")
                if not following:
                    break
                cursor = f"&cursor={following}"
            client.close()
            self.assertGreaterEqual(pages, JOBS // 200)
            self.assertLess(seconds * 1000, LISTS_MS)
            say("A52", f"{len(refused)} measureless parameters refused with 400, {len(allowed)} odd ones answered, slowest {slowest * 1000:.0f} ms; the deepest of "
                       f"{pages} pages over {JOBS} rows took {seconds * 1000:.0f} ms at most")


if __name__ == "__main__":
    unittest.main()
