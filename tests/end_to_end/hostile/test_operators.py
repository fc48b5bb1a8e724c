"""An operator on a bad day: what cannot work says so by its name, at once, and breaks nothing."""

import os
import pathlib
import socket
import sqlite3
import subprocess
import tempfile
import time
import unittest

from testing.program import RELEASE, Program

AT_ONCE_S = 5
KILLS = 8
KILL_STEP_S = 0.01


def refusal(folder: str, environment: dict[str, str] | None = None, command: str = "serve") -> subprocess.CompletedProcess:
    settings = {"PATH": os.environ["PATH"], "DATA_DIR": f"{folder}/data", "PORT": "0"} | (environment or {})
    return subprocess.run([str(RELEASE), command], env=settings, cwd=folder, capture_output=True, text=True, timeout=AT_ONCE_S)


class Operators(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="promostack-operator-")
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name

    def assert_refused(self, ended: subprocess.CompletedProcess, *words: str):
        self.assertEqual(ended.returncode, 1, ended.stderr)
        for word in words:
            self.assertIn(word, ended.stderr)
        self.assertNotIn("terminate called", ended.stderr)

    def test_a_setting_that_cannot_work_is_named(self):
        for name, value in (("HOST", "nonsense"), ("PUBLIC_BASE_URL", "http://"), ("ADMIN_HOST", "admin.example.com:80"), ("TRUSTED_PROXIES", "nonsense"),
                            ("DATABASE_URL", "a-password-only"), ("PROMOSTACK_CLOK_RATE", "2"), ("PROMOSTACK_CLOCK_START", "2026-02-30T00:00:00Z"),
                            ("PROMOSTACK_CLOCK_RATE", "nan"), ("WEB_DIR", "/nowhere")):
            ended = refusal(self.folder, {name: value})
            self.assert_refused(ended, "/nowhere" if name == "WEB_DIR" else name)
            self.assertNotIn("a-password-only", ended.stderr)

    def test_a_port_that_is_taken_changes_nothing(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            self.assert_refused(refusal(self.folder, {"PORT": str(port)}), f"port {port}", "in use")
        self.assertFalse(pathlib.Path(self.folder, "data/promostack.db").exists())

    def test_a_second_process_says_who_has_the_folder_and_stops(self):
        with Program() as first:
            second = refusal(self.folder, {"DATA_DIR": first.environment["DATA_DIR"]})
            self.assert_refused(second, f"process {first.process.pid}", "stop it first")
            self.assertTrue(first.answers("/readyz"))

    def test_a_folder_that_was_there_keeps_its_mode(self):
        shared = pathlib.Path(self.folder, "shared")
        shared.mkdir()
        shared.chmod(0o755)
        with Program(environment={"DATA_DIR": str(shared)}):
            self.assertEqual(shared.stat().st_mode & 0o777, 0o755)
            self.assertEqual((shared / "secrets").stat().st_mode & 0o777, 0o700)
            self.assertEqual((shared / "promostack.db").stat().st_mode & 0o777, 0o600)

    def test_a_damaged_secret_is_found_by_the_doctor_too(self):
        secrets = pathlib.Path(self.folder, "data/secrets")
        secrets.mkdir(parents=True)
        (secrets / "secret_key").write_text("cut off")
        self.assert_refused(refusal(self.folder), "secret_key", "backup")
        doctor = refusal(self.folder, command="doctor")
        self.assertEqual(doctor.returncode, 1)
        self.assertIn("secret_key is damaged", doctor.stdout)

    def test_a_file_that_is_no_database_is_named_and_nothing_is_written_over_it(self):
        data = pathlib.Path(self.folder, "data")
        data.mkdir()
        (data / "promostack.db").write_bytes(b"garbage" * 1000)
        with Program(environment={"DATA_DIR": str(data)}, ready_path="/healthz") as program:
            self.assertFalse(program.answers("/readyz"))
            deadline = time.monotonic() + 5
            while "cannot use" not in program.log() and time.monotonic() < deadline:
                time.sleep(0.05)
            self.assertIn(f"cannot use {data}/promostack.db", program.log())
        self.assertEqual((data / "promostack.db").read_bytes(), b"garbage" * 1000)

    def test_a_schema_from_the_future_and_a_changed_one_are_refused(self):
        with Program() as program:
            program.stop()
            file = program.folder / "data/promostack.db"
            for change, said in (("INSERT INTO schema_migrations VALUES ('9999_future', 'x', 0)", "9999_future"),
                                 ("UPDATE schema_migrations SET checksum = 'x' WHERE name = '0001_tenants'", "0001_tenants")):
                with sqlite3.connect(file) as database:
                    database.execute("DELETE FROM schema_migrations WHERE name = '9999_future'")
                    database.execute(change)
                database.close()
                self.assert_refused(refusal(str(program.folder)), said)

    def test_a_database_that_takes_calls_and_says_nothing_does_not_keep_the_port_closed(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"postgresql://somebody@127.0.0.1:{silent.getsockname()[1]}/x"
            with Program(environment={"DATABASE_URL": url}, ready_path="/healthz") as program:
                begun = time.monotonic()
                self.assertFalse(program.answers("/readyz"))
                self.assertLess(time.monotonic() - begun, 1)
                self.assertEqual(program.stop(), 0)

    def test_killed_at_any_moment_of_its_first_start_it_starts_again(self):
        for at in range(KILLS):
            program = Program(environment={"DATA_DIR": f"{self.folder}/{at}"})
            self.addCleanup(program.__exit__)
            first = subprocess.Popen([str(RELEASE), "serve"], env=program.environment, cwd=program.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                first.wait(at * KILL_STEP_S)
            except subprocess.TimeoutExpired:
                first.kill()
            first.wait(AT_ONCE_S)
            program.start()
            self.assertEqual(program.stop(), 0)


if __name__ == "__main__":
    unittest.main()
