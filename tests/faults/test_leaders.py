"""Two who believe that they lead, one who was frozen or cut off, and clocks that jump: each slot happens once."""

import contextlib
import signal
import subprocess
import time
import unittest

from saying import LONG, say, together, until
from servers import port_of, with_port
from wire import Mode, Wire
from world import ENGINES, World, leader, wait_for_leader

LEASE_S = 1.5  # of the workers here: lease 1.5 s, renewed every 0.5 s, given up by its holder 0.2 s before its end
ROUNDS = 10 if LONG else 3
TWO_HOURS = 7200
RAN = "SELECT count(*) FROM schedule_runs WHERE state = 'ran'"
# A later run written in an earlier reign would show a write that the epoch did not stop.
OUT_OF_REIGN = ("SELECT a.slot FROM schedule_runs a JOIN schedule_runs b ON a.schedule = b.schedule AND a.due_at < b.due_at AND a.epoch > b.epoch")


@contextlib.contextmanager
def repeated(world: World, statement: str, every_s: float):
    process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "psql", "-X", "-q", world.url], stdin=subprocess.PIPE,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
    process.stdin.write(f"{statement} \\watch {every_s}\n")
    process.stdin.flush()
    try:
        yield
    finally:
        process.kill()
        process.wait(5)
        process.stdin.close()


