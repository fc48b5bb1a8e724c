"""What every fault test leaves behind: one line that says what it did and what it saw."""

import os
import pathlib
import sys
import threading
import time
from collections.abc import Callable

from testing.program import ROOT

LONG = os.environ.get("PROMOSTACK_FAULTS_LONG") == "1"
REPORT = ROOT / "test-output/faults.txt"

_lock = threading.Lock()
_begun = False


def say(fault: str, text: str) -> None:
    """Printed, and kept in test-output/faults.txt, which each run of the suite begins anew."""
    global _begun
    line = f"{fault}: {text}"
    with _lock:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        with open(REPORT, "a" if _begun else "w") as report:
            print(line, file=report)
        _begun = True
        print(f"\n[saw] {line}", file=sys.stderr, flush=True)


def until(condition: Callable[[], object], seconds: float, what: str, every: float = 0.02):
    """Polls until the condition is true and returns what it returned; fails when that takes longer."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"after {seconds:.1f} s still not: {what}")
        time.sleep(every)
    return result


def together(*scenarios: Callable[[], object], at_a_time: int = 8) -> None:
    """Runs scenarios that mostly wait side by side, and fails with all their failures."""
    gate = threading.Semaphore(at_a_time)
    failures: list[str] = []

    def run(scenario: Callable[[], object]) -> None:
        with gate:
            try:
                scenario()
            except Exception as problem:  # told below, whatever it is
                failures.append(f"{getattr(scenario, '__name__', scenario)}: {problem}")

    threads = [threading.Thread(target=run, args=(scenario,)) for scenario in scenarios]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise AssertionError(f"{len(failures)} of {len(scenarios)} scenarios failed:\n" + "\n".join(failures))
