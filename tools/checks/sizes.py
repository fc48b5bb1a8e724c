"""Nothing is too long to read: files, headers, functions, commit-sized web modules."""

import dataclasses
import pathlib
import re

from .tree import ROOT, Finding, code_only, line_of, project_files

LIMITS = {".cpp": 500, ".hpp": 150, ".js": 250, ".mjs": 250, ".css": 400, ".py": 300, ".sh": 200}
FUNCTION_LINES = 70

_NOT_A_FUNCTION = re.compile(r"^\s*(?:inline\s+)?(?:namespace|extern|enum|export)\b|^\s*(?:template\s*<.*>\s*)?(?:class|struct|union)\b[^()]*$", re.S)
_PREPROCESSOR = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)


@dataclasses.dataclass
class Function:
    name: str
    first_line: int
    lines: int


def functions(text: str) -> list[Function]:
    """The outermost bodies that belong to a parameter list. A heuristic over text: it knows braces, not C++."""
    code = _PREPROCESSOR.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), code_only(text))
    found, begins, inside = [], [], None
    head = 0
    parentheses = 0
    for offset, sign in enumerate(code):
        if sign in "()":
            parentheses += 1 if sign == "(" else -1
        elif sign == "{":
            title = code[head:offset]
            if inside is None and parentheses == 0 and "(" in title and not _NOT_A_FUNCTION.search(title):
                inside = (len(begins), head + len(title) - len(title.lstrip()), title)
            begins.append(offset)
            if inside is None:
                head = offset + 1
        elif sign == "}" and begins:
            begins.pop()
            if inside is not None and len(begins) == inside[0]:
                first = line_of(code, inside[1])
                name = re.findall(r"([\w:~]+)\s*\(", inside[2])
                found.append(Function(name[0] if name else "?", first, line_of(code, offset) - first + 1))
                inside = None
            if inside is None:
                head = offset + 1
        elif sign == ";" and inside is None and parentheses == 0:
            head = offset + 1
    return found


def findings(root: pathlib.Path = ROOT) -> list[Finding]:
    found = []
    for file in project_files(root, *LIMITS):
        name, text = file.relative_to(root), file.read_text()
        limit, length = LIMITS[file.suffix], text.count("\n")
        if length > limit:
            found.append(f"{name}: {length} lines, the limit is {limit}: part it by what changes together")
        if file.suffix in {".cpp", ".hpp"}:
            found += [f"{name}:{function.first_line}: {function.name} has {function.lines} lines, the limit is {FUNCTION_LINES}"
                      for function in functions(text) if function.lines > FUNCTION_LINES]
    return found
