"""Load, clocks and memory, measured the same way for everybody."""

import dataclasses
import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

CONNECTIONS = 64
SECONDS = 3
WARM_UP_SECONDS = 1
ROUNDS = 3

# The server gets the first core and the load generator the last one, so that neither takes the other's time.
SERVER_CORE, LOAD_CORE = "0", str((os.cpu_count() or 1) - 1)


@dataclasses.dataclass
class Load:
    requests_per_s: float
    p99_ms: float


def milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


def wrk(url: str, headers: dict[str, str] | None = None, connections: int = CONNECTIONS, seconds: int = SECONDS, script: pathlib.Path | None = None) -> Load:
    """Refuses to report a run in which something was not answered with 2xx."""
    command = ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    if script:
        command += ["-s", str(script)]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run([*command, url], capture_output=True, text=True, timeout=seconds + 30, check=True)
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise RuntimeError(f"{url}: not every request was answered well:\n{done.stdout}")
    return Load(float(re.search(r"Requests/sec:\s*([\d.]+)", done.stdout)[1]),
                milliseconds(re.search(r"^\s*99%\s+(\S+)", done.stdout, re.M)[1]))


def interleaved(urls: dict[str, tuple[str, dict[str, str]]]) -> dict[str, Load]:
    """Rounds over all servers in turn, so that a disturbance hits everybody; the median of each number counts."""
    for url, headers in urls.values():
        wrk(url, headers, seconds=WARM_UP_SECONDS)
    runs: dict[str, list[Load]] = {name: [] for name in urls}
    for _ in range(ROUNDS):
        for name, (url, headers) in urls.items():
            runs[name].append(wrk(url, headers))
    return {name: Load(statistics.median(run.requests_per_s for run in loads), statistics.median(run.p99_ms for run in loads))
            for name, loads in runs.items()}


def resident_kb(pid: int) -> int:
    return int(re.search(r"^VmRSS:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text(), re.M)[1])


def durable_writes_per_s(seconds: float = 0.5) -> float:
    """What one thread can commit at most on this disk, whatever the database."""
    with tempfile.TemporaryFile() as file:
        count, begun = 0, time.monotonic()
        while time.monotonic() < begun + seconds:
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            count += 1
        return count / (time.monotonic() - begun)


def machine() -> dict[str, str]:
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())
    return {"cores": str(os.cpu_count()), "cpu": model[1] if model else "unknown", "memory": f"{int(memory[1]) // 1048576} GiB",
            "kernel": os.uname().release, "durable writes": f"{durable_writes_per_s():,.0f}/s",
            "load before": f"{os.getloadavg()[0]:.2f}"}
