"""What can be seen of a statement without a database: it has a name of its own, lists its columns, and names its tenant."""

import dataclasses
import pathlib
import re

from .tree import ROOT, Finding, line_of, project_files

STATEMENT = re.compile(r'\bSql\s+(?P<constant>\w+)\s*\{\s*"(?P<name>[^"]*)"\s*,\s*R"sql\((?P<text>.*?)\)sql"\s*,?\s*\}', re.S)
TEXT = re.compile(r'R"sql\(')
LOOSE = re.compile(r'\bSql\s+\w+\s*\{\s*"[^"]*"\s*,\s*"')
NAME = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")
ENGINES = ("postgres", "sqlite")
MARKER = re.compile(r"^\s*--@(\w+) ?(.*)$")


@dataclasses.dataclass
class Statement:
    where: str
    name: str
    text: str

    def for_engine(self, engine: str) -> str:
        """As the program sends it: lines marked for this engine count, those of the other are comments."""
        lines = []
        for line in self.text.splitlines():
            mark = MARKER.match(line)
            lines.append(mark[2] if mark and mark[1] == engine else "" if mark else line)
        return "\n".join(lines)

    def bare(self, engine: str) -> str:
        return re.sub(r"--[^\n]*", "", self.for_engine(engine)).strip()


def statements_of(name: str, text: str) -> list[Statement]:
    return [Statement(f"{name}:{line_of(text, match.start())}", match["name"], match["text"]) for match in STATEMENT.finditer(text)]


def _problems(statement: Statement) -> list[str]:
    found = []
    if not NAME.match(statement.name):
        found.append("the name is `area.what`, in lower case")
    for line in statement.text.splitlines():
        if (mark := MARKER.match(line)) and mark[1] not in ENGINES:
            found.append(f"--@{mark[1]} is no engine")
    both = statement.bare("postgres") + "\n" + statement.bare("sqlite")
    if re.search(r"\b(select|returning|select\s+distinct)\s+(\w+\.)?\*|,\s*\w+\.\*", both, re.I):
        found.append("list the columns instead of *")
    if re.search(r"\binsert\s+into\s+[\w.]+\s*(?:as\s+\w+\s*)?(?!\s*\()(values|select|with)\b", both, re.I):
        found.append("list the columns that are inserted")
    if not re.search(r"\btenant_id\b", both) and not re.search(r"-- cross-tenant: \S", statement.text):
        found.append("it names no tenant_id: add it, or say `-- cross-tenant: why`")
    return [f"{statement.where}: {statement.name}: {problem}" for problem in found]


def in_text(name: str, text: str) -> tuple[list[Statement], list[Finding]]:
    statements = statements_of(name, text)
    found = [problem for statement in statements for problem in _problems(statement)]
    if len(TEXT.findall(text)) != len(statements):
        found.append(f'{name}: every R"sql( is a named constant: constexpr db::Sql kName{{"area.what", R"sql(…)sql"}};')
    found += [f'{name}:{line_of(text, match.start())}: write the statement as R"sql(…)sql"' for match in LOOSE.finditer(text)]
    return statements, found


def all_statements(root: pathlib.Path = ROOT) -> list[tuple[str, str]]:
    """Name and text of the source files that may hold statements. The engines themselves, and tests, may do as they like."""
    files = [(str(file.relative_to(root)), file.read_text()) for file in project_files(root, ".cpp", ".hpp")]
    return [(name, text) for name, text in files if name.startswith("src/") and "/tests/" not in name and not name.startswith("src/db/")]


def migration_names(root: pathlib.Path, engine: str) -> list[str]:
    return sorted(path.name for path in (root / "migrations" / engine).glob("*.sql"))


def findings(root: pathlib.Path = ROOT) -> list[Finding]:
    found, seen = [], {}
    for name, text in all_statements(root):
        statements, problems = in_text(name, text)
        found += problems
        for statement in statements:
            if statement.name in seen:
                found.append(f"{statement.where}: {statement.name} is also the name of the one at {seen[statement.name]}")
            seen.setdefault(statement.name, statement.where)
    postgres, sqlite = (migration_names(root, engine) for engine in ENGINES)
    found += [f"migrations: {name} is there for one engine only" for name in sorted(set(postgres) ^ set(sqlite))]
    numbers = [name[:4] for name in postgres]
    found += [f"migrations/postgres/{name}: names are NNNN_word.sql" for name in postgres if not re.match(r"^\d{4}_[a-z0-9_]+\.sql$", name)]
    found += [f"migrations: the number {number} is used twice" for number in sorted({n for n in numbers if numbers.count(n) > 1})]
    return found
