"""The generated documents say what the program says. tools/generate_docs writes them."""

import pathlib
import subprocess

from .tree import ROOT, Finding

GENERATED = {"docs/configuration.md": "configuration", "docs/http-api.md": "http-api"}
BINARY = "build/release/promostack"
DEADLINE_S = 20


def printed(document: str, root: pathlib.Path = ROOT) -> str:
    """What `promostack docs DOCUMENT` prints. Ends the command when there is no program to ask."""
    binary = root / BINARY
    if not binary.exists():
        raise SystemExit(f"{BINARY} is not there: build it first (./run or ./test does)")
    done = subprocess.run([binary, "docs", document], capture_output=True, text=True, timeout=DEADLINE_S, env={"PATH": "/usr/bin:/bin"}, cwd="/")
    if done.returncode != 0 or not done.stdout:
        raise SystemExit(f"{BINARY} docs {document} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def stale(expected: str, path: pathlib.Path) -> bool:
    return not path.exists() or path.read_text() != expected


def findings(root: pathlib.Path = ROOT) -> list[Finding]:
    try:
        return [f"{name}: is not what the program prints: run tools/generate_docs" for name, document in GENERATED.items()
                if stale(printed(document, root), root / name)]
    except SystemExit as problem:
        return [str(problem)]
