"""Connections end while COMMIT is on its way, and whole backends are ended: what was accepted happens once."""

import threading
import time
import unittest

from saying import LONG, say, until
from servers import Database, port_of, psql, with_port
from testing.program import Program
from traffic import PASSWORD, Load, count, sign_in, slowest_ms
from wire import Mode, Wire
from world import PRODUCT, World

ROUNDS = 1000 if LONG else 200
KILLING_S = 20 if LONG else 6
BETWEEN_KILLS_S = 0.05
KILL_ONE = ("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend' ORDER BY random() LIMIT 1")


class Killer:
    """Ends one random backend of a database after the other, for as long as the block lasts."""

    def __init__(self, url: str):
        self.url = url
        self.killed = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        while not self._stop.wait(BETWEEN_KILLS_S):
            self.killed += len(psql(self.url, KILL_ONE))

    def __enter__(self) -> "Killer":
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stop.set()
        self._thread.join(30)


class InDoubt(unittest.TestCase):
    def test_a_caller_in_doubt_asks_again_and_it_happens_once(self):
        with World("postgres") as world, Wire(port_of(world.url), Mode.CUT_COMMITS) as wire:
            lines = world.enqueue("settled", ROUNDS, "--batch", "1", "--deadline-s", "80", url=with_port(world.url, wire.port))
            unknown = sum(line == "again commit_unknown" for line in lines)
            self.assertGreaterEqual(wire.cut_before, ROUNDS // 4)
            self.assertGreaterEqual(wire.cut_after, ROUNDS // 4)
            self.assertGreaterEqual(unknown, wire.cut_after)
            self.assertEqual(world.number("SELECT count(*) FROM jobs"), ROUNDS)
            world.work()
            world.at_rest()
            world.stop_all()
            world.check()
            say("F12", f"{ROUNDS} jobs enqueued over a wire that cut {wire.cut_before} COMMITs before and {wire.cut_after} after the server heard them "
                       f"({unknown} told as unknown): {world.number('SELECT count(*) FROM jobs')} jobs, {world.number('SELECT count(*) FROM effects')} effects")

    def test_a_worker_in_doubt_neither_loses_nor_repeats(self):
        with World("postgres") as world, Wire(port_of(world.url), Mode.CUT_COMMITS) as wire:
            jobs = ROUNDS // 2
            for kind in ("settled", "plain", "once"):
                world.enqueue(kind, jobs)
            world.work("--every-s", "1", url=with_port(world.url, wire.port))
            until(lambda: wire.cut_after >= 20, 30, "twenty COMMITs were cut off")
            wire.set(Mode.PASS)
            world.at_rest(30)
            world.stop_all()
            world.check(ticks_may_wait=True)
            again = world.number("SELECT count(*) FROM effects WHERE kind = 'plain'") - world.number(
                "SELECT count(*) FROM jobs WHERE kind = 'plain' AND state = 'done'")
            say("F12", f"a worker behind that wire ({wire.cut_before} cut before, {wire.cut_after} after): {3 * jobs} jobs ended as {world.states()}, "
                       f"0 effects twice, {again} repeats of the at-least-once kind")

    def test_backends_that_are_ended_lose_nothing(self):
        with World("postgres") as world:
            workers = [world.work("--every-s", "1", "--name", name) for name in ("a", "b")]
            with Killer(world.url) as killer:
                begun = time.monotonic()
                for kind in ("settled", "plain", "once"):
                    world.enqueue(kind, 1000, "--batch", "10")
                until(lambda: time.monotonic() > begun + KILLING_S, 60, "backends are ended")
            self.assertTrue(all(worker.running() for worker in workers))
            world.at_rest(30)
            world.stop_all()
            world.check(ticks_may_wait=True)
            say("F13", f"{killer.killed} backends ended under two workers and a caller: 3000 jobs accepted, {world.states()}, 0 lost, 0 effects twice")

    def test_requests_whose_backend_is_ended_are_answered(self):
        with Database() as database, Program(environment={"ADMIN_PASSWORD": PASSWORD, "DATABASE_URL": database.url}, binary=PRODUCT) as program:
            with Load(program.url, sign_in(program.url), clients=6, pause=0.005) as load, Killer(database.url) as killer:
                begun = time.monotonic()
                until(lambda: time.monotonic() > begun + KILLING_S / 2, 60, "backends are ended")
            statuses = count(load.seen)
            self.assertLessEqual(set(statuses), {200, 503}, statuses)
            self.assertGreater(statuses[200], 0.8 * len(load.seen))
            self.assertIsNone(program.process.poll())
            say("F13", f"{killer.killed} backends ended under {len(load.seen)} requests: {statuses}, slowest {slowest_ms(load.seen):.0f} ms, no 500")


if __name__ == "__main__":
    unittest.main()
