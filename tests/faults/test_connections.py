"""kill -9 while bots come and go and updates come in: one of the two states works, and nothing is lost or done twice."""

import unittest

from business import RATE, Business
from saying import say, together, until
from world import ENGINES, crash_sites

SETTLED_WITHIN_S = 20
# Which pass of a site is reached by what is tried; all passes before it are those of the bot that is there already.
SECOND_SAVE = ("connections_admitted", "connections_registered", "connections_saved")
REMOVAL = ("connections_removed", "connections_farewell", "connections_forgotten")
RENEWAL = ("connections_renewed", "connections_told")
UPDATE = ("messaging_received", "messaging_stored", "messaging_worked")
EVENT = ("subscriptions_received", "subscriptions_stored")
CHANNELS = 2  # a bot is told of each
SETTLING = ("connections.settle", "connections.farewell", "connections.set_webhook", "telegram.update")


def at_peace(business: Business, bot: int | None) -> None:
    """Exactly this bot is connected and works, no other one is delivered to anybody, no job waits."""
    def peaceful():
        connected = business.connected()
        if [connection["bot_username"] for connection in connected] != ([] if bot is None else [f"@{bot['name']}"]):
            return False
        urls = {number: url for number, url in business.delivered().items() if url}
        if urls != ({} if bot is None else {bot["id"]: connected[0]["webhook_url"]}):
            return False
        if any(business.jobs(kind, state) for kind in SETTLING for state in ("pending", "running")):
            return False
        if bot is None:
            return True
        business.client.post("/api/connections/validate-saved", {"bot_role": "signal_bot"})
        check = business.client.json()
        return check["ok"] and check["webhook"]["pending_updates"] == 0
    try:
        until(peaceful, SETTLED_WITHIN_S, "at peace", 0.1)
    except AssertionError as problem:
        raise AssertionError(f"{problem}: {business.connected()} {business.delivered()}\n{business.program.log()[-2000:]}") from None


def inbox(business: Business) -> None:
    """After the end: what was answered 200 is there once and done, by one job each."""
    rows = business.rows("SELECT state, count(*) FROM inbound_updates GROUP BY state")
    jobs = business.rows("SELECT state, count(*) FROM jobs WHERE kind = 'telegram.update' GROUP BY state")
    if not rows or rows != jobs or [state for state, _ in rows] != ["done"]:
        raise AssertionError(f"{business.engine}: updates {rows}, jobs {jobs}")


