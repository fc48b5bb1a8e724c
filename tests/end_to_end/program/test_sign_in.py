"""Signing in by the tokens of an issuer, looking at tenants from outside, and who gets to see which page."""

import time
import unittest

from testing.client import Client
from testing.databases import SERVERS, database
from testing.issuer import Issuer
from testing.program import Program

PASSWORD = "a password for this test"
BOSS = "boss@example.com"
# What a browser says when somebody types an address.
VISIT = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SEEN_ELSEWHERE_WITHIN_S = 2.5


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def settings(issuer: Issuer, **more: str) -> dict[str, str]:
    return {"ADMIN_PASSWORD": PASSWORD, "ADMIN_EMAILS": BOSS, "CLERK_ALLOWED_ISSUERS": issuer.url} | more


class Tokens(unittest.TestCase):
    def on_each_engine(self, check):
        for engine in SERVERS:
            with self.subTest(engine=engine), database(engine) as where, Issuer() as issuer:
                with Program(environment=settings(issuer, **where)) as program:
                    check(Client(program.url), issuer)

    def test_a_token_becomes_a_session_that_ends_everywhere_at_once(self):
        def check(client, issuer):
            self.assertEqual(client.post("/api/session").status, 401)
            self.assertEqual(client.post("/api/session", headers=bearer("x.y.z")).status, 401)
            olivia = bearer(issuer.token("user_olivia", "olivia@example.com"))
            self.assertEqual(client.post("/api/session", headers=olivia).json(),
                             {"success": True, "is_platform_admin": False, "has_tenant": False})
            phone = Client(client.url)
            phone.post("/api/session", headers=olivia)
            me = client.get("/api/me").json()
            self.assertEqual((me["email"], me["sign_in"], me["tenant"], me["memberships"]), ("olivia@example.com", "clerk", None, []))
            self.assertEqual(client.get("/auth/me").json()["user"]["clerk_user_id"], "user_olivia")
            self.assertEqual(phone.get("/api/me").status, 200)

            stolen = client.cookie
            left = client.post("/api/logout", {"everywhere": True})
            expired = {cookie.split("=")[0] for cookie in left.headers.get_all("Set-Cookie") if "Max-Age=0" in cookie}
            self.assertEqual(expired, {"admin_session", "__session", "clerk_user_email"})
            client.cookie = stolen
            self.assertEqual((client.get("/api/me").status, phone.get("/api/me").status), (401, 401))
        self.on_each_engine(check)

    def test_ending_a_session_counts_in_another_process_within_two_seconds(self):
        with database("postgres") as where, Issuer() as issuer:
            shared = settings(issuer, SESSION_SECRET="the same for both of them, for this test", **where)
            with Program(environment=shared) as one, Program(environment=shared) as other:
                for way in ({}, {"everywhere": True}):
                    here, there = Client(one.url), Client(other.url)
                    here.sign_in(PASSWORD)
                    there.cookie = here.cookie
                    self.assertEqual(there.get("/api/me").status, 200)
                    self.assertEqual(here.post("/api/logout", way).status, 200)
                    deadline = time.monotonic() + SEEN_ELSEWHERE_WITHIN_S
                    while there.get("/api/me").status != 401:
                        self.assertLess(time.monotonic(), deadline, f"still signed in elsewhere after {way}")

    def test_only_a_verified_address_of_the_list_makes_an_administrator(self):
        def check(client, issuer):
            bob = bearer(issuer.token("user_bob", "bob@example.com"))
            claimed = bob | {"X-Clerk-User-Email": BOSS, "Cookie": f"clerk_user_email={BOSS}"}
            self.assertEqual(client.get(f"/api/me?email={BOSS}", headers=claimed).json()["is_platform_admin"], False)
            self.assertEqual(client.get("/api/admin/jobs", headers=claimed).status, 403)
            self.assertEqual(client.get("/api/check-auth", headers=claimed).json(), {"authenticated": False, "email": "bob@example.com"})
            self.assertEqual(client.get(f"/api/check-auth?email={BOSS}").json(), {"authenticated": False})
            self.assertEqual(client.post("/api/set-auth-cookie").status, 401)
            self.assertEqual(client.post("/api/set-auth-cookie", headers=bob).status, 403)
            self.assertIsNone(client.cookie)
            unverified = bearer(issuer.token("user_eve", email_verified=False, email=BOSS))
            self.assertEqual(client.get("/api/admin/jobs", headers=unverified).status, 403)

            boss = bearer(issuer.token("user_boss", BOSS.upper()))
            self.assertEqual(client.post("/api/set-auth-cookie", headers=boss).json(), {"success": True, "is_admin": True})
            self.assertEqual(client.get("/api/check-auth").json()["authenticated"], True)
            self.assertEqual(client.get("/api/admin/jobs").status, 200)
        self.on_each_engine(check)

    def test_a_page_of_somebody_else_cannot_sign_its_own_account_in(self):
        with Issuer() as issuer, Program(environment=settings(issuer)) as program:
            client, token = Client(program.url), issuer.token("user_mallory", "mallory@example.com")
            cookie = {"Cookie": f"__session={token}"}
            for path in ("/api/session", "/api/set-auth-cookie"):
                self.assertEqual(client.post(path, headers=cookie, origin=False).status, 403)
                for origin in ("https://evil.example", "null"):
                    self.assertEqual(client.post(path, headers=cookie | {"Origin": origin}).status, 403)
            self.assertEqual(client.post("/api/session", headers=cookie).status, 200)

    def test_no_method_gets_around_the_gate(self):
        with Issuer() as issuer, Program(environment=settings(issuer)) as program:
            client = Client(program.url)
            for path in ("/api/me", "/api/admin/jobs"):
                self.assertEqual(client.request("HEAD", path).status, 401)
                options = client.request("OPTIONS", path)
                self.assertEqual((options.status, options.text), (204, ""))
                self.assertEqual(client.request("TRACE", path).status, 405)

    def test_administrators_see_why_tokens_fail_and_nobody_sees_the_tokens(self):
        def check(client, issuer):
            foreign = issuer.token("user_eve", BOSS, iss="https://evil.example")
            self.assertEqual(client.get("/api/me", headers=bearer(foreign)).status, 401)
            self.assertEqual(client.get("/api/auth/debug").status, 401)
            bob = bearer(issuer.token("user_bob", "bob@example.com"))
            self.assertEqual(client.get("/api/auth/debug", headers=bob).status, 403)
            seen = client.get("/api/auth/debug", headers=bearer(issuer.token("user_boss", BOSS)))
            debug = seen.json()
            self.assertEqual(debug["jwks"]["allowed_issuers"], [issuer.url])
            self.assertEqual(debug["jwks"]["cached_issuers"][issuer.url]["key_count"], 1)
            failure = debug["failures"][0]
            self.assertEqual((failure["reason"], failure["path"], failure["token_source"]), ("invalid_issuer", "/api/me", "bearer"))
            self.assertEqual((debug["total_in_buffer"], debug["counts"]), (1, {"invalid_issuer": 1}))
            self.assertNotIn(foreign, seen.text)
        self.on_each_engine(check)

    def test_administrators_look_at_tenants_and_others_do_not(self):
        def check(client, issuer):
            client.post("/api/session", headers=bearer(issuer.token("user_boss", BOSS)))
            tenant = client.post("/api/admin/tenants", {"name": "Shop of Olivia"}).json()["tenant"]["id"]
            look = {"X-Impersonate-Tenant": tenant}
            begun = client.post(f"/api/admin/tenants/{tenant}/view").json()
            self.assertEqual(begun["tenant"], {"id": tenant, "name": "Shop of Olivia"})
            me = client.get("/api/me", headers=look)
            self.assertEqual(me.headers["X-Impersonating"], tenant)
            self.assertEqual((me.json()["impersonating"], me.json()["tenant"]["role"]), (True, None))
            self.assertIsNone(client.get("/api/me").headers["X-Impersonating"])
            self.assertEqual(client.get("/api/me", headers={"X-Impersonate-Tenant": "nowhere"}).status, 404)
            self.assertEqual(client.post("/api/admin/tenants/nowhere/view").status, 404)
            bob = bearer(issuer.token("user_bob", "bob@example.com"))
            self.assertEqual(client.get("/api/me", headers=bob | look).status, 403)
            self.assertEqual(client.post(f"/api/admin/tenants/{tenant}/view", headers=bob).status, 403)
            viewed = client.get("/api/audit?action=tenant.viewed", headers=look).json()["entries"]
            self.assertEqual({(entry["actor_name"], entry["actor_kind"]) for entry in viewed}, {(BOSS, "platform_admin")})
        self.on_each_engine(check)


