"""PostgreSQL stops or freezes while people sign in, set up their business, and vendors call: 503, nothing half done, and then all of it works."""

import concurrent.futures
import re
import time
import unittest

from business import RATE, STRIPE_SECRET, Business
from saying import say, until
from servers import FragileServer
from testing.issuer import Issuer
from testing.program import Program
from testing.route_table import routes
from testing.telegram_setup import control
from traffic import PASSWORD, Client, once
from world import PRODUCT

NO_REQUEST_LONGER_S = 3.5
READY_WITHIN_S = 8
SETTLED_WITHIN_S = 20
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
KEYS = {"secret_key": "sk_test_51Abcd", "publishable_key": "pk_test_51Abcd", "webhook_secret": STRIPE_SECRET}  # allow-secret: made up


class OnOneServer(Business):
    """With a server of its own, to stop and to freeze."""

    def __init__(self, server: FragileServer, settings: dict[str, str] | None = None):
        super().__init__("own server", (settings or {}) | {"DATABASE_URL": server.url})


class Olga(Client):
    """A newcomer with a token of the issuer."""

    def __init__(self, url: str, issuer: Issuer):
        super().__init__(url)
        self.token = {"Authorization": "Bearer " + issuer.token("user_olga", "olga@acme.example")}

    def request(self, method, path, body=None, more=None):
        return super().request(method, path, body, self.token | (more or {}))


# What stands in an address where its row has a parameter.
EXAMPLES = {"text": "signal_bot", "slug": "signal_bot", "number": "1", "uuid": "01890000-0000-7000-8000-000000000001", "rest": "logos/a.png"}


