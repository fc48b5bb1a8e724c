"""Secrets are where they belong and nowhere else: not in the database, the log, an answer, or a dump of memory."""

import hmac
import json
import pathlib
import secrets
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse

from testing.client import Client
from testing.databases import SERVERS, database
from testing.program import RELEASE, Program
from testing.telegram_setup import bot_with_channels, control, webhook_secrets

ROTATIONS = 5
CALLERS = 4
ANSWERED_WITHIN_S = 20
WHOLE_MEMORY = "0x33"


def planted() -> dict[str, str]:
    """Settings whose values occur nowhere by chance."""
    def value():
        return secrets.token_urlsafe(30)
    return {"SESSION_SECRET": value(), "SECRET_KEY": value(), "SECRET_KEY_PREVIOUS": value(), "ADMIN_PASSWORD": value(),
            "CLERK_SECRET_KEY": f"sk_test_{value()}"}


def dump_of_database(settings: dict[str, str], program: Program) -> bytes:
    if "DATABASE_URL" in settings:
        return subprocess.run(["pg_dump", "--inserts", settings["DATABASE_URL"]], check=True, capture_output=True, timeout=60).stdout
    return b"".join(path.read_bytes() for path in sorted((program.folder / "data").glob("promostack.db*")))


class Witness(Client):
    """Remembers all that it was told, but for the cookie that is meant for it."""

    def __init__(self, url: str):
        super().__init__(url)
        self.heard: list[str] = []

    def request(self, *arguments, **options):
        answer = super().request(*arguments, **options)
        self.heard.append(answer.text)
        self.heard += [f"{name}: {value}" for name, value in answer.headers.items() if name != "Set-Cookie"]
        return answer


def use(client: Witness, sandbox: str, bot: dict, channels: dict, test: unittest.TestCase) -> dict[str, str]:
    """Saves, fails, times out and asks for what is not there. Returns the secrets that came up on the way."""
    token = bot["token"]
    stripe = {"secret_key": f"sk_test_{secrets.token_hex(16)}", "publishable_key": f"pk_test_{secrets.token_hex(16)}",
              "webhook_secret": f"whsec_{secrets.token_hex(16)}"}
    saved = client.post("/api/connections", {"bot_role": "signal_bot", "bot_token": token} | channels)
    test.assertEqual(saved.status, 200, saved.text)
    use_coupon_bot(client, sandbox, bot, test)
    wrong = token[:-6] + "wrong0"
    client.post("/api/connections", {"bot_role": "message_bot", "bot_token": wrong})
    client.post("/api/connections/validate", {"bot_role": "message_bot", "bot_token": wrong})
    client.post("/api/connections/signal_bot/webhook")
    # The last is kept for a while, and nothing else is asked of Telegram then.
    for fault in ("server_error", "bad_gateway", "too_many"):
        control(sandbox, "/control/telegram/faults", {"kind": fault, "method": "getMe"})
        failed = client.post("/api/connections/test", {"bot_role": "signal_bot"})
        test.assertFalse(failed.json()["success"], f"{fault}: {failed.text}")
    client.post("/api/connections/validate-saved", {"bot_role": "signal_bot"})
    client.post("/api/onboarding/stripe", stripe)
    client.get("/api/stripe/status")
    client.post("/api/login", {"password": f"{token} is no password"})
    client.post(f"/api/bot-webhook/{saved.json()['connection']['bot_id']}", {"update_id": 1},
                headers={"X-Telegram-Bot-Api-Secret-Token": "wrong"})
    for path in ("/api/connections", "/api/tenant/export", "/api/audit", "/api/admin/jobs", "/metrics", f"/api/{token}"):
        client.get(path)
    told = client.post("/api/invitations", {"role": "member"})
    test.assertEqual(told.status, 200, told.text)
    client.heard = [text for text in client.heard if text != told.text]  # its link is told once, to whoever asked for it
    invitation = told.json()["link"].partition("#")[2]
    client.post("/api/invitations/preview", {"token": invitation + "x"})
    return {"bot token": token, "wrong bot token": wrong, "invitation": invitation} | {f"Stripe {k}": v for k, v in stripe.items() if k != "publishable_key"}


