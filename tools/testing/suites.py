"""The suites of ./test: what each one runs and how its cases are counted."""

import contextlib
import dataclasses
import os
import pathlib
import re
import secrets
import tempfile
import time
from collections.abc import Callable

from . import counts, processes
from .program import RELEASE, ROOT, Program
from .queue_rows import insert_jobs

PYTHON = "/usr/bin/python3"
SUITE_DEADLINE_S = 1800
PLATFORM_ADMIN = "platform@example.com"
CTEST_CASE_DEADLINE_S = 300


@dataclasses.dataclass
class Result:
    suite: str
    count: counts.Count
    seconds: float
    output: str


def _command(suite: str, count: Callable[[str, int], counts.Count], command: list[str],
             environment: dict[str, str] | None = None, deadline_s: float = SUITE_DEADLINE_S) -> Result:
    begun = time.monotonic()
    code, output = processes.run(command, deadline_s, environment, str(ROOT))
    return Result(suite, count(output, code), time.monotonic() - begun, output)


def static_gates() -> list[Result]:
    return [_command("checks", counts.gates, [str(ROOT / "tools/check"), "--static"])]


def tools() -> list[Result]:
    return [_command("tools", counts.unittest, [PYTHON, "-m", "unittest", "discover", "-s", "tools/tests", "-t", "tools"])]


def web() -> list[Result]:
    results = [_command(f"web:{script}", counts.one, ["npm", "run", "--silent", script]) for script in ("check:types", "check:lint")]
    if any((ROOT / "web/tests").glob("*.test.*js")):
        results.append(_command("web:unit", counts.node, ["npm", "run", "--silent", "test:unit"]))
    return results


def units(preset: str = "release", only: str = ".", environment: dict[str, str] | None = None) -> list[Result]:
    """The test programs of the modules, two at a time."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.xml"
        code, output = processes.run(
            ["ctest", "--test-dir", f"build/{preset}", "-j", str(os.cpu_count() or 2), "-R", only, "--no-tests=error",
             "--timeout", str(CTEST_CASE_DEADLINE_S), "--output-junit", str(report), "--test-output-size-passed", "4000000",
             "--test-output-size-failed", "4000000"], 2 * SUITE_DEADLINE_S, environment, str(ROOT))
        if not report.exists():
            return [Result(f"unit:{preset}", counts.Count(failed=1, notes=("ctest wrote no report",)), 0, output)]
        label = "unit" if preset == "release" else f"unit-{preset}"
        results = [Result(f"{label}:{unit.name}", unit.count, unit.seconds, unit.output) for unit in counts.ctest_junit(str(report))]
    if code != 0 and not any(result.count.failed for result in results):
        results.append(Result(label, counts.Count(failed=1, notes=(f"ctest ended with {code}",)), 0, output))
    return results


def unit_names(preset: str = "release") -> list[str]:
    _, listing = processes.run(["ctest", "--test-dir", f"build/{preset}", "-N"], 60, None, str(ROOT))
    return re.findall(r"^ +Test +#\d+: (\S+)", listing, re.M)


def built_gates() -> list[Result]:
    return [_command("checks:built", counts.gates, [str(ROOT / "tools/check"), "--built"])]


def python_suites() -> list[str]:
    """Folders below tests/ that hold test_*.py: the fault tests, and what drives the real binary over HTTP."""
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    return sorted(str(folder.relative_to(ROOT)) for folder in folders)


def python_suite(folder: str, environment: dict[str, str] | None = None, deadline_s: float = SUITE_DEADLINE_S) -> list[Result]:
    settings = {"PROMOSTACK_TEST_BINARY": str(RELEASE), "PYTHONPATH": str(ROOT / "tools")} | (environment or {})
    return [_command(folder.removeprefix("tests/"), counts.unittest, [PYTHON, "-m", "unittest", "discover", "-v", "-s", folder],
                     settings, deadline_s)]


def browser() -> list[Result]:
    password = secrets.token_urlsafe(12)
    screenshots = ROOT / "test-output/screenshots"
    screenshots.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        try:
            sandbox = stack.enter_context(Program.sandbox())
            program = stack.enter_context(Program(environment=sandbox.vendor_settings() | {
                "ADMIN_PASSWORD": password, "ADMIN_EMAILS": PLATFORM_ADMIN}))
        except (RuntimeError, OSError) as problem:
            return [Result("browser", counts.Count(failed=1), 0, str(problem))]
        insert_jobs(program, ["parked"] * 4 + ["pending"] * 70 + ["done", "cancelled"])
        result = _command("browser", counts.node, ["npm", "run", "--silent", "test:browser"],
                          {"PROMOSTACK_URL": program.url, "PROMOSTACK_ADMIN_PASSWORD": password,
                           "PROMOSTACK_SANDBOX_URL": sandbox.url, "PROMOSTACK_PLATFORM_ADMIN": PLATFORM_ADMIN,
                           "SCREENSHOT_DIR": str(screenshots)})
        if result.count.failed:
            result.output += "\n--- the program's log ---\n" + program.log()[-8000:]
        return [result]
