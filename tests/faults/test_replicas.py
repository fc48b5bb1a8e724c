"""Two processes on one PostgreSQL: what one changes counts in the other within two seconds, whoever leads and whoever dies."""

import contextlib
import signal
import time
import unittest
import urllib.request

from business import RATE, Business
from saying import say, until
from testing.issuer import Issuer
from testing.program import Program
from testing.telegram_setup import control, webhook_secrets
from traffic import Client
from world import PRODUCT

SEEN_WITHIN_S = 2  # acceptance scenario 17
# What the killed process had just claimed comes back when its lease of a minute and five seconds of grace are over.
SWEPT_WITHIN_S = 80
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SHARED = {"SESSION_SECRET": "the session secret of both of them, for this test", "SECRET_KEY": "the secret key of both of them, for this test"}


class Replicas(Business):
    """`client` asks the first, `there` the second."""

    def __init__(self, settings: dict[str, str] | None = None):
        super().__init__("postgres", SHARED | (settings or {}))

    def __enter__(self) -> "Replicas":
        super().__enter__()
        self.other = self._stack.enter_context(self.another())
        self.there = Client(self.other.url)
        self.there.cookie = self.client.cookie
        self._stack.callback(self.there.close)
        return self

    def another(self) -> Program:
        """Telegram and the pages know one address, the first's, as they would know a balancer's."""
        shared = {name: value for name, value in self.program.environment.items() if name not in ("PORT", "DATA_DIR")}
        return Program(environment=shared, binary=PRODUCT)

    def knock(self, path: str, secret: str, update: int) -> int:
        """At the second."""
        return self.there.request("POST", path, '{"update_id": %d, "message": {"chat": {"id": 1}}}' % update, {SECRET_HEADER: secret}).status

    def asked_there(self) -> str:
        """Which bot's token the second uses now; empty when it knows none."""
        self.there.get("/api/telegram-channel-stats?channel=vip")
        return self.there.json().get("bot_username", "")


def seconds_until(condition, what: str) -> float:
    begun = time.monotonic()
    until(condition, SEEN_WITHIN_S, what, 0.01)
    return time.monotonic() - begun


class TwoReplicas(unittest.TestCase):
    def test_a_changed_connection_counts_in_the_other_process_within_two_seconds(self):
        with Replicas() as both:
            took = []
            for name in ("first_bot", "second_bot", "third_bot"):
                bot = both.new_bot(name)
                self.assertEqual(both.connect(bot).status, 200, both.client)
                took.append(seconds_until(lambda name=name: both.asked_there() == f"@{name}", f"the other uses {name}"))
            both.client.request("DELETE", "/api/connections/signal_bot")
            took.append(seconds_until(lambda: both.asked_there() == "", "the other knows that it is gone"))
            say("17", f"connections saved and removed on one of two replicas counted on the other after {max(took) * 1000:.0f} ms at most")

    def test_secrets_that_are_renewed_here_are_known_there(self):
        with Replicas() as both:
            both.connect(both.new_bot("renewed_bot"))
            path = both.connected()[0]["webhook_url"].removeprefix(both.program.url)
            (old,) = webhook_secrets(both.sandbox.url)
            self.assertEqual(both.knock(path, old, 900_000_000), 200)
            self.assertEqual(both.client.post("/api/connections/signal_bot/webhook").status, 200)
            (new,) = webhook_secrets(both.sandbox.url) - {old}
            # Updates that were on their way come with the old one.
            self.assertEqual([both.knock(path, secret, 900_000_001 + at) for at, secret in enumerate((new, old))], [200, 200])
            self.assertEqual(both.knock(path, old + "x", 900_000_003), 401)
            both.client.request("DELETE", "/api/connections/signal_bot")
            took = seconds_until(lambda: both.knock(path, new, 900_000_004) == 401, "the other refuses the bot that is gone")
            say("17", f"a renewed secret of a webhook counted on the other replica at once, a removed bot was refused after {took * 1000:.0f} ms")

    def test_a_suspended_tenant_is_refused_there_at_the_next_request(self):
        with Issuer() as issuer, Replicas({"CLERK_ALLOWED_ISSUERS": issuer.url}) as both:
            olga, token = Client(both.other.url), {"Authorization": "Bearer " + issuer.token("user_olga", "olga@acme.example")}
            olga.request("GET", "/api/onboarding/state", None, token)
            tenant = olga.json()["state"]["tenant_id"]
            seen = []
            for what in ("", "suspend", "reactivate"):
                if what:
                    self.assertEqual(both.client.post(f"/api/admin/tenants/{tenant}/{what}").status, 200)
                seen.append(olga.request("GET", "/api/members", None, token).status)
            olga.close()
            self.assertEqual(seen, [200, 403, 200])

    def test_a_sweep_goes_on_when_its_leader_dies(self):
        with Replicas({"PROMOSTACK_CLOCK_RATE": RATE}) as both:
            bots = [both.new_bot(f"swept_{number}_bot") for number in range(3)]
            for bot, role in zip(bots, ("signal_bot", "message_bot", "coupon_bot")):
                channels = {} if role == "message_bot" else {name: bot[name] for name in ("vip_channel_id", "free_channel_id")}
                self.assertEqual(both.client.post("/api/connections", {"bot_role": role, "bot_token": bot["bot_token"]} | channels).status, 200,
                                 both.client.body)
            forget_webhooks(both, bots)
            self.assertEqual(set(both.delivered().values()), {""})
            # Six hours of the product's clock are three minutes: a process that starts asks for a sweep at once.
            leader = until(lambda: leading(both), 10, "one leads")
            dying, living = (both.program, both.other) if leader == both.program.process.pid else (both.other, both.program)
            with both.another():
                dying.stop(signal.SIGKILL)
                until(lambda: all(both.delivered()[bot["id"]] for bot in bots), SWEPT_WITHIN_S, "every webhook is there again", 0.1)
            self.assertIsNone(living.process.poll())
            open_sweeps = both.rows("SELECT count(*) FROM jobs WHERE kind = 'connections.sweep' AND state IN ('pending', 'running')")
            self.assertLessEqual(int(open_sweeps[0][0]), 1)
            say("F19", "the leader killed while three lost webhooks were swept up: all three were registered again")


def leading(both: Replicas) -> int | None:
    """The process that leads; its name ends in its number."""
    rows = both.rows("SELECT holder FROM leases")
    for program in (both.program, both.other):
        if rows and str(program.process.pid) in rows[0][0]:
            return program.process.pid
    return None


def forget_webhooks(both: Replicas, bots: list[dict]) -> None:
    for bot in bots:
        with contextlib.closing(urllib.request.urlopen(f"{both.sandbox.url}/telegram/bot{bot['bot_token']}/deleteWebhook", timeout=5)):
            pass


if __name__ == "__main__":
    unittest.main()
