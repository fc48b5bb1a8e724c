"""Updates that kill whoever works them, come again, late and in any order, or by the thousand."""

import concurrent.futures
import json
import random
import threading
import time
import unittest

from messenger import Messenger
from saying import LONG, say, together, until
from testing.telegram_setup import control, webhook_secrets
from traffic import Client, count, once, p99_ms, slowest_ms
from world import ENGINES

BURST = 20_000 if LONG else 2_000
CALLERS = 16
DEATHS = 3
WORKED_WITHIN_S = 120
DAY_S = 24 * 3600
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Doorbell:
    """Delivers updates as Telegram would, each caller over one connection. `with Doorbell(business) as bell`."""

    def __init__(self, business: Messenger):
        (self.secret,) = webhook_secrets(business.sandbox.url)
        bots = business.telegram("overview")["bots"]
        url = next(bot["webhook"]["url"] for bot in bots if bot["id"] == business.bot["id"])
        self.path = url.removeprefix(business.program.url)
        self.url = business.program.url
        self._own = threading.local()
        self._clients: list[Client] = []

    def __enter__(self) -> "Doorbell":
        return self

    def __exit__(self, *_) -> None:
        for client in self._clients:
            client.close()

    def ring(self, update: dict):
        """Until it is taken, as Telegram does; returns what was seen of each try."""
        if not hasattr(self._own, "client"):
            self._own.client = Client(self.url)
            self._clients.append(self._own.client)
        tries = []
        while not tries or (tries[-1].status in (0, 503) and len(tries) < 200):
            if tries:
                time.sleep(0.05)
            tries.append(self._own.client.request("POST", self.path, json.dumps(update), {SECRET_HEADER: self.secret}))
        return tries


def said(update_id: int, chat: int, text: str, at: float, kind: str = "private", message_id: int = 1) -> dict:
    return {"update_id": update_id, "message": {
        "message_id": message_id, "date": int(at), "text": text, "from": {"id": abs(chat), "is_bot": False, "first_name": "Ann"},
        "chat": {"id": chat, "type": kind} | ({"first_name": "Ann"} if kind == "private" else {"title": "A group"})}}


