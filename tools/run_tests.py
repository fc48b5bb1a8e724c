#!/usr/bin/python3
"""./test calls this once the packages are there: builds, runs the suites, prints `N passed, N failed` as its last line."""

import argparse
import concurrent.futures
import contextlib
import os
import re
import signal
import sys
import time

from testing import counts, processes, suites
from testing.long_suites import LONG_SUITES
from testing.postgres import TemporaryPostgres
from testing.program import ROOT

BUILD_DEADLINE_S = 1800
OUTPUT_LINES = 150
FAILURE_LINES = 20  # of each case that failed before those


class Report:
    """Prints each result as it comes and keeps the sum."""

    def __init__(self):
        self.total = counts.Count()

    def add(self, results: list[suites.Result]) -> None:
        for result in results:
            self.total += result.count
            print(f"{result.suite:<26} {result.count.passed:>5} passed {result.count.failed:>4} failed {result.seconds:>7.1f} s", flush=True)
            # What the fault tests did and saw is worth reading when all is well, too.
            print("".join(f"{line}\n" for line in result.output.splitlines() if line.startswith("[saw]")), end="", flush=True)
            if result.count.failed:
                self.show(result)

    def show(self, result: suites.Result) -> None:
        lines = result.output.splitlines()
        for at in (at for at, line in enumerate(lines[:-OUTPUT_LINES]) if line.lstrip().startswith("not ok ")):
            print("\n".join(lines[at:at + FAILURE_LINES]))
        print(f"----- {result.suite}: {'; '.join(result.count.notes) or 'what it printed'}")
        if len(lines) > OUTPUT_LINES:
            print(f"({len(lines) - OUTPUT_LINES} lines before these)")
        print("\n".join(lines[-OUTPUT_LINES:]))
        print("-----", flush=True)


def build(preset: str, *targets: str) -> suites.Result:
    begun = time.monotonic()
    code, output = processes.run(["bash", "-c", 'set -eu; . tools/build.sh; build "$@"', "build", preset, *targets],
                                 BUILD_DEADLINE_S, None, str(ROOT))
    return suites.Result(f"build:{preset}", counts.Count() if code == 0 else counts.Count(failed=1), time.monotonic() - begun, output)


def before_the_build(wanted) -> list[suites.Result]:
    steps = {"checks": suites.static_gates, "tools": suites.tools, "web": suites.web}
    return [result for name, step in steps.items() if wanted(name) for result in step()]


def with_a_database(wanted, report: Report) -> None:
    names = [name for name in suites.unit_names() if wanted(f"unit:{name}")]
    if names:
        report.add(suites.units(only="^(" + "|".join(re.escape(name) for name in names) + ")$"))
    if wanted("checks:built"):
        report.add(suites.built_gates())
    for folder in suites.python_suites():
        if wanted(folder.removeprefix("tests/")):
            report.add(suites.python_suite(folder))
    if wanted("browser"):
        report.add(suites.browser())


def run(options: argparse.Namespace) -> int:
    report = Report()
    begun = time.monotonic()

    def wanted(name: str) -> bool:
        return not options.only or re.search(options.only, name) is not None

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        checked = pool.submit(before_the_build, wanted)
        built = pool.submit(build, "release")
        report.add(checked.result())
        outcome = built.result()
    print(f"{'build':<26} {'done' if not outcome.count.failed else 'FAILED':>12} {outcome.seconds:>19.1f} s", flush=True)
    if outcome.count.failed:
        report.add([outcome])
    else:
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(TemporaryPostgres())
            os.environ["PROMOSTACK_TEST_POSTGRES_URL"] = server.url
            with_a_database(wanted, report)
            if options.all:
                for name, suite in LONG_SUITES.items():
                    if wanted(name):
                        report.add(suite(build))
    total = report.total
    print(f"{time.monotonic() - begun:.0f} s")
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    return 0 if total.passed > 0 and total.failed == 0 else 1


def interrupted(number: int, _frame) -> None:
    # First the children, because leaving the blocks waits for the threads that wait for them.
    processes.end_all()
    sys.exit(128 + number)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./test")
    parser.add_argument("--all", action="store_true", help="also the sanitizers, the second compiler, whole-tree clang-tidy and fuzzing")
    parser.add_argument("--only", metavar="PATTERN", help="only the suites whose name matches this regular expression")
    options = parser.parse_args()
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, interrupted)
    signal.signal(signal.SIGINT, interrupted)
    try:
        return run(options)
    finally:
        processes.end_all()


if __name__ == "__main__":
    sys.exit(main())
