"""Clients of the product: what they asked, what they got, how long it took."""

import contextlib
import dataclasses
import http.client
import json
import statistics
import threading
import time
import urllib.parse

PASSWORD = "a password for the fault tests"
READ = "/api/admin/jobs/summary"
CLIENT_DEADLINE_S = 12


@dataclasses.dataclass
class Seen:
    at: float
    status: int  # 0: no answer
    seconds: float
    retry_after: str | None = None
    problem: str = ""


class Client:
    """One keep-alive connection, signed in."""

    def __init__(self, url: str, cookie: str = ""):
        self.url = url
        self.address = urllib.parse.urlsplit(url)
        self.cookie = cookie
        self.connection: http.client.HTTPConnection | None = None

    def request(self, method: str, path: str, body: str | None = None, more: dict[str, str] | None = None) -> Seen:
        begun = time.monotonic()
        headers = ({"Origin": self.url} if method != "GET" else {}) | (more or {})
        if self.cookie:
            headers["Cookie"] = self.cookie
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=CLIENT_DEADLINE_S)
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            self.body = answer.read()
            if cookie := answer.headers.get("Set-Cookie"):
                self.cookie = cookie.split(";")[0]
            if answer.will_close:
                self.close()
            return Seen(begun, answer.status, time.monotonic() - begun, answer.headers.get("Retry-After"))
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            return Seen(begun, 0, time.monotonic() - begun, problem=f"{type(problem).__name__} {problem}")

    def close(self) -> None:
        if self.connection:
            with contextlib.suppress(OSError):
                self.connection.close()
        self.connection = None

    def get(self, path: str) -> Seen:
        return self.request("GET", path)

    def post(self, path: str, value=None) -> Seen:
        return self.request("POST", path, json.dumps(value or {}))

    def json(self):
        return json.loads(self.body)

    def sign_in(self) -> "Client":
        seen = self.post("/api/login", {"password": PASSWORD})
        if seen.status != 200:
            raise AssertionError(f"sign-in: {seen} {getattr(self, 'body', b'')[:200]!r}")
        return self


def once(url: str, path: str, cookie: str = "") -> Seen:
    """On a connection of its own."""
    client = Client(url, cookie)
    try:
        return client.get(path)
    finally:
        client.close()


def sign_in(url: str) -> str:
    """Returns the cookie."""
    client = Client(url).sign_in()
    client.close()
    return client.cookie


class Load:
    """Some clients that ask again and again until the block ends. `seen` is what all of them saw, in order of asking."""

    def __init__(self, url: str, cookie: str, path: str = READ, clients: int = 4, pause: float = 0.02):
        self.seen: list[Seen] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(Client(url, cookie), path, pause), daemon=True) for _ in range(clients)]

    def _run(self, client: Client, path: str, pause: float) -> None:
        while not self._stop.is_set():
            self.seen.append(client.get(path))
            self._stop.wait(pause)
        client.close()

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(CLIENT_DEADLINE_S + 2)
        self.seen.sort(key=lambda one: one.at)

    def between(self, first: float, last: float) -> list[Seen]:
        return [one for one in list(self.seen) if first <= one.at < last]


def count(seen: list[Seen]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for one in seen:
        counts[one.status] = counts.get(one.status, 0) + 1
    return dict(sorted(counts.items()))


def slowest_ms(seen: list[Seen]) -> float:
    return max((one.seconds for one in seen), default=0) * 1000


def p99_ms(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100)[98] * 1000 if len(seconds) > 1 else 0.0
