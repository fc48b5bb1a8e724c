"""Who gets in, over the real port, on both engines."""

import unittest

from testing.client import Client
from testing.databases import SERVERS, database
from testing.program import Program
from testing.queue_rows import insert_jobs

PASSWORD = "a password for this test"


class Access(unittest.TestCase):
    def on_each_engine(self, check, **environment):
        for engine in SERVERS:
            with self.subTest(engine=engine), database(engine) as settings:
                with Program(environment={"ADMIN_PASSWORD": PASSWORD} | settings | environment) as program:
                    check(Client(program.url), program)

    def test_a_stranger_reads_only_what_is_public(self):
        def check(client, _):
            self.assertEqual(client.get("/healthz").status, 200)
            self.assertEqual(client.get("/api/config").json()["passwordSignIn"], True)
            for path in ("/api/me", "/api/admin/jobs", "/api/admin/jobs/summary"):
                refused = client.get(path)
                self.assertEqual((refused.status, refused.json()["code"]), (401, "unauthorized"), path)
            self.assertEqual(client.get("/admin").headers["Location"], "/login?next=%2Fadmin")
        self.on_each_engine(check)

    def test_the_password_opens_a_session_and_signing_out_ends_it_for_the_cookie_too(self):
        def check(client, _):
            self.assertEqual(client.sign_in("wrong").status, 401)
            self.assertEqual(client.sign_in(PASSWORD).status, 200)
            me = client.get("/api/me").json()
            self.assertEqual(me["tenant"], {"id": "default", "name": "Default", "role": "owner", "status": "active",
                                            "onboarding": {"is_complete": False}})
            self.assertEqual((me["user_id"], me["sign_in"], me["memberships"]), ("admin", "password", []))
            self.assertTrue(me["is_platform_admin"])
            stolen = client.cookie
            self.assertEqual(client.post("/api/logout").status, 200)
            client.cookie = stolen
            self.assertEqual(client.get("/api/me").status, 401)
        self.on_each_engine(check)

    def test_a_session_survives_a_restart(self):
        def check(client, program):
            client.sign_in(PASSWORD)
            self.assertEqual(program.stop(), 0)
            program.start()
            self.assertEqual(client.get("/api/me").status, 200)
        self.on_each_engine(check)

    def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(self):
        with Program(environment={"ADMIN_PASSWORD": PASSWORD}) as program:
            cookie = Client(program.url).sign_in(PASSWORD).headers["Set-Cookie"]
            for attribute in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=86400"):
                self.assertIn(attribute, cookie)

    def test_another_site_cannot_use_the_cookie(self):
        with Program(environment={"ADMIN_PASSWORD": PASSWORD}) as program:
            client = Client(program.url)
            client.sign_in(PASSWORD)
            job = "/api/admin/jobs/01890000-0000-7000-8000-000000000000/retry"
            self.assertEqual(client.post(job, headers={"Origin": "https://evil.example"}).status, 403)
            self.assertEqual(client.post(job, headers={"Origin": "null"}).status, 403)
            self.assertEqual(client.post(job, origin=False).status, 403)
            self.assertEqual(client.post(job).status, 404)

    def test_what_a_client_says_about_itself_counts_for_nothing(self):
        with Program(environment={"ADMIN_PASSWORD": PASSWORD, "ADMIN_EMAILS": "admin@example.com"}) as program:
            client = Client(program.url)
            for headers in ({"X-Clerk-User-Email": "admin@example.com"}, {"Cookie": "clerk_user_email=admin%40example.com"},
                            {"X-Tenant-Id": "default"}, {"Authorization": "Bearer x.y.z"}, {"Cookie": "admin_session=9999999999.00"}):
                self.assertEqual(client.get("/api/me", headers=headers).status, 401, headers)

    def test_guessing_is_slowed_down_but_not_for_somebody_else(self):
        with Program(environment={"ADMIN_PASSWORD": PASSWORD, "TRUSTED_PROXIES": "127.0.0.1"}) as program:
            client = Client(program.url)

            def guess(password, address):
                return client.post("/api/login", {"password": password}, headers={"X-Forwarded-For": address})

            self.assertEqual([guess("wrong", "192.0.2.1").status for _ in range(5)], [401] * 5)
            locked = guess(PASSWORD, "192.0.2.1")
            self.assertEqual((locked.status, locked.json()["code"]), (429, "rate_limited"))
            self.assertGreater(int(locked.headers["Retry-After"]), 800)
            self.assertEqual(guess(PASSWORD, "192.0.2.2").status, 200)

    def test_without_a_password_sign_in_says_what_to_set(self):
        with Program() as program:
            refused = Client(program.url).sign_in("anything").json()
            self.assertEqual(refused["code"], "not_configured")
            self.assertIn("ADMIN_PASSWORD", refused["error"])

    def test_bad_bodies_are_the_callers_fault_and_named(self):
        with Program(environment={"ADMIN_PASSWORD": PASSWORD}) as program:
            client = Client(program.url)
            self.assertEqual(client.post("/api/login", "{").status, 400)
            missing = client.post("/api/login", {})
            self.assertEqual((missing.status, missing.json()["field"]), (400, "password"))
            wrong_type = client.post("/api/login", {"password": 5}).json()
            self.assertEqual(wrong_type["field"], "password")
            self.assertEqual(client.post("/api/login", "{}", headers={"Content-Type": "text/plain"}).status, 415)
            self.assertEqual(client.post("/api/login", "x" * (2 << 20)).status, 413)


