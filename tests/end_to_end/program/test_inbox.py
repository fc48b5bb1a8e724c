"""What Telegram delivers reaches the domain it is for, once, and nobody else gets in."""

import json
import signal
import time
import unittest

from testing.client import Client
from testing.databases import SERVERS, database
from testing.postgres import TemporaryPostgres
from testing.program import Program
from testing.telegram_setup import bot_with_channels, control, webhook_secrets

PASSWORD = "a password for this test"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SEEN_WITHIN_S = 10
CHANNELS = 2  # that the bot was made an administrator of


def until(condition, what: str) -> None:
    deadline = time.monotonic() + SEEN_WITHIN_S
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {SEEN_WITHIN_S} s: {what}")
        time.sleep(0.02)


class Connected:
    """A signed-in client, and its bot with a webhook."""

    def __init__(self, program: Program, sandbox: Program):
        self.client = Client(program.url)
        self.client.sign_in(PASSWORD)
        self.bot, channels = bot_with_channels(sandbox.url, "inbox_bot")
        self.vip = channels["vip_channel_id"]
        saved = self.client.post("/api/connections", {"bot_role": "signal_bot", "bot_token": self.bot["token"]} | channels)
        if saved.status != 200:
            raise AssertionError(saved.text)
        self.path = f"/api/bot-webhook/{saved.json()['connection']['bot_id']}"
        self.secret = next(iter(webhook_secrets(sandbox.url)))

    def deliver(self, body, secret: str | None = None, path: str | None = None):
        headers = {SECRET_HEADER: self.secret if secret is None else secret}
        return self.client.request("POST", path or self.path, body, headers, origin=False)

    def jobs(self, state: str) -> int:
        listed = self.client.get(f"/api/admin/jobs?kind=telegram.update&state={state}&limit=200")
        return len(listed.json()["items"])


class Inbox(unittest.TestCase):
    def on_each_engine(self, check):
        for engine in SERVERS:
            with self.subTest(engine=engine), database(engine) as where, Program.sandbox() as sandbox:
                environment = where | sandbox.vendor_settings() | {"ADMIN_PASSWORD": PASSWORD}
                with Program(environment=environment) as program:
                    check(Connected(program, sandbox), sandbox)

    def test_only_the_bots_own_secret_opens_its_webhook_and_every_answer_is_empty(self):
        def check(connected, _):
            update = {"update_id": 900_000_000, "message": {"chat": {"id": 1}, "text": "hi"}}
            for secret in ("", "wrong", connected.secret[:-1], connected.secret + "x", connected.bot["token"]):
                refused = connected.deliver(update, secret)
                self.assertEqual((refused.status, refused.text), (401, ""), secret)
            stranger = connected.deliver(update, path="/api/bot-webhook/01890000-0000-7000-8000-000000000001")
            self.assertEqual((stranger.status, stranger.text), (401, ""))
            until(lambda: connected.jobs("done") == CHANNELS, "what the bot was told about its channels")
            for body in (update, update, "{", json.dumps({"method": "sendMessage", "chat_id": 1, "text": "x"}), "[" * 10_000):
                taken = connected.deliver(body)
                self.assertEqual((taken.status, taken.text), (200, ""))
            self.assertEqual(connected.deliver("x" * (1 << 20 | 1)).status, 413)
            until(lambda: connected.jobs("done") == CHANNELS + 1, "one job for the one update")
            self.assertEqual(connected.jobs("pending"), 0)
        self.on_each_engine(check)

    def test_a_bot_that_is_thrown_out_is_seen_on_the_page_of_connections(self):
        def check(connected, sandbox):
            owner = control(sandbox.url, "/control/telegram/overview")["people"][0]["id"]
            control(sandbox.url, "/control/telegram/members",
                    {"chat": connected.vip, "user": connected.bot["id"], "actor": owner, "status": "kicked"})

            def noticed():
                connection = connected.client.get("/api/connections").json()["connections"][0]
                return any(report["problem"] for report in connection["channels"] if report["channel"] == "vip")
            until(noticed, "the VIP channel has a problem")
        self.on_each_engine(check)

    def test_what_comes_while_the_database_is_away_is_left_with_telegram(self):
        with TemporaryPostgres() as postgres, Program.sandbox() as sandbox:
            environment = {"DATABASE_URL": postgres.url, "ADMIN_PASSWORD": PASSWORD} | sandbox.vendor_settings()
            with Program(environment=environment) as program:
                connected = Connected(program, sandbox)
                self.assertEqual(connected.deliver({"update_id": 900_000_001, "message": {"chat": {"id": 1}}}).status, 200)
                postgres.process.send_signal(signal.SIGINT)
                postgres.process.wait(30)
                refused = connected.deliver({"update_id": 900_000_002, "message": {"chat": {"id": 1}}})
                self.assertEqual(refused.status, 503)
                self.assertIn("Retry-After", refused.headers)


if __name__ == "__main__":
    unittest.main()
