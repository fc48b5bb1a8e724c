"""Two processes on one PostgreSQL and one bucket: who edits here draws there, at once and to the byte; both edits are published; and what
a deleted tenant had in the bucket goes, whatever happens to the bucket or to the process that deletes it."""

import json
import threading
import unittest
import urllib.request

from saying import say, until
from test_replicas import Replicas
from test_templates import BUCKET, STORE, make, published, send
from testing.forms import multipart, png
from testing.issuer import Issuer
from testing.telegram_setup import control
from traffic import Client

GONE_WITHIN_S = 60
CROWD = 20


class OnOneBucket(Replicas):
    """Both keep their objects in the sandbox's bucket, whose address is known only when it runs."""

    def __enter__(self) -> "OnOneBucket":
        super().__enter__()
        self.bucket = f"{self.sandbox.url}/s3"
        for program in (self.program, self.other):
            program.stop()
            program.environment |= {"SPACES_ENDPOINT": self.bucket} | STORE
            program.start()
        self.client.close()
        self.there.close()
        return self

    def trouble(self, kind: str, delay_ms: int = 0) -> None:
        control(self.sandbox.url, "/control/s3/mode", {"trouble": kind, "delay_ms": delay_ms})

    def objects(self) -> int:
        return control(self.sandbox.url, "/control/s3/status")["objects"]


class Crowd:
    """People who ask for a template's picture until the block ends."""

    def __init__(self, url: str, cookie: str, template: str):
        self.seen: list[int] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(Client(url, cookie), template), daemon=True) for _ in range(CROWD)]

    def _run(self, client: Client, template: str) -> None:
        while not self._stop.wait(0.2):
            self.seen.append(client.post("/api/render", {"template": template, "variant": "square", "text": f"C{len(self.seen)}"}).status)
        client.close()

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(15)


def drawn(client: Client, text: str, template: str = "sale") -> bytes:
    seen = client.post("/api/render", {"template": template, "variant": "square", "text": text})
    if seen.status != 200:
        raise AssertionError(f"{seen} {client.body[:300]!r}")
    return client.body


def change(client: Client, **change) -> int:
    return client.request("PUT", "/api/templates/sale", json.dumps(change)).status