class Jobs(unittest.TestCase):
    def test_the_page_of_an_installation_without_jobs_is_an_empty_list(self):
        with Program(environment={"ADMIN_PASSWORD": PASSWORD}) as program:
            client = Client(program.url)
            client.sign_in(PASSWORD)
            self.assertEqual(client.get("/api/admin/jobs").json(), {"items": [], "next_cursor": None})
            summary = client.get("/api/admin/jobs/summary").json()
            self.assertEqual(set(summary["states"]), {"pending", "running", "done", "parked", "cancelled"})
            self.assertEqual(client.get("/api/admin/jobs?state=lost").status, 400)
            self.assertEqual(client.get("/api/admin/jobs?limit=1000000000").status, 400)
            self.assertEqual(client.get("/api/admin/jobs?cursor=nonsense").status, 400)
            self.assertEqual(client.get("/api/admin/jobs/not-an-id").status, 404)

    def test_jobs_are_listed_page_by_page_and_can_be_run_again_or_cancelled(self):
        with Program(environment={"ADMIN_PASSWORD": PASSWORD}) as program:
            jobs = insert_jobs(program, ["parked"] * 3 + ["pending"] * 2 + ["done"])
            client = Client(program.url)
            client.sign_in(PASSWORD)

            listed, cursor = [], ""
            while cursor is not None:
                page = client.get(f"/api/admin/jobs?limit=2{cursor and '&cursor=' + cursor}").json()
                listed += [item["id"] for item in page["items"]]
                cursor = page["next_cursor"]
            self.assertEqual(listed, sorted(jobs, reverse=True))
            self.assertEqual(client.get("/api/admin/jobs/summary").json()["states"]["parked"], 3)
            parked = client.get("/api/admin/jobs?state=parked").json()["items"]
            self.assertEqual({item["last_error"] for item in parked}, {"the test says so"})

            first, second = parked[0]["id"], parked[1]["id"]
            self.assertEqual(client.get(f"/api/admin/jobs/{first}").json()["payload"], '{"n":1}')
            self.assertEqual(client.post(f"/api/admin/jobs/{first}/retry").status, 200)
            self.assertEqual(client.get(f"/api/admin/jobs/{first}").json()["state"], "pending")
            self.assertEqual(client.post(f"/api/admin/jobs/{second}/cancel").status, 200)
            self.assertEqual(client.get(f"/api/admin/jobs/{second}").json()["state"], "cancelled")
            self.assertEqual(client.post(f"/api/admin/jobs/{second}/cancel").status, 409)
            done = client.get("/api/admin/jobs?state=done").json()["items"][0]["id"]
            self.assertEqual(client.post(f"/api/admin/jobs/{done}/retry").status, 409)


if __name__ == "__main__":
    unittest.main()
