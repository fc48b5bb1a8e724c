"""kill -9 and restarts while a broadcast is under way: nobody is left out, nobody hears it twice, and what nobody can say is shown."""

import os
import random
import signal
import time
import unittest

from messenger import IN_FLIGHT, IN_FLIGHT_PAID, LANE_LEASE_S, MESSAGE_LEASE_S, Messenger, check_ledger
from saying import LONG, say, together, until
from world import ENGINES

RECIPIENTS, KILLS = (10_000, 25) if LONG else (2_000, 8)
QUICK = 250  # a second, which a tenant pays for
USUAL = 30
LATENCY_MS = 10
ROUNDS = 10 if LONG else 2
RESTARTS = 20 if LONG else 4
LATER_S = 2
STANDS_STILL_S = 1.5
GRACE_S = 15


def slack(seconds: float) -> float:
    """A deadline on a machine that does other things, too."""
    return seconds + 15


def last_call(business: Messenger) -> int:
    return max((call["id"] for call in business.calls()), default=0)


def goes_on(business: Messenger, seconds: float) -> float:
    """Waits for the next message that Telegram gets; returns the seconds."""
    begun, before = time.monotonic(), last_call(business)
    until(lambda: last_call(business) > before, seconds, f"{business.engine}: the broadcast goes on", 0.02)
    return time.monotonic() - begun


