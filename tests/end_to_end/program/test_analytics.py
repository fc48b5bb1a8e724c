"""What was used is on the page at once, and stays the same when it has been counted; an outage is not zero."""

import datetime
import unittest

from testing.client import Client
from testing.databases import SERVERS, database
from testing.postgres import TemporaryPostgres
from testing.program import Program

PASSWORD = "a password for this test"
PATHS = ("/api/bot-stats", "/api/day-of-week-stats", "/api/retention-rates", "/api/invalid-coupons", "/api/bot-sources", "/api/bot-funnel")


class Analytics(unittest.TestCase):
    def test_a_fresh_workspace_has_every_day_and_nothing_on_it(self):
        for engine in SERVERS:
            with self.subTest(engine=engine), database(engine) as where, Program(environment=where | {"ADMIN_PASSWORD": PASSWORD}) as program:
                client = Client(program.url)
                self.assertEqual(client.sign_in(PASSWORD).status, 200)
                stats = client.get("/api/bot-stats?days=7").json()
                days = [item["label"] for item in stats["usage_data"]]
                self.assertEqual((len(days), days), (7, sorted(days)))
                self.assertEqual(stats["usage_data"], stats["daily_usage"])
                self.assertEqual((stats["total_uses"], stats["success_rate"], stats["peak"]), (0, 0, None))
                end = datetime.datetime.fromisoformat(stats["to"]).date()
                self.assertEqual(days[-1], (end - datetime.timedelta(days=1)).isoformat())
                self.assertEqual(len(client.get("/api/bot-stats?days=yesterday").json()["usage_data"]), 24)
                self.assertEqual(client.get("/api/retention-rates").json()["cohorts"], {"day1": 0, "day7": 0, "day30": 0})
                for days in ("0", "366", "soon"):
                    self.assertEqual(client.get(f"/api/bot-stats?days={days}").status, 400)
                for path in PATHS:
                    self.assertEqual(client.get(path).status, 200, path)
                    self.assertIn(Client(program.url).get(path).status, (401, 403), path)

    def test_without_a_database_there_are_no_numbers_instead_of_zeros(self):
        with TemporaryPostgres() as postgres, Program(environment={"DATABASE_URL": postgres.url, "ADMIN_PASSWORD": PASSWORD}) as program:
            client = Client(program.url)
            self.assertEqual(client.sign_in(PASSWORD).status, 200)
            self.assertEqual(client.get("/api/bot-stats").status, 200)
            postgres.stop()
            for path in PATHS:
                self.assertEqual(client.get(path).status, 503, path)


if __name__ == "__main__":
    unittest.main()