class AccessAway(unittest.TestCase):
    def test_a_start_without_a_database_serves_pages_and_refuses_the_rest(self):
        with Issuer() as issuer:
            settings = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "CLERK_ALLOWED_ISSUERS": issuer.url, "ADMIN_PASSWORD": PASSWORD}
            with Program(environment=settings, binary=PRODUCT, ready_path="/healthz") as program:
                self.assertEqual(once(program.url, "/readyz").status, 503)
                olga = Olga(program.url, issuer)
                refused = 0
                for verb, row, access in routes():
                    path = re.sub(r"\{\w+:(\w+)\}", lambda kind: EXAMPLES[kind[1]], row)
                    seen = olga.request(verb, path, None if verb == "GET" else "{}")
                    self.assertNotEqual(seen.status, 500, (verb, row))
                    if access == "open":
                        continue
                    self.assertEqual(seen.status, 503, (verb, row, seen, olga.body))
                    # Vendors get no words: Telegram takes a body for a call of its API.
                    said = b"" if access == "webhook" else b"Database not available"
                    self.assertIn(said, olga.body, (verb, row))
                    self.assertGreater(int(seen.retry_after or 0), 0, (verb, row))
                    refused += 1
                self.assertGreater(refused, 40)
                stranger = Client(program.url)
                for page in ("/api/config", "/invite", "/login"):
                    self.assertEqual(stranger.get(page).status, 200, page)
                assets = re.findall(r'"(/assets/[^"]+[a-z0-9])"', stranger.body.decode())
                self.assertGreater(len(assets), 2)
                self.assertEqual({stranger.get(asset).status for asset in assets}, {200})
                for client in (olga, stranger):
                    client.close()
        say("45", f"started without PostgreSQL: /readyz 503, {refused} routes 503 with Retry-After, the pages that let people in 200")

    def refuse_and_recover(self, fault: str, take_away, give_back, server: FragileServer):
        with Issuer() as issuer, OnOneServer(server, {"CLERK_ALLOWED_ISSUERS": issuer.url}) as business:
            used = business.new_bot("used_bot")
            self.assertEqual(business.connect(used).status, 200)
            stripe = business.use_stripe()
            secret = control(business.sandbox.url, "/control/telegram/calls?method=setWebhook")["calls"][-1]["arguments"]["secret_token"]
            webhook = business.connected()[0]["webhook_url"].removeprefix(business.program.url)
            olga = Olga(business.program.url, issuer)
            self.assertEqual(olga.get("/api/onboarding/state").status, 200)
            before = olga.json()["state"]
            wanted = business.new_bot("olgas_bot")
            bot = {name: wanted[name] for name in ("bot_token", "vip_channel_id", "free_channel_id")}
            others = {"bot_role": "message_bot", "bot_token": business.new_bot("another_bot")["bot_token"]}
            update = '{"update_id": 900000000, "message": {"message_id": 1, "date": %d, "chat": {"id": 1}, "text": "hi"}}' % time.time()

            def anonymous(method: str, path: str, body: str, headers: dict[str, str]):
                client = Client(business.program.url)
                try:
                    return client.request(method, path, body, headers)
                finally:
                    client.close()
            calls = {
                "sign-in by a token": lambda: olga.post("/api/session"),
                "who am I": lambda: olga.get("/api/me"),
                "the setup": lambda: olga.get("/api/onboarding/state"),
                "its bot": lambda: olga.post("/api/onboarding/telegram", bot),
                "its Stripe": lambda: olga.post("/api/onboarding/stripe", KEYS),
                "its name": lambda: olga.post("/api/onboarding/business", {"display_name": "Acme", "support_email": "help@acme.example"}),
                "its end": lambda: olga.post("/api/onboarding/complete"),
                "an update of Telegram": lambda: anonymous("POST", webhook, update, {SECRET_HEADER: secret}),
                "an event of Stripe": lambda: business.stripe_event(stripe, "evt_away"),
                "a list": lambda: business.client.get("/api/connections"),
                "another bot": lambda: business.connect(others),
            }
            take_away()
            until(lambda: once(business.program.url, "/readyz").status == 503, READY_WITHIN_S, "it says that it is not ready")
            for what, call in calls.items():
                seen = call()
                self.assertEqual(seen.status, 503, what)
                self.assertGreater(int(seen.retry_after or 0), 0, what)
                self.assertLess(seen.seconds, NO_REQUEST_LONGER_S, what)
            self.assertEqual(once(business.program.url, "/login").status, 200)
            give_back()
            until(lambda: once(business.program.url, "/readyz").status == 200, READY_WITHIN_S, "it is ready again")

            self.assertEqual([c["bot_username"] for c in business.connected()], ["@used_bot"])
            olga.get("/api/onboarding/state")
            self.assertEqual(olga.json()["state"], before)
            self.assertEqual([number for number, url in business.delivered().items() if url], [used["id"]])
            for what, call in calls.items():
                self.assertEqual(call().status, 200, what)
            self.assertEqual([call().status for what, call in calls.items() if what.startswith("an ")], [200, 200])
            olga.get("/api/onboarding/state")
            self.assertTrue(olga.json()["state"]["is_complete"])
            until(lambda: business.jobs("telegram.update", "pending") + business.jobs("telegram.update", "running") == 0, SETTLED_WITHIN_S, "worked")
            olga.close()
            say(fault, f"{len(calls)} calls of sign-in, setup and webhooks: 503 with Retry-After each, /login 200; then nothing half done, all of them 200")

    def test_a_stopped_database_refuses_access_and_leaves_nothing_half_done(self):
        with FragileServer() as server:
            self.refuse_and_recover("F10", server.stop, server.start, server)

    def test_a_frozen_database_refuses_access_and_leaves_nothing_half_done(self):
        with FragileServer() as server:
            self.refuse_and_recover("F11", lambda: server.freeze(backends=True), server.thaw, server)

    def test_a_database_that_stops_while_telegram_is_asked_leaves_no_webhook(self):
        with FragileServer() as server, OnOneServer(server, {"PROMOSTACK_CLOCK_RATE": RATE}) as business:
            bot = business.new_bot("unlucky_bot")
            control(business.sandbox.url, "/control/telegram/faults", {"kind": "slow", "method": "setWebhook", "delay_ms": 3000})
            with concurrent.futures.ThreadPoolExecutor(1) as people:
                saving = people.submit(business.connect, bot)
                until(lambda: control(business.sandbox.url, "/control/telegram/calls?method=setWebhook")["calls"], 5, "Telegram is told")
                server.stop()
                seen = saving.result()
            self.assertEqual(seen.status, 503, business.client.body)
            self.assertTrue(business.delivered()[bot["id"]], "Telegram has the webhook of a bot that nobody has")
            server.start()
            until(lambda: once(business.program.url, "/readyz").status == 200, READY_WITHIN_S, "it is ready again")
            until(lambda: not business.delivered()[bot["id"]], SETTLED_WITHIN_S, "its webhook is gone", 0.1)
            self.assertEqual(business.connected(), [])
            self.assertEqual(business.connect(bot).status, 200)
            self.assertTrue(business.delivered()[bot["id"]])
            say("F10", "PostgreSQL stopped between Telegram's setWebhook and ours: 503, two minutes later the webhook was gone, saving again worked")


if __name__ == "__main__":
    unittest.main()