class Updates(unittest.TestCase):
    def test_an_update_that_kills_its_worker_is_set_aside_and_the_others_flow(self):
        reports = []

        def poison(engine: str):
            with Messenger(engine, {"FUNDERPRO_PRODUCT_ID": "10k-challenge"}) as business:
                business.ask("PUT", "/api/coupon-settings", {"provider": "funderpro"})
                victim, *others = business.people(4)
                business.start(victim)
                until(lambda: victim in business.heard(), 30, "the bot greets", 0.1)
                # Whoever works it hangs at this vendor, and is killed there.
                control(business.sandbox.url, "/control/funderpro/fault", {"delay_ms": 30_000})
                asked = 0
                business.say(victim, "POISON-1")
                for death in range(DEATHS):
                    def looked_up(asked=asked):
                        return control(business.sandbox.url, "/control/funderpro/status")["look_ups"] > asked
                    until(looked_up, 60, f"{engine}: the update is worked, time {death + 1}", 0.05)
                    business.kill()
                    asked = control(business.sandbox.url, "/control/funderpro/status")["look_ups"]
                    business.leases_end()
                    business.restart()
                    if death < len(others):
                        business.start(others[death])
                control(business.sandbox.url, "/control/funderpro/fault", {})
                until(lambda: all(person in business.heard() for person in others), 60, f"{engine}: the others are greeted", 0.1)
                # Whoever comes to the chat next finds the poison dead.
                business.say(victim, "/help")
                until(lambda: business.heard()[victim]["messages"] >= 2, 60, f"{engine}: the same person is answered again", 0.1)
                business.at_rest()
                self.assertEqual(control(business.sandbox.url, "/control/funderpro/status")["look_ups"], asked, "it was worked once more")
                business.program.stop()
                dead = business.rows("SELECT state, error FROM inbound_updates WHERE body LIKE '%POISON-1%'")
                self.assertEqual(dead, [["dead", "whoever worked it died"]])
                reports.append(f"{engine}: dead after {DEATHS} deaths, {len(others)} others greeted, the next words in its chat answered")

        together(*((lambda engine=engine: poison(engine)) for engine in ENGINES))
        say("F08", f"an update during which the process was killed each time: {'; '.join(sorted(reports))}")

    def test_updates_that_come_again_and_in_any_order_count_once(self):
        seed = random.SystemRandom().randrange(1 << 32)
        dice = random.Random(seed)
        with self.subTest(seed=seed), Messenger("sqlite") as business:
            people = business.crowd(30)
            bell, now = Doorbell(business), time.time()
            numbers = iter(dice.sample(range(1, 1 << 31), len(people) * 4))
            updates, old = [], []
            for person in people:
                updates += [said(next(numbers), person, f"NEVER-{word}", now - 60 + word, message_id=10 + word) for word in range(3)]
                old.append(said(next(numbers), person, "TOO-OLD", now - DAY_S - 2 * 3600, message_id=1))
            deliveries = [update for update in updates for _ in range(dice.randint(1, 4))] + old
            dice.shuffle(deliveries)
            with bell, concurrent.futures.ThreadPoolExecutor(CALLERS) as callers:
                seen = [tries[-1] for tries in callers.map(bell.ring, deliveries)]
            self.assertEqual(set(count(seen)), {200})
            until(lambda: sum(chat["messages"] for chat in business.heard().values()) >= len(updates), WORKED_WITHIN_S, "everything is answered", 0.2)
            business.at_rest()
            heard = business.heard()
            self.assertEqual({heard[person]["messages"] for person in people}, {3})
            self.assertEqual({heard[person]["alike"] for person in people}, {1}, "one was answered twice")
            self.assertFalse(any("TOO-OLD" in json.dumps(call["arguments"]) for call in business.calls(limit=1000)))
            say("F29", f"{len(deliveries)} deliveries of {len(updates)} updates in random order, with jumping numbers, and {len(old)} of more than a day ago: "
                       f"each answered once (seed {seed})")

    def test_a_burst_of_updates_is_taken_and_worked(self):
        reports = []
        for engine in ENGINES:
            with self.subTest(engine=engine), Messenger(engine) as business:
                bell, now = Doorbell(business), time.time()
                # What people say to each other in groups: all of it comes to the bot, none of it is for it.
                updates = [said(1 + number, -1000 - number % 500, "hello everybody", now, "group", number) for number in range(BURST)]
                live: list = []
                over = threading.Event()

                def watch():
                    while not over.wait(0.1):
                        live.append(once(business.program.url, "/healthz"))

                watcher = threading.Thread(target=watch)
                watcher.start()
                begun = time.monotonic()
                with bell, concurrent.futures.ThreadPoolExecutor(CALLERS) as callers:
                    tries = list(callers.map(bell.ring, updates))
                took = time.monotonic() - begun
                over.set()
                watcher.join()
                every = [one for each in tries for one in each]
                self.assertLessEqual(set(count(every)), {200, 503}, count(every))
                self.assertTrue(all(one.retry_after for one in every if one.status == 503))
                self.assertEqual({each[-1].status for each in tries}, {200})
                self.assertEqual(set(count(live)), {200})
                (person,) = business.people(1)
                business.start(person)
                until(lambda: business.heard().get(person), WORKED_WITHIN_S, f"{engine}: somebody who comes after them is greeted", 0.1)

                def unworked():
                    return sum(len(business.ask("GET", f"/api/admin/jobs?kind=telegram.update&state={state}&limit=1")["items"]) for state in ("pending", "running"))
                until(lambda: unworked() == 0, WORKED_WITHIN_S, f"{engine}: all are worked", 0.5)
                drained = time.monotonic() - begun
                business.program.stop()
                ((done,),) = business.rows("SELECT count(*) FROM inbound_updates WHERE state = 'done' AND update_id <= %d" % BURST)
                self.assertEqual(int(done), BURST)
                reports.append(f"{engine}: taken in {took:.1f} s ({BURST / took:.0f}/s, p99 {p99_ms([one.seconds for one in every if one.status == 200]):.0f} ms, "
                               f"{sum(len(each) - 1 for each in tries)} told to come again), worked after {drained:.1f} s, /healthz slowest {slowest_ms(live):.0f} ms")
        self.assertEqual(len(reports), len(ENGINES))
        say("F39", f"{BURST} updates at full speed: {'; '.join(reports)}; every one is there and worked once")


if __name__ == "__main__":
    unittest.main()
