"""A tenant whose bot talks to many people. What they got is read in the imitated Telegram, never in our own ledger."""

import contextlib
import json
import sqlite3
import time
import urllib.parse

from business import Business
from saying import until
from servers import psql
from testing.program import Program
from testing.telegram_setup import control
from traffic import Client
from wire import Wire
from world import PRODUCT

SHARED = {"SESSION_SECRET": "the session secret of all of them, for this test", "SECRET_KEY": "the secret key of all of them, for this test"}
AT_ONCE = 500  # rows of one statement
IN_FLIGHT = 8  # of one bot: what a crash may leave in doubt
IN_FLIGHT_PAID = 128  # where the tenant pays for more than Telegram's 30 a second
LANE_LEASE_S = 15
# After it whoever died is known to be dead: claimed messages, and five seconds for clocks that differ.
MESSAGE_LEASE_S = 50

# As if so much time had passed that every lease of the dead has ended.
LEASES_END = ("UPDATE outbox_lanes SET lease_until = 0",
              "UPDATE outbox SET lease_until = 1 WHERE state = 'sending'",
              "UPDATE jobs SET lease_until = 1 WHERE state = 'running'",
              "UPDATE leases SET lease_until = 1",
              "UPDATE inbound_updates SET held_until = 1 WHERE held_until IS NOT NULL")


