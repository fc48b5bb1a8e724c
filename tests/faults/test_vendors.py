"""Telegram, Stripe or Clerk are away, hang, or answer with the page of a gateway: who needs them is told soon, all others notice nothing."""

import concurrent.futures
import json
import threading
import time
import unittest

from bad_vendor import BadVendor
from business import RATE, Business
from saying import say, until
from servers import Database
from testing.issuer import Issuer
from testing.program import Program
from testing.telegram_setup import control
from traffic import PASSWORD, Client, Load, count, p99_ms, sign_in, slowest_ms
from world import PRODUCT

ONE_CALL_S = 10  # the longest a call of Telegram or Stripe may take
CLERK_CALL_S = 5
HANGING = 20  # a tenant is refused beyond 30 in a minute
LATE_S = 2
QUICK_MS = 500
STOP_S = 15
TOKEN = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"  # allow-secret: made up
STRIPE = {"provider": "stripe", "config": {"secret_key": "sk_test_51Abcd", "publishable_key": "pk_test_51Abcd",  # allow-secret: made up
                                           "webhook_secret": "whsec_imitated"}}  # allow-secret: made up
# What of a page's calls asks a vendor, with nothing stored beforehand.
CALLS = (("/api/connections", {"bot_role": "signal_bot", "bot_token": TOKEN, "vip_channel_id": "@vip_of_tests", "free_channel_id": "@free_of_tests"}),
         ("/api/connections/test", {"bot_role": "signal_bot", "bot_token": TOKEN}),
         ("/api/connections/validate", {"bot_role": "signal_bot", "bot_token": TOKEN}),
         ("/api/tenant/integrations", STRIPE))


def settings(vendor: str) -> dict[str, str]:
    return {"ADMIN_PASSWORD": PASSWORD, "TELEGRAM_API_BASE_URL": vendor, "STRIPE_API_BASE_URL": vendor}


def ask(url: str, cookie: str, path: str, body: dict):
    """What was seen, and the answer's JSON."""
    client = Client(url, cookie)
    try:
        seen = client.post(path, body)
        return seen, client.json() if seen.status else None
    finally:
        client.close()