class Leaders(unittest.TestCase):
    def finish(self, world: World) -> tuple[int, int]:
        """Ends the workers, checks the promises and returns how many slots ran and how many were skipped."""
        world.stop_all()
        # A tick that was enqueued in the last moment is worked by one who has no schedule.
        world.work()
        until(lambda: world.number("SELECT count(*) FROM jobs WHERE state IN ('pending', 'running')") == 0, 15, "the ticks are worked", 0.1)
        world.stop_all()
        world.check()
        self.assertEqual(world.rows(OUT_OF_REIGN), [])
        ran = world.number(RAN)
        self.assertEqual(world.number("SELECT count(*) FROM effects WHERE kind = 'tick'"), ran)
        return ran, world.number("SELECT coalesce(sum(slots), 0) FROM schedule_runs WHERE state = 'skipped'")

    def covered(self, world: World) -> None:
        """From the first slot to the last, each one ran or is on record as skipped."""
        first, last, slots = world.rows("SELECT min(due_at), max(due_at), sum(slots) FROM schedule_runs")[0]
        expected = (int(last) - int(first)) // 1_000_000 + 1
        self.assertEqual(int(slots), expected, "a slot is neither run nor skipped")

    def test_leases_that_are_torn_away_run_no_slot_twice(self):
        seconds = 20 if LONG else 8
        with World("postgres") as world:
            for name in ("a", "b"):
                world.work("--every-s", "1", "--retry-ms", "100", "--name", name)
            wait_for_leader(world)
            with repeated(world, "UPDATE leases SET lease_until = 0;", 0.1):
                begun = time.monotonic()
                until(lambda: time.monotonic() > begun + seconds, seconds + 1, "leases are torn away")
            _, epoch = leader(world)
            self.assertGreater(epoch, seconds)
            ran, skipped = self.finish(world)
            self.covered(world)
            self.assertGreater(ran, 0)
            say("F18", f"lease ended by force every 100 ms for {seconds} s: {epoch} reigns, {ran} slots ran once, {skipped} skipped, 0 twice, "
                       f"{world.logged('schedule.stale')} writes of a past reign refused")

    def test_a_frozen_leader_is_replaced_and_writes_nothing_afterwards(self):
        with World("postgres") as world:
            workers = {f"{name}/{worker.pid}": worker for name in ("a", "b")
                       for worker in [world.work("--every-s", "1", "--retry-ms", "200", "--name", name)]}
            slowest = 0.0
            for _ in range(ROUNDS):
                frozen, _ = wait_for_leader(world)
                begun = time.monotonic()
                workers[frozen].signal(signal.SIGSTOP)
                _, took = wait_for_leader(world, other_than=frozen, seconds=LEASE_S + 2)
                slowest = max(slowest, took)
                until(lambda: time.monotonic() > begun + 2 * LEASE_S, 5, "it stays frozen well beyond its lease")
                workers[frozen].signal(signal.SIGCONT)
                epoch = leader(world)[1]
                before = world.number(RAN)
                until(lambda: world.number(RAN) > before + 1, 6, "slots run on")
                self.assertEqual(leader(world)[1], epoch, "who comes back must not take the lease from who holds it")
            ran, skipped = self.finish(world)
            self.covered(world)
            self.assertLess(slowest, LEASE_S + 1)
            say("F19", f"leader frozen {ROUNDS} times for {2 * LEASE_S:.0f} s, lease {LEASE_S} s: another leads after at most {slowest:.1f} s, "
                       f"{ran} slots ran once, {skipped} skipped, 0 twice")

    def test_a_worker_frozen_in_its_job_is_not_heard_any_more(self):
        with World("postgres") as world:
            first = world.work("--hold-ms", "1000", "--job-lease-ms", "2000", "--threads", "2", "--name", "frozen")
            world.enqueue("hold", 2)
            until(lambda: world.number("SELECT count(*) FROM runs") == 2, 5, "both jobs have begun")
            first.signal(signal.SIGSTOP)
            world.work("--hold-ms", "10", "--job-lease-ms", "2000", "--name", "other")
            world.at_rest(20)
            self.assertEqual(world.rows("SELECT DISTINCT kind FROM effects WHERE worker LIKE 'other/%'"), [["hold"]])
            first.signal(signal.SIGCONT)
            # Its handlers end half a second later, with a claim that is not theirs any more.
            until(lambda: world.logged("jobs.not_done") >= 2, 5, "its outcomes are refused")
            world.stop_all()
            world.check()
            self.assertEqual(world.number("SELECT count(*) FROM effects"), 2)
            say("F19", "worker frozen in the middle of 2 jobs beyond their lease: the other did both, the 2 late effects were refused by the fence")

    def test_a_leader_that_vanishes_is_replaced(self):
        with World("postgres") as world, Wire(port_of(world.url)) as wire:
            lost = world.work("--every-s", "1", "--retry-ms", "200", "--name", "lost", url=with_port(world.url, wire.port))
            wait_for_leader(world)
            world.work("--every-s", "1", "--retry-ms", "200", "--name", "near")
            wire.set(Mode.BLACK_HOLE)
            _, took = wait_for_leader(world, other_than=f"lost/{lost.pid}", seconds=LEASE_S + 3)
            before = world.number(RAN)
            until(lambda: world.number(RAN) > before + 2, 8, "slots run on")
            wire.set(Mode.PASS)
            until(lambda: world.number(RAN) > before + 4, 8, "slots run on when it is back")
            ran, skipped = self.finish(world)
            self.covered(world)
            self.assertLess(took, LEASE_S + 1.5)
            say("F20", f"the leader's wire went dead without a FIN: another leads after {took:.1f} s (lease {LEASE_S} s), {ran} slots ran once, "
                       f"{skipped} skipped, 0 twice")

    def test_a_clock_that_jumps_repeats_nothing(self):
        reports = []

        def jump(engine: str):
            with World(engine) as world:
                worker = world.work("--every-s", "1", "--catch-up-s", "30", "--trust-clock")
                until(lambda: world.number(RAN) >= 2, 8, "slots run")
                worker.jump(TWO_HOURS)
                before = world.number(RAN)
                until(lambda: world.number(RAN) >= before + 2, 8, "slots run after the jump forward")
                missed = world.number("SELECT coalesce(max(slots), 0) FROM schedule_runs WHERE state = 'skipped'")
                self.assertGreater(missed, TWO_HOURS - 10)
                self.assertLess(missed, TWO_HOURS + 10)
                worker.jump(-TWO_HOURS)
                set_back = world.number(RAN)
                begun = time.monotonic()
                until(lambda: time.monotonic() > begun + 2.5, 5, "time passes a second time")
                # The slot that was being written at the jump may still come.
                self.assertLessEqual(world.number(RAN), set_back + 1)
                worker.jump(TWO_HOURS)
                ahead = world.number(RAN)
                until(lambda: world.number(RAN) >= ahead + 1, 8, "slots run when time is new again")
                ran, skipped = self.finish_ahead(world)
                reports.append(f"{engine}: {ran} slots ran once, {skipped} skipped with a reason")

        together(*((lambda engine=engine: jump(engine)) for engine in ENGINES))
        say("F21", f"wall clock +2 h, -2 h, +2 h: {'; '.join(sorted(reports))}, 0 twice, none while the clock ran again through time it had seen")

    def finish_ahead(self, world: World) -> tuple[int, int]:
        """As finish, for a queue whose last ticks are due in two hours."""
        until(lambda: world.number("SELECT count(*) FROM jobs WHERE state IN ('pending', 'running')") <= 1, 10, "the ticks are worked", 0.1)
        world.stop_all()
        world.check(ticks_may_wait=True)
        self.covered(world)
        return world.number(RAN), world.number("SELECT coalesce(sum(slots), 0) FROM schedule_runs WHERE state = 'skipped'")

    def test_a_process_whose_clock_is_wrong_leaves_leading_to_another(self):
        reports = []

        def run_wrong(hours: int):
            with World("postgres") as world:
                wrong = world.work("--every-s", "1", "--retry-ms", "200", "--name", "wrong")
                wait_for_leader(world)
                until(lambda: world.number(RAN) >= 1, 5, "slots run")
                right = world.work("--every-s", "1", "--retry-ms", "200", "--name", "right")
                wrong.jump(hours * 3600)
                # While its own lease lasts the wrong clock may still be believed; not longer.
                _, took = wait_for_leader(world, other_than=f"wrong/{wrong.pid}", seconds=2 * LEASE_S)
                _, epoch = leader(world)
                before = world.number(RAN)
                until(lambda: world.number(RAN) >= before + 3, 8, "slots run on")
                self.assertEqual(leader(world), (f"right/{right.pid}", epoch), "who cannot lead must not take the lease away")
                self.assertGreater(world.logged("clock.skewed"), 0)
                world.stop_all()
                world.check(ticks_may_wait=True)
                reports.append(f"{hours:+} h: another leads after {took:.1f} s and keeps the lease")

        together(*((lambda hours=hours: run_wrong(hours)) for hours in (2, -2)))
        say("F21", f"a leader's clock goes wrong against the database's, {'; '.join(sorted(reports))}, slots run on")


if __name__ == "__main__":
    unittest.main()
