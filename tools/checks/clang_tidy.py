"""clang-tidy 14 with the rules of .clang-tidy, on what changed since the main line, or on everything.

A clean verdict is kept in build/tidy/ under a hash of the file, all that it includes, its flags and the rules, so that the same
text is not analysed twice.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess

from .tree import ROOT, Finding, project_files

TOOL = "clang-tidy-14"
FILE_DEADLINE_S = 300
PRESET = "release"


def changed_files(root: pathlib.Path) -> set[str]:
    """Names that differ from where this branch left the main line; on the main line itself, from the commit before."""
    def git(*arguments: str) -> str:
        return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True).stdout.strip()
    head = git("rev-parse", "HEAD")
    start = git("merge-base", "HEAD", "origin/main") or git("rev-parse", "HEAD~1")
    if start == head:
        start = git("rev-parse", "--verify", "--quiet", "HEAD~1") or head
    names = git("diff", "--name-only", start).splitlines() + git("ls-files", "--others", "--exclude-standard").splitlines()
    return {name for name in names if name}


def compile_commands(root: pathlib.Path) -> dict[str, list[str]]:
    listed = json.loads((root / f"build/{PRESET}/compile_commands.json").read_text())
    return {entry["file"]: entry["command"].split() for entry in listed}


def fingerprint(root: pathlib.Path, file: str, command: list[str]) -> str:
    """Of everything the verdict depends on. The compiler lists the includes; what it cannot read is not kept."""
    compiler = next(i for i, word in enumerate(command) if re.search(r"(c\+\+|g\+\+|clang\+\+)[^/]*$", word))
    flags = [word for word in command[compiler + 1:] if word not in {"-c", "-o", file} and not word.endswith(".o")]
    listed = subprocess.run([command[compiler], *flags, "-M", file], capture_output=True, text=True, cwd=root / f"build/{PRESET}")
    digest = hashlib.sha256(" ".join(flags).encode() + (root / ".clang-tidy").read_bytes())
    for name in sorted(set(listed.stdout.replace("\\\n", " ").split()[1:])):
        path = root / f"build/{PRESET}" / name
        digest.update(path.read_bytes() if str(root) in str(path.resolve()) else str(path.stat().st_size).encode() + name.encode())
    return digest.hexdigest() if listed.returncode == 0 else ""


def analyse(root: pathlib.Path, file: str, command: list[str]) -> list[Finding]:
    verdicts = root / "build/tidy"
    verdicts.mkdir(parents=True, exist_ok=True)
    mark = fingerprint(root, file, command)
    if mark and (verdicts / mark).exists():
        return []
    done = subprocess.run([TOOL, "--quiet", "-p", str(root / f"build/{PRESET}"), "--extra-arg=-Wno-unknown-warning-option",
                           "--extra-arg=-Wno-everything", file], capture_output=True, text=True, timeout=FILE_DEADLINE_S)
    found = [f"{os.path.relpath(match[1], root)}:{match[2]}: {match[3]}" for match in
             re.finditer(r"^(/\S+?):(\d+):\d+: (?:warning|error): (.*)$", done.stdout, re.M)]
    if done.returncode != 0 and not found:
        found = [f"{os.path.relpath(file, root)}: {TOOL} failed: {(done.stdout + done.stderr).strip()[-1500:]}"]
    if not found and mark:
        (verdicts / mark).touch()
    return found


def findings(root: pathlib.Path = ROOT, everything: bool = False) -> list[Finding]:
    if shutil.which(TOOL) is None:
        return [f"{TOOL} is not installed: apt-get install {TOOL}"]
    if not (root / f"build/{PRESET}/compile_commands.json").exists():
        return [f"build/{PRESET} is not configured: cmake --preset {PRESET}"]
    commands = compile_commands(root)
    wanted = {str(path) for path in project_files(root, ".cpp")} & set(commands)
    if not everything:
        changed = changed_files(root)
        wanted = {file for file in wanted if os.path.relpath(file, root) in changed and "/tests/" not in file}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        results = pool.map(lambda file: analyse(root, file, commands[file]), sorted(wanted))
    return sorted({finding for result in results for finding in result})
