"""Everything that makes pictures at the same time, for a while: nobody waits long, and the process is afterwards what it was before."""

import http.client
import os
import pathlib
import random
import threading
import time
import unittest

from business import Business
from saying import LONG, say, until
from test_batches import send_form
from testing.forms import multipart, png
from traffic import Client, count, p99_ms

SECONDS = 60 if LONG else 12
BATCH = "\n".join(f"CODE-{number}" for number in range(400)).encode()
GROWN_MB = 48  # the caches are full after the first half; what is left moves
SETTLED_WITHIN_S = 20


def folder_of(business: Business) -> pathlib.Path:
    return pathlib.Path(f"/proc/{business.program.process.pid}")


def memory_mb(business: Business) -> float:
    status = (folder_of(business) / "status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def open_files(business: Business) -> int:
    return len(os.listdir(folder_of(business) / "fd"))


def children(business: Business) -> list[str]:
    tasks = (folder_of(business) / "task").iterdir()
    return [child for task in tasks for child in (task / "children").read_text().split()]


def post_form(client: Client, path: str, texts: dict, files: dict) -> int:
    headers, body = multipart(texts, files)
    client.connection = client.connection or http.client.HTTPConnection(client.address.hostname, client.address.port, timeout=30)
    client.connection.request("POST", path, body, headers | {"Origin": client.url, "Cookie": client.cookie})
    answer = client.connection.getresponse()
    answer.read()
    return answer.status


class Mixed:
    """Kinds of clients; each asks again and again until the block ends. `seen[kind]` is (status, seconds) of each."""

    def __init__(self, business: Business, link: str):
        self.seen: dict[str, list[tuple[int, float]]] = {}
        self.problems: list[str] = []
        self._stop = threading.Event()
        shades = random.Random(4)
        face = {"template": "sale", "variant": "square"}
        kinds = [("upload", lambda by: post_form(by, "/api/template-images", {}, {"image": png(300, 300, shades.randrange(256))}), 0.1),
                 ("batch", lambda by: post_form(by, "/api/picture-batches", {"template": "sale"}, {"file": BATCH}), 1.0)]
        kinds += [("proof", lambda by: by.post("/api/render", face | {"text": f"NEW-{time.monotonic_ns()}"}).status, 0.002),
                  ("link", lambda by: by.get(link).status, 0.002),
                  ("check", lambda by: by.post("/api/validate-coupon", {"coupon_code": "WELCOME"}).status, 0.05)] * 3
        self._threads = [threading.Thread(target=self._run, args=(business, *kind), daemon=True) for kind in kinds]

    def _run(self, business: Business, kind: str, ask, pause: float) -> None:
        client = Client(business.program.url, business.client.cookie)
        seen = self.seen.setdefault(kind, [])
        while not self._stop.is_set():
            begun = time.monotonic()
            try:
                seen.append((ask(client), time.monotonic() - begun))
            except (OSError, http.client.HTTPException) as problem:
                self.problems.append(f"{kind}: {problem!r}")
                break
            self._stop.wait(pause)
        client.close()

    def __enter__(self) -> "Mixed":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(40)

    def go_on(self, seconds: float) -> None:
        self._stop.wait(seconds)

    def statuses(self) -> dict[str, set[int]]:
        return {kind: {status for status, _ in seen} for kind, seen in self.seen.items()}


class PictureLoad(unittest.TestCase):
    def test_the_process_is_the_same_after_everything_at_once(self):
        with Business("postgres") as business:
            image = send_form(business, "/api/template-images", {}, {"image": png(1080, 1080)})["image"]["id"]
            business.client.post("/api/templates", {"name": "Sale", "slug": "sale", "square": {"image": image}})
            business.client.post("/api/render-links", {"template": "sale", "variant": "square", "format": "jpg", "text": "For everybody"})
            link = business.client.json()["url"].removeprefix(business.program.url)
            with Mixed(business, link) as load:
                load.go_on(SECONDS / 2)
            self.at_rest(business)
            before = memory_mb(business), open_files(business)
            with Mixed(business, link) as load:
                load.go_on(SECONDS / 2)
                busy = memory_mb(business)
            self.at_rest(business)
            after = memory_mb(business), open_files(business)

            self.assertEqual(load.problems, [])
            allowed = {"upload": {201, 409, 429}, "batch": {202, 409, 429}, "proof": {200}, "link": {200}, "check": {200, 429}}
            self.assertEqual({kind: seen - allowed[kind] for kind, seen in load.statuses().items()}, dict.fromkeys(allowed, set()))
            self.assertLess(after[0] - before[0], GROWN_MB, f"{before} MB and files, then {after}")
            self.assertLessEqual(after[1], before[1] + 4)
            self.assertEqual(business.program.stop(), 0)
            told = ", ".join(f"{kind} {len(seen)} (p99 {p99_ms([seconds for _, seconds in seen]):.0f} ms)" for kind, seen in load.seen.items())
            say("load", f"{SECONDS / 2:.0f} s of {told} at once: {before[0]:.0f} MB before, {busy:.0f} in it, {after[0]:.0f} after; {before[1]} open files, "
                        f"then {after[1]}; no process left")

    def at_rest(self, business: Business) -> None:
        """The load's connections are closed, its batches cancelled, and no darkroom is left, not even as a zombie."""
        business.client.get("/api/picture-batches")
        for batch in business.client.json()["batches"]:
            if batch["state"] in ("waiting", "running"):
                business.client.post(f"/api/picture-batches/{batch['id']}/cancel")
        until(lambda: not children(business) and open_files(business) < 40, SETTLED_WITHIN_S, "no child and no connection is left")


if __name__ == "__main__":
    unittest.main()
