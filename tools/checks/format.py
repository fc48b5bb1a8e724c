"""Every C++ file looks as clang-format 14 and .clang-format say."""

import os
import re
import shutil
import subprocess

from .tree import ROOT, Finding, project_files

TOOL = "clang-format-14"
FILES_PER_CALL = 40


def findings(files=None) -> list[Finding]:
    if shutil.which(TOOL) is None:
        return [f"{TOOL} is not installed: apt-get install {TOOL}"]
    if files is None:
        files = project_files(ROOT, ".cpp", ".hpp")
    found = []
    for start in range(0, len(files), FILES_PER_CALL):
        done = subprocess.run([TOOL, "--dry-run", "-Werror", f"--style=file:{ROOT}/.clang-format",
                               *map(str, files[start:start + FILES_PER_CALL])], capture_output=True, text=True)
        wrong = sorted({match[1] for match in re.finditer(r"^(\S+?):\d+:\d+: error", done.stderr, re.M)})
        if done.returncode != 0 and not wrong:
            wrong = [done.stderr.strip()]
        found += [f"{os.path.relpath(path, ROOT)}: not formatted: {TOOL} -i {os.path.relpath(path, ROOT)}" for path in wrong]
    return found