def use_coupon_bot(client: Witness, sandbox: str, bot: dict, test: unittest.TestCase) -> None:
    """Somebody talks to it, and a broadcast goes out of which nobody can say whether it arrived."""
    saved = client.post("/api/connections", {"bot_role": "coupon_bot", "bot_token": bot["token"]})
    test.assertEqual(saved.status, 200, saved.text)
    person = control(sandbox, "/control/telegram/people", {"first_name": "Ann"})["id"]
    control(sandbox, "/control/telegram/start", {"bot": bot["id"], "user": person, "payload": ""})
    until_sent(client, "reply", test)
    made = client.post("/api/broadcasts", {"content": {"text": "News"}})
    test.assertEqual(made.status, 201, made.text)
    control(sandbox, "/control/telegram/faults", {"kind": "bad_gateway", "method": "sendMessage"})
    started = client.post(f"/api/broadcasts/{made.json()['broadcast']['id']}/start")
    test.assertEqual(started.status, 200, started.text)
    control(sandbox, "/control/telegram/send", {"chat": f"{bot['id']}:{person}", "user": person, "text": "NO-SUCH-CODE"})
    for message in until_sent(client, "broadcast", test):
        client.get(f"/api/outbox/{message['id']}")
    for path in ("/api/outbox/summary", "/api/coupon-bot", "/api/coupon-bot/messages", "/api/broadcasts", "/api/bot-users"):
        test.assertEqual(client.get(path).status, 200, path)


def until_sent(client: Witness, kind: str, test: unittest.TestCase) -> list[dict]:
    deadline = time.monotonic() + ANSWERED_WITHIN_S
    while not (ended := [each for each in client.get(f"/api/outbox?kind={kind}").json()["messages"] if each["done_at"]]):
        test.assertLess(time.monotonic(), deadline, f"no {kind} has left")
        time.sleep(0.1)
    return ended


EVENT = json.dumps({"id": "evt_again", "object": "event", "type": "invoice.paid", "created": 1, "livemode": False, "data": {"object": {}}})


def stripe_signature(secret: str, body: str) -> str:
    now = int(time.time())
    return f"t={now},v1={hmac.new(secret.encode(), f'{now}.{body}'.encode(), 'sha256').hexdigest()}"


class Everywhere(unittest.TestCase):
    def test_no_secret_is_in_the_database_the_log_or_an_answer(self):
        for engine in SERVERS:
            with self.subTest(engine=engine), database(engine) as settings, Program.sandbox() as sandbox:
                known = planted()
                environment = sandbox.vendor_settings() | known | {"LOG_LEVEL": "debug"} | settings
                with Program(environment=environment) as program:
                    client = Witness(program.url)
                    self.assertEqual(client.sign_in(known["ADMIN_PASSWORD"]).status, 200)
                    bot, channels = bot_with_channels(sandbox.url, "secretive_bot")
                    hidden = known | use(client, sandbox.url, bot, channels, self)
                    hidden |= {f"webhook secret {n}": value for n, value in enumerate(webhook_secrets(sandbox.url))}
                    hidden["session"] = client.cookie.partition("=")[2]
                    if password := urllib.parse.urlsplit(settings.get("DATABASE_URL", "")).password:
                        hidden["database password"] = password
                    self.assertGreater(len(webhook_secrets(sandbox.url)), 1)
                    sandbox.stop()
                    unreachable = client.post("/api/connections/test", {"bot_role": "signal_bot"})
                    self.assertFalse(unreachable.json()["success"], unreachable.text)
                    places = {"database": dump_of_database(settings, program), "log": program.log().encode(),
                              "answers": "\n".join(client.heard).encode()}
                    self.assertIn(b"http.request", places["log"])
                    self.assertIn(b"secretive_bot", places["database"])
                    self.assertIn(b"NO-SUCH-CODE", places["database"], "messages are not looked through")
                    self.assertIn(b"secretive_bot", places["answers"])
                    for place, content in places.items():
                        for name, value in hidden.items():
                            self.assertNotIn(value.encode(), content, f"{name} in the {place}")


