"""kill -9 while archives of pictures are drawn: each picture is there once, and nothing that no batch knows is left."""

import io
import json
import unittest
import urllib.request
import zipfile

from business import RATE, Business
from saying import say, together, until
from testing.forms import multipart, png
from world import ENGINES, crash_sites

SITES = ("batches_drawn", "batches_stored", "batches_noted")
DONE_WITHIN_S = 60
CODES = [f"CODE-{number}" for number in range(60)]


def send_form(business: Business, path: str, texts: dict[str, str], files: dict[str, bytes]) -> dict:
    headers, body = multipart(texts, files)
    asked = urllib.request.Request(business.program.url + path, body, headers | {"Origin": business.program.url, "Cookie": business.client.cookie})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return json.loads(answer.read())


def stored(business: Business) -> list[str]:
    return sorted(path.name for path in (business.program.folder / "data/objects/batches").rglob("part-*"))


class Batches(unittest.TestCase):
    def test_every_site_of_batches_is_tried(self):
        self.assertEqual(set(crash_sites("batches")), set(SITES))

    def test_a_crash_while_a_batch_is_drawn_loses_no_picture_and_gives_none_twice(self):
        def draw(engine: str, site: str):
            with Business(engine, {"PROMOSTACK_CRASH_AT": site}) as business:
                image = send_form(business, "/api/template-images", {}, {"image": png(200, 200)})["image"]["id"]
                business.client.post("/api/templates", {"name": "Sale", "square": {"image": image}})
                batch = send_form(business, "/api/picture-batches", {"template": "sale"},
                                  {"file": "\n".join(CODES).encode()})["batch"]["id"]
                business.crashed()
                business.restart(PROMOSTACK_CLOCK_RATE=RATE)

                def look() -> dict:
                    business.client.get(f"/api/picture-batches/{batch}")
                    return business.client.json()["batch"]
                until(lambda: look()["state"] == "done", DONE_WITHIN_S, "the batch is done", 0.1)
                names = []
                for part in look()["parts"]:
                    with urllib.request.urlopen(part["url"], timeout=10) as answer:
                        names += zipfile.ZipFile(io.BytesIO(answer.read())).namelist()
                if sorted(names) != sorted(f"{code}-square.jpg" for code in CODES):
                    raise AssertionError(f"{engine}, {site}: {names}")
                if len(stored(business)) != len(look()["parts"]):
                    raise AssertionError(f"{engine}, {site}: {stored(business)} for {look()['parts']}")
                if business.program.stop() != 0:
                    raise AssertionError(business.program.log()[-1500:])
                if (rows := business.rows("SELECT count(*) FROM coupon_usage WHERE source = 'batch'")) != [[str(len(CODES))]]:
                    raise AssertionError(f"{engine}, {site}: counted {rows}")
        scenarios = [(engine, site) for engine in ENGINES for site in SITES]
        together(*((lambda scenario=scenario: draw(*scenario)) for scenario in scenarios), at_a_time=3)
        say("F06", f"killed {len(scenarios)} times while a batch of {len(CODES)} pictures was drawn: each was in the archives once and counted once")


if __name__ == "__main__":
    unittest.main()
