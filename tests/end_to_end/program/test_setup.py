"""A newcomer sets up a business against the imitated vendors: bot, Stripe, name, logo, and what Stripe sends afterwards."""

import struct
import time
import unittest
import urllib.request
import zlib

from testing.client import Client
from testing.databases import SERVERS, database
from testing.issuer import Issuer
from testing.postgres import TemporaryPostgres
from testing.program import Program
from testing.telegram_setup import bot_with_channels

PASSWORD = "a password for this test"
KEYS = {"secret_key": "sk_test_51Abcd", "publishable_key": "pk_test_51Abcd", "webhook_secret": "whsec_imitated"}  # allow-secret: made up
DELIVERED_WITHIN_S = 10


def picture(side: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x7f" * side) * side)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


class World:
    """The program, its vendors, and somebody who has just signed up."""

    def __init__(self, program: Program, sandbox: Program, issuer: Issuer):
        self.program, self.sandbox = program, Client(sandbox.url)
        self.person = {"Authorization": "Bearer " + issuer.token("user_olga", "olga@acme.example")}
        self.client = Client(program.url)

    def get(self, path: str):
        return self.client.get(path, headers=self.person)

    def post(self, path: str, body):
        return self.client.post(path, body, headers=self.person)

    def control(self, path: str, body) -> dict:
        return self.sandbox.post(f"/control/{path}", body).json()

    def bot(self) -> dict:
        bot, channels = bot_with_channels(self.sandbox.url, "acme_signals_bot")
        return {"bot_token": bot["token"], **channels}

    def upload(self, data: bytes):
        body = b'--b\r\nContent-Disposition: form-data; name="logo"; filename="x.png"\r\n\r\n' + data + b"\r\n--b--\r\n"
        sent = self.person | {"Content-Type": "multipart/form-data; boundary=b"}
        return self.client.request("POST", "/api/onboarding/logo", body.decode("latin-1"), headers=sent)

    def deliver(self, **event) -> int:
        """What the program answers to an event of Stripe."""
        sent = self.control("stripe/events", {"secret": KEYS["webhook_secret"], "type": "invoice.paid"} | event)["id"]
        deadline = time.monotonic() + DELIVERED_WITHIN_S
        while time.monotonic() < deadline:
            last = [d for d in self.sandbox.get("/control/stripe/deliveries").json()["deliveries"] if d["event"] == sent][-1]
            if last["status"] is not None:
                return last["status"]
        raise AssertionError(f"{sent} was not delivered")


class Setup(unittest.TestCase):
    def on_each_engine(self, check):
        for engine in SERVERS:
            with self.subTest(engine=engine), database(engine) as where, Issuer() as issuer, Program.sandbox() as sandbox:
                settings = sandbox.vendor_settings() | {"CLERK_ALLOWED_ISSUERS": issuer.url, "ADMIN_PASSWORD": PASSWORD} | where
                with Program(environment=settings) as program:
                    check(World(program, sandbox, issuer))

    def test_the_wizard_from_the_first_call_to_the_list_of_tenants(self):
        def check(world):
            state = world.get("/api/onboarding/state").json()["state"]
            self.assertEqual((state["current_step"], state["progress_json"]), (1, {}))
            bot = world.post("/api/onboarding/telegram", world.bot()).json()
            self.assertEqual(bot["bot_info"], {"username": "@acme_signals_bot", "name": "acme_signals_bot",
                                               "free_channel_verified": True, "vip_channel_verified": True})
            connections = world.get("/api/connections").json()["connections"]
            self.assertEqual([(c["bot_role"], c["state"]) for c in connections], [("signal_bot", "active")])
            early = world.post("/api/onboarding/complete", {})
            self.assertEqual((early.status, early.json()["missing_step"]), (400, "stripe"))
            self.assertEqual(world.post("/api/onboarding/stripe", KEYS).json()["stripe_info"],
                             {"is_live": False, "has_publishable_key": True, "has_webhook_secret": True})
            self.assertEqual(world.get("/api/onboarding/state").json()["state"]["current_step"], 3)
            business = {"display_name": "Acme Signals", "support_email": "help@acme.example"}
            world.post("/api/onboarding/business", business)
            self.assertTrue(world.post("/api/onboarding/complete", {}).json()["state"]["is_complete"])
            self.assertTrue(world.get("/api/tenant/setup-status").json()["is_complete"])

            admin = Client(world.program.url)
            admin.sign_in(PASSWORD)
            listed = {t["tenant_id"]: t for t in admin.get("/api/admin/tenants").json()["tenants"]}[state["tenant_id"]]
            self.assertEqual((listed["display_name"], listed["owner_email"], listed["onboarding_complete"]),
                             ("Acme Signals", "olga@acme.example", True))
            for secret in KEYS.values():
                self.assertNotIn(secret.split("_")[-1], world.program.log())
        self.on_each_engine(check)

    def test_events_of_stripe_count_once_and_only_when_they_are_signed(self):
        def check(world):
            url = world.get("/api/stripe/status").json().get("webhook_url")
            self.assertIsNone(url)  # nobody's tenant yet
            url = world.get("/api/onboarding/state").json()["state"]["stripe_webhook_url"]
            self.assertEqual(world.deliver(url=url), 503)
            world.post("/api/onboarding/stripe", KEYS)
            self.assertEqual(world.deliver(url=url, id="evt_one"), 200)
            self.assertEqual(world.deliver(url=url, id="evt_one"), 200)
            self.assertEqual(world.deliver(url=url, secret="whsec_of_another"), 400)
            self.assertEqual(world.deliver(url=url, signed_at="2020-01-01T00:00:00Z"), 400)
            self.assertEqual(world.deliver(url=url.rsplit("/", 1)[0] + "/01950000-0000-7000-8000-000000000000"), 401)
            self.assertEqual(Client(world.program.url).post(url.removeprefix(world.program.url), {}).status, 400)
            status = world.get("/api/stripe/status").json()
            self.assertEqual((status["connected"], status["has_webhook"], status["webhook_url"]), (True, True, url))
        self.on_each_engine(check)

    def test_an_event_that_comes_while_the_database_is_away_is_kept_when_stripe_repeats_it(self):
        with TemporaryPostgres() as postgres, Issuer() as issuer, Program.sandbox() as sandbox:
            settings = sandbox.vendor_settings() | {"CLERK_ALLOWED_ISSUERS": issuer.url, "DATABASE_URL": postgres.url}
            with Program(environment=settings) as program:
                world = World(program, sandbox, issuer)
                self.assertEqual(world.post("/api/onboarding/stripe", KEYS).status, 200)
                url = world.get("/api/stripe/status").json()["webhook_url"]
                postgres.stop()
                self.assertEqual(world.deliver(url=url, id="evt_late"), 503)
                postgres.start()
                deadline = time.monotonic() + DELIVERED_WITHIN_S
                while world.deliver(url=url, id="evt_late") != 200:
                    self.assertLess(time.monotonic(), deadline, "still refused")
                self.assertEqual(world.deliver(url=url, id="evt_late"), 200)
                self.assertEqual(postgres.sql("SELECT id FROM stripe_events").split(), ["evt_late"])

    def test_a_logo_is_shown_to_anybody_and_a_bomb_is_not_opened(self):
        def check(world):
            first = world.upload(picture(32)).json()["logo_url"]
            with urllib.request.urlopen(first) as shown:
                self.assertTrue(shown.read().startswith(b"\x89PNG"))
                self.assertEqual(shown.headers["Content-Type"], "image/png")
                self.assertEqual(shown.headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(shown.headers.get_all("Content-Security-Policy"), ["default-src 'none'; sandbox"])
                self.assertIn("immutable", shown.headers["Cache-Control"])
                tag = shown.headers["ETag"]
            path = first.removeprefix(world.program.url)
            self.assertEqual(world.client.get(path, headers={"If-None-Match": tag}).status, 304)
            self.assertEqual(world.upload(picture(5000)).status, 413)
            self.assertEqual(world.upload(b"<svg onload='alert(1)'/>").status, 415)
            self.assertEqual(world.upload(picture(8)[:60]).status, 422)
            second = world.upload(picture(8) + b"<script>").json()["logo_url"]
            with urllib.request.urlopen(second) as shown:
                self.assertNotIn(b"script", shown.read())
            self.assertNotEqual(second, first)
            self.assertEqual(world.client.get("/objects/").status, 404)
        self.on_each_engine(check)