class Pages(unittest.TestCase):
    def test_everybody_is_led_to_the_page_that_is_his(self):
        with Issuer() as issuer, Program(environment=settings(issuer)) as program:
            stranger, newcomer, boss = (Client(program.url) for _ in range(3))
            newcomer.post("/api/session", headers=bearer(issuer.token("user_new", "new@example.com")))
            boss.post("/api/session", headers=bearer(issuer.token("user_boss", BOSS)))

            def leads(client, path, **options):
                answer = client.get(path, headers=VISIT, **options)
                return answer.headers["Location"] or answer.status

            for path in ("/admin", "/app", "/setup"):
                self.assertEqual(leads(stranger, path), f"/login?next=%2F{path[1:]}")
                self.assertEqual(leads(stranger, path + "/"), path)
            self.assertEqual([leads(stranger, path) for path in ("/", "/login", "/invite")], ["/login", 200, 200])
            self.assertEqual([leads(newcomer, path) for path in ("/login", "/app", "/setup")], ["/setup", "/setup", 200])
            self.assertEqual([leads(boss, path) for path in ("/login", "/admin", "/app")], ["/admin", 200, 200])
            self.assertEqual(leads(boss, "/login?next=/app%23members"), "/app#members")
            self.assertEqual(leads(boss, "/login?signed_out=1"), 200)
            for hostile in ("//evil.example", "/%5Cevil.example", "https://evil.example", "/login", "evil", "/a%0D%0AX: y"):
                self.assertEqual(leads(boss, f"/login?next={hostile.replace(' ', '%20')}"), "/admin", hostile)

    def test_who_is_no_administrator_gets_the_page_that_says_so(self):
        with Issuer() as issuer, Program(environment=settings(issuer)) as program:
            client = Client(program.url)
            client.post("/api/session", headers=bearer(issuer.token("user_bob", "bob@example.com")))
            page = client.get("/admin", headers=VISIT)
            self.assertEqual((page.status, page.headers["Content-Type"]), (403, "text/html; charset=utf-8"))
            self.assertNotIn("bob@example.com", page.text)

    def test_an_address_that_is_not_there_is_a_page_for_people(self):
        with Program() as program:
            client = Client(program.url)
            page = client.get("/nowhere", headers=VISIT)
            self.assertEqual((page.status, page.headers["Content-Type"]), (404, "text/html; charset=utf-8"))
            self.assertEqual(client.get("/nowhere").json()["code"], "not_found")
            self.assertEqual(client.get("/api/nowhere", headers=VISIT).json()["code"], "not_found")

    def test_only_the_pages_that_sign_people_in_load_what_is_not_ours(self):
        with Program.sandbox() as sandbox:
            vendors = sandbox.vendor_settings()
            with Program(environment=vendors | {"ADMIN_PASSWORD": PASSWORD}) as program:
                client = Client(program.url)
                address = vendors["CLERK_API_BASE_URL"].removesuffix("/clerk/api")
                config = client.get("/api/config").json()
                self.assertEqual((config["clerkPublishableKey"], config["clerkFrontendUrl"]),
                                 (vendors["CLERK_PUBLISHABLE_KEY"], f"{address}/clerk"))
                for path in ("/login", "/invite"):
                    policy = client.get(path).headers["Content-Security-Policy"]
                    self.assertIn(address, policy)
                    self.assertIn("frame-ancestors 'none'", policy)
                client.sign_in(PASSWORD)
                for path in ("/admin", "/app", "/api/me", "/nowhere"):
                    policy = client.get(path, headers=VISIT).headers["Content-Security-Policy"]
                    self.assertNotIn(address, policy)
                    self.assertNotIn("unsafe", policy)

    def test_in_production_each_dashboard_is_at_its_own_name_and_cookies_want_tls(self):
        names = {"PUBLIC_BASE_URL": "https://promo.example.com", "ADMIN_HOST": "admin.example.com", "DASH_HOST": "dash.example.com"}
        with Program(environment=names | {"PROMOSTACK_ENV": "production", "ADMIN_PASSWORD": PASSWORD, "SECRET_KEY": "k" * 40,
                                          "SESSION_SECRET": "s" * 40}) as program:
            client = Client(program.url)

            def leads(host, path):
                answer = client.get(path, headers=VISIT | {"Host": host})
                return answer.headers["Location"] or answer.status

            self.assertEqual(leads("admin.example.com", "/"), "/admin")
            self.assertEqual(leads("dash.example.com", "/"), "/app")
            self.assertEqual(leads("promo.example.com", "/"), "/login")
            self.assertEqual(leads("admin.example.com", "/app"), "https://dash.example.com/app")
            self.assertEqual(leads("dash.example.com", "/admin"), "https://admin.example.com/admin")
            self.assertEqual(leads("admin.example.org", "/login"), 421)
            signed_in = client.post("/api/login", {"password": PASSWORD},
                                    headers={"Host": "admin.example.com", "Origin": "http://admin.example.com"})
            self.assertIn("; Secure", signed_in.headers["Set-Cookie"])


if __name__ == "__main__":
    unittest.main()
