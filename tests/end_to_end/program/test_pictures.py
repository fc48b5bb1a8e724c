"""Pictures over the real port, as somebody gets them: with a coupon that was checked, behind a link, many in an archive."""

import hashlib
import http.client
import io
import time
import unittest
import urllib.parse
import zipfile

from testing.client import Client
from testing.databases import SERVERS, database
from testing.forms import multipart, png
from testing.program import Program

PASSWORD = "a password for this test"
DRAWN_WITHIN_S = 30


class Shop:
    """The program, whoever administers it, and strangers."""

    def __init__(self, program: Program):
        self.program = program
        self.admin = Client(program.url)
        self.admin.sign_in(PASSWORD)
        self.address = urllib.parse.urlsplit(program.url)

    def send(self, method: str, target: str, body: bytes | None = None, headers: dict | None = None):
        """As a stranger; the answer with its bytes."""
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=20)
        try:
            connection.request(method, target.removeprefix(self.program.url), body, headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def get(self, target: str, **headers: str):
        return self.send("GET", target, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def form(self, target: str, texts: dict[str, str], files: dict[str, bytes], signed_in: bool = True):
        headers, body = multipart(texts, files)
        headers["Origin"] = self.program.url
        if signed_in:
            headers["Cookie"] = self.admin.cookie
        return self.send("POST", target, body, headers)

    def ask(self, method: str, path: str, body=None, status: int = 200) -> dict:
        answer = self.admin.request(method, path, body)
        if answer.status != status:
            raise AssertionError(f"{method} {path}: {answer.status} {answer.text}")
        return answer.json()

    def make_template(self) -> None:
        status, _, body = self.form("/api/template-images", {}, {"image": png(360, 240)})
        if status != 201:
            raise AssertionError(f"{status}: {body!r}")
        image = body.decode().split('"id":"')[1].split('"')[0]
        self.ask("POST", "/api/templates", {"name": "Summer Sale", "square": {"image": image}, "story": {"image": image}}, 201)

    def ticket(self, code: str) -> str:
        checked = self.ask("POST", "/api/validate-coupon", {"coupon_code": code})
        return urllib.parse.urlencode({"code": checked["code"], "pass": checked["pass"], "until": checked["pass_until"]})

    def batch(self, csv: str, **fields: str) -> dict:
        status, _, body = self.form("/api/picture-batches", {"template": "summer-sale", **fields}, {"file": csv.encode()})
        if status != 202:
            raise AssertionError(f"{status}: {body!r}")
        path = "/api/picture-batches/" + body.decode().split('"id":"')[1].split('"')[0]
        deadline = time.monotonic() + DRAWN_WITHIN_S
        while (batch := self.ask("GET", path)["batch"])["state"] in ("waiting", "running"):
            if time.monotonic() > deadline:
                raise AssertionError(f"not drawn in time: {batch}")
            self.program.process.poll()
        return batch


class Pictures(unittest.TestCase):
    def on_each_engine(self, check):
        for engine in SERVERS:
            with self.subTest(engine=engine), database(engine) as settings:
                with Program(environment={"ADMIN_PASSWORD": PASSWORD} | settings) as program:
                    shop = Shop(program)
                    shop.make_template()
                    check(shop)

    def test_a_checked_coupon_takes_pictures_away_and_nothing_else_does(self):
        def check(shop):
            page = shop.get("/api/coupon-page")
            self.assertEqual(page[0], 200)
            self.assertIn(b'"slug":"summer-sale"', page[2])
            place = "/api/render/default/summer-sale/square.jpg?"
            self.assertEqual(shop.get(place)[0], 403)
            ticket = shop.ticket(" welcome  30% ")
            status, headers, data = shop.get(place + ticket + "&download=1")
            self.assertEqual((status, headers["Content-Type"], headers["Cache-Control"]), (200, "image/jpeg", "no-store"))
            self.assertIn('filename="WELCOME-30-square.jpg"', headers["Content-Disposition"])
            self.assertEqual((data[:2], data[-2:]), (b"\xff\xd8", b"\xff\xd9"))
            story = shop.get("/api/render/default/summer-sale/story.png?" + ticket)
            self.assertEqual((story[0], story[2][:8]), (200, b"\x89PNG\r\n\x1a\n"))
            self.assertEqual(shop.get(place + ticket.replace("WELCOME", "GOODBYE"))[0], 403)
            self.assertEqual(shop.get("/api/render/other/summer-sale/square.jpg?" + ticket)[0], 403)
            self.assertEqual(shop.get("/api/render/default/summer-sale/feed.jpg?" + ticket)[0], 404)
            texts = dict(urllib.parse.parse_qsl(ticket))
            own = shop.form("/api/render/default/summer-sale/square.jpg", texts, {"logo": png(64, 64)}, signed_in=False)
            self.assertEqual((own[0], own[1]["Content-Type"]), (200, "image/jpeg"))
            self.assertNotEqual(own[2], data)
        self.on_each_engine(check)

    def test_a_link_is_for_everybody_and_for_caches(self):
        def check(shop):
            made = shop.ask("POST", "/api/render-links", {"template": "summer-sale", "variant": "square", "format": "jpg",
                                                          "text": "летняя скидка", "days": 2})
            status, headers, data = shop.get(made["url"], Accept="text/html")
            self.assertEqual((status, headers["Cache-Control"]), (200, "public, max-age=3600"))
            self.assertEqual(headers["Cross-Origin-Resource-Policy"], "cross-origin")
            status, looked, nothing = shop.send("HEAD", made["url"])
            self.assertEqual((status, nothing, looked["ETag"]), (200, b"", headers["ETag"]))
            self.assertEqual(int(looked["Content-Length"]), len(data))
            self.assertEqual(shop.get(made["url"], If_None_Match=headers["ETag"])[0], 304)
            self.assertEqual(shop.get(made["url"].replace("square", "story"))[0], 403)
        self.on_each_engine(check)

    def test_a_file_of_codes_becomes_archives_that_every_program_reads(self):
        def check(shop):
            codes = [f"CODE-{number}" for number in range(40)]
            batch = shop.batch("code\n" + "\n".join([*codes, "код", "CODE-7"]), variants="square", format="png")
            self.assertEqual((batch["state"], batch["total"], batch["done"], batch["failed"]), ("done", 41, 41, 0))
            self.assertEqual([problem["line"] for problem in batch["problems"]], [43])
            names = []
            for part in batch["parts"]:
                status, headers, data = shop.get(part["url"])
                self.assertEqual((status, headers["Content-Type"], len(data)), (200, "application/zip", part["size"]))
                self.assertEqual(shop.get(part["url"].replace("signature=", "signature=0"))[0], 404)
                self.assertEqual(shop.get(part["url"].split("?")[0])[0], 404)
                archive = zipfile.ZipFile(io.BytesIO(data))
                self.assertIsNone(archive.testzip())
                names += archive.namelist()
                one = archive.namelist()[0]
                link = shop.ask("POST", "/api/render-links", {"template": "summer-sale", "variant": "square", "format": "png",
                                                              "text": one.removesuffix("-square.png")})
                self.assertEqual(hashlib.sha256(archive.read(one)).hexdigest(), hashlib.sha256(shop.get(link["url"])[2]).hexdigest())
            self.assertEqual(sorted(names), sorted(f"{code}-square.png" for code in [*codes, "код"]))
            self.assertEqual(shop.ask("GET", "/api/picture-batches")["batches"][0]["id"], batch["id"])
            shop.ask("DELETE", f"/api/picture-batches/{batch['id']}")
            deadline = time.monotonic() + DRAWN_WITHIN_S
            while shop.get(batch["parts"][0]["url"])[0] != 404:
                self.assertLess(time.monotonic(), deadline, "the archive is still there")
        self.on_each_engine(check)

    def test_a_coupon_page_is_there_for_tenants_that_are(self):
        def check(shop):
            self.assertEqual(shop.get("/coupon")[0], 200)
            self.assertEqual(shop.get("/coupon/default")[0], 200)
            status, headers, _ = shop.get("/coupon/nobody", Accept="text/html")
            self.assertEqual((status, headers["Content-Type"]), (404, "text/html; charset=utf-8"))
        self.on_each_engine(check)


if __name__ == "__main__":
    unittest.main()
