"""What a document names as its evidence is there: a test is written `path/of/the_file: "its name"`, and the file holds that name."""

import pathlib
import re

from .tree import ROOT, Finding

# Documents whose every table row about an abuse or a promise ends with its evidence, or says `not yet` and why.
DOCUMENTS = ("docs/security.md",)
ROW = re.compile(r"^\| ([A-Z]\d\d[a-z]?) \|")
EVIDENCE = re.compile(r'`([\w./-]+)`: "([^"]+)"')


def in_document(text: str, root: pathlib.Path) -> list[str]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        row = ROW.match(line)
        named = EVIDENCE.findall(line)
        if row and not named and "not yet:" not in line:
            found.append(f"{number}: {row[1]} names no test; say which covers it, or `not yet:` and why")
        for path, name in named:
            file = root / path
            if not file.is_file():
                found.append(f"{number}: there is no {path}")
            elif name not in _joined(file.read_text()):
                found.append(f'{number}: {path} has no "{name}"')
    return found


def _joined(text: str) -> str:
    """A long name may be written as several literals in a row."""
    return re.sub(r'"\s*\n\s*"', "", text)


def findings(root: pathlib.Path = ROOT) -> list[Finding]:
    return [f"{name}:{finding}" for name in DOCUMENTS if (root / name).exists()
            for finding in in_document((root / name).read_text(), root)]
