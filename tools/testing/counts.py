"""How many cases passed and failed, read from what a runner printed. A skipped case counts as failed: nothing is skipped silently."""

import dataclasses
import re
import xml.etree.ElementTree


@dataclasses.dataclass
class Count:
    passed: int = 0
    failed: int = 0
    notes: tuple[str, ...] = ()

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed, self.notes + other.notes)


DOCTEST = re.compile(r"^\[doctest\] test cases: +(\d+) \| +(\d+) passed \| +(\d+) failed \| +(\d+) skipped", re.M)
UNITTEST_RAN = re.compile(r"^Ran (\d+) tests? in ", re.M)
UNITTEST_BAD = re.compile(r"\b(failures|errors|skipped|unexpected successes)=(\d+)")
NODE = re.compile(r"^(?:#|ℹ) (pass|fail|cancelled|skipped|todo) (\d+)$", re.M)
GATE = re.compile(r"^\[gate\] (\S+) (passed|failed)\b", re.M)


def honest(count: Count, exit_code: int) -> Count:
    """A runner that reports success in words and failure by exit code has failed; so has one that ran nothing."""
    if exit_code != 0 and count.failed == 0:
        return count + Count(failed=1, notes=(f"the runner ended with {exit_code}",))
    if count.passed + count.failed == 0:
        return Count(failed=1, notes=("no test ran",))
    return count


def doctest(output: str, exit_code: int) -> Count:
    found = DOCTEST.findall(output)
    skipped = sum(int(line[3]) for line in found)
    count = Count(sum(int(line[1]) for line in found), sum(int(line[2]) for line in found) + skipped,
                  ("test cases were skipped",) if skipped else ())
    return honest(count, exit_code)


def unittest(output: str, exit_code: int) -> Count:
    ran = sum(int(number) for number in UNITTEST_RAN.findall(output))
    bad = sum(int(number) for _, number in UNITTEST_BAD.findall(output))
    return honest(Count(max(ran - bad, 0), bad), exit_code)


def node(output: str, exit_code: int) -> Count:
    totals = {"pass": 0, "fail": 0, "cancelled": 0, "skipped": 0, "todo": 0}
    for name, number in NODE.findall(output):
        totals[name] += int(number)
    return honest(Count(totals["pass"], sum(totals.values()) - totals["pass"]), exit_code)


def gates(output: str, exit_code: int) -> Count:
    results = [result for _, result in GATE.findall(output)]
    return honest(Count(results.count("passed"), results.count("failed")), exit_code)


def one(output: str, exit_code: int) -> Count:
    """For a checker that counts nothing itself."""
    return Count(passed=1) if exit_code == 0 else Count(failed=1)


@dataclasses.dataclass
class UnitResult:
    name: str
    count: Count
    seconds: float
    output: str


def ctest_junit(path: str) -> list[UnitResult]:
    """One result for each program that ctest started, counted by the cases that the program itself reported."""
    results = []
    for case in xml.etree.ElementTree.parse(path).getroot().iter("testcase"):
        output = case.findtext("system-out") or ""
        good = case.get("status") == "run" and case.find("failure") is None
        results.append(UnitResult(case.get("name", ""), doctest(output, 0 if good else 1), float(case.get("time", 0)), output))
    return results
