"""A person in the sandbox chats with a tenant's coupon bot: privately, in a group, in a channel, with wrong coupons and without a provider."""

import http.client
import json
import time
import unittest
import urllib.parse

from testing.client import Client
from testing.databases import SERVERS, database
from testing.forms import multipart, png
from testing.program import Program
from testing.telegram_setup import control

PASSWORD = "a password for this test"
ANSWERED_WITHIN_S = 15
NOBODY_LISTENS = "http://127.0.0.1:1"


class Chat:
    """One chat of the sandbox, as a person sees it."""

    def __init__(self, sandbox: str, key: str, person: int):
        self.sandbox, self.key, self.person = sandbox, key, person

    def messages(self) -> list[dict]:
        return control(self.sandbox, f"/control/telegram/chats/{urllib.parse.quote(self.key)}/messages")["messages"]

    def send(self, text: str) -> int:
        return control(self.sandbox, "/control/telegram/send", {"chat": self.key, "user": self.person, "text": text})["message_id"]

    def ask(self, text: str) -> dict:
        """What is said after this was."""
        sent = self.send(text)
        return self.until(lambda: next((each for each in self.messages() if each["message_id"] > sent), None), f"an answer to {text}")

    def press(self, message: dict, label: str) -> dict:
        for row, buttons in enumerate(message["reply_markup"]["inline_keyboard"]):
            for column, button in enumerate(buttons):
                if button["text"].startswith(label):
                    return control(self.sandbox, "/control/telegram/press", {
                        "chat": self.key, "user": self.person, "message_id": message["message_id"], "row": row, "column": column})
        raise AssertionError(f"no button {label} below {message}")

    def now(self, message: dict) -> dict:
        return next(each for each in self.messages() if each["message_id"] == message["message_id"])

    def changed(self, message: dict) -> dict:
        return self.until(lambda: self.now(message) if self.now(message) != message else None, "a changed message")

    def after(self, message: dict) -> dict:
        return self.until(lambda: next((each for each in self.messages() if each["message_id"] > message["message_id"]), None),
                          "another message")

    @staticmethod
    def until(found, what: str):
        deadline = time.monotonic() + ANSWERED_WITHIN_S
        while not (answer := found()):
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {ANSWERED_WITHIN_S} s: {what}")
            time.sleep(0.05)
        return answer


class Business:
    """A tenant with a coupon bot, a list of coupons and two templates."""

    def __init__(self, program: Program, sandbox: Program):
        self.program, self.sandbox = program, sandbox.url
        self.admin = Client(program.url)
        self.admin.sign_in(PASSWORD)
        control(self.sandbox, "/control/telegram/settings", {"limits": False})
        self.bot = control(self.sandbox, "/control/telegram/bots", {"first_name": "Promo", "username": "promo_bot", "reads_all": True})
        self.ask("POST", "/api/connections", {"bot_role": "coupon_bot", "bot_token": self.bot["token"]})
        self.ask("POST", "/api/coupon-codes", {"code": "SAVE-30"}, 201)
        self.ask("PUT", "/api/coupon-settings", {"provider": "list"})
        self.ask("PUT", "/api/coupon-bot/settings", {"checkout_url": "https://shop.example/buy?promo={coupon}"})
        square, story = ({"image": self.upload(png(360, 240, shade))} for shade in (0, 90))
        self.ask("POST", "/api/templates", {"name": "Flash Sale", "square": square, "story": story}, 201)
        self.ask("POST", "/api/templates", {"name": "Gold <b>", "slug": "gold", "square": square}, 201)
        self.ann = control(self.sandbox, "/control/telegram/people", {"first_name": "Ann <3", "username": "ann_of_acme"})["id"]

    def ask(self, method: str, path: str, body=None, status: int = 200) -> dict:
        answer = self.admin.request(method, path, body)
        if answer.status != status:
            raise AssertionError(f"{method} {path}: {answer.status} {answer.text}")
        return answer.json()

    def upload(self, picture: bytes) -> str:
        headers, body = multipart({}, {"image": picture})
        address = urllib.parse.urlsplit(self.program.url)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
        try:
            connection.request("POST", "/api/template-images", body, headers | {"Origin": self.program.url, "Cookie": self.admin.cookie})
            return json.loads(connection.getresponse().read())["image"]["id"]
        finally:
            connection.close()

    def private(self) -> Chat:
        chat = Chat(self.sandbox, f"{self.bot['id']}:{self.ann}", self.ann)
        control(self.sandbox, "/control/telegram/start", {"bot": self.bot["id"], "user": self.ann, "payload": "insta"})
        chat.until(lambda: len(chat.messages()) >= 2, "a greeting")
        return chat

    def place(self, kind: str) -> Chat:
        chat = control(self.sandbox, "/control/telegram/chats", {"kind": kind, "title": f"A {kind}", "owner": self.ann})
        control(self.sandbox, "/control/telegram/members",
                {"chat": chat["key"], "user": self.bot["id"], "actor": self.ann, "status": "administrator"})
        return Chat(self.sandbox, chat["key"], self.ann)


