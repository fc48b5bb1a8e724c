"""The database is gone, frozen, slow, behind a pooler; the file is taken."""

import subprocess
import time
import unittest

from saying import LONG, say, until
from servers import Database, FragileServer, port_of, with_database, with_port, psql
from testing.program import Program
from traffic import PASSWORD, READ, Load, count, once, p99_ms, sign_in, slowest_ms
from wire import Mode, Wire
from world import PRODUCT, World

SECONDS_AWAY = 60 if LONG else 6
NO_REQUEST_LONGER_MS = 3500
KEPT = {"ADMIN_PASSWORD": PASSWORD}


def product(environment: dict[str, str]) -> Program:
    return Program(environment=KEPT | environment, binary=PRODUCT)


class Away(unittest.TestCase):
    def outage(self, fault: str, take_away, give_back, server: FragileServer, quick_ms: float):
        """Serves and works through an outage; returns a line of what was seen."""
        psql(server.url, "CREATE DATABASE product")
        with World("postgres", server.url) as world, product({"DATABASE_URL": with_database(server.url, "product")}) as program:
            cookie = sign_in(program.url)
            world.enqueue("settled", 1000)
            world.enqueue("plain", 1000)
            world.work("--every-s", "1", "--threads", "2")
            with Load(program.url, cookie) as load, Load(program.url, "", "/healthz", clients=1) as health:
                until(lambda: len(load.seen) > 20, 5, "traffic flows")
                gone = time.monotonic()
                take_away()
                until(lambda: once(program.url, "/readyz").status == 503, 8, "it says that it is not ready")
                unready = time.monotonic() - gone
                until(lambda: time.monotonic() > gone + SECONDS_AWAY, SECONDS_AWAY + 1, "the outage lasts")
                back = time.monotonic()
                give_back()
                until(lambda: once(program.url, "/readyz").status == 200, 8, "it is ready again")
                ready = time.monotonic() - back
                until(lambda: load.seen[-1].status == 200, 5, "requests work again")
            self.assertIsNone(program.process.poll(), "the program must not end")
            # One that was asked just before the return may wait for it and be answered.
            during = [one for one in load.between(gone + unready, back) if one.at + one.seconds < back]
            refused = [one for one in during if one.status == 503]
            self.assertGreater(len(refused), 20)
            self.assertEqual(set(count(during)), {503}, count(during))
            self.assertEqual(set(count(load.seen)), {200, 503}, count(load.seen))
            self.assertTrue(all(int(one.retry_after or 0) > 0 for one in refused), "every 503 says when to come again")
            self.assertEqual(set(count(health.seen)), {200}, "the process lives all the time")
            self.assertLess(slowest_ms(load.seen), NO_REQUEST_LONGER_MS)
            self.assertLess(p99_ms([one.seconds for one in refused]), quick_ms)
            self.assertLess(ready, 5)
            world.at_rest(40)
            world.stop_all()
            world.check(ticks_may_wait=True)
            # None of these kinds needs a second try unless its attempt was cut off; all of it must have come through.
            lost = world.number("SELECT count(*) FROM jobs WHERE kind <> 'tick' AND state <> 'done'")
            self.assertEqual(lost, 0, world.states())
            typical = sorted(one.seconds for one in refused)[len(refused) // 2] * 1000
            return (f"{SECONDS_AWAY} s: unready after {unready:.1f} s, {len(refused)} requests answered 503 (typically {typical:.0f} ms), slowest "
                    f"request at all {slowest_ms(load.seen):.0f} ms, /healthz 200 all {len(health.seen)} times (slowest "
                    f"{slowest_ms(health.seen):.0f} ms), ready again after {ready:.1f} s, 2000 jobs done, 0 lost")

    def test_a_stopped_database_is_said_to_be_away_and_nothing_is_lost(self):
        with FragileServer() as server:
            say("F10", "PostgreSQL stopped " + self.outage("F10", server.stop, server.start, server, quick_ms=100))

    def test_a_frozen_database_freezes_nobody(self):
        with FragileServer() as server:
            # The breaker lets one caller a second wait for the server, so a few 503s are slow by design.
            say("F11", "postmaster and all its backends frozen " +
                self.outage("F11", lambda: server.freeze(backends=True), server.thaw, server, quick_ms=NO_REQUEST_LONGER_MS))

    def test_a_frozen_postmaster_alone_leaves_the_connections_there_are(self):
        with FragileServer() as server, product({"DATABASE_URL": server.url}) as program:
            cookie = sign_in(program.url)
            with Load(program.url, cookie) as load:
                until(lambda: len(load.seen) > 50, 5, "traffic flows")
                server.freeze(backends=False)
                begun = time.monotonic()
                until(lambda: len(load.between(begun, begun + 60)) > 200, 20, "traffic goes on")
                server.thaw()
            self.assertLess(slowest_ms(load.seen), NO_REQUEST_LONGER_MS)
            self.assertLessEqual(set(count(load.seen)), {200, 503})
            self.assertGreater(count(load.seen)[200], len(load.seen) / 2)
            say("F11", f"postmaster alone frozen: {count(load.seen)}, slowest {slowest_ms(load.seen):.0f} ms")

    def test_a_slow_database_sheds_load_and_keeps_its_pace(self):
        delay = 0.3
        with Database() as database, Wire(port_of(database.url)) as wire:
            with product({"DATABASE_URL": with_port(database.url, wire.port)}) as program:
                cookie = sign_in(program.url)
                wire.delay = delay
                seconds = 6
                with Load(program.url, cookie, clients=8, pause=0) as alone:
                    until(lambda: len(alone.seen) >= 16, 20, "its connections are open")
                    begun, done = time.monotonic(), len(alone.seen)
                    until(lambda: time.monotonic() > begun + seconds, seconds + 1, "capacity is measured")
                    capacity = (len(alone.seen) - done) / (time.monotonic() - begun)
                self.assertEqual(set(count(alone.seen)), {200}, count(alone.seen))
                with Load(program.url, cookie, clients=330, pause=0.5) as crowd, Load(program.url, "", "/healthz", clients=1) as health:
                    begun = time.monotonic()
                    until(lambda: time.monotonic() > begun + 2 * seconds, 2 * seconds + 1, "a crowd comes")
                    # Only what was answered while the crowd was there counts as pace.
                    good = sum(1 for one in list(crowd.seen) if one.status == 200) / (time.monotonic() - begun)
                wire.delay = 0
                until(lambda: once(program.url, READ, cookie).seconds < 0.2, 10, "it is quick again")
            shed = [one for one in crowd.seen if one.status == 503]
            at_once = [one for one in shed if one.seconds < 0.25]
            self.assertEqual(set(count(crowd.seen)), {200, 503}, count(crowd.seen))
            self.assertGreater(len(at_once), 0)
            self.assertGreaterEqual(good, 0.8 * capacity)
            self.assertLess(slowest_ms(health.seen), 1000)
            say("F14", f"every answer of PostgreSQL {delay * 1000:.0f} ms late, 330 clients: {good:.1f} requests/s done of {capacity:.1f} possible, "
                       f"{len(shed)} refused with 503 ({len(at_once)} of them within 250 ms), slowest answer {slowest_ms(crowd.seen):.0f} ms, "
                       f"/healthz slowest {slowest_ms(health.seen):.0f} ms")

    def test_a_transaction_pooler_is_refused_with_a_reason(self):
        with Database() as database, Wire(port_of(database.url), Mode.POOLER) as wire:
            program = Program(environment=KEPT | {"DATABASE_URL": with_port(database.url, wire.port)}, binary=PRODUCT, ready_path="/healthz")
            with program:
                self.assertEqual(once(program.url, "/readyz").status, 503)
                until(lambda: "connection pooler" in program.log(), 5, "the log names the pooler")
                wire.set(Mode.PASS)
                until(lambda: once(program.url, "/readyz").status == 200, 5, "it is ready with the server itself")
        say("F15", "a server process that is not the one we spoke to: unready and the log says `connection pooler`; ready once it was the server itself")

    def test_a_second_process_on_one_file_is_refused(self):
        with product({}) as first:
            environment = first.environment | {"PORT": "0"}
            begun = time.monotonic()
            second = subprocess.run([str(PRODUCT), "migrate"], env=environment, capture_output=True, text=True, timeout=10)
            refused = time.monotonic() - begun
            self.assertEqual(second.returncode, 1)
            self.assertIn(f"another PromoStack (process {first.process.pid}) is using", second.stderr)
            self.assertEqual(once(first.url, "/readyz").status, 200)
            say("F17", f"second process on one SQLite file: refused with exit 1 after {refused * 1000:.0f} ms, says which process holds the file; "
                       "the first goes on")


if __name__ == "__main__":
    unittest.main()