class Broadcasts(unittest.TestCase):
    def test_kills_during_a_broadcast_lose_and_repeat_nothing(self):
        seed = random.SystemRandom().randrange(1 << 32)
        reports = []

        def storm(engine: str, per_second: int, recipients: int):
            dice = random.Random(f"{seed} {engine} {per_second}")
            window = IN_FLIGHT if per_second <= USUAL else IN_FLIGHT_PAID
            # The file of SQLite is one process's alone: nobody waits for a lease. On PostgreSQL leases end by the clock only in the long run.
            by_hand = engine == "postgres" and not LONG
            with Messenger(engine) as business:
                business.crowd(recipients)
                business.pace(per_second)
                business.limits(latency_ms=LATENCY_MS)
                text = f"Storm on {engine} {per_second}"
                broadcast = business.broadcast(text)
                waits = [goes_on(business, slack(LATER_S))]
                longest_life = recipients / per_second / KILLS / 2
                for _ in range(KILLS):
                    # A moment of chance is the test, not a wait for something.
                    time.sleep(dice.uniform(0.02, longest_life))
                    self.assertEqual(business.seen(broadcast)["state"], "running", "it was over before the last kill")
                    business.kill()
                    if by_hand:
                        business.leases_end()
                    business.restart()
                    waits.append(goes_on(business, slack(LANE_LEASE_S + LATER_S)))
                business.finished(broadcast, slack(recipients / per_second * 3 + MESSAGE_LEASE_S))
                counts = check_ledger(business, broadcast, text, recipients)
                unknown = counts.get("unknown", 0)
                self.assertLessEqual(unknown, KILLS * window)
                silent = recipients - len(business.got(text))
                reports.append(f"{engine}, {per_second}/s: {KILLS} kills, {recipients} recipients: {counts['sent']} sent, {unknown} unknown ({silent} of them heard "
                               f"nothing; {KILLS} times {window} may be), 0 lost, 0 repeated, it went on after {max(waits[1:]):.1f} s at most"
                               + (", leases ended by hand" if by_hand else ""))
                business.program.stop()

        storms = [("sqlite", QUICK, RECIPIENTS), ("postgres", USUAL, RECIPIENTS if LONG else RECIPIENTS // 4)]
        if LONG:
            storms += [("postgres", QUICK, RECIPIENTS), ("sqlite", USUAL, RECIPIENTS)]
        with self.subTest(seed=seed):
            together(*((lambda one=one: storm(*one)) for one in storms))
            say("F01", f"kill -9 during a broadcast: {'; '.join(sorted(reports))} (seed {seed})")

    def test_all_processes_killed_at_once(self):
        with Messenger("postgres", nodes=2) as business:
            audience = len(business.crowd(90))
            business.pace(USUAL)
            business.limits(latency_ms=LATENCY_MS)
            texts = [f"All gone {number}" for number in range(ROUNDS)]
            unknown = 0
            for text in texts:
                broadcast = business.broadcast(text)
                goes_on(business, slack(LATER_S))
                business.kill()
                business.leases_end()
                for node in business.nodes[1:]:
                    node.start()
                business.restart()
                business.finished(broadcast, slack(audience / USUAL * 2 + MESSAGE_LEASE_S))
                unknown += check_ledger(business, broadcast, text, audience).get("unknown", 0)
            self.assertLessEqual(unknown, ROUNDS * IN_FLIGHT)
            say("F06", f"both processes killed at once, {ROUNDS} times, each during a broadcast to {audience}: 0 lost, 0 repeated, {unknown} unknown")

    def test_rolling_restarts_leave_nothing_in_doubt(self):
        with Messenger("postgres", nodes=2) as business:
            audience = len(business.crowd(2000 if LONG else 250))
            business.pace(USUAL)
            business.limits(latency_ms=LATENCY_MS)
            broadcast = business.broadcast("Rolling")
            newcomers, took = [], []
            for number in range(RESTARTS):
                goes_on(business, slack(LANE_LEASE_S))
                newcomers += business.people(3)
                for person in newcomers[-3:]:
                    business.start(person)
                node = business.nodes[number % 2]
                business.ask_at(business.nodes[(number + 1) % 2])
                begun = time.monotonic()
                self.assertEqual(node.stop(signal.SIGTERM), 0, node.log()[-1500:])
                took.append(time.monotonic() - begun)
                node.start()
            business.finished(broadcast, slack(audience / USUAL * 3))
            counts = check_ledger(business, broadcast, "Rolling", audience)
            self.assertEqual(counts, {"sent": audience})
            until(lambda: all(business.heard().get(person) for person in newcomers), slack(20), "every newcomer is greeted", 0.2)
            greeted = business.heard()
            self.assertEqual({greeted[person]["messages"] for person in newcomers}, {1})
            self.assertEqual(business.messages(state="unknown"), [])
            self.assertLess(max(took), GRACE_S)
            say("F07", f"{RESTARTS} SIGTERMs, two processes in turn, during a broadcast to {audience} and {len(newcomers)} first words: exit 0 after {max(took):.1f} s "
                       "at most, 0 unknown, 0 repeated, everybody answered once")

    def test_a_process_that_stood_still_repeats_nothing(self):
        with Messenger("postgres", nodes=2) as business:
            audience = len(business.crowd(180))
            business.pace(USUAL)
            business.limits(latency_ms=LATENCY_MS)
            broadcast = business.broadcast("Frozen")
            goes_on(business, slack(LATER_S))
            frozen, other = business.nodes
            os.kill(frozen.process.pid, signal.SIGSTOP)
            try:
                goes_on(business, STANDS_STILL_S)
                # It was not the one that sends.
                os.kill(frozen.process.pid, signal.SIGCONT)
                frozen, other = other, frozen
                os.kill(frozen.process.pid, signal.SIGSTOP)
            except AssertionError:
                pass
            business.ask_at(other)
            ((before,),) = business.rows("SELECT epoch FROM outbox_lanes")
            try:
                business.change("UPDATE outbox_lanes SET lease_until = 0", "UPDATE leases SET lease_until = 1",
                                "UPDATE jobs SET lease_until = 1 WHERE state = 'running'")
                took = goes_on(business, slack(LATER_S))
            finally:
                os.kill(frozen.process.pid, signal.SIGCONT)
            business.finished(broadcast, slack(audience / USUAL * 2 + MESSAGE_LEASE_S))
            counts = check_ledger(business, broadcast, "Frozen", audience)
            self.assertLessEqual(counts.get("unknown", 0), IN_FLIGHT)
            self.assertTrue(all(node.process.poll() is None for node in business.nodes))
            self.assertGreater(int(business.rows("SELECT epoch FROM outbox_lanes")[0][0]), int(before), "nobody took it over")
            say("F19", f"the process that sends stood still, its lease ended, the other one went on after {took:.1f} s, it woke up: of {audience} "
                       f"{counts} and nobody heard it twice")

    def test_lanes_torn_away_repeat_nothing(self):
        seconds = 20 if LONG else 5
        with Messenger("postgres", nodes=2) as business:
            audience = len(business.crowd(USUAL * seconds))
            business.pace(USUAL)
            business.limits(latency_ms=LATENCY_MS)
            broadcast = business.broadcast("Torn")
            begun, epochs = time.monotonic(), 0
            while time.monotonic() < begun + seconds:
                time.sleep(0.1)
                business.change("UPDATE outbox_lanes SET owner = 'nobody', lease_until = 0, epoch = epoch + 1", "UPDATE leases SET lease_until = 1")
                epochs += 1
            business.finished(broadcast, slack(audience / USUAL * 2 + MESSAGE_LEASE_S))
            counts = check_ledger(business, broadcast, "Torn", audience)
            self.assertLessEqual(counts.get("unknown", 0), IN_FLIGHT)
            ((epoch,),) = business.rows("SELECT epoch FROM outbox_lanes")
            say("F18", f"the bot's lane torn away {epochs} times in {seconds} s under two processes (epoch {epoch}): of {audience} {counts}, nobody heard it twice")


if __name__ == "__main__":
    unittest.main()
