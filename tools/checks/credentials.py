"""No credential is in the tree. A made-up one in a test carries `allow-secret: why` on its line or the line above."""

import pathlib
import re

from .tree import ROOT, Finding, line_of, project_files

SHAPES = {
    "a Telegram bot token": re.compile(r"\b[0-9]{8,10}:[A-Za-z0-9_-]{35}\b"),
    "a Stripe key": re.compile(r"\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}"),
    "a webhook secret": re.compile(r"\bwhsec_[A-Za-z0-9+/=]{20,}"),
    "an access key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a database password": re.compile(r"postgres(?:ql)?://[^\s:/@{}$<>]+:[^\s@{}$<>]{12,}@"),
    "a signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}"),
    "an API key": re.compile(r"\bsk-(?:proj-)?[A-Za-z0-9_-]{24,}"),
}
ALLOWED = re.compile(r"allow-secret: \S")
# A database password of fewer letters is an example: those that people keep are generated.
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".woff2", ".ttf", ".otf", ".ico", ".gz"}


def in_text(name: str, text: str) -> list[Finding]:
    lines, found = text.splitlines(), []
    for what, shape in SHAPES.items():
        for match in shape.finditer(text):
            number = line_of(text, match.start())
            nearby = lines[max(0, number - 2):number]
            if not any(ALLOWED.search(line) for line in nearby):
                found.append(f"{name}:{number}: looks like {what}: take it out and revoke it, or say `allow-secret: why` beside it")
    return found


def findings(root: pathlib.Path = ROOT) -> list[Finding]:
    return [finding for file in project_files(root) if file.suffix not in BINARY
            for finding in in_text(str(file.relative_to(root)), file.read_text(errors="replace"))]
