"""Two tenants with everything that a tenant can have, and the people who belong to them."""

import contextlib
import json
import time
import urllib.request

from testing.client import Client
from testing.databases import database
from testing.forms import multipart, png
from testing.issuer import Issuer
from testing.program import Program

PLATFORM_ADMIN = "root@example.com"
ROLES = ("member", "admin", "owner")
ANSWER_S = 15  # by then a bot has answered


class Caller(Client):
    """Somebody with a token, or nobody without one."""

    def __init__(self, url: str, token: str | None = None):
        super().__init__(url)
        self.token = token

    def request(self, method, path, body=None, headers=None, origin=True):
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        answer = super().request(method, path, body, sent | (headers or {}), origin)
        self.cookie = None  # the token alone says who is calling
        return answer


def control(sandbox: str, path: str, body: dict | None = None) -> dict:
    request = urllib.request.Request(sandbox + path, json.dumps(body).encode() if body is not None else None,
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


class Tenant:
    """Made as people make one: the owner signs in, invites others, connects bots."""

    def __init__(self, program: Program, issuer: Issuer, sandbox: str, name: str):
        self.name = name
        self.people = {role: Caller(program.url, issuer.token(f"{name}_{role}", f"{role}@{name}.example")) for role in ROLES}
        self.owner = self.people["owner"]
        self.id = expect(self.owner.get("/api/onboarding/state"), 200)["state"]["tenant_id"]
        for role in ("admin", "member"):
            link = expect(self.owner.post("/api/invitations", {"role": role}), 200)["link"]
            expect(self.people[role].post("/api/invitations/accept", {"token": link.partition("#")[2]}), 200)
        self.members = {member["role"]: member["user_id"] for member in expect(self.owner.get("/api/members"), 200)["members"]}
        self.invitation = expect(self.owner.post("/api/invitations", {"role": "member"}), 200)["invitation"]["id"]
        self.bot = self.connect(sandbox)
        self.coupon = f"{name}-COUPON"
        expect(self.owner.post("/api/coupon-codes", {"code": self.coupon}), 201)
        self.image = self.send("/api/template-images", {}, {"image": png(32, 32, len(name))}, 201)["image"]["id"]
        self.template = f"{name}-template"
        expect(self.owner.post("/api/templates", {"name": name, "slug": self.template, "square": {"image": self.image}}), 201)
        self.batch = self.send("/api/picture-batches", {"template": self.template}, {"file": b"SALE-1"}, 202)["batch"]["id"]
        days = {"start_date": "2020-01-01", "end_date": "2099-12-31"}
        self.campaign = expect(self.owner.post("/api/campaigns", {"title": name} | days), 201)["id"]
        entry = {"email": f"visitor@{name}.example", "instagram_url": "https://instagram.com/p/1"}
        self.entry = expect(Client(program.url).post(f"/api/campaigns/{self.campaign}/submit", entry), 201)["id"]

        self.talk(sandbox)
        self.broadcast = expect(self.owner.post("/api/broadcasts", {"content": {"text": f"News of {name}"}}), 201)["broadcast"]["id"]

    def send(self, path: str, texts: dict[str, str], files: dict[str, bytes], status: int) -> dict:
        headers, body = multipart(texts, files)
        return expect(self.owner.request("POST", path, body.decode("latin-1"), headers=headers), status)

    def talk(self, sandbox: str):
        """Somebody writes to the tenant's coupon bot, and it answers."""
        bot = control(sandbox, "/control/telegram/bots", {"first_name": self.name, "username": f"{self.name}_coupon_bot"})
        expect(self.owner.post("/api/connections", {"bot_role": "coupon_bot", "bot_token": bot["token"]}), 200)
        self.chat = control(sandbox, "/control/telegram/people", {"first_name": f"{self.name} customer"})["id"]
        control(sandbox, "/control/telegram/start", {"bot": bot["id"], "user": self.chat, "payload": ""})
        until = time.monotonic() + ANSWER_S
        while not (answers := expect(self.owner.get(f"/api/outbox?chat_id={self.chat}&state=sent"), 200)["messages"]):
            if time.monotonic() > until:
                raise AssertionError(f"the bot of {self.name} does not answer")
            time.sleep(0.1)
        self.message = answers[0]["id"]

    def connect(self, sandbox: str) -> str:
        person = control(sandbox, "/control/telegram/people", {"first_name": self.name})["id"]
        bot = control(sandbox, "/control/telegram/bots", {"first_name": self.name, "username": f"{self.name}_signals_bot"})
        channels = {}
        for kind in ("vip", "free"):
            chat = control(sandbox, "/control/telegram/chats", {"kind": "channel", "title": f"{self.name} {kind}", "owner": person})
            control(sandbox, "/control/telegram/members",
                    {"chat": chat["key"], "user": bot["id"], "actor": person, "status": "administrator"})
            channels[f"{kind}_channel_id"] = str(chat["id"])
        saved = expect(self.owner.post("/api/connections", {"bot_role": "signal_bot", "bot_token": bot["token"]} | channels), 200)
        return saved["connection"]["webhook_url"].rpartition("/")[2]

    def digest(self) -> str:
        """Everything its owner can see, without what merely being looked at changes."""
        seen = {path: expect(self.owner.get(path), 200) for path in
                ("/api/tenant", "/api/members", "/api/connections", "/api/onboarding/state", "/api/stripe/status", "/api/audit", "/api/campaigns",
                 "/api/coupon-bot", "/api/bot-users", "/api/broadcasts", "/api/messaging-settings", f"/api/outbox/{self.message}",
                 f"/api/campaigns/{self.campaign}/submissions")}
        for member in seen["/api/members"]["members"]:
            del member["last_seen_at"]
        return json.dumps(seen, sort_keys=True)


def expect(answer, status: int) -> dict:
    if answer.status != status:
        raise AssertionError(f"{answer.status} instead of {status}: {answer.text}")
    return answer.json()


class Household:
    def __init__(self, program: Program, issuer: Issuer, sandbox: str):
        self.program = program
        self.ours = Tenant(program, issuer, sandbox, "ours")
        self.theirs = Tenant(program, issuer, sandbox, "theirs")
        self.stranger = Caller(program.url)
        self.newcomer = Caller(program.url, issuer.token("newcomer", "new@example.com"))
        self.platform_admin = Caller(program.url, issuer.token("root", PLATFORM_ADMIN))


@contextlib.contextmanager
def household(engine: str):
    with contextlib.ExitStack() as stack:
        settings = stack.enter_context(database(engine))
        issuer = stack.enter_context(Issuer())
        sandbox = stack.enter_context(Program.sandbox())
        program = stack.enter_context(Program(environment=settings | {
            "CLERK_ALLOWED_ISSUERS": issuer.url,
            "ADMIN_EMAILS": PLATFORM_ADMIN, "ADMIN_PASSWORD": "a password for this test",
            "TELEGRAM_API_BASE_URL": sandbox.url + "/telegram", "STRIPE_API_BASE_URL": sandbox.url + "/stripe"}))
        yield Household(program, issuer, sandbox.url)