class CouponBot(unittest.TestCase):
    def on_each_engine(self, check, **environment: str):
        for engine in SERVERS:
            with self.subTest(engine=engine), database(engine) as where, Program.sandbox() as sandbox:
                settings = where | sandbox.vendor_settings() | {"ADMIN_PASSWORD": PASSWORD} | environment
                with Program(environment=settings) as program:
                    check(Business(program, sandbox))

    def test_from_the_first_word_to_a_shared_picture(self):
        def check(business: Business):
            chat = business.private()
            self.assertIn("Ann <3", chat.messages()[1]["text"])
            gallery = chat.ask("save 30")
            self.assertIn("SAVE-30", gallery["caption"])
            chat.press(gallery, "Flash Sale")
            sizes = chat.changed(gallery)
            self.assertIn("Which size", sizes["caption"])
            chat.press(sizes, "Story")
            picture = chat.after(gallery)
            self.assertIn("Flash Sale", picture["caption"])
            chat.press(picture, "As Square")
            square = chat.changed(picture)
            self.assertNotEqual(square["photo"], picture["photo"])
            chat.press(square, "As a file")
            self.assertEqual(chat.after(square)["document"]["file_name"], "flash-sale-SAVE-30.png")

            shared = urllib.parse.urlsplit(chat.press(square, "Share")["url"])
            answer = business.admin.get(shared.path)
            self.assertEqual(answer.status, 302)
            self.assertIn("t.me/share/url", answer.headers["Location"])
            bought = business.admin.get(urllib.parse.urlsplit(chat.press(square, "Use the coupon")["url"]).path)
            self.assertEqual(bought.headers["Location"], "https://shop.example/buy?promo=SAVE-30")
            self.assertEqual(business.admin.get(shared.path + "x").status, 404)

            activity = business.ask("GET", f"/api/user-activity/{business.ann}")
            self.assertEqual(activity["user"]["total_generations"], 3)
            self.assertEqual(activity["user"]["source"], "insta")
            self.assertEqual({each["template"] for each in activity["history"]}, {"flash-sale"})
            seen = business.ask("GET", "/api/coupon-bot/messages")["messages"]
            self.assertEqual({each["direction"] for each in seen}, {"in", "out"})
        self.on_each_engine(check)

    def test_a_group_and_a_channel_get_pictures_by_name_and_nothing_else(self):
        def check(business: Business):
            for kind in ("group", "channel"):
                place = business.place(kind)
                ignored = place.send("SAVE-30")
                picture = place.ask("/flash_sale/save-30/story")
                self.assertIn("SAVE-30", picture["caption"])
                self.assertFalse([each for each in place.messages()
                                  if each["message_id"] > ignored and "photo" in each and each != picture])
                self.assertIn("no picture called", place.ask("/nothing/SAVE-30")["text"])
        self.on_each_engine(check)

    def test_a_wrong_coupon_and_an_outage_are_told_apart(self):
        def check(business: Business):
            chat = business.private()
            self.assertIn("not known", chat.ask("WRONG")["text"])
            business.ask("PUT", "/api/coupon-settings", {"provider": "funderpro"})
            answer = chat.ask("SAVE-30")["text"]
            self.assertIn("could not be checked", answer)
            self.assertNotIn("not known", answer)
            history = business.ask("GET", f"/api/user-activity/{business.ann}")["history"]
            self.assertEqual([each["error_type"] for each in history], ["validation_unavailable", "invalid_coupon"])
        self.on_each_engine(check, FUNDERPRO_BASE_URL=NOBODY_LISTENS)

    def test_the_commands_are_in_the_menu_and_who_blocks_is_known(self):
        def check(business: Business):
            business.private()
            business.ask("POST", "/api/coupon-bot/menu")

            def seen():
                return business.ask("GET", "/api/coupon-bot")
            Chat.until(lambda: seen()["menu"]["state"] == "registered", "the menu")
            self.assertEqual(seen()["bot"]["username"], "promo_bot")
            control(business.sandbox, "/control/telegram/block", {"bot": business.bot["id"], "user": business.ann, "blocked": True})
            Chat.until(lambda: seen()["numbers"]["blocked"] == 1, "somebody who blocked the bot")
            self.assertEqual(business.ask("GET", "/api/bot-users?filter=blocked")["total"], 1)
        self.on_each_engine(check)


if __name__ == "__main__":
    unittest.main()