class SharedPictures(unittest.TestCase):
    def test_what_is_edited_here_is_drawn_there_at_once_and_to_the_byte(self):
        with OnOneBucket() as both:
            make(both, "sale")
            seen = {drawn(both.client, "CODE")}
            edits = [{"square": {"fontColor": "#00FF00"}}, {"square": {"outline": False}}, {"square": {"font": "noto_serif"}},
                     {"square": {"box": {"leftPct": 0, "topPct": 0, "widthPct": 60, "heightPct": 20, "hAlign": "left", "vAlign": "top"}}}]
            for shade in (9, 10, 11):
                headers, body = multipart({}, {"image": png(200, 200, shade)})
                edits.append({"square": {"image": json.loads(send(both, "/api/template-images", headers, body)[1])["image"]["id"]}})
            for number, edit in enumerate(edits):
                editor, other = (both.client, both.there) if number % 2 else (both.there, both.client)
                drawn(other, "CODE")  # the other has the former one at hand
                self.assertEqual(change(editor, **edit), 200, editor.body)
                there = drawn(other, "CODE")
                self.assertNotIn(there, seen, f"{edit} changes nothing")
                self.assertEqual(there, drawn(editor, "CODE"), edit)
                seen.add(there)
            link = both.client.post("/api/render-links", {"template": "sale", "variant": "square", "format": "png", "text": "For everybody"})
            self.assertEqual(link.status, 200, both.client.body)
            path = both.client.json()["url"].removeprefix(both.program.url)
            pictures = {(client.get(path).status, client.body) for client in (both.client, both.there)}
            self.assertEqual([status for status, _ in pictures], [200])
            say("17", f"{len(edits)} edits of a template, each on one replica: the other drew the new picture at its next request, the same bytes, and "
                      "both gave the same picture for a link")

    def test_parallel_edits_on_two_replicas_are_all_published(self):
        with OnOneBucket() as both:
            make(both, "sale")
            both.client.get("/api/templates/sale")
            image = both.client.json()["template"]["meta"]["square"]["image"]
            each = 8

            def work(url: str, name: str):
                client = Client(url, both.client.cookie)
                for number in range(each):
                    made = client.post("/api/templates", {"name": f"{name} {number}", "slug": f"{name}-{number}", "square": {"image": image}})
                    renamed = client.request("PUT", f"/api/templates/{name}-{number}", json.dumps({"name": f"New {name} {number}"}))
                    if (made.status, renamed.status) != (201, 200):
                        problems.append((made, renamed, client.body))
                client.close()
            problems: list = []
            workers = [threading.Thread(target=work, args=(url, name)) for url, name in
                       ((both.program.url, "a"), (both.other.url, "b"), (both.program.url, "c"), (both.other.url, "d"))]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            self.assertEqual(problems, [])
            expected = {f"{name}-{number}": (f"New {name} {number}",) * 2 for name in "abcd" for number in range(each)} | {"sale": ("sale", "sale")}
            self.assertEqual(published(both, f"{both.bucket}/{BUCKET}"), expected)
            # Of two who began with the same revision one is told.
            both.client.get("/api/templates/sale")
            revision = both.client.json()["template"]["revision"]
            self.assertEqual([change(client, name="Mine", revision=revision) for client in (both.client, both.there)], [200, 409])
            say("17", f"{len(workers) * each} templates made and renamed on two replicas at the same time: all in the index under their last name; the "
                      "second of two edits of one revision 409")

    def test_pictures_that_were_drawn_before_are_drawn_whatever_the_bucket_does(self):
        with OnOneBucket() as both:
            make(both, "sale")
            drawn(both.there, "WARM")
            answers = {}
            for kind, delay in (("down", 0), ("slow_down", 0), ("forbidden", 0), ("none", 60_000)):
                both.trouble(kind, delay)
                answers[kind] = {client.post("/api/render", {"template": "sale", "variant": "square", "text": f"NEW-{kind}"}).status
                                 for client in (both.client, both.there)}
            self.assertEqual(answers, dict.fromkeys(answers, {200}))
            # Also by a process that starts meanwhile, on what it kept.
            both.trouble("down")
            both.restart()
            self.assertEqual(drawn(both.client, "NEW"), drawn(both.there, "NEW"))
            both.trouble("none")
            say("F36", "the bucket away, slow, forbidden, hanging: both replicas and one that started meanwhile drew new codes")

    def test_a_bucket_that_hangs_holds_up_only_the_pictures_that_are_not_at_hand(self):
        with OnOneBucket() as both:
            make(both, "sale")
            make(both, "cold", 1)
            drawn(both.there, "WARM")
            both.trouble("none", 60_000)
            with Crowd(both.other.url, both.client.cookie, "cold") as crowd:
                until(lambda: len(crowd.seen) > 20, 15, "the crowd is refused", 0.1)
                warm = [both.there.post("/api/render", {"template": "sale", "variant": "square", "text": f"NEW-{number}"}) for number in range(40)]
            self.assertEqual({one.status for one in warm}, {200})
            slowest = max(one.seconds for one in warm)
            self.assertLess(slowest, 1)
            self.assertEqual(set(crowd.seen), {503})
            both.trouble("none")
            until(lambda: both.there.post("/api/render", {"template": "cold", "variant": "square", "text": "A"}).status == 200, 25, "it is drawn again", 0.2)
            say("F36", f"the bucket hanging and {CROWD} people asking for a picture that is in it alone: {len(crowd.seen)} refusals, while 40 codes on another "
                       f"template were drawn, the slowest in {slowest * 1000:.0f} ms")

    def test_nothing_of_a_deleted_tenant_stays_in_the_bucket(self):
        with Issuer() as issuer, OnOneBucket({"CLERK_ALLOWED_ISSUERS": issuer.url}) as both:
            make(both, "sale")
            ours = both.objects()
            for way in ("at once", "bucket away", "killed"):
                tenant, name = tenant_with_pictures(both, issuer, way.replace(" ", "_"))
                self.assertGreater(both.objects(), ours)
                if way != "at once":
                    both.trouble("down")
                both.client.request("DELETE", f"/api/admin/tenants/{tenant}", json.dumps({"typed_name": name}))
                if way == "killed":
                    both.program.process.kill()
                    both.program.process.wait()
                    both.restart()
                both.client.get("/api/admin/tenants")
                self.assertNotIn(tenant, [each["tenant_id"] for each in both.client.json()["tenants"]])
                both.trouble("none")
                until(lambda: both.objects() == ours, GONE_WITHIN_S, f"{way}: nothing of the tenant is left ({both.objects() - ours} are)", 0.1)
            self.assertEqual(published(both, f"{both.bucket}/{BUCKET}"), {"sale": ("sale", "sale")})
            say("F36", "three tenants deleted: with the bucket there, away, and away until after a kill -9: nothing of them stayed in it")


def tenant_with_pictures(both: OnOneBucket, issuer: Issuer, who: str) -> tuple[str, str]:
    """Its id and name."""
    owner = {"Authorization": "Bearer " + issuer.token(f"user_{who}", f"{who}@acme.example")}
    client = Client(both.other.url)
    client.request("GET", "/api/onboarding/state", None, owner)
    tenant = client.json()["state"]["tenant_id"]
    headers, body = multipart({}, {"image": png(200, 200, 5)})
    asked = urllib.request.Request(both.other.url + "/api/template-images", body, headers | owner | {"Origin": both.other.url})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        image = json.loads(answer.read())["image"]["id"]
    made = client.request("POST", "/api/templates", json.dumps({"name": "Theirs", "square": {"image": image}}), owner)
    if made.status != 201:
        raise AssertionError(client.body)
    client.close()
    both.client.get("/api/admin/tenants")
    return next((tenant, each["display_name"]) for each in both.client.json()["tenants"] if each["tenant_id"] == tenant)


if __name__ == "__main__":
    unittest.main()