class Memory(unittest.TestCase):
    def dump(self, process: int, folder: str) -> bytes:
        subprocess.run(["gcore", "-o", f"{folder}/core", str(process)], capture_output=True, timeout=120, check=False)
        core = pathlib.Path(f"{folder}/core.{process}")
        content = core.read_bytes() if core.exists() else b""
        core.unlink(missing_ok=True)
        return content

    def test_a_dump_of_memory_holds_no_secret_and_would_if_it_were_let(self):
        known = planted()
        with tempfile.TemporaryDirectory() as folder, Program(environment=known) as program:
            self.assertEqual(Client(program.url).sign_in(known["ADMIN_PASSWORD"]).status, 200)
            process = program.process.pid
            limits = pathlib.Path(f"/proc/{process}/limits").read_text()
            self.assertRegex(limits, r"Max core file size\s+0\s+0")
            dump = self.dump(process, folder)
            for name, value in known.items():
                self.assertNotIn(value.encode(), dump, name)

            pathlib.Path(f"/proc/{process}/coredump_filter").write_text(WHOLE_MEMORY)
            whole = self.dump(process, folder)
            self.assertIn(known["SECRET_KEY"].encode(), whole, "the search above cannot find anything")

    def test_a_crash_leaves_no_core(self):
        with Program() as program:
            program.stop(subprocess.signal.SIGABRT)
            self.assertEqual([path.name for path in program.folder.rglob("core*")], [])


