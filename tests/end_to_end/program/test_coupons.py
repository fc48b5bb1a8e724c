"""Whether a coupon is good, as anybody may ask the program: with its vendors, without its database."""

import json
import unittest

from testing.client import Client
from testing.databases import SERVERS, database
from testing.postgres import free_port
from testing.program import Program

PASSWORD = "a password for this test"
PRODUCT = "10k-challenge"


def validate(program: Program, code) -> tuple[int, dict]:
    answer = Client(program.url).post("/api/validate-coupon", {"coupon_code": code})
    return answer.status, answer.json()


class Coupons(unittest.TestCase):
    def world(self, engine: str) -> tuple[Program, Client, Client]:
        """The program with FunderPro as its provider, its administrator, and the sandbox's controls."""
        settings = self.enterContext(database(engine))
        sandbox = self.enterContext(Program.sandbox())
        program = self.enterContext(Program(environment=settings | sandbox.vendor_settings() | {"ADMIN_PASSWORD": PASSWORD}))
        admin = Client(program.url)
        self.assertEqual(admin.sign_in(PASSWORD).status, 200)
        self.assertEqual(admin.request("PUT", "/api/coupon-settings", {"provider": "funderpro"}).status, 200)
        return program, admin, Client(sandbox.url)

    def test_a_stranger_hears_what_funderpro_says(self):
        for engine in SERVERS:
            with self.subTest(engine=engine):
                program, _, sandbox = self.world(engine)
                sandbox.post("/control/funderpro/codes", {"code": "GOLD10", "product_id": PRODUCT})
                status, good = validate(program, " gold10 ")
                self.assertEqual((status, good["valid"], good["code"], good["status_code"]), (200, True, "GOLD10", 200))
                self.assertTrue(good["pass"] and good["pass_until"])
                status, wrong = validate(program, "SILVER")
                self.assertEqual((status, wrong["valid"], wrong["reason"], wrong["status_code"]), (200, False, "not_found", 404))
                sandbox.post("/control/funderpro/fault", {"status": 503})
                status, away = validate(program, "BRONZE")
                self.assertEqual((status, away["valid"], away["reason"], away["status_code"]), (200, False, "unavailable", 503))
                self.assertEqual(sandbox.get("/control/funderpro/status").json()["look_ups"], 4)
                sandbox.post("/control/funderpro/fault", {"status": 503, "count": 1})
                self.assertFalse(validate(program, "BRONZE")[1]["reason"] == "unavailable", "the second try was answered")

    def test_no_code_reaches_the_log(self):
        program, admin, sandbox = self.world("sqlite")
        sandbox.post("/control/funderpro/codes", {"code": "TOPSECRETCODE"})
        sandbox.post("/control/funderpro/fault", {"status": 500, "count": 2})
        self.assertEqual(validate(program, "TOPSECRETCODE")[1]["reason"], "unavailable")
        self.assertEqual(validate(program, "TOPSECRETCODE")[1]["reason"], "ok")
        admin.post("/api/coupon-codes", {"code": "TOPSECRETCODE"})
        self.assertEqual(admin.request("DELETE", "/api/coupon-codes/TOPSECRETCODE", {}).status, 200)
        self.assertIn("funderpro.no_answer", program.log())
        self.assertNotIn("TOPSECRETCODE", program.log())

    def test_without_a_database_nothing_is_said_about_a_coupon(self):
        nowhere = {"DATABASE_URL": f"postgres://nobody@127.0.0.1:{free_port()}/nothing"}
        with Program(environment=nowhere, ready_path="/healthz") as program:
            answer = Client(program.url).post("/api/validate-coupon", {"coupon_code": "GOLD10"})
            self.assertEqual(answer.status, 503, answer.text)
            body = json.loads(answer.text)
            self.assertEqual((body["valid"], body["reason"], body["code"]), (False, "unavailable", "unavailable"))
            self.assertIn("Retry-After", answer.headers)
            self.assertNotIn("not known", body["message"])


if __name__ == "__main__":
    unittest.main()
