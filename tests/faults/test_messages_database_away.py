"""PostgreSQL is gone, frozen, slow, loses its connections or hangs up on COMMIT while people write and a broadcast goes out."""

import threading
import time
import unittest

from messenger import IN_FLIGHT, Messenger, check_ledger
from saying import LONG, say, together, until
from servers import Database, FragileServer, port_of, psql, with_database, with_port
from test_commits_in_doubt import Killer
from wire import Mode, Wire

LASTS_S = 60 if LONG else 6
AUDIENCE = 3000 if LONG else 400
USUAL = 30
NEXT_S = 0.4  # between two people who open the bot
SETTLED_WITHIN_S = 120 + LASTS_S


class Traffic:
    """A broadcast, and somebody new who opens the bot every moment, for as long as the block lasts."""

    def __init__(self, business: Messenger, text: str):
        self.business = business
        self.text = text
        business.crowd(AUDIENCE)
        business.pace(USUAL)
        business.limits(latency_ms=10)
        self.newcomers: list[int] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        while not self._over.wait(NEXT_S):
            self.newcomers += self.business.people(1)
            self.business.start(self.newcomers[-1])

    def __enter__(self) -> "Traffic":
        self.broadcast = self.business.broadcast(self.text)
        self._thread.start()
        until(lambda: len(self.business.got(self.text)) > 20, 30, "the broadcast goes out", 0.05)
        return self

    def __exit__(self, *_) -> None:
        self.ends()

    def ends(self) -> None:
        """Nobody else comes."""
        self._over.set()
        self._thread.join(20)

    def lasts(self, seconds: float = LASTS_S) -> None:
        """The fault does, while traffic goes on."""
        end = time.monotonic() + seconds
        until(lambda: time.monotonic() > end, seconds + 1, "it lasts", 0.1)

    def settled(self) -> str:
        """Waits until all has come to its end, checks it, and says what was seen."""
        business = self.business
        until(lambda: business.client.get("/readyz").status == 200, 30, "it is ready again", 0.1)
        until(lambda: business.waiting_at_telegram() == 0, SETTLED_WITHIN_S, f"{self.text}: every update was taken", 0.2)
        business.finished(self.broadcast, SETTLED_WITHIN_S)
        until(lambda: all(person in business.heard() for person in self.newcomers), SETTLED_WITHIN_S, f"{self.text}: everybody is greeted", 0.2)
        business.at_rest(SETTLED_WITHIN_S)
        counts = check_ledger(business, self.broadcast, self.text, AUDIENCE)
        heard = business.heard()
        again = [person for person in self.newcomers if heard[person]["messages"] > 1]
        if wrong := [heard[person] for person in self.newcomers if heard[person]["messages"] > 2 or heard[person]["alike"] > 1]:
            raise AssertionError(f"{self.text}: greeted twice without a mark: {wrong[:3]}")
        if len(again) + counts.get("unknown", 0) > IN_FLIGHT:
            raise AssertionError(f"{self.text}: more in doubt than was on its way: {counts}, {len(again)} repeats")
        tries = business.telegram(f"deliveries?bot={business.bot['id']}&limit=1000")["deliveries"]
        refused = sum(1 for each in tries if each["status"] == 503)
        taken = sum(1 for each in tries if each["status"] == 200)
        if business.program.process.poll() is not None:
            raise AssertionError(f"{self.text}: the program ended")
        return (f"{len(self.newcomers)} updates ({taken} taken, {refused} times 503 and brought again) and a broadcast to {AUDIENCE}: {counts}, everybody greeted, "
                f"{len(again)} twice with a mark, 0 lost, 0 heard the broadcast twice")


class DatabaseAway(unittest.TestCase):
    def test_messages_survive_what_happens_to_the_database(self):
        def away(fault: str, what: str, take, give):
            with FragileServer() as server:
                psql(server.url, "CREATE DATABASE product")
                url = with_database(server.url, "product")
                with Messenger("postgres", {"DATABASE_URL": url}, server=url) as business, Traffic(business, what) as traffic:
                    take(server)
                    traffic.lasts()
                    give(server)
                    traffic.lasts(2)
                    traffic.ends()
                    say(fault, f"{what} for {LASTS_S} s: {traffic.settled()}")

        def stopped():
            away("F10", "PostgreSQL stopped", FragileServer.stop, FragileServer.start)

        def frozen():
            away("F11", "PostgreSQL frozen", lambda server: server.freeze(backends=True), FragileServer.thaw)

        def over_a_wire(fault: str, what: str, misbehave, behave, seen):
            with Database() as database, Wire(port_of(database.url)) as wire:
                with Messenger("postgres", {"DATABASE_URL": with_port(database.url, wire.port)}, server=database.url) as business, \
                        Traffic(business, what) as traffic:
                    misbehave(wire)
                    traffic.lasts()
                    behave(wire)
                    traffic.ends()
                    say(fault, f"{what}{seen(wire)} for {LASTS_S} s: {traffic.settled()}")

        def commits_in_doubt():
            over_a_wire("F12", "Half of all COMMITs cut off", lambda wire: wire.set(Mode.CUT_COMMITS), lambda wire: wire.set(Mode.PASS),
                        lambda wire: f" ({wire.cut_before} before and {wire.cut_after} after the server heard them)")

        def slow():
            def delay(wire: Wire, seconds: float):
                wire.delay = seconds
            over_a_wire("F14", "Every answer of PostgreSQL 300 ms late", lambda wire: delay(wire, 0.3), lambda wire: delay(wire, 0), lambda _: "")

        def backends_ended():
            with Database() as database, Messenger("postgres", {"DATABASE_URL": database.url}, server=database.url) as business, \
                    Traffic(business, "Backends ended") as traffic:
                with Killer(database.url) as killer:
                    traffic.lasts()
                traffic.ends()
                say("F13", f"{killer.killed} backends ended in {LASTS_S} s: {traffic.settled()}")

        together(stopped, frozen, commits_in_doubt, slow, backends_ended, at_a_time=3)


if __name__ == "__main__":
    unittest.main()