class Rotation(unittest.TestCase):
    """SECRET_KEY is changed as docs/operations.md says, under traffic."""

    def rotate(self, environment: dict[str, str], folder: str, expected: int = 0) -> str:
        done = subprocess.run([str(RELEASE), "secrets", "rotate"], env=environment | {"PATH": "/usr/bin:/bin", "DATA_DIR": folder},
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, expected, done.stdout + done.stderr)
        return done.stdout

    def test_five_rotations_under_traffic_fail_no_request(self):
        keys = [secrets.token_urlsafe(30) for _ in range(2)]
        with database("postgres") as settings, Program.sandbox() as sandbox, tempfile.TemporaryDirectory() as folder:
            common = sandbox.vendor_settings() | settings | {"ADMIN_PASSWORD": "a password", "SESSION_SECRET": secrets.token_hex(16)}
            forth = common | {"SECRET_KEY": keys[1], "SECRET_KEY_PREVIOUS": keys[0]}
            back = common | {"SECRET_KEY": keys[0], "SECRET_KEY_PREVIOUS": keys[1]}
            with Program(environment=back) as program:
                client = Client(program.url)
                client.sign_in("a password")
                bot, channels = bot_with_channels(sandbox.url, "rotating_bot")
                self.assertEqual(client.post("/api/connections", {"bot_role": "signal_bot", "bot_token": bot["token"]} | channels).status, 200)
                signing = f"whsec_{secrets.token_hex(16)}"
                keys_of_stripe = {"secret_key": f"sk_test_{secrets.token_hex(16)}", "publishable_key": f"pk_test_{secrets.token_hex(16)}"}
                self.assertEqual(client.post("/api/onboarding/stripe", keys_of_stripe | {"webhook_secret": signing}).status, 200)
                webhook = client.get("/api/stripe/status").json()["webhook_url"].removeprefix(program.url)

                answered, wrong, over = [], [], threading.Event()

                def call():
                    mine = Client(program.url)
                    while not over.is_set():
                        # Checking the signature opens the stored secret, every time.
                        answer = mine.post(webhook, EVENT, headers={"Stripe-Signature": stripe_signature(signing, EVENT)})
                        (answered if answer.status == 200 else wrong).append(f"{answer.status} {answer.text}")

                callers = [threading.Thread(target=call) for _ in range(CALLERS)]
                for caller in callers:
                    caller.start()
                for turn in range(ROTATIONS):
                    before = len(answered)
                    said = self.rotate(forth if turn % 2 == 0 else back, folder)
                    self.assertIn("now: 1, already: 0, not readable: 0", said)
                    while len(answered) < before + 20 and not wrong:
                        over.wait(0.01)
                over.set()
                for caller in callers:
                    caller.join()
                self.assertEqual(wrong, [])
                self.assertGreaterEqual(len(answered), 20 * ROTATIONS)
                log = client.get("/api/admin/audit?action=secrets.rotated").json()["entries"]
                self.assertEqual([entry["actor_kind"] for entry in log], ["operator"] * ROTATIONS)

            alone = common | {"SECRET_KEY": keys[1]}
            with Program(environment=alone) as program:  # the old key is no longer needed
                client = Client(program.url)
                client.sign_in("a password")
                self.assertTrue(client.post("/api/connections/test", {"bot_role": "signal_bot"}).json()["success"])
            lost = common | {"SECRET_KEY": secrets.token_urlsafe(30)}
            self.assertIn("not readable: 1", self.rotate(lost, folder, expected=1))

    def test_who_lost_the_key_is_told_what_to_do_and_starts_anew(self):
        with Program.sandbox() as sandbox:
            common = sandbox.vendor_settings() | {"ADMIN_PASSWORD": "a password"}
            with Program(environment=common | {"SECRET_KEY": secrets.token_urlsafe(30)}) as program:
                bot, channels = bot_with_channels(sandbox.url, "lost_bot")
                connection = {"bot_role": "signal_bot", "bot_token": bot["token"]} | channels

                def begin() -> Client:
                    program.start()
                    client = Client(program.url)
                    client.sign_in("a password")
                    return client

                program.stop()
                self.assertEqual(begin().post("/api/connections", connection).status, 200)
                program.stop()
                program.environment["SECRET_KEY"] = secrets.token_urlsafe(30)
                refused = begin().post("/api/connections", connection)
                self.assertEqual((refused.status, refused.json()["code"]), (503, "not_configured"))
                self.assertIn("`promostack secrets forget default`", refused.json()["error"])
                program.stop()

                environment = program.environment | {"PATH": "/usr/bin:/bin", "DATA_DIR": str(program.folder / "data")}

                def forget(*arguments: str) -> subprocess.CompletedProcess:
                    return subprocess.run([str(RELEASE), "secrets", "forget", "default", *arguments], env=environment,
                                          capture_output=True, text=True, timeout=60, check=False)

                unsure = forget()
                self.assertEqual((unsure.returncode, "--yes" in unsure.stderr), (1, True), unsure.stderr)
                done = forget("--yes")
                self.assertEqual(done.returncode, 0, done.stderr)
                client = begin()
                self.assertEqual(client.get("/api/connections").json()["connections"], [])
                self.assertEqual([entry["actor_kind"] for entry in client.get("/api/audit?action=secrets.forgotten").json()["entries"]], ["operator"])
                self.assertEqual(client.post("/api/connections", connection).status, 200)

    def test_on_sqlite_the_server_rotates_when_it_starts(self):
        keys = [secrets.token_urlsafe(30) for _ in range(2)]
        with Program.sandbox() as sandbox:
            common = sandbox.vendor_settings() | {"ADMIN_PASSWORD": "a password"}
            with Program(environment=common | {"SECRET_KEY": keys[0]}) as program:
                client = Client(program.url)
                client.sign_in("a password")
                bot, channels = bot_with_channels(sandbox.url, "rotating_bot")
                self.assertEqual(client.post("/api/connections", {"bot_role": "signal_bot", "bot_token": bot["token"]} | channels).status, 200)
                for setting in ({"SECRET_KEY": keys[1], "SECRET_KEY_PREVIOUS": keys[0]}, {"SECRET_KEY": keys[1]}):
                    self.assertEqual(program.stop(), 0)
                    program.environment.pop("SECRET_KEY_PREVIOUS", None)
                    program.environment |= setting
                    program.start()
                    self.assertTrue(client.post("/api/connections/test", {"bot_role": "signal_bot"}).json()["success"])


if __name__ == "__main__":
    unittest.main()
