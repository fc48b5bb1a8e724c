"""A tenant's life, over HTTP and at the command line."""

import json
import os
import pathlib
import stat
import subprocess
import tempfile
import unittest

from testing.client import Client
from testing.databases import SERVERS, database
from testing.issuer import Issuer
from testing.program import RELEASE, Program
from testing.telegram_setup import bot_with_channels, webhook_of

PASSWORD = "a password for this test"
KEYS = {"SECRET_KEY": "the secret key of this test alone", "SESSION_SECRET": "the session secret of this test"}


def bearer(token: str) -> dict[str, dict[str, str]]:
    return {"headers": {"Authorization": f"Bearer {token}"}}


def command(settings: dict[str, str], folder: str, *arguments: str) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": f"{folder}/data"} | KEYS | settings
    return subprocess.run([str(RELEASE), *arguments], env=environment, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


class Pages(unittest.TestCase):
    def on_each_engine(self, check):
        for engine in SERVERS:
            with self.subTest(engine=engine), database(engine) as where, Issuer() as issuer:
                environment = where | {"ADMIN_PASSWORD": PASSWORD, "CLERK_ALLOWED_ISSUERS": issuer.url}
                with Program(environment=environment) as program:
                    admin = Client(program.url)
                    admin.sign_in(PASSWORD)
                    owner = bearer(issuer.token("user_olivia", "olivia@acme.example"))
                    tenant = Client(program.url).get("/api/onboarding/state", **owner).json()["state"]["tenant_id"]
                    check(admin, Client(program.url), owner, tenant)

    def test_a_suspended_tenant_is_refused_at_the_next_request_and_welcome_again_after(self):
        def check(admin, client, owner, tenant):
            self.assertEqual(client.get("/api/tenant", **owner).json()["tenant"]["id"], tenant)
            self.assertEqual(admin.post(f"/api/admin/tenants/{tenant}/suspend").status, 200)
            refused = client.get("/api/tenant", **owner)
            self.assertEqual((refused.status, refused.json()["code"]), (403, "tenant_suspended"))
            self.assertEqual(admin.get("/api/admin/tenants").json()["stats"], {"total": 2, "complete": 0, "pending": 2, "suspended": 1})
            self.assertEqual(admin.post(f"/api/admin/tenants/{tenant}/reactivate").status, 200)
            self.assertEqual(client.get("/api/tenant", **owner).status, 200)
        self.on_each_engine(check)

    def test_an_owner_describes_takes_home_and_deletes_his_tenant(self):
        def check(admin, client, owner, tenant):
            changed = client.request("PUT", "/api/tenant", {"name": "Acme", "time_zone": "Europe/London", "status": "suspended",
                                                            "tenant_id": "default", "owner_email": "x@y.zz"}, **owner).json()["tenant"]
            self.assertEqual((changed["name"], changed["time_zone"], changed["status"], changed["id"]),
                             ("Acme", "Europe/London", "active", tenant))
            wrong = client.request("PUT", "/api/tenant", {"support_email": "nobody"}, **owner)
            self.assertEqual((wrong.status, wrong.json()["field"]), (400, "support_email"))

            download = client.get("/api/tenant/export", **owner)
            self.assertIn("attachment", download.headers["Content-Disposition"])
            lines = [json.loads(line) for line in download.text.splitlines()]
            self.assertEqual((lines[0]["tenant"]["name"], lines[0]["secrets"]), ("Acme", "left_out"))
            self.assertEqual(lines[-1]["end"], len(lines) - 2)

            refused = client.request("DELETE", "/api/tenant", {"typed_name": "acme"}, **owner)
            self.assertEqual((refused.status, refused.json()["field"]), (400, "typed_name"))
            self.assertEqual(client.request("DELETE", "/api/tenant", {"typed_name": "Acme"}, **owner).status, 200)
            self.assertEqual(client.get("/api/tenant", **owner).json()["code"], "no_tenant")
            log = admin.get("/api/admin/audit?action=tenant.deleted").json()["entries"]
            self.assertEqual([(entry["subject"], entry["tenant_id"]) for entry in log], [(tenant, "")])
        self.on_each_engine(check)

    def test_the_platform_makes_lists_and_deletes_tenants_and_nobody_else_does(self):
        def check(admin, client, owner, tenant):
            for verb, path in (("GET", ""), ("POST", ""), ("POST", f"/{tenant}/suspend"), ("DELETE", f"/{tenant}")):
                self.assertEqual(client.request(verb, f"/api/admin/tenants{path}", None if verb == "GET" else {}, **owner).status, 403)
            made = admin.post("/api/admin/tenants", {"name": "Bolt", "owner_email": "bo@bolt.example"})
            self.assertEqual(made.status, 201)
            bolt = made.json()["tenant"]["id"]
            self.assertEqual(set(made.json()["tenant"]), set(client.get("/api/tenant", **owner).json()["tenant"]))
            first = admin.get("/api/admin/tenants?limit=1").json()
            self.assertEqual([each["tenant_id"] for each in first["tenants"]], [bolt])
            second = admin.get(f"/api/admin/tenants?limit=5&after={first['next']}").json()
            self.assertEqual(([each["tenant_id"] for each in second["tenants"]], second["next"]), ([tenant, "default"], None))
            self.assertEqual([each["members"] for each in second["tenants"]], [1, 0])
            self.assertEqual([each["tenant_id"] for each in admin.get("/api/admin/tenants?search=BOLT.ex").json()["tenants"]], [bolt])
            self.assertEqual(admin.get("/api/admin/tenants?after=nonsense").status, 400)
            self.assertEqual(admin.request("DELETE", f"/api/admin/tenants/{bolt}", {"typed_name": "Bolt"}).status, 200)
            self.assertEqual(admin.request("DELETE", f"/api/admin/tenants/{bolt}", {"typed_name": "Bolt"}).status, 404)
        self.on_each_engine(check)


class Farewell(unittest.TestCase):
    """What a deleted tenant had elsewhere goes with it."""

    def test_its_webhook_goes_and_who_runs_the_installation_goes_on_without_the_tenant_he_acted_for(self):
        for engine in SERVERS:
            with self.subTest(engine=engine), database(engine) as where, Program.sandbox() as sandbox:
                with Program(environment=where | sandbox.vendor_settings() | {"ADMIN_PASSWORD": PASSWORD}) as program:
                    admin = Client(program.url)
                    admin.sign_in(PASSWORD)
                    bot, channels = bot_with_channels(sandbox.url, "leaving_bot")
                    saved = admin.post("/api/connections", {"bot_role": "signal_bot", "bot_token": bot["token"]} | channels)
                    self.assertEqual(saved.status, 200, saved.text)
                    self.assertNotEqual(webhook_of(sandbox.url, bot), "")
                    bolt = admin.post("/api/admin/tenants", {"name": "Bolt"}).json()["tenant"]["id"]
                    self.assertEqual(admin.request("DELETE", "/api/admin/tenants/default", {"typed_name": "Default"}).status, 200)
                    self.assertEqual(webhook_of(sandbox.url, bot), "")

                    self.assertIsNone(admin.get("/api/me").json()["tenant"])
                    refused = admin.get("/api/tenant")
                    self.assertEqual((refused.status, refused.json()["code"]), (403, "no_tenant"))
                    self.assertEqual(admin.get("/api/onboarding/state").status, 403)
                    self.assertEqual(admin.get("/admin").status, 200)
                    for page in ("/app", "/setup"):
                        self.assertEqual(admin.get(page).headers["Location"], "/admin")
                    self.assertEqual([each["tenant_id"] for each in admin.get("/api/admin/tenants").json()["tenants"]], [bolt])
                    viewed = admin.get("/api/tenant", headers={"X-Impersonate-Tenant": bolt})
                    self.assertEqual(viewed.json()["tenant"]["id"], bolt)

    def test_the_command_takes_the_webhook_away_too(self):
        with Program.sandbox() as sandbox, tempfile.TemporaryDirectory() as folder:
            bot, channels = bot_with_channels(sandbox.url, "leaving_bot")
            settings = sandbox.vendor_settings() | {"PUBLIC_BASE_URL": "https://promo.example.com", "FOREX_BOT_TOKEN": bot["token"],
                                                    "FOREX_CHANNEL_ID": channels["vip_channel_id"]}
            for arguments in (["migrate"], ["tenant", "create", "Acme", "--id", "acme"], ["tenant", "seed-bots", "--tenant", "acme"]):
                done = command(settings, folder, *arguments)
                self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotEqual(webhook_of(sandbox.url, bot), "")
            done = command(settings, folder, "tenant", "delete", "acme", "--name", "Acme")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(webhook_of(sandbox.url, bot), "")


class CommandLine(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = holder.name

    def test_every_command_explains_itself_and_says_how_it_ended(self):
        for name in ("list", "create", "suspend", "reactivate", "export", "import", "delete", "seed-bots"):
            helped = command({}, self.folder, "tenant", name, "--help")
            self.assertEqual((helped.returncode, helped.stderr), (0, ""), name)
        for name in ("rotate", "forget"):
            self.assertEqual(command({}, self.folder, "secrets", name, "--help").returncode, 0, name)
        for wrong in (["tenant"], ["tenant", "fly"], ["tenant", "create"], ["tenant", "delete", "acme"], ["secrets"], ["secrets", "fly"]):
            self.assertEqual(command({}, self.folder, *wrong).returncode, 2, wrong)
        unready = command({}, self.folder, "tenant", "list")
        self.assertEqual(unready.returncode, 1)
        self.assertIn("promostack migrate", unready.stderr)

    def test_a_tenant_moves_from_one_database_to_another_by_a_private_file(self):
        with database("sqlite") as first, database("postgres") as second:
            for settings in (first, second):
                self.assertEqual(command(settings, self.folder, "migrate").returncode, 0)
            for arguments in (["create", "Acme Ltd", "--id", "acme"], ["suspend", "acme"], ["export", "acme", "--out", "acme.ndjson"]):
                done = command(first, self.folder, "tenant", *arguments)
                self.assertEqual(done.returncode, 0, done.stderr)
            file = pathlib.Path(self.folder, "acme.ndjson")
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)

            self.assertEqual(command(second, self.folder, "tenant", "import", str(file)).returncode, 0)
            again = command(second, self.folder, "tenant", "import", str(file))
            self.assertEqual(again.returncode, 1)
            self.assertIn("acme already", again.stderr)
            listed = json.loads(command(second, self.folder, "tenant", "list", "--json").stdout)
            self.assertEqual({each["tenant_id"]: each["status"] for each in listed}, {"default": "active", "acme": "suspended"})
            self.assertEqual(command(second, self.folder, "tenant", "export", "acme").stdout.splitlines()[-1], '{"end":5}')

            wrong = command(second, self.folder, "tenant", "delete", "acme", "--name", "Acme")
            self.assertEqual(wrong.returncode, 1)
            self.assertEqual(command(second, self.folder, "tenant", "delete", "acme", "--name", "Acme Ltd").returncode, 0)
            self.assertEqual(command(second, self.folder, "tenant", "reactivate", "acme").returncode, 1)

    def test_a_file_that_cannot_be_written_leaves_nothing_behind(self):
        command({}, self.folder, "migrate")
        refused = command({}, self.folder, "tenant", "export", "nobody", "--out", "nobody.ndjson")
        self.assertEqual(refused.returncode, 1)
        self.assertEqual(list(pathlib.Path(self.folder).glob("nobody*")), [])

    def test_beside_a_server_it_works_on_postgres_and_says_why_not_on_sqlite(self):
        for engine in SERVERS:
            with self.subTest(engine=engine), database(engine) as settings, Program(environment=settings | KEYS) as program:
                environment = settings | {"DATA_DIR": str(program.folder / "data")}
                made = command(environment, self.folder, "tenant", "create", "Acme")
                self.assertEqual(made.returncode, 0 if engine == "postgres" else 1, made.stderr)
                if engine == "sqlite":
                    self.assertIn("another PromoStack", made.stderr)

    def test_bots_of_the_environment_become_connections(self):
        with Program.sandbox() as sandbox:
            bot, channels = bot_with_channels(sandbox.url, "seeded_bot")
            settings = sandbox.vendor_settings() | {"PUBLIC_BASE_URL": "https://promo.example.com"}
            command(settings, self.folder, "migrate")
            nothing = command(settings, self.folder, "tenant", "seed-bots")
            self.assertEqual((nothing.returncode, "TELEGRAM_BOT_TOKEN" in nothing.stderr), (1, True))
            settings |= {"FOREX_BOT_TOKEN": bot["token"], "FOREX_CHANNEL_ID": channels["vip_channel_id"]}
            seeded = command(settings, self.folder, "tenant", "seed-bots")
            self.assertEqual((seeded.returncode, seeded.stdout), (0, "signal_bot @seeded_bot\n"), seeded.stderr)
            self.assertNotIn(bot["token"], seeded.stderr)
            unknown = command(settings, self.folder, "tenant", "seed-bots", "--tenant", "nobody")
            self.assertIn("no tenant nobody", unknown.stderr)


if __name__ == "__main__":
    unittest.main()
