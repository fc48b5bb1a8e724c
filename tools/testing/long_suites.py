"""What ./test --all adds. Each entry gets the function that builds a preset and returns results."""

import os
import pathlib
import time

from . import counts, processes, suites
from .program import ROOT

FUZZ_SECONDS = 60
FUZZ_MEMORY_MB = 512
FUZZ_INPUT_BYTES = 2 * 1024 * 1024
TIDY_DEADLINE_S = 3600

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
    sources = sorted((ROOT / "tests/fuzz").glob("*_fuzz.cpp"))
    if not sources:
        return [suites.Result("fuzz", counts.Count(failed=1, notes=("tests/fuzz holds no *_fuzz.cpp",)), 0, "")]
    built = build("fuzz")
    return [built] if built.count.failed else [_fuzz_one(source.stem) for source in sources]


def _fuzz_one(name: str) -> suites.Result:
    begun = time.monotonic()
    program = next((path for path in (ROOT / "build/fuzz").rglob(name) if path.is_file() and os.access(path, os.X_OK)), None)
    if program is None:
        return suites.Result(f"fuzz:{name}", counts.Count(failed=1, notes=("its program was not built",)), 0, "")
    found = ROOT / "build/fuzz/corpus" / name
    found.mkdir(parents=True, exist_ok=True)
    corpus = ROOT / "tests/fuzz/corpus" / name.removesuffix("_fuzz")
    folders: list[pathlib.Path] = [found] + ([corpus] if corpus.is_dir() else [])
    code, output = processes.run(
        [str(program), f"-max_total_time={FUZZ_SECONDS}", "-timeout=5", f"-rss_limit_mb={FUZZ_MEMORY_MB}",
         f"-max_len={FUZZ_INPUT_BYTES}", f"-artifact_prefix={found}/", *map(str, folders)],
        FUZZ_SECONDS * 3, SANITIZER_OPTIONS, str(ROOT))
    return suites.Result(f"fuzz:{name}", counts.one(output, code), time.monotonic() - begun, output)


def tidy(_build) -> list[suites.Result]:
    begun = time.monotonic()
    code, output = processes.run([str(ROOT / "tools/check"), "clang_tidy", "--everything"], TIDY_DEADLINE_S, None, str(ROOT))
    return [suites.Result("clang-tidy", counts.gates(output, code), time.monotonic() - begun, output)]


LONG_SUITES = {
    "asan": sanitized("asan"),
    "tsan": sanitized("tsan"),
    "clang": sanitized("clang"),
    "clang-tidy": tidy,
    "fuzz": fuzz,
}
