"""What the program does when it is told to, and what it says when it cannot."""

import json
import os
import pathlib
import signal
import stat
import subprocess
import tempfile
import unittest

from testing.client import Client
from testing.databases import SERVERS, database
from testing.program import RELEASE, Program

PRODUCTION = {"PROMOSTACK_ENV": "production", "SESSION_SECRET": "s" * 32, "SECRET_KEY": "k" * 32,
              "PUBLIC_BASE_URL": "https://promo.example.com"}


def promostack(*arguments: str, folder: str, **environment: str) -> subprocess.CompletedProcess:
    settings = {"PATH": os.environ["PATH"], "DATA_DIR": f"{folder}/data"} | environment
    return subprocess.run([str(RELEASE), *arguments], env=settings, cwd=folder, capture_output=True, text=True, timeout=60)


class Commands(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = holder.name

    def test_exit_codes_say_good_failed_or_wrong_usage(self):
        self.assertEqual(promostack("version", folder=self.folder).returncode, 0)
        self.assertEqual(promostack("--help", folder=self.folder).returncode, 0)
        for command in ("serve", "demo", "sandbox", "migrate", "doctor"):
            helped = promostack(command, "--help", folder=self.folder)
            self.assertEqual(helped.returncode, 0)
            self.assertTrue(helped.stdout.strip(), command)
        for wrong in ([], ["fly"], ["serve", "--roles=pilot"], ["sandbox", "--port=ninety"]):
            self.assertEqual(promostack(*wrong, folder=self.folder).returncode, 2, wrong)
        refused = promostack("serve", folder=self.folder, PORT="none")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("PORT must be a number", refused.stderr)

    def test_production_starts_with_nothing_unsafe(self):
        for missing in ("SESSION_SECRET", "SECRET_KEY", "PUBLIC_BASE_URL"):
            refused = promostack("serve", folder=self.folder, **{k: v for k, v in PRODUCTION.items() if k != missing})
            self.assertEqual(refused.returncode, 1)
            self.assertIn(missing, refused.stderr)

    def test_no_vendor_is_imitated_in_production(self):
        for command in ("sandbox", "demo"):
            refused = promostack(command, folder=self.folder, **PRODUCTION)
            self.assertEqual(refused.returncode, 1)
            self.assertIn(f"the {command} is no production system", refused.stderr)

    def test_a_dotenv_file_is_read_in_development_and_the_environment_wins(self):
        pathlib.Path(self.folder, ".env").write_text("LOG_LEVEL=loud\n")
        self.assertIn("LOG_LEVEL", promostack("doctor", folder=self.folder).stderr)
        self.assertEqual(promostack("doctor", folder=self.folder, LOG_LEVEL="info").returncode, 0)

    def test_migrate_says_what_it_did_and_does_nothing_twice(self):
        for engine in SERVERS:
            with self.subTest(engine=engine), database(engine) as settings:
                first = promostack("migrate", folder=self.folder, **settings)
                self.assertEqual(first.returncode, 0, first.stderr)
                self.assertIn("applied 0001_tenants", first.stdout)
                second = promostack("migrate", folder=self.folder, **settings)
                self.assertIn("0 applied", second.stdout)

    def test_doctor_is_content_with_a_fresh_folder_and_names_what_is_broken(self):
        self.assertEqual(promostack("doctor", folder=self.folder).returncode, 0)
        promostack("migrate", folder=self.folder)
        findings = json.loads(promostack("doctor", "--json", folder=self.folder).stdout)
        health = {f["check"]: f["health"] for f in findings}
        checks = ("schema", "fonts", "darkroom", "object store", "messages", "menus of coupon bots")
        self.assertEqual([health[check] for check in checks], ["good"] * len(checks))
        broken = promostack("doctor", "--json", folder=self.folder, DATABASE_URL="postgres://nobody:hunter2@127.0.0.1:1/none")
        self.assertEqual(broken.returncode, 1)
        self.assertNotIn("hunter2", broken.stdout + broken.stderr)
        faults = [f for f in json.loads(broken.stdout) if f["health"] == "fault"]
        self.assertEqual([f["check"] for f in faults], ["database"])
        self.assertIn("DATABASE_URL", faults[0]["advice"])

    def test_the_service_file_lets_the_process_that_reads_pictures_lock_itself_in(self):
        unit = (RELEASE.parents[2] / "deploy/promostack.service").read_text()
        filters = [line.split("=", 1)[1].split() for line in unit.splitlines() if line.startswith("SystemCallFilter=")]
        self.assertIn("seccomp", filters[0], "@system-service alone does not hold it")

    def test_doctor_knows_whether_postgres_keeps_tenants_apart(self):
        with database("postgres") as settings:
            promostack("migrate", folder=self.folder, **settings)
            findings = json.loads(promostack("doctor", "--json", folder=self.folder, **settings).stdout)
            role = next(f for f in findings if f["check"] == "database role")
            self.assertEqual(role["health"], "good", role)

    def test_crash_sites_are_listed_and_an_unknown_one_is_refused(self):
        sites = promostack("--list-crash-sites", folder=self.folder).stdout.split()
        self.assertIn("jobs_claimed", sites)
        self.assertEqual(promostack("serve", folder=self.folder, PROMOSTACK_CRASH_AT="nowhere").returncode, 1)


class Serving(unittest.TestCase):
    def test_secrets_are_made_once_and_for_the_owner_only(self):
        with Program() as program:
            secret = program.folder / "data/secrets/session_secret"
            before = secret.read_text()
            self.assertEqual(stat.S_IMODE(secret.stat().st_mode), 0o600)
            self.assertEqual(stat.S_IMODE((program.folder / "data").stat().st_mode), 0o700)
            program.stop()
            program.start()
            self.assertEqual(secret.read_text(), before)

    def test_sigterm_ends_it_with_0(self):
        with Program() as program:
            self.assertEqual(program.stop(signal.SIGTERM), 0)

    def test_a_worker_alone_answers_for_its_health_and_nothing_else(self):
        with Program("serve --roles=worker") as program:
            client = Client(program.url)
            self.assertEqual(client.get("/readyz").json(), {"status": "ready"})
            self.assertEqual(client.get("/api/config").status, 404)

    def test_metrics_are_in_the_text_format(self):
        with Program() as program:
            client = Client(program.url)
            client.get("/healthz")
            metrics = client.get("/metrics").text
            self.assertIn("# TYPE promostack_http_requests_total counter", metrics)
            self.assertRegex(metrics, r'promostack_http_requests_total\{[^}]*route="/healthz"[^}]*\} [1-9]')

    def test_it_serves_without_its_database_and_says_so(self):
        with Program(environment={"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "ADMIN_PASSWORD": "x"},
                     ready_path="/healthz") as program:
            client = Client(program.url)
            self.assertEqual(client.get("/readyz").status, 503)
            self.assertEqual(client.get("/login").status, 200)
            client.sign_in("x")
            refused = client.get("/api/me")
            self.assertEqual((refused.status, refused.json()["error"]), (503, "Database not available"))
            self.assertGreater(int(refused.headers["Retry-After"]), 0)

    def test_an_unknown_host_is_misdirected_in_production(self):
        names = {"PUBLIC_BASE_URL": "https://127.0.0.1", "ADMIN_HOST": "admin.example.com"}
        with Program(environment=PRODUCTION | names) as program:
            client = Client(program.url)
            for host, status in (("127.0.0.1", 200), ("admin.example.com", 200), ("admin.example.com.evil.example", 421),
                                 ("localhost", 421)):
                self.assertEqual(client.get("/healthz", headers={"Host": host}).status, status, host)
            self.assertEqual(client.get("/readyz", headers={"Host": "10.1.2.3:5000"}).status, 200)
            self.assertEqual(client.get("/login", headers={"Host": "10.1.2.3:5000"}).status, 421)
            self.assertEqual(client.get("/", headers={"Host": "admin.example.com"}).headers["Location"], "/admin")


if __name__ == "__main__":
    unittest.main()
