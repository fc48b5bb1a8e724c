"""The files of the project, and C++ text without what a rule should not look at."""

import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What a rule found: where, and what to do about it.
Finding = str


def project_files(root: pathlib.Path = ROOT, *suffixes: str) -> list[pathlib.Path]:
    """Tracked files and new ones that are not ignored, so that a fault is found before it is committed."""
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            capture_output=True, check=True).stdout.decode().split("\0")
    paths = [root / name for name in sorted(set(listed)) if name and (not suffixes or name.endswith(suffixes))]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


_TOKEN = re.compile(
    r'(?P<raw>R"(?P<mark>[^()\s\\]{0,16})\((?P<body>.*?)\)(?P=mark)")'
    r"|(?P<line>//[^\n]*)"
    r"|(?P<block>/\*.*?\*/)"
    r'|(?P<text>"(?:[^"\\\n]|\\.)*")'
    r"|(?P<char>(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)+')",
    re.S)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def code_only(text: str) -> str:
    """C++ without comments and without what is inside literals. Lines and columns stay where they are."""
    def replace(match: re.Match) -> str:
        whole = match[0]
        if match["line"] or match["block"]:
            return _blank(whole)
        if len(whole) < 2:
            return whole
        return whole[0] + _blank(whole[1:-1]) + whole[-1] if not match["raw"] else '"' + _blank(whole[1:-1]) + '"'
    return _TOKEN.sub(replace, text)


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
