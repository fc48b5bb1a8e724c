"""A program that serves a tenant with a bot, and the vendors it talks to."""

import contextlib
import hashlib
import hmac
import json
import sqlite3
import time

from saying import until
from servers import psql
from testing.databases import database
from testing.program import Program
from testing.telegram_setup import bot_with_channels, control
from traffic import PASSWORD, Client, Seen
from world import PRODUCT, STATUS_OF_CRASH

STRIPE_SECRET = "whsec_of_the_fault_tests"  # allow-secret: made up
RATE = "120"  # two minutes pass in a second


class Business:
    """`with Business(engine) as business`. `client` is signed in; what ends the program is in `settings`."""

    def __init__(self, engine: str, settings: dict[str, str] | None = None):
        self.engine = engine
        self.settings = settings or {}
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> "Business":
        try:
            owns_server = "DATABASE_URL" in self.settings
            self.where = {} if owns_server else self._stack.enter_context(database(self.engine))
            self.sandbox = self._stack.enter_context(Program.sandbox(binary=PRODUCT))
            environment = {"ADMIN_PASSWORD": PASSWORD} | self.where | self.sandbox.vendor_settings() | self.settings | self.on_the_way()
            self.program = self._stack.enter_context(Program(environment=environment, binary=PRODUCT))
            self.client = Client(self.program.url).sign_in()
            self._stack.callback(lambda: self.client.close())
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_) -> None:
        self._stack.close()

    def on_the_way(self) -> dict[str, str]:
        """Settings that put something between the program and the sandbox, which is there already."""
        return {}

    def new_bot(self, username: str) -> dict:
        """What is sent to connect it, and what of it only the test knows."""
        before = self._people()
        bot, channels = bot_with_channels(self.sandbox.url, username)
        (owner,) = self._people() - before
        return {"bot_role": "signal_bot", "bot_token": bot["token"], "id": bot["id"], "owner": owner} | channels

    def _people(self) -> set[int]:
        return {person["id"] for person in control(self.sandbox.url, "/control/telegram/overview")["people"]}

    def connect(self, bot: dict) -> Seen:
        return self.client.post("/api/connections", {name: value for name, value in bot.items() if name not in ("id", "owner", "name")})

    def connected(self) -> list[dict]:
        self.client.get("/api/connections")
        return self.client.json()["connections"]

    def jobs(self, kind: str, state: str = "") -> int:
        self.client.get(f"/api/admin/jobs?kind={kind}&limit=200" + (f"&state={state}" if state else ""))
        return len(self.client.json()["items"])

    def delivered(self) -> dict[int, str]:
        """By the number of Telegram: where each bot's updates go."""
        bots = control(self.sandbox.url, "/control/telegram/overview")["bots"]
        return {bot["id"]: bot["webhook"]["url"] for bot in bots}

    def throw_out(self, bot: dict) -> None:
        """Of the VIP channel; the bot is told."""
        self._member(bot, "kicked")

    def take_back(self, bot: dict) -> None:
        self._member(bot, "administrator")

    def _member(self, bot: dict, status: str) -> None:
        control(self.sandbox.url, "/control/telegram/members",
                {"chat": bot["vip_channel_id"], "user": bot["id"], "actor": bot["owner"], "status": status})

    def use_stripe(self) -> str:
        """Returns the path of the webhook."""
        self.client.post("/api/tenant/integrations", {"provider": "stripe", "config": {
            "secret_key": "sk_test_51Abcd", "publishable_key": "pk_test_51Abcd", "webhook_secret": STRIPE_SECRET}})
        self.client.get("/api/stripe/status")
        return self.client.json()["webhook_url"].removeprefix(self.program.url)

    def stripe_event(self, path: str, event: str) -> Seen:
        body = json.dumps({"id": event, "object": "event", "type": "invoice.paid", "created": int(time.time()), "livemode": False,
                           "data": {"object": {"id": "in_1", "object": "invoice"}}})
        at = str(int(time.time()))
        sign = hmac.new(STRIPE_SECRET.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
        caller = Client(self.program.url)
        try:
            return caller.request("POST", path, body, {"Stripe-Signature": f"t={at},v1={sign}"})
        finally:
            caller.close()

    def crashed(self) -> None:
        code = until(lambda: self.program.process.poll(), 15, "the program crashes", 0.02)
        if code != STATUS_OF_CRASH:
            raise AssertionError(f"ended with {code}\n{self.program.log()[-1500:]}")

    def restart(self, **settings: str) -> None:
        self.program.environment.pop("PROMOSTACK_CRASH_AT", None)
        self.program.environment |= settings
        self.program.start()
        self.client.close()
        self.client = Client(self.program.url).sign_in()

    def rows(self, statement: str) -> list[list[str]]:
        """Once the program has stopped: a file of SQLite is its alone while it runs."""
        if self.engine == "postgres":
            return psql(self.where["DATABASE_URL"], statement)
        with contextlib.closing(sqlite3.connect(self.program.folder / "data/promostack.db", timeout=5)) as file:
            return [[str(cell) for cell in row] for row in file.execute(statement)]
