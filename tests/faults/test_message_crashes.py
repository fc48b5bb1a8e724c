"""kill -9 at every named site of the way of a message, while people write to a bot and a broadcast goes out."""

import unittest

from messenger import IN_FLIGHT_PAID, Messenger, check_ledger
from saying import say, together, until
from world import ENGINES, crash_sites

AUDIENCE = 40
NEWCOMERS = 4
SETTLED_WITHIN_S = 60
# Which pass of a site is in the middle of that traffic; the first pass of each other one is.
PASSES = {"outbox_claim": 4, "outbox_claimed": 3, "outbox_handed_over": 9, "outbox_answered": 9, "outbox_noted": 3, "messaging_received": 2,
          "messaging_stored": 2, "messaging_worked": 2, "broadcasts_noted": 2}


class MessageCrashes(unittest.TestCase):
    def test_a_crash_at_any_site_of_the_way_loses_nothing(self):
        sites = [site for site in crash_sites("messaging", "outbox", "broadcasts")]
        self.assertLessEqual(set(PASSES), set(sites))
        reports = []

        def everywhere(engine: str):
            with Messenger(engine) as business:
                business.crowd(AUDIENCE)
                business.pace(100)
                business.limits(latency_ms=5)
                repeated = unknown = greeted = 0
                for site in sites:
                    business.program.stop()
                    business.restart(PROMOSTACK_CRASH_AT=f"{site}:{PASSES.get(site, 1)}")
                    text = f"At {site}"
                    broadcast = business.draft(text)
                    newcomers = business.people(NEWCOMERS)
                    for person in newcomers:
                        business.start(person)
                    business.client.post(f"/api/broadcasts/{broadcast}/start")  # it may be gone before it answers
                    business.crashed()
                    business.leases_end()
                    business.restart()
                    if business.seen(broadcast)["state"] == "draft":
                        business.ask("POST", f"/api/broadcasts/{broadcast}/start")
                    business.finished(broadcast, SETTLED_WITHIN_S)
                    until(lambda: business.waiting_at_telegram() == 0, SETTLED_WITHIN_S, f"{site}: every update was taken", 0.1)
                    until(lambda: all(business.heard().get(person) for person in newcomers), SETTLED_WITHIN_S, f"{site}: everybody is greeted", 0.1)
                    business.at_rest()
                    counts = check_ledger(business, broadcast, text, business.seen(broadcast)["counts"]["total"])
                    heard, got = business.heard(), business.got(text)
                    # Who was known before the broadcast began has got that as well.
                    greetings = {person: heard[person]["messages"] - got.get(person, 0) for person in newcomers}
                    for person in newcomers:
                        # A repeat says that it is one; the same text is never there twice.
                        if not 1 <= greetings[person] <= 2 or heard[person]["alike"] > 1:
                            raise AssertionError(f"{engine}, {site}: greeted as {heard[person]}")
                    repeated += sum(greetings.values()) - NEWCOMERS
                    unknown += counts.get("unknown", 0)
                    greeted += NEWCOMERS
                    if counts.get("unknown", 0) > IN_FLIGHT_PAID:
                        raise AssertionError(f"{engine}, {site}: {counts}")
                business.program.stop()
                left = business.rows("SELECT state, count(*) FROM inbound_updates WHERE state <> 'done' GROUP BY state")
                if left:
                    raise AssertionError(f"{engine}: updates that were not worked: {left}")
                reports.append(f"{engine}: {greeted} people greeted, {repeated} of them twice with a mark, {len(sites)} broadcasts, {unknown} recipients unknown")

        together(*((lambda engine=engine: everywhere(engine)) for engine in ENGINES))
        say("F01/F02", f"killed at all {len(sites)} sites of the inbox, the outbox and broadcasts: {'; '.join(sorted(reports))}; 0 lost, 0 heard a broadcast twice")


if __name__ == "__main__":
    unittest.main()
