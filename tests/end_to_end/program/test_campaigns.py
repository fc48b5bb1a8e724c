"""Campaigns over HTTP: what strangers see, who may change them, what an entry has to be."""

import csv
import datetime
import io
import unittest

from testing.client import Client
from testing.databases import SERVERS, database
from testing.forms import multipart, png
from testing.issuer import Issuer
from testing.program import Program

PASSWORD = "a password for this test"
NOBODY = "01890000-0000-7000-8000-000000000000"
POST = "https://www.instagram.com/p/1/"


def day(offset: int) -> str:
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=offset)).date().isoformat()


def entry(email: str, **links: str) -> dict:
    return {"email": email, "instagram_url": POST} | links


class Campaigns(unittest.TestCase):
    def world(self, engine: str) -> tuple[Program, Client, Client]:
        """The program, the administrator of `default`, and a stranger."""
        settings = self.enterContext(database(engine))
        program = self.enterContext(Program(environment=settings | {"ADMIN_PASSWORD": PASSWORD}))
        admin = Client(program.url)
        self.assertEqual(admin.sign_in(PASSWORD).status, 200)
        return program, admin, Client(program.url)

    def made(self, admin: Client, start: int = 0, end: int = 0, **facts) -> dict:
        answer = admin.post("/api/campaigns", {"title": "Spring", "start_date": day(start), "end_date": day(end)} | facts)
        self.assertEqual(answer.status, 201, answer.text)
        return answer.json()["campaign"]

    def test_days_decide_what_a_campaign_is_and_it_can_go_back(self):
        for engine in SERVERS:
            with self.subTest(engine=engine):
                _, admin, stranger = self.world(engine)
                campaign = self.made(admin, 1, 2)
                path = f"/api/campaigns/{campaign['id']}"
                self.assertEqual(campaign["status"], "scheduled")
                for start, end, status in ((0, 0, "ongoing"), (-2, -1, "expired"), (3, 4, "scheduled")):
                    changed = admin.request("PUT", path, {"start_date": day(start), "end_date": day(end)})
                    self.assertEqual((changed.status, changed.json()["campaign"]["status"]), (200, status))
                    self.assertEqual(stranger.get(path).json()["campaign"]["status"], status)
                over = admin.request("PUT", path, {"end_date": day(-9)})
                self.assertEqual((over.status, over.json()["field"]), (400, "end_date"))
                self.assertEqual(admin.request("PUT", path, {"title": "New", "revision": 1}).status, 409)
                self.assertEqual(admin.post(f"{path}/delete").status, 200)
                self.assertEqual(admin.request("DELETE", path, {}).status, 404)

    def test_strangers_read_campaigns_and_their_page(self):
        for engine in SERVERS:
            with self.subTest(engine=engine):
                _, admin, stranger = self.world(engine)
                campaign = self.made(admin, title='<img src=x onerror="alert(1)">', description="Show yourself")
                listed = stranger.get("/api/campaigns").json()
                self.assertEqual([one["id"] for one in listed], [campaign["id"]])
                self.assertIsNone(listed[0]["submissions"])
                self.assertEqual(admin.get("/api/campaigns").json()[0]["submissions"], 0)
                detail = stranger.get(f"/api/campaigns/{campaign['id']}").json()
                self.assertEqual((detail["success"], detail["tenant"]), (True, {"name": "Default", "logo_url": None}))
                page = stranger.get(f"/campaign/{campaign['id']}")
                self.assertEqual(page.status, 200)
                self.assertIn('content="&lt;img src=x onerror=&quot;alert(1)&quot;&gt;"', page.text)
                self.assertNotIn("<img", page.text)
                self.assertIn(f"/api/campaigns/{campaign['id']}/picture.jpg?v=1", page.text)
                for path in (f"/campaign/{NOBODY}", "/campaign/spring", f"/api/campaigns/{NOBODY}", "/api/campaigns/7",
                             "/api/campaigns?tenant=nobody", f"/api/campaigns/{NOBODY}/picture.jpg"):
                    self.assertEqual(stranger.get(path).status, 404, path)

    def test_a_person_enters_once_and_only_what_belongs_to_it(self):
        for engine in SERVERS:
            with self.subTest(engine=engine):
                _, admin, stranger = self.world(engine)
                campaign = self.made(admin, platforms=["instagram"])
                submit = f"/api/campaigns/{campaign['id']}/submit"
                self.assertEqual(stranger.post(submit, entry("olga@acme.example")).status, 201)
                again = stranger.post(submit, entry("Olga@Acme.example"))
                self.assertEqual((again.status, again.json()["field"]), (409, "email"))
                for body, field in ((entry("nobody"), "email"), ({"email": "a@b.example"}, "links"),
                                    (entry("a@b.example", instagram_url="https://instagram.com.evil.example/p/1"), "instagram_url"),
                                    (entry("a@b.example", twitter_url="https://x.com/a/status/1"), "twitter_url")):
                    refused = stranger.post(submit, body)
                    self.assertEqual((refused.status, refused.json()["field"]), (400, field), body)
                self.assertEqual(stranger.post(submit, entry("a@b.example", website="https://spam.example")).status, 400)
                for start, end in ((1, 2), (-2, -1)):
                    closed = self.made(admin, start, end)
                    self.assertEqual(stranger.post(f"/api/campaigns/{closed['id']}/submit", entry("a@b.example")).status, 409)
                self.assertEqual(stranger.post(f"/api/campaigns/{NOBODY}/submit", entry("a@b.example")).status, 404)
                entries = admin.get(f"/api/campaigns/{campaign['id']}/submissions").json()
                self.assertEqual([(one["email"], one["instagram_url"], one["twitter_url"]) for one in entries], [("olga@acme.example", POST, None)])

    def test_too_many_entries_of_one_network_wait(self):
        _, admin, stranger = self.world("sqlite")
        submit = f"/api/campaigns/{self.made(admin)['id']}/submit"
        answers = [stranger.post(submit, entry(f"p{number}@b.example")) for number in range(11)]
        self.assertEqual([answer.status for answer in answers], [201] * 10 + [429])
        self.assertTrue(0 < int(answers[-1].headers["Retry-After"]) <= 600)

    def test_supporters_are_people_and_not_clicks(self):
        for engine in SERVERS:
            with self.subTest(engine=engine):
                _, admin, stranger = self.world(engine)
                support = f"/api/campaigns/{self.made(admin)['id']}/support"
                for visitor, count in (("a" * 16, 1), ("a" * 16, 1), ("b" * 64, 2)):
                    self.assertEqual(stranger.post(support, {"visitor": visitor}).json(), {"success": True, "supporters": count})
                self.assertEqual(stranger.post(support, {"visitor": "short"}).status, 400)

    def test_entries_are_read_page_by_page_and_as_a_table_that_runs_nothing(self):
        for engine in SERVERS:
            with self.subTest(engine=engine):
                _, admin, stranger = self.world(engine)
                path = f"/api/campaigns/{self.made(admin)['id']}"
                emails = ["=1+1@b.example", "b@b.example", "c@b.example"]
                for email in emails:
                    self.assertEqual(stranger.post(f"{path}/submit", entry(email)).status, 201)
                first = admin.get(f"{path}/submissions?limit=2")
                rest = admin.get(f"{path}/submissions?limit=2&after={first.headers['X-Next']}")
                self.assertEqual([one["email"] for one in first.json() + rest.json()], emails[::-1])
                self.assertIsNone(rest.headers["X-Next"])
                rows = list(csv.DictReader(io.StringIO(admin.get(f"{path}/submissions.csv").text)))
                self.assertEqual([row["email"] for row in rows], ["c@b.example", "b@b.example", "'=1+1@b.example"])
                gone = f"{path}/submissions/{rest.json()[0]['id']}"
                self.assertEqual(admin.request("DELETE", gone, {}).status, 200)
                self.assertEqual(admin.request("DELETE", gone, {}).status, 404)
                for private in (f"{path}/submissions", f"{path}/submissions.csv"):
                    self.assertEqual(stranger.get(private).status, 401)

    def test_what_is_no_frame_is_refused(self):
        _, admin, stranger = self.world("sqlite")

        def upload(client: Client, files: dict[str, bytes]):
            headers, body = multipart({}, files)
            return client.request("POST", "/api/upload-overlay", body.decode("latin-1"), headers=headers)

        for files, status in (({"overlayImage": b"no picture"}, 415), ({"overlayImage": png(64, 64)}, 422), ({"other": png(64, 64)}, 400),
                              ({"overlayImage": png(64, 64) + b"\0" * (10 << 20)}, 413)):
            self.assertEqual(upload(admin, files).status, status, list(files))
        self.assertEqual(upload(stranger, {"overlayImage": png(64, 64)}).status, 401)

    def test_a_tenant_never_reaches_the_campaigns_of_another(self):
        for engine in SERVERS:
            with self.subTest(engine=engine):
                settings = self.enterContext(database(engine))
                issuer = self.enterContext(Issuer())
                program = self.enterContext(Program(environment=settings | {"ADMIN_PASSWORD": PASSWORD, "CLERK_ALLOWED_ISSUERS": issuer.url}))
                admin = Client(program.url)
                admin.sign_in(PASSWORD)
                owner = {"headers": {"Authorization": f"Bearer {issuer.token('user_olivia', 'olivia@acme.example')}"}}
                other = Client(program.url)
                other.get("/api/onboarding/state", **owner)
                path = f"/api/campaigns/{self.made(admin)['id']}"
                self.assertEqual(other.get("/api/campaigns", **owner).json(), [])
                self.assertEqual(other.get(path, **owner).json()["campaign"]["submissions"], None)
                tries = (("PUT", path), ("POST", f"{path}/update"), ("DELETE", path), ("POST", f"{path}/delete"), ("GET", f"{path}/submissions"),
                         ("GET", f"{path}/submissions.csv"), ("DELETE", f"{path}/submissions/{NOBODY}"))
                for verb, where in tries:
                    answer = other.request(verb, where, None if verb == "GET" else {"title": "Mine"}, **owner)
                    self.assertEqual(answer.status, 404, f"{verb} {where}")
                self.assertEqual(admin.get(path).json()["campaign"]["title"], "Spring")


if __name__ == "__main__":
    unittest.main()
