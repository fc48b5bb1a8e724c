"""The routes of the program, as it documents them itself."""

import os
import re
import subprocess

from .program import RELEASE


def routes() -> list[tuple[str, str, str]]:
    """Verb, path and access of every row."""
    reference = subprocess.run([str(RELEASE), "docs", "http-api"], env={"PATH": os.environ["PATH"]}, check=True, capture_output=True,
                               text=True, timeout=30).stdout
    return re.findall(r"^\| (GET|POST|PUT|PATCH|DELETE) \| `([^`]+)` \| (\w+) \|", reference, re.M)
