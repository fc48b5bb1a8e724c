"""What ./test --all adds. Each entry gets the function that builds a preset and returns results."""

import time

from . import counts, processes, suites
from .program import ROOT

CORPUS = ROOT / "tests/fuzz/corpus"
FUZZ_SECONDS = 60
FUZZ_MEMORY_MB = 512
FUZZ_INPUT_BYTES = 2 * 1024 * 1024
TIDY_DEADLINE_S = 3600
LONG_FAULTS_DEADLINE_S = 5400
SIMULATED_SEEDS = 1000
SIMULATION_DEADLINE_S = 3600

SANITIZER_OPTIONS = {
    "ASAN_OPTIONS": "strict_string_checks=1:detect_stack_use_after_return=1:check_initialization_order=1:strict_init_order=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "TSAN_OPTIONS": "halt_on_error=1",
}


def sanitized(preset: str):
    def suite(build) -> list[suites.Result]:
        built = build(preset)
        return [built] if built.count.failed else suites.units(preset, environment=SANITIZER_OPTIONS)
    return suite


def fuzz(build) -> list[suites.Result]:
    """Every target for a minute, starting from its committed corpus; what it finds on the way stays in the build folder."""
    names = sorted(folder.name for folder in CORPUS.iterdir() if folder.is_dir())
    built = build("fuzz", *(f"{name}_fuzz" for name in names))
    return [built] if built.count.failed else [_fuzz_one(name) for name in names]


def _fuzz_one(name: str) -> suites.Result:
    begun = time.monotonic()
    found = ROOT / "build/fuzz/found" / name
    found.mkdir(parents=True, exist_ok=True)
    program = ROOT / "build/fuzz/tests/fuzz" / f"{name}_fuzz"
    code, output = processes.run(
        [str(program), f"-max_total_time={FUZZ_SECONDS}", "-timeout=5", f"-rss_limit_mb={FUZZ_MEMORY_MB}",
         f"-max_len={FUZZ_INPUT_BYTES}", f"-artifact_prefix={found}/", str(found), str(CORPUS / name)],
        FUZZ_SECONDS * 3, SANITIZER_OPTIONS, str(ROOT))
    return suites.Result(f"fuzz:{name}", counts.one(output, code), time.monotonic() - begun, output)


def tidy(_build) -> list[suites.Result]:
    begun = time.monotonic()
    code, output = processes.run([str(ROOT / "tools/check"), "clang_tidy", "--everything"], TIDY_DEADLINE_S, None, str(ROOT))
    return [suites.Result("clang-tidy", counts.gates(output, code), time.monotonic() - begun, output)]


def simulation(_build) -> list[suites.Result]:
    """A thousand worlds; the first that breaks a promise says how to see it again."""
    begun = time.monotonic()
    program = ROOT / "build/release/tests/simulation/simulation"
    code, output = processes.run([str(program), "--seeds", str(SIMULATED_SEEDS)], SIMULATION_DEADLINE_S, None, str(ROOT))
    return [suites.Result("simulation-long", counts.one(output, code), time.monotonic() - begun, output)]


def long_faults(_build) -> list[suites.Result]:
    """The fault tests once more, with more kills and longer storms."""
    return suites.python_suite("tests/faults", {"PROMOSTACK_FAULTS_LONG": "1"}, LONG_FAULTS_DEADLINE_S)


LONG_SUITES = {
    "faults-long": long_faults,
    "simulation-long": simulation,
    "asan": sanitized("asan"),
    "tsan": sanitized("tsan"),
    "clang": sanitized("clang"),
    "clang-tidy": tidy,
    "fuzz": fuzz,
}
