"""The servers under test: ours and the peers, each pinned to the same core, each gone after its `with` block."""

import json
import pathlib
import secrets
import signal
import subprocess
import time
import urllib.request

from measure import SERVER_CORE
from testing.postgres import TemporaryPostgres, free_port
from testing.program import RELEASE, ROOT, Program

BEAST = ROOT / "build/release/benchmarks/beast_hello"
PYTHON_PEER = pathlib.Path(__file__).parent / "peers/python_http.py"
START_DEADLINE_S = 10
SERVING_ROLE = "promostack_serving"


def get(url: str, headers: dict[str, str] | None = None) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=5) as answer:
        return answer.read()


def sign_in(url: str, password: str) -> str:
    """The session cookie, ready for a Cookie header."""
    request = urllib.request.Request(url + "/api/login", method="POST", data=json.dumps({"password": password}).encode(),
                                     headers={"Content-Type": "application/json", "Origin": url})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return "; ".join(line.partition(";")[0] for line in answer.headers.get_all("Set-Cookie"))


class Ours(Program):
    """`serve`, pinned like the peers."""

    def __init__(self, environment: dict[str, str] | None = None):
        super().__init__(environment={"LOG_LEVEL": "warning", **(environment or {})})
        self.command = ["taskset", "-c", SERVER_CORE, *self.command]

    def sign_in(self, password: str) -> str:
        return sign_in(self.url, password)


class Peer:
    def __init__(self, *command: str):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.command = ["setpriv", "--pdeathsig", "KILL", "taskset", "-c", SERVER_CORE,
                        *(str(self.port) if word == "PORT" else word for word in command)]

    def __enter__(self) -> "Peer":
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + START_DEADLINE_S
        while True:
            try:
                get(self.url + "/")
                return self
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.__exit__()
                    raise
                time.sleep(0.01)

    def __exit__(self, *_) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(5)


def beast(body: str) -> Peer:
    return Peer(str(BEAST), "PORT", body)


def python(body: str, database_url: str | None = None, how: str = "tuned") -> Peer:
    return Peer("/usr/bin/python3", str(PYTHON_PEER), how, "PORT", body, *([database_url] if database_url else []))


def migrated(server: TemporaryPostgres, database: str) -> dict[str, str]:
    """Makes a database as production has it, with a serving role that owns nothing. Returns the settings to serve from it."""
    server.sql(f"CREATE DATABASE {database}")
    password = secrets.token_urlsafe(12)
    serving = server.url_of(database).replace(server.url.split("//")[1].split("@")[0], f"{SERVING_ROLE}:{password}")
    settings = {"DATABASE_ADMIN_URL": server.url_of(database), "DATABASE_URL": serving}
    done = subprocess.run([RELEASE, "migrate"], env={"PATH": "/usr/bin:/bin", **settings}, capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        raise RuntimeError(f"promostack migrate ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return settings
