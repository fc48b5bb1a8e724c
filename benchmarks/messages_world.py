"""What the measurements of messages share: a business with a coupon bot on PostgreSQL, the sandbox as Telegram, and people."""

import contextlib
import datetime
import json
import secrets
import subprocess
import time
import urllib.parse
import urllib.request

import servers
from pictures_http import make_template, png
from testing.client import Client
from testing.postgres import TemporaryPostgres
from testing.program import RELEASE, Program
from testing.telegram_setup import webhook_of, webhook_secrets

PASSWORD = secrets.token_urlsafe(12)
TENANT = "default"
PATIENCE_S = 60
PER_STATEMENT = 10_000
SHARED = {"SECRET_KEY": secrets.token_urlsafe(32), "SESSION_SECRET": secrets.token_urlsafe(32), "ADMIN_PASSWORD": PASSWORD}


def until(found, what: str, seconds: float = PATIENCE_S, pause: float = 0.05):
    deadline = time.monotonic() + seconds
    while not (value := found()):
        if time.monotonic() > deadline:
            raise RuntimeError(f"not within {seconds:.0f} s: {what}")
        time.sleep(pause)
    return value


def seconds_of(at: str) -> float:
    """Of a moment in the sandbox's words, since 1970."""
    return datetime.datetime.fromisoformat(at.replace("Z", "+00:00")).timestamp()


class World:
    """`with World() as world`: a database that keeps what it has committed, as in production, and Telegram without limits.

    `business()` starts the program with the `default` tenant's coupon bot connected; it may be stopped, killed and started again.
    """

    def __enter__(self) -> "World":
        self.stack = contextlib.ExitStack()
        try:
            self.postgres = self.stack.enter_context(TemporaryPostgres(durable=True))
            self.sandbox = self.stack.enter_context(Program.sandbox(environment={"LOG_LEVEL": "warning"})).url
            self.settings = servers.migrated(self.postgres, "bench_messages")
            self.limits(limits=False)
        except BaseException:
            self.stack.close()
            raise
        return self

    def __exit__(self, *_) -> None:
        self.stack.close()

    # --- Telegram ---

    def telegram(self, what: str, body: dict | None = None) -> dict:
        request = urllib.request.Request(f"{self.sandbox}/control/telegram/{what}", None if body is None else json.dumps(body).encode(),
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return json.load(answer)

    def limits(self, **settings) -> None:
        self.telegram("settings", settings)

    def new_bot(self, username: str) -> dict:
        return self.telegram("bots", {"first_name": username, "username": username})

    def crowd(self, bot: dict, count: int) -> list[int]:
        return self.telegram("crowd", {"bot": bot["id"], "count": count})["people"]

    def answered(self, bot: dict, method: str = "sendMessage", text: str = "") -> list[dict]:
        """By chat: calls by status, and the messages that are there, counted by Telegram."""
        tally = self.telegram(f"tally?bot={bot['id']}&method={method}&text={urllib.parse.quote(text)}")
        if not tally["complete"]:
            raise RuntimeError("the sandbox has lost count")
        return tally["chats"]

    def calls(self, bot: dict, method: str, limit: int = 1000) -> list[dict]:
        return self.telegram(f"calls?bot={bot['id']}&method={method}&limit={limit}")["calls"]

    # --- the database ---

    def sql(self, text: str) -> str:
        return self.postgres.sql(text, "bench_messages")

    def number(self, text: str) -> float:
        return float(self.sql(text).strip() or 0)

    def copy(self, table: str, columns: list[str], rows: list[tuple]) -> None:
        lines = "\n".join("\t".join(map(str, row)) for row in rows)
        self.sql(f"COPY {table} ({', '.join(columns)}) FROM STDIN;\n{lines}\n\\.\n")

    # --- the program ---

    def command(self, *words: str, **environment: str) -> None:
        everything = {"PATH": "/usr/bin:/bin"} | SHARED | self.settings | environment | {
            "TELEGRAM_API_BASE_URL": f"{self.sandbox}/telegram", "PUBLIC_BASE_URL": "http://localhost:1"}
        done = subprocess.run([RELEASE, *words], env=everything, capture_output=True, text=True, timeout=PATIENCE_S)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}: {done.stderr.strip()}")

    def program(self, roles: str = "web,worker", pinned: bool = False) -> Program:
        """Not started yet."""
        make = servers.Ours if pinned else lambda environment: Program(environment={"LOG_LEVEL": "warning"} | environment)
        program = make(SHARED | self.settings | {"TELEGRAM_API_BASE_URL": f"{self.sandbox}/telegram"})
        program.command = [*program.command, f"--roles={roles}"]
        return program

    def business(self, program: Program) -> "Business":
        self.stack.enter_context(program)
        return Business(self, program)


class Business:
    """The tenant `default` of a running program, at its dashboard."""

    def __init__(self, world: World, program: Program):
        self.world, self.program = world, program
        self.sign_in()
        self.bot = world.new_bot("bench_bot")
        self.ask("POST", "/api/connections", {"bot_role": "coupon_bot", "bot_token": self.bot["token"]})
        self.secret = webhook_secrets(world.sandbox).pop()
        self.webhook = urllib.parse.urlsplit(webhook_of(world.sandbox, self.bot)).path
        self.address = ("127.0.0.1", program.port)

    def sign_in(self) -> None:
        self.client = Client(self.program.url)
        self.client.sign_in(PASSWORD)

    def ask(self, method: str, path: str, body: dict | None = None) -> dict:
        answer = self.client.request(method, path, body)
        if answer.status // 100 != 2:
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.text}")
        return answer.json()

    def make_template(self, rgb: bytes) -> None:
        make_template(self.client, png(rgb))

    def know(self, people: list[int]) -> None:
        """They have talked to the bot before."""
        now = time.time_ns() // 1000
        for first in range(0, len(people), PER_STATEMENT):
            self.world.copy("bot_users", ["tenant_id", "telegram_id", "chat_id", "chat_type", "first_name", "first_used", "last_used"],
                            [(TENANT, self.bot["id"], person, "private", "Person", now, now) for person in people[first:first + PER_STATEMENT]])

    def to_webhook(self, number: int, person: int, text: str) -> bytes:
        """The whole HTTP request of an update."""
        user = {"id": person, "is_bot": False, "first_name": "Person"}
        body = json.dumps({"update_id": number, "message": {"message_id": number, "date": int(time.time()), "text": text, "from": user,
                                                            "chat": {"id": person, "type": "private", "first_name": "Person"}}})
        return (f"POST {self.webhook} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Telegram-Bot-Api-Secret-Token: {self.secret}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode()
