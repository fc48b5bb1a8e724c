"""People who mean harm write to a bot, forge what Telegram says, and try everything that a page lets them type."""

import json
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

from testing.client import Client
from testing.databases import SERVERS, database
from testing.program import Program
from testing.telegram_setup import control, webhook_of, webhook_secrets

PASSWORD = "a password for this test"
ANSWERED_WITHIN_S = 20
FLOOD = 60
MOST_ANSWERS = 21  # of one chat in a minute, the last of which says so
CROWD = 300
NAME = "<b>&amp;\u202e\u0301 {coupon}\U0001f600"
NO_SUCH = "01890000-0000-7000-8000-000000000000"
TYPED = ("\0", "a\0b", "\\ud800", "%", "_", "'", '"', "<script>alert(1)</script>", "=1+1", "\u202e", "\U0001f600" * 200, "x" * 5000, "../../etc/passwd",
         "{coupon}", "-1", "9" * 20, "nan", "1e400", "\r\nX: y", "0.", "9223372036854775807.x", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")
SEARCHES = {
    "/api/outbox": ("state", "kind", "chat_id", "cause", "cursor", "limit"), "/api/bot-users": ("q", "filter", "limit", "offset"),
    "/api/coupon-bot/messages": ("cursor", "limit"), "/api/broadcasts": ("state", "cursor", "limit"),
    f"/api/broadcasts/{NO_SUCH}/recipients": ("state", "cursor"), "/api/bot-stats": ("days", "template", "coupon", "door"),
    "/api/invalid-coupons": ("limit", "offset", "days", "template"), "/api/retention-rates": ("days",), "/api/bot-funnel": ("days",)}


def contents(typed: str) -> list[dict]:
    return [{"text": typed}, {"text": "x", "picture": {"kind": "upload", "id": typed}},
            {"text": "x", "picture": {"kind": "template", "template": typed, "variant": "square", "fallback_code": typed}},
            {"text": "x", "buttons": [[{"text": typed, "url": f"https://shop.example/{typed}"}]]},
            {"text": "x", "buttons": [[{"text": "Copy", "copy_text": typed}]]}]


class Business:
    """A tenant with a coupon bot and somebody who talks to it."""

    def __init__(self, program: Program, sandbox: Program):
        self.program, self.sandbox = program, sandbox.url
        self.admin = Client(program.url)
        self.admin.sign_in(PASSWORD)
        control(self.sandbox, "/control/telegram/settings", {"limits": False})
        self.bot = control(self.sandbox, "/control/telegram/bots", {"first_name": "Promo", "username": "promo_bot"})
        saved = self.admin.post("/api/connections", {"bot_role": "coupon_bot", "bot_token": self.bot["token"]})
        if saved.status != 200:
            raise AssertionError(saved.text)

    def person(self, name: str) -> int:
        return control(self.sandbox, "/control/telegram/people", {"first_name": name})["id"]

    def start(self, person: int) -> None:
        control(self.sandbox, "/control/telegram/start", {"bot": self.bot["id"], "user": person, "payload": ""})

    def say(self, person: int, text: str) -> None:
        control(self.sandbox, "/control/telegram/send", {"chat": f"{self.bot['id']}:{person}", "user": person, "text": text})

    def answers(self, person: int) -> list[dict]:
        messages = control(self.sandbox, f"/control/telegram/chats/{self.bot['id']}:{person}/messages")["messages"]
        return [each for each in messages if each["from"]["id"] == self.bot["id"]]

    def until(self, found, what: str):
        deadline = time.monotonic() + ANSWERED_WITHIN_S
        while not (answer := found()):
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {ANSWERED_WITHIN_S} s: {what}\n{self.program.log()[-3000:]}")
            time.sleep(0.05)
        return answer

    def answered(self, person: int, how_often: int = 1) -> list[dict]:
        return self.until(lambda: (said := self.answers(person))[how_often - 1:] and said, f"{how_often} answers to {person}")

    def forge(self, body: bytes) -> tuple[int, bytes]:
        """What Telegram might say, with the secret that only it should know."""
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": max(webhook_secrets(self.sandbox))}
        try:
            with urllib.request.urlopen(urllib.request.Request(webhook_of(self.sandbox, self.bot), body, headers), timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


class Messages(unittest.TestCase):
    def on_each_engine(self, check):
        for engine in SERVERS:
            with self.subTest(engine=engine), database(engine) as where, Program.sandbox() as sandbox:
                with Program(environment=where | sandbox.vendor_settings() | {"ADMIN_PASSWORD": PASSWORD}) as program:
                    check(Business(program, sandbox))

    def test_nothing_that_is_typed_breaks_a_page(self):
        def check(shop: Business):
            ask = shop.admin.request
            for typed in TYPED:
                word = urllib.parse.quote(typed, safe="")
                tried = [("GET", f"{path}?{name}={word}", None) for path, names in SEARCHES.items() for name in names]
                tried += [("GET", f"/go/{word}", None), ("GET", f"/api/user-activity/{word}", None), ("PUT", f"/api/bot-users/{word}", {"unsubscribed": True}),
                          ("PUT", "/api/coupon-bot/settings", {"greeting": typed}), ("PUT", "/api/coupon-bot/settings", {"checkout_url": f"https://a.b/{typed}"}),
                          ("POST", "/api/broadcast", {"message": typed}), ("POST", f"/api/outbox/{NO_SUCH}/resolve", {"decision": typed}),
                          ("POST", "/api/broadcasts/audience", {"audience": {"languages": [typed], "sources": [typed]}}),
                          ("POST", "/api/broadcasts", {"name": typed[:90], "content": {"text": "x"}, "request_key": typed})]
                tried += [("POST", "/api/broadcasts/preview", {"content": each}) for each in contents(typed)]
                tried += [("POST", "/api/broadcasts", {"content": each}) for each in contents(typed)]
                tried += [("POST", "/api/broadcasts", {"content": {"text": "x"}, "timing": {name: typed}}) for name in ("at", "local_time", "zone")]
                for method, path, body in tried:
                    answer = ask(method, path, body)
                    self.assertLess(answer.status, 500, f"{method} {path} {body}: {answer.text}")
                    if answer.status == 201:
                        one = f"/api/broadcasts/{answer.json()['broadcast']['id']}"
                        for deed in ("start", "cancel"):
                            self.assertLess(ask("POST", f"{one}/{deed}").status, 500, f"{deed} {body}")
                        ask("DELETE", one)
        self.on_each_engine(check)

    def test_forged_updates_end_and_the_next_one_is_answered(self):
        def check(shop: Business):
            person = shop.person("Ann")
            chat = {"id": person, "type": "private"}
            user = {"id": person, "is_bot": False, "first_name": "Ann"}
            shop.start(person)
            shop.answered(person)
            contents_of_messages = [
                {"text": "\0"}, {"text": "a" * 100_000}, {"text": "\u202e\u0301" * 2000}, {"text": "/timezone ../../etc/passwd"}, {"text": "/" + "/" * 4000},
                {"text": 5}, {"text": None}, {"text": ["x"]}, {"from": "me"}, {"chat": {"id": "x", "type": "private"}}, {"chat": {"id": 2**63 - 1, "type": "private"}},
                {"chat": chat | {"type": "x" * 1000}}, {"from": user | {"first_name": "\0" * 10}}, {"from": user | {"language_code": "x" * 5000}}]
            bodies = [json.dumps({"update_id": 10**9 + n, "message": {"message_id": 1, "date": int(time.time()), "chat": chat, "from": user, "text": "x"} | each}).encode()
                      for n, each in enumerate(contents_of_messages)]
            bodies += [json.dumps({"update_id": 2 * 10**9 + n, "callback_query": {"id": data, "from": user, "data": data, "message": {
                "message_id": 1, "date": 0, "chat": chat}}}).encode() for n, data in enumerate(("\0", "k:1:" + "x" * 5000, "g:" + "9" * 40, "t:-1", "v::", "unsub\0"))]
            bodies += [b"", b"{", b"\xff" * 1000, b"[" * 100_000, b'{"update_id":-1}', b'{"update_id":1e400}', b'{"update_id":3000000000,"message":{"text":"\\ud800"}}',
                       json.dumps({"update_id": 4 * 10**9, "message": {"text": "x" * 2_000_000}}).encode()]
            for body in bodies:
                status, said = shop.forge(body)
                self.assertIn(status, (200, 413), body[:100])
                self.assertEqual(said if status == 200 else b"", b"")
            shop.start(person)
            before = len(shop.answers(person))
            shop.answered(person, before + 1)
            dead = [line for line in shop.program.log().splitlines() if "poisonous" in line or "messaging.handler_failed" in line]
            self.assertEqual(dead, [])
        self.on_each_engine(check)

    def test_who_floods_a_bot_keeps_nobody_else_from_it(self):
        def check(shop: Business):
            loud, quiet = shop.person("Loud"), shop.person("Quiet")
            shop.start(loud)
            for n in range(FLOOD):
                shop.say(loud, f"NO-SUCH-{n}")
            shop.start(quiet)
            shop.answered(quiet)
            shop.say(quiet, "/help")
            shop.answered(quiet, 2)
            self.assertLessEqual(len(shop.answers(loud)), MOST_ANSWERS)
        self.on_each_engine(check)

    def test_names_are_text_wherever_they_stand(self):
        def check(shop: Business):
            person = shop.person(NAME)
            self.assertEqual(shop.admin.request("PUT", "/api/coupon-bot/settings", {"greeting": "<b>{first_name}</b> of <i>{name}</i>"}).status, 200)
            shop.start(person)
            self.assertIn(NAME, shop.answered(person)[0]["text"])
            made = shop.admin.post("/api/broadcasts", {"content": {"text": "<u>{first_name}</u>, {username}, <a href=\"https://a.example/?n={name}\">look</a>"}})
            self.assertEqual(made.status, 201, made.text)
            self.assertEqual(shop.admin.post(f"/api/broadcasts/{made.json()['broadcast']['id']}/start").status, 200)
            self.assertIn(NAME, shop.answered(person, 2)[1]["text"])
            failed = shop.admin.get("/api/outbox?state=failed").json()["messages"]
            self.assertEqual(failed, [])
        self.on_each_engine(check)

    def test_a_crowd_is_answered_one_by_one(self):
        with Program.sandbox() as sandbox, Program(environment=sandbox.vendor_settings() | {"ADMIN_PASSWORD": PASSWORD}) as program:
            shop = Business(program, sandbox)
            people = control(shop.sandbox, "/control/telegram/crowd", {"bot": shop.bot["id"], "count": CROWD})["people"]
            for person in people:
                shop.say(person, "/help")
            tally = f"/control/telegram/tally?bot={shop.bot['id']}&method=sendMessage"
            answered = lambda: control(shop.sandbox, tally)["chats"]
            chats = shop.until(lambda: len(found := answered()) >= CROWD and found, "an answer to everybody")
            self.assertEqual({each["messages"] for each in chats}, {1})


if __name__ == "__main__":
    unittest.main()