class Vendors(unittest.TestCase):
    def says_what_to_do(self, path: str, seen, answer: dict, within_s: float):
        self.assertLess(seen.seconds, within_s, path)
        refused = seen.status in (429, 503) or (seen.status == 200 and (answer.get("valid") is False or answer.get("success") is False))
        self.assertTrue(refused, f"{path}: {seen} {answer}")
        self.assertRegex(answer["error"], "(?i)try again|later|minute", path)
        self.assertNotRegex(json.dumps(answer), "AAAA|sk_test|<html|whsec", path)

    def test_a_vendor_that_is_away_or_speaks_html_is_said_to_be_away_at_once(self):
        with BadVendor() as gateway, BadVendor() as gone:
            gone.__exit__()
            for name, vendor in (("a gateway's page", gateway.url), ("no connection", gone.url)):
                with Program(environment=settings(vendor), binary=PRODUCT) as program:
                    cookie = sign_in(program.url)
                    for path, body in CALLS:
                        seen, answer = ask(program.url, cookie, path, body)
                        self.says_what_to_do(path, seen, answer, 4)
                    say("F24/F26", f"{name} for Telegram and Stripe: {len(CALLS)} kinds of calls refused at once with what to do")

    def test_a_vendor_that_hangs_keeps_its_own_callers_waiting_and_nobody_else(self):
        with BadVendor(hold=True) as vendor, Program(environment=settings(vendor.url), binary=PRODUCT) as program:
            cookie = sign_in(program.url)
            with concurrent.futures.ThreadPoolExecutor(40) as people, Load(program.url, cookie, "/api/me") as load:
                begun = time.monotonic()
                asked = [people.submit(ask, program.url, cookie, *CALLS[number % len(CALLS)]) for number in range(40)]
                until(lambda: vendor.calls >= HANGING, 5, "many calls hang")
                answers = [one.result() for one in asked]
                ended = time.monotonic()
            meanwhile = load.between(begun, ended)
            for number, (seen, answer) in enumerate(answers):
                self.says_what_to_do(CALLS[number % len(CALLS)][0], seen, answer, 2 * ONE_CALL_S + LATE_S)
            self.assertEqual(set(count(meanwhile)), {200}, count(meanwhile))
            self.assertGreater(len(meanwhile), 200)
            self.assertLess(p99_ms([one.seconds for one in meanwhile]), QUICK_MS)
            say("F25", f"40 calls of Telegram and Stripe hanging: answered after {max(s.seconds for s, _ in answers):.1f} s at the latest, meanwhile "
                       f"{len(meanwhile)} other requests, the slowest {slowest_ms(meanwhile):.0f} ms")

    def test_it_stops_in_time_while_a_vendor_hangs(self):
        with BadVendor(hold=True) as vendor, Program(environment=settings(vendor.url), binary=PRODUCT) as program:
            cookie = sign_in(program.url)
            with concurrent.futures.ThreadPoolExecutor(60) as people:
                for number in range(60):
                    people.submit(ask, program.url, cookie, *CALLS[number % len(CALLS)])
                until(lambda: vendor.calls >= HANGING, 5, "many calls hang")
                begun = time.monotonic()
                self.assertEqual(program.stop(), 0)
                took = time.monotonic() - begun
            self.assertLess(took, STOP_S)
            say("F07", f"SIGTERM while 60 calls of a hanging vendor run and wait: exit 0 after {took:.1f} s")

    def test_it_stops_in_time_while_a_save_goes_through_a_slow_telegram(self):
        with Business("sqlite") as business:
            bot = business.new_bot("slow_bot")
            control(business.sandbox.url, "/control/telegram/faults", {"kind": "slow", "count": 100, "delay_ms": 8000})
            with concurrent.futures.ThreadPoolExecutor(1) as people:
                people.submit(business.connect, bot)
                until(lambda: control(business.sandbox.url, "/control/telegram/calls?method=getMe")["calls"], 5, "it asks")
                begun = time.monotonic()
                self.assertEqual(business.program.stop(), 0)
                took = time.monotonic() - begun
            self.assertLess(took, STOP_S)
            say("F07", f"SIGTERM while a bot is saved and Telegram takes 8 s for each call: exit 0 after {took:.1f} s")

    def test_updates_are_worked_while_telegram_hangs_for_a_sweep(self):
        with Issuer() as issuer, Business("sqlite", {"CLERK_ALLOWED_ISSUERS": issuer.url}) as business:
            bot = business.new_bot("busy_bot")
            self.assertEqual(business.connect(bot).status, 200)
            for number in range(5):
                token = {"Authorization": "Bearer " + issuer.token(f"user_{number}", f"owner{number}@acme.example")}
                owner = Client(business.program.url)
                owner.request("GET", "/api/onboarding/state", None, token)
                others = {"bot_role": "message_bot", "bot_token": business.new_bot(f"swept_{number}_bot")["bot_token"]}
                self.assertEqual(owner.request("POST", "/api/connections", json.dumps(others), token).status, 200, owner.body)
                owner.close()
            until(lambda: business.jobs("telegram.update", "pending") + business.jobs("telegram.update", "running") == 0, 10, "all is worked")
            worked = business.jobs("telegram.update", "done")
            business.program.stop()
            control(business.sandbox.url, "/control/telegram/faults", {"kind": "slow", "method": "getWebhookInfo", "count": 100, "delay_ms": 9000})
            # One after the other is looked at, 3.5 s apart by the clock of the program.
            business.restart(PROMOSTACK_CLOCK_RATE=RATE)
            until(lambda: business.jobs("connections.check_webhook", "running") >= 2, 10, "it waits for Telegram")
            begun = time.monotonic()
            business.throw_out(bot)
            until(lambda: business.jobs("telegram.update", "done") > worked, 30, "the update is worked")
            took = time.monotonic() - begun
            self.assertLess(took, LATE_S)
            say("F25", f"an update worked after {took:.1f} s while Telegram hung for everything a sweep asks")

    def test_a_clerk_that_hangs_when_asked_for_an_address_stops_nobody(self):
        with BadVendor(hold=True) as clerk, Issuer() as issuer, Database() as database:
            environment = {"ADMIN_PASSWORD": PASSWORD, "CLERK_ALLOWED_ISSUERS": issuer.url, "CLERK_SECRET_KEY": "sk_test_51Abcd",  # allow-secret: made up
                           "CLERK_API_BASE_URL": clerk.url, "DATABASE_URL": database.url}
            with Program(environment=environment, binary=PRODUCT) as program:
                cookie = sign_in(program.url)
                tokens = [issuer.token(f"user_{number}") for number in range(60)]

                def arrive(token: str):
                    client = Client(program.url)
                    seen = client.request("POST", "/api/session", "{}", {"Authorization": f"Bearer {token}"})
                    client.close()
                    return seen

                with concurrent.futures.ThreadPoolExecutor(60) as people, Load(program.url, cookie, "/api/me") as load:
                    begun = time.monotonic()
                    arrivals = list(people.map(arrive, tokens))
                    ended = time.monotonic()
                self.assertGreater(clerk.calls, 0)
            self.assertEqual(set(count(arrivals)), {200}, count(arrivals))
            waited = [one for one in arrivals if one.seconds > CLERK_CALL_S - 1]
            self.assertLess(slowest_ms(arrivals), (CLERK_CALL_S + LATE_S) * 1000)
            meanwhile = load.between(begun, ended)
            self.assertEqual(set(count(meanwhile)), {200})
            self.assertLess(p99_ms([one.seconds for one in meanwhile]), QUICK_MS)
            say("A03", f"60 people signed in while Clerk's Backend API hung: {len(waited)} waited {CLERK_CALL_S} s, the others did not; "
                       f"{len(meanwhile)} other requests, the slowest {slowest_ms(meanwhile):.0f} ms")

    def test_keys_that_hang_stop_nobody_who_has_a_session(self):
        held = threading.Event()
        with Issuer() as issuer:
            issuer.answer = lambda _: held.wait(30)
            with Program(environment={"ADMIN_PASSWORD": PASSWORD, "CLERK_ALLOWED_ISSUERS": issuer.url}, binary=PRODUCT) as program:
                cookie = sign_in(program.url)
                token = issuer.token("user_new", "new@example.com")

                def arrive(_):
                    client = Client(program.url)
                    seen = client.request("GET", "/api/me", None, {"Authorization": f"Bearer {token}"})
                    client.close()
                    return seen

                with concurrent.futures.ThreadPoolExecutor(40) as people, Load(program.url, cookie, "/api/me") as load:
                    begun = time.monotonic()
                    arrivals = list(people.map(arrive, range(40)))
                    ended = time.monotonic()
                held.set()
            meanwhile = load.between(begun, ended)
            self.assertEqual(set(count(arrivals)), {503}, count(arrivals))
            self.assertTrue(all(one.retry_after for one in arrivals))
            self.assertLess(slowest_ms(arrivals), (CLERK_CALL_S + LATE_S) * 1000)
            self.assertEqual(set(count(meanwhile)), {200})
            self.assertLess(p99_ms([one.seconds for one in meanwhile]), QUICK_MS)
            say("A03", f"40 tokens while the issuer's keys hang from the start: {count(arrivals)}, slowest {slowest_ms(arrivals):.0f} ms; "
                       f"{len(meanwhile)} other requests, the slowest {slowest_ms(meanwhile):.0f} ms")


if __name__ == "__main__":
    unittest.main()
