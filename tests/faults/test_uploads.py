"""kill -9 between every two writes of an upload and of its removal: the same upload works afterwards, and nothing that nobody shows
stays for long."""

import datetime
import http.client
import json
import unittest
import urllib.error
import urllib.request

from business import Business
from saying import say, together, until
from testing.forms import multipart, png
from world import ENGINES, crash_sites

STORING = ("uploads_registered", "uploads_preview_put", "uploads_picture_put", "uploads_stored")
REMOVING = ("uploads_removing", "uploads_objects_gone")
SWEPT_WITHIN_S = 60


def later(days: int) -> dict[str, str]:
    """Half an hour passes in a second: a sweep comes every two."""
    start = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return {"PROMOSTACK_CLOCK_START": start.strftime("%Y-%m-%dT%H:%M:%SZ"), "PROMOSTACK_CLOCK_RATE": "1800"}


def upload(business: Business) -> dict | None:
    """The image; None: the program died meanwhile."""
    headers, body = multipart({}, {"image": png(200, 200, 7)})
    asked = urllib.request.Request(business.program.url + "/api/template-images", body,
                                   headers | {"Origin": business.program.url, "Cookie": business.client.cookie})
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return json.loads(answer.read())["image"]
    except urllib.error.HTTPError as refused:
        raise AssertionError(f"{refused.code} {refused.read()!r}") from None
    except (urllib.error.URLError, http.client.HTTPException, ConnectionError):
        return None


def objects(business: Business) -> list[str]:
    folder = business.program.folder / "data/objects/uploads"
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def swept(business: Business) -> None:
    """Restarts it later, until neither object nor row is left."""
    business.restart(**later(days=4))
    before = business.jobs("uploads.sweep", "done")
    until(lambda: business.jobs("uploads.sweep", "done") > before, SWEPT_WITHIN_S, "a sweep has ended", 0.2)
    if objects(business):
        raise AssertionError(f"{objects(business)} are left")
    if business.program.stop() != 0:
        raise AssertionError(business.program.log()[-1500:])
    if left := business.rows("SELECT id, state FROM uploads"):
        raise AssertionError(f"{left} is left")


class Uploads(unittest.TestCase):
    def crash_everywhere(self, sites: tuple[str, ...], scenario) -> int:
        def run(engine: str, site: str):
            try:
                scenario(engine, site)
            except Exception as problem:
                raise AssertionError(f"{engine}, {site}: {problem}") from problem
        scenarios = [(engine, site) for engine in ENGINES for site in sites]
        together(*((lambda scenario=scenario: run(*scenario)) for scenario in scenarios), at_a_time=2)
        return len(scenarios)

    def test_every_site_of_uploads_is_tried(self):
        self.assertEqual(set(crash_sites("uploads")), {*STORING, *REMOVING})

    def test_an_upload_that_was_cut_off_works_when_it_is_sent_again(self):
        def again(engine: str, site: str):
            with Business(engine, {"PROMOSTACK_CRASH_AT": site}) as business:
                if upload(business) is not None:
                    raise AssertionError("it was answered")
                business.crashed()
                business.restart()
                image = upload(business)
                if len(objects(business)) != len(('picture', 'preview')):
                    raise AssertionError(f"{image} {objects(business)}")
                with urllib.request.urlopen(image["url"], timeout=10) as shown:
                    if not shown.read().startswith(b"\x89PNG"):
                        raise AssertionError("no picture is shown")
                business.program.stop()
                if business.rows("SELECT id, state FROM uploads") != [[image["id"], "stored"]]:
                    raise AssertionError(business.rows("SELECT id, state FROM uploads"))
        count = self.crash_everywhere(STORING, again)
        say("F36", f"killed {count} times between the writes of an upload: the same upload worked afterwards")

    def test_what_an_upload_that_was_cut_off_left_is_swept(self):
        def left(engine: str, site: str):
            with Business(engine, {"PROMOSTACK_CRASH_AT": site}) as business:
                upload(business)
                business.crashed()
                swept(business)
        count = self.crash_everywhere(STORING, left)
        say("F36", f"killed {count} times between the writes of an upload: the sweep left neither objects nor rows")

    def test_a_sweep_that_was_cut_off_is_done_by_the_next(self):
        def sweep(engine: str, site: str):
            with Business(engine) as business:
                upload(business)
                business.program.stop()
                business.program.environment["PROMOSTACK_CRASH_AT"] = site
                business.program.environment |= later(days=2)
                business.program.start()
                business.crashed()
                swept(business)
        count = self.crash_everywhere(REMOVING, sweep)
        say("F36", f"killed {count} times while the sweep removed a picture: the next one ended it")


if __name__ == "__main__":
    unittest.main()