class Connections(unittest.TestCase):
    def crash_everywhere(self, sites: tuple[str, ...], scenario) -> int:
        def run(engine: str, site: str):
            try:
                scenario(engine, site)
            except Exception as problem:
                raise AssertionError(f"{engine}, {site}: {problem}") from problem
        scenarios = [(engine, site) for engine in ENGINES for site in sites]
        together(*((lambda scenario=scenario: run(*scenario)) for scenario in scenarios), at_a_time=3)
        return len(scenarios)

    def test_every_site_of_access_is_tried(self):
        tried = {*SECOND_SAVE, *REMOVAL, *RENEWAL, *UPDATE, *EVENT}
        self.assertEqual(set(crash_sites("connections", "messaging", "subscriptions")), tried)

    def test_a_crash_while_a_bot_takes_the_place_of_another_leaves_one_that_works(self):
        def replace(engine: str, site: str):
            with Business(engine, {"PROMOSTACK_CRASH_AT": f"{site}:2"}) as business:
                old, new = (business.new_bot(name) | {"name": name} for name in ("old_bot", "new_bot"))
                if business.connect(old).status != 200:
                    raise AssertionError(business.client.body)
                business.connect(new)
                business.crashed()
                business.restart(PROMOSTACK_CLOCK_RATE=RATE)
                at_peace(business, new if site == "connections_saved" else old)
                if business.connect(new).status != 200:
                    raise AssertionError(business.client.body)
                at_peace(business, new)
                if business.program.stop() != 0:
                    raise AssertionError(business.program.log()[-1500:])
                inbox(business)
        count = self.crash_everywhere(SECOND_SAVE, replace)
        say("F02", f"killed {count} times while one bot took the place of another: the old or the new one worked, the other one's webhook was gone, "
                   "and saving again worked")

    def test_a_crash_while_a_bot_is_removed_ends_with_no_webhook(self):
        def remove(engine: str, site: str):
            with Business(engine, {"PROMOSTACK_CRASH_AT": site}) as business:
                bot = business.new_bot("leaving_bot") | {"name": "leaving_bot"}
                business.connect(bot)
                business.client.request("DELETE", "/api/connections/signal_bot")
                business.crashed()
                business.restart(PROMOSTACK_CLOCK_RATE=RATE)
                at_peace(business, None)
                business.program.stop()
                if left := business.rows("SELECT id FROM bots"):
                    raise AssertionError(left)
        count = self.crash_everywhere(REMOVAL, remove)
        say("F02", f"killed {count} times while a bot was removed: its webhook and its row were gone after the restart")

    def test_a_crash_while_the_secret_is_renewed_stops_no_update(self):
        def renew(engine: str, site: str):
            with Business(engine, {"PROMOSTACK_CRASH_AT": site}) as business:
                bot = business.new_bot("renewed_bot") | {"name": "renewed_bot"}
                business.connect(bot)
                until(lambda: business.jobs("telegram.update", "done") == CHANNELS, SETTLED_WITHIN_S, "it knows its channels")
                business.client.post("/api/connections/signal_bot/webhook")
                business.crashed()
                business.throw_out(bot)
                # The clock stands still for this: the old secret has to count before any job tells Telegram the new one.
                business.restart()
                until(lambda: business.jobs("telegram.update", "done") == CHANNELS + 1, SETTLED_WITHIN_S, "the update is worked")
                business.take_back(bot)
                business.program.stop()
                business.restart(PROMOSTACK_CLOCK_RATE=RATE)
                at_peace(business, bot)
                business.program.stop()
                inbox(business)
        count = self.crash_everywhere(RENEWAL, renew)
        say("F02", f"killed {count} times while a webhook's secret was renewed: updates with the secret Telegram has went on")

    def test_a_crash_around_an_update_loses_and_repeats_nothing(self):
        def update(engine: str, site: str):
            with Business(engine, {"PROMOSTACK_CRASH_AT": f"{site}:{CHANNELS + 1}"}) as business:
                bot = business.new_bot("busy_bot") | {"name": "busy_bot"}
                business.connect(bot)
                until(lambda: business.jobs("telegram.update", "done") == CHANNELS, SETTLED_WITHIN_S, "it knows its channels")
                examined = business.jobs("connections.examine_channels")
                business.throw_out(bot)
                business.crashed()
                business.restart(PROMOSTACK_CLOCK_RATE=RATE)
                until(lambda: business.jobs("telegram.update", "done") == CHANNELS + 1, SETTLED_WITHIN_S, "the update is worked")
                if business.jobs("connections.examine_channels") != examined + 1:
                    raise AssertionError("it was not worked exactly once")
                business.take_back(bot)
                at_peace(business, bot)
                business.program.stop()
                inbox(business)
        count = self.crash_everywhere(UPDATE, update)
        say("F02", f"killed {count} times around an update of Telegram: it was stored, worked and answered for once")

    def test_a_crash_around_an_event_of_stripe_keeps_it_once(self):
        def event(engine: str, site: str):
            with Business(engine, {"PROMOSTACK_CRASH_AT": site}) as business:
                path = business.use_stripe()
                if business.stripe_event(path, "evt_one").status != 0:
                    raise AssertionError("it was answered")
                business.crashed()
                business.restart()
                for _ in range(2):
                    if business.stripe_event(path, "evt_one").status != 200:
                        raise AssertionError(business.program.log()[-1500:])
                business.program.stop()
                if (count := business.rows("SELECT count(*) FROM stripe_events")) != [["1"]]:
                    raise AssertionError(count)
        count = self.crash_everywhere(EVENT, event)
        say("F03", f"killed {count} times around an event of Stripe: nothing was answered that was not kept, and it is there once")


if __name__ == "__main__":
    unittest.main()