class Messenger(Business):
    """`nodes` are its processes, the first is where Telegram delivers; several need PostgreSQL. Telegram's limits are lifted.

    `wire` is their way to Telegram. Where the program does not reach its database directly, `server` says how the test does.
    """

    def __init__(self, engine: str, settings: dict[str, str] | None = None, nodes: int = 1, server: str = ""):
        super().__init__(engine, SHARED | (settings or {}))
        self.count = nodes
        self.server = server

    def __enter__(self) -> "Messenger":
        super().__enter__()
        try:
            self.nodes = [self.program] + [self._stack.enter_context(self._another()) for _ in range(self.count - 1)]
            self.limits(limits=False)
            self.bot = self.new_coupon_bot("promo_bot")
            self.ask("POST", "/api/coupon-codes", {"code": "SAVE-30"})
            self.ask("PUT", "/api/coupon-settings", {"provider": "list"})
        except BaseException:
            self._stack.close()
            raise
        return self

    def on_the_way(self) -> dict[str, str]:
        if self.server:
            self.where = {"DATABASE_URL": self.server}
        self.wire = self._stack.enter_context(Wire(self.sandbox.port))
        return {"TELEGRAM_API_BASE_URL": f"http://localhost:{self.wire.port}/telegram"}

    def _another(self) -> Program:
        return Program(environment={name: value for name, value in self.program.environment.items() if name not in ("PORT", "DATA_DIR")},
                       binary=PRODUCT)

    def new_coupon_bot(self, username: str) -> dict:
        bot = self.telegram("bots", {"first_name": "Promo", "username": username})
        self.ask("POST", "/api/connections", {"bot_role": "coupon_bot", "bot_token": bot["token"]})
        return bot

    # --- the dashboard ---

    def ask(self, method: str, path: str, body: dict | None = None) -> dict:
        text = None if method == "GET" else json.dumps(body or {})
        seen = self.client.request(method, path, text)
        if seen.status == 0 and method == "GET":  # a connection that nothing was asked over for a minute is closed
            seen = self.client.request(method, path, text)
        if seen.status not in (200, 201):
            raise AssertionError(f"{method} {path}: {seen} {getattr(self.client, 'body', b'')[:300]!r}\n{self.log()}")
        return self.client.json()

    def log(self) -> str:
        return "\n".join(node.log()[-1500:] for node in self.nodes)

    def pace(self, per_second: int) -> None:
        """More than 30 a second are possible where the tenant pays for it."""
        self.ask("PUT", "/api/messaging-settings", {"broadcast_per_second": per_second, "paid_broadcast": per_second > 30})

    def draft(self, text: str, source: str = "", chat_type: str = "private", **timing) -> str:
        audience = {"sources": [source] if source else [], "chat_types": [chat_type]}
        return self.ask("POST", "/api/broadcasts", {"content": {"text": text}, "audience": audience, "timing": timing})["broadcast"]["id"]

    def broadcast(self, text: str, source: str = "", chat_type: str = "private", **timing) -> str:
        """To all of this kind whom that source has brought. It has begun when this returns."""
        broadcast = self.draft(text, source, chat_type, **timing)
        self.ask("POST", f"/api/broadcasts/{broadcast}/start")
        return broadcast

    def seen(self, broadcast: str) -> dict:
        return self.ask("GET", f"/api/broadcasts/{broadcast}")["broadcast"]

    def finished(self, broadcast: str, seconds: float) -> dict[str, int]:
        """Its counts once it has ended."""
        try:
            until(lambda: self.seen(broadcast)["state"] == "finished", seconds, "the broadcast ends", 0.2)
        except AssertionError as problem:
            raise AssertionError(f"{problem}: {self.seen(broadcast)}\n{self.summary()}\n{self.log()}") from None
        return self.seen(broadcast)["counts"]

    def messages(self, **filters) -> list[dict]:
        query = "&".join(f"{name}={value}" for name, value in ({"limit": 200} | filters).items())
        return self.ask("GET", f"/api/outbox?{query}")["messages"]

    def summary(self) -> dict:
        return self.ask("GET", "/api/outbox/summary")

    def at_rest(self, seconds: float = 30) -> None:
        """Nothing waits to be sent."""
        def waiting():
            states = self.summary()["states"]
            return states["pending"] + states["sending"]
        until(lambda: waiting() == 0, seconds, "everything is sent", 0.1)

    # --- Telegram ---

    def telegram(self, what: str, body: dict | None = None) -> dict:
        return control(self.sandbox.url, f"/control/telegram/{what}", body)

    def limits(self, **settings) -> None:
        self.telegram("settings", settings)

    def fault(self, kind: str, **more) -> None:
        self.telegram("faults", {"kind": kind, "bot": self.bot["id"], "method": "sendMessage"} | more)

    def crowd(self, count: int, source: str = "") -> list[int]:
        """People who are known to the bot without having written; a program on SQLite is stopped for that."""
        people = self.telegram("crowd", {"bot": self.bot["id"], "count": count})["people"]
        if self.engine == "sqlite":
            self.program.stop()
        ((tenant,),) = self.rows(f"SELECT tenant_id FROM bots WHERE telegram_id = {self.bot['id']}")
        now = time.time_ns() // 1000
        for first in range(0, count, AT_ONCE):
            self.change("INSERT INTO bot_users (tenant_id, telegram_id, chat_id, chat_type, first_name, source, first_used, last_used) VALUES " + ", ".join(
                f"('{tenant}', {self.bot['id']}, {person}, 'private', 'Person', '{source}', {now}, {now})" for person in people[first:first + AT_ONCE]))
        if self.engine == "sqlite":
            self.restart()
        return people

    def people(self, count: int) -> list[int]:
        """Who have never opened the bot."""
        return [self.telegram("people", {"first_name": "Ann"})["id"] for _ in range(count)]

    def new_group(self, title: str, owner: int) -> dict:
        """The bot is an administrator of it, and knows it."""
        group = self.telegram("chats", {"kind": "group", "title": title, "owner": owner})
        self.telegram("members", {"chat": group["key"], "user": self.bot["id"], "actor": owner, "status": "administrator"})
        until(lambda: self.ask("GET", f"/api/user-activity/{group['id']}")["user"], 20, "the bot knows the group", 0.1)
        return group

    def start(self, person: int) -> None:
        """He opens the bot, which greets."""
        self.telegram("start", {"bot": self.bot["id"], "user": person})

    def say(self, person: int, text: str) -> None:
        self.telegram("send", {"chat": f"{self.bot['id']}:{person}", "user": person, "text": text})

    def heard(self, text: str = "", method: str = "sendMessage", bot: int = 0) -> dict[int, dict]:
        """By chat: what this bot did there."""
        tally = self.telegram(f"tally?bot={bot or self.bot['id']}&method={method}&text={urllib.parse.quote(text)}")
        assert tally["complete"]
        return {chat["chat"]: chat for chat in tally["chats"]}

    def got(self, text: str) -> dict[int, int]:
        """By chat: how many messages with this text are there."""
        return {chat: found["messages"] for chat, found in self.heard(text).items() if found["messages"]}

    def calls(self, method: str = "sendMessage", limit: int = 1, **more) -> list[dict]:
        """The latest of this bot."""
        query = "".join(f"&{name}={value}" for name, value in more.items())
        return self.telegram(f"calls?bot={self.bot['id']}&method={method}&limit={limit}{query}")["calls"]

    def waiting_at_telegram(self) -> int:
        """Updates that no delivery has brought to us yet."""
        bots = self.telegram("overview")["bots"]
        return sum(bot["webhook"]["pending_update_count"] for bot in bots if bot["id"] == self.bot["id"])

    # --- the database ---

    def change(self, *statements: str) -> None:
        """On SQLite while the program is not running: the file is its alone."""
        if self.engine == "postgres":
            for statement in statements:
                psql(self.where["DATABASE_URL"], statement)
            return
        with contextlib.closing(sqlite3.connect(self.program.folder / "data/promostack.db", timeout=5)) as file, file:
            for statement in statements:
                file.execute(statement)

    def leases_end(self) -> None:
        self.change(*LEASES_END)

    # --- processes ---

    def kill(self, *nodes: Program) -> None:
        for node in nodes or self.nodes:
            node.process.kill()
            node.process.wait(10)

    def ask_at(self, node: Program) -> None:
        """From now on `client` speaks with this one."""
        cookie = self.client.cookie
        self.client.close()
        self.client = Client(node.url, cookie)


def check_ledger(business: Messenger, broadcast: str, text: str, audience: int) -> dict[str, int]:
    """Everybody has a line, nobody heard it twice, and who heard nothing is in doubt. Returns the counts that are not zero."""
    counts = {name: count for name, count in business.seen(broadcast)["counts"].items() if count and name != "total"}
    sent, unknown = counts.get("sent", 0), counts.get("unknown", 0)
    got = business.got(text)
    if twice := {chat: count for chat, count in got.items() if count > 1}:
        raise AssertionError(f"{len(twice)} heard it more than once: {list(twice.items())[:5]}")
    if sent + unknown != audience or sent > len(got) or audience - len(got) > unknown:
        raise AssertionError(f"of {audience} {len(got)} heard it, and the ledger says {counts}")
    return counts
