"""Every header is included by somebody besides its own .cpp."""

import pathlib
import re

from .tree import ROOT, Finding, project_files

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)


def findings(root: pathlib.Path = ROOT) -> list[Finding]:
    users: dict[str, set[str]] = {}
    headers = []
    for file in project_files(root, ".hpp", ".cpp"):
        name = str(file.relative_to(root))
        if name.endswith(".hpp") and name.startswith("src/"):
            headers.append(name)
        for target in INCLUDE.findall(file.read_text()):
            beside = str((file.parent / target).relative_to(root)).removeprefix("src/")
            for meant in {target, beside}:
                users.setdefault(meant, set()).add(name)
    found = []
    for header in headers:
        others = {user for user in users.get(header.removeprefix("src/"), set()) if user.removesuffix(".cpp") != header.removesuffix(".hpp")}
        if not others:
            found.append(f"{header}: nobody includes it: use it or delete it")
    return found
