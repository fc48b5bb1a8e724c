"""Templates while the program is killed and while the store of objects is away: what was saved is published in the end, and what was
prepared is drawn."""

import datetime
import hashlib
import hmac
import json
import unittest
import urllib.error
import urllib.parse
import urllib.request

from business import RATE, Business
from saying import say, together, until
from testing.forms import multipart, png
from testing.telegram_setup import control
from world import ENGINES, crash_sites

SITES = ("templates_saved", "templates_published")
SECOND = 2  # the first pass of each site is the template's own
PUBLISHED_WITHIN_S = 30
REGION, BUCKET, KEY, SECRET = "us-east-1", "promostack", "sandbox", "secret-of-the-sandbox"  # allow-secret: of the sandbox
STORE = {"SPACES_REGION": REGION, "SPACES_BUCKET": BUCKET, "SPACES_ACCESS_KEY": KEY, "SPACES_SECRET_KEY": SECRET}


def send(business: Business, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
    asked = urllib.request.Request(business.program.url + path, body,
                                   headers | {"Origin": business.program.url, "Cookie": business.client.cookie})
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def upload(business: Business, shade: int) -> tuple[int, bytes]:
    return send(business, "/api/template-images", *multipart({}, {"image": png(200, 200, shade)}))


def make(business: Business, slug: str, shade: int = 0) -> None:
    status, answer = upload(business, shade)
    if status != 201:
        raise AssertionError(f"{status} {answer!r}")
    made = business.client.post("/api/templates", {"name": slug, "slug": slug, "square": {"image": json.loads(answer)["image"]["id"]}})
    if made.status != 201:
        raise AssertionError(business.client.body)


def drawn(business: Business, text: str) -> tuple[int, bytes]:
    body = {"template": "sale", "variant": "square", "text": text}
    return send(business, "/api/render", {"Content-Type": "application/json"}, json.dumps(body).encode())


def presigned(address: str) -> str:
    """The sandbox's bucket opens to its owner alone."""
    url = urllib.parse.urlsplit(address)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{now[:8]}/{REGION}/s3/aws4_request"
    query = urllib.parse.urlencode({"X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Credential": f"{KEY}/{scope}", "X-Amz-Date": now,
                                    "X-Amz-Expires": "60", "X-Amz-SignedHeaders": "host"})
    asked = f"GET\n{url.path}\n{query}\nhost:{url.netloc}\n\nhost\nUNSIGNED-PAYLOAD"
    signed = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(asked.encode()).hexdigest()}"
    key = f"AWS4{SECRET}".encode()
    for step in (now[:8], REGION, "s3", "aws4_request", signed):
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    return f"{address}?{query}&X-Amz-Signature={key.hex()}"


def fetched(address: str):
    if "/s3/" in address:
        address = presigned(address)
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        if refused.code != 404:
            raise
        return None


def published(business: Business, base: str) -> dict:
    """What anybody finds: the names in the index, and in each document."""
    index = fetched(f"{base}/templates/default/index.json")["templates"]
    return {entry["slug"]: (entry["name"], fetched(entry["meta"])["name"]) for entry in index}


def change(business: Business) -> None:
    """The crash may cut off its answer."""
    business.client.request("PUT", "/api/templates/sale", json.dumps({"name": "Autumn"}))


class Templates(unittest.TestCase):
    def test_every_site_of_templates_is_tried(self):
        self.assertEqual(set(crash_sites("templates")), set(SITES))

    def test_a_crash_between_saving_and_publishing_leaves_the_publishing_to_the_next_start(self):
        def crash(engine: str, site: str):
            with Business(engine, {"PROMOSTACK_CRASH_AT": f"{site}:{SECOND}"}) as business:
                make(business, "sale")
                base = f"{business.program.url}/objects"
                if published(business, base) != {"sale": ("sale", "sale")}:
                    raise AssertionError(f"{engine}, {site}: {published(business, base)}")
                change(business)
                business.crashed()
                business.restart(PROMOSTACK_CLOCK_RATE=RATE)
                business.client.get("/api/templates/sale")
                if business.client.json()["template"]["name"] != "Autumn":
                    raise AssertionError(f"{engine}, {site}: the change is lost")
                until(lambda: published(business, base) == {"sale": ("Autumn", "Autumn")}, PUBLISHED_WITHIN_S, "the change is published", 0.1)
                until(lambda: not business.jobs("templates.publish", "pending"), PUBLISHED_WITHIN_S, "its jobs are done", 0.1)
                if business.program.stop() != 0:
                    raise AssertionError(business.program.log()[-1500:])
        scenarios = [(engine, site) for engine in ENGINES for site in SITES]
        together(*((lambda scenario=scenario: crash(*scenario)) for scenario in scenarios), at_a_time=3)
        say("F06", f"killed {len(scenarios)} times between saving and publishing a template: the change was there and was published")

    def test_while_the_bucket_is_away_pictures_are_drawn_uploads_refused_and_changes_published_later(self):
        def away(engine: str):
            with Business(engine) as business:
                # The program needs to know the sandbox's address, which is known only now.
                bucket = f"{business.sandbox.url}/s3"
                business.program.stop()
                business.restart(SPACES_ENDPOINT=bucket, **STORE)
                make(business, "sale")
                make(business, "gone", 1)
                base = f"{bucket}/{BUCKET}"
                before = drawn(business, "CODE")
                control(business.sandbox.url, "/control/s3/mode", {"trouble": "down"})
                answers = {
                    "drawn again": drawn(business, "CODE") == before,
                    "drawn anew": drawn(business, "OTHER")[0],
                    "upload": upload(business, 2)[0],
                    "change": business.client.request("PUT", "/api/templates/sale", json.dumps({"name": "Autumn"})).status,
                    "delete": business.client.request("DELETE", "/api/templates/gone").status,
                    "publish": business.client.post("/api/regenerate-index").status,
                }
                if answers != {"drawn again": True, "drawn anew": 200, "upload": 503, "change": 200, "delete": 200, "publish": 503}:
                    raise AssertionError(f"{engine}: {answers}")
                control(business.sandbox.url, "/control/s3/mode", {"trouble": "none"})
                until(lambda: published(business, base) == {"sale": ("Autumn", "Autumn")}, PUBLISHED_WITHIN_S, "the changes are published", 0.2)
                until(lambda: fetched(f"{base}/templates/default/gone/meta.json") is None, PUBLISHED_WITHIN_S, "the deleted one is gone", 0.2)
                if upload(business, 2)[0] != 201:
                    raise AssertionError(f"{engine}: no upload after the outage")
        together(*((lambda engine=engine: away(engine)) for engine in ENGINES), at_a_time=2)
        say("F36", "the bucket away: pictures went on, an upload was 503 and left nothing, two changes were published when it was back")


if __name__ == "__main__":
    unittest.main()
