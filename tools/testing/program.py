"""The real program, started on a free loopback port with a data folder of its own, for as long as a `with` block."""

import base64
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from .postgres import free_port

START_DEADLINE_S = 20
STOP_DEADLINE_S = 16  # the program promises 15
ROOT = pathlib.Path(__file__).resolve().parents[2]
# The program under test: the release, unless somebody tries another build.
RELEASE = pathlib.Path(os.environ.get("PROMOSTACK_TEST_BINARY", ROOT / "build/release/promostack"))

# What a program under test inherits. The developer's own settings must not reach it.
INHERITED = ("PATH", "HOME", "LANG", "TZ", "ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS")


class Program:
    """`url` answers once the block is entered. The log is kept in `folder` and printed when the start fails."""

    def __init__(self, command: str = "serve", environment: dict[str, str] | None = None, binary: pathlib.Path = RELEASE,
                 ready_path: str = "/readyz", port_setting: str = "PORT"):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="promostack-run-"))
        self.command = [str(binary), *command.split()]
        self.ready_path = ready_path
        self.environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        self.environment |= {"HOST": "127.0.0.1", port_setting: str(self.port), "DATA_DIR": str(self.folder / "data"),
                             "PUBLIC_BASE_URL": self.url}
        self.environment |= environment or {}
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> "Program":
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    @classmethod
    def sandbox(cls, **options) -> "Program":
        """The imitated vendors alone, on a port of their own."""
        return cls("sandbox", ready_path="/control/vendors", port_setting="SANDBOX_PORT", **options)

    def vendor_settings(self) -> dict[str, str]:
        """Of a sandbox: what leads a program to it, with Clerk sign-in for its accounts."""
        address = self.url.replace("127.0.0.1", "localhost")
        key = base64.b64encode(f"{address.removeprefix('http://')}/clerk$".encode()).decode().rstrip("=")
        return {"TELEGRAM_API_BASE_URL": f"{address}/telegram", "STRIPE_API_BASE_URL": f"{address}/stripe",
                "FUNDERPRO_BASE_URL": f"{address}/funderpro", "FUNDERPRO_PRODUCT_ID": "10k-challenge",
                "CLERK_PUBLISHABLE_KEY": f"pk_test_{key}", "CLERK_ALLOWED_ISSUERS": f"{address}/clerk",
                "CLERK_API_BASE_URL": f"{address}/clerk/api", "CLERK_SECRET_KEY": "sk_test_of_the_sandbox"}

    def start(self) -> float:
        """Starts it and returns the seconds until the first 200."""
        begun = time.monotonic()
        with open(self.folder / "program.log", "ab") as log:
            self.process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *self.command], env=self.environment, cwd=self.folder,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        while not self.answers(self.ready_path):
            if self.process.poll() is not None or time.monotonic() > begun + START_DEADLINE_S:
                said = "\n".join(line for line in self.log().splitlines() if "route=/readyz" not in line)
                raise RuntimeError(f"{' '.join(self.command)} did not get ready:\n{said[-4000:]}")
            time.sleep(0.002)
        return time.monotonic() - begun

    def answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(self.url + path, timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def log(self) -> str:
        return (self.folder / "program.log").read_text(errors="replace")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Signals the program, waits for its end and returns the exit code; a negative one is the signal that ended it."""
        self.process.send_signal(how)
        try:
            return self.process.wait(STOP_DEADLINE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_DEADLINE_S)
            raise

    def __exit__(self, *_) -> None:
        if self.process and self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                pass
        shutil.rmtree(self.folder, ignore_errors=True)
