"""Runs commands with a deadline and leaves none behind, however the test run ends."""

import os
import signal
import subprocess
import threading

_running: set[subprocess.Popen] = set()
_lock = threading.Lock()


def run(command: list[str], deadline_s: float, environment: dict[str, str] | None = None, cwd: str | None = None) -> tuple[int, str]:
    """Returns the exit code and everything printed. On a missed deadline the whole process group is ended and the code is 124."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               errors="replace", start_new_session=True, env={**os.environ, **(environment or {})}, cwd=cwd)
    with _lock:
        _running.add(process)
    try:
        output, _ = process.communicate(timeout=deadline_s)
        return process.returncode, output
    except subprocess.TimeoutExpired:
        _end(process)
        output, _ = process.communicate()
        return 124, output + f"\nended after {deadline_s:.0f} s\n"
    finally:
        # A runner that ended may have left servers of its own behind.
        _end(process)
        with _lock:
            _running.discard(process)


def _end(process: subprocess.Popen) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def end_all() -> None:
    with _lock:
        for process in _running:
            _end(process)
