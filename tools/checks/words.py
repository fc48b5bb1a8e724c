"""Names and shapes that the house style refuses, each with what to do instead."""

import dataclasses
import pathlib
import re

from .tree import ROOT, Finding, code_only, line_of, project_files

NAMES_THAT_HIDE = {"util", "utils", "utility", "utilities", "common", "helper", "helpers", "manager", "managers", "base", "misc", "stuff"}


@dataclasses.dataclass
class Rule:
    pattern: str
    instead: str
    only: str = r"^(src|benchmarks|tests)/.*\.[ch]pp$"  # paths it looks at
    unless: str = r"^$"                            # paths that may
    raw: bool = False                              # looks into comments and literals too

    def __post_init__(self):
        self.shape = re.compile(self.pattern, re.M)


TESTS = r"(^|/)tests/|^benchmarks/"
# Written in two halves so that this file does not find itself.
UNFINISHED = "TO" "DO|FIX" "ME|HA" "CK"

RULES = [
    Rule(rf"\b({UNFINISHED})\b", "finish it or file an issue", only=r"\.(cpp|hpp|js|mjs|css|html|sql|py|sh|cmake|txt|md)$|^(run|test|bench)$|^tools/check$", raw=True),
    Rule(r"system_clock\s*::\s*now|\btime\s*\(\s*(nullptr|NULL|0)\s*\)|\bgettimeofday\b", "take a core::Clock", unless=r"^src/core/clock\.cpp$"),
    Rule(r"\b(secure_)?getenv\s*\(", "read it in app/config.cpp and pass an option", unless=rf"^src/app/config\.cpp$|{TESTS}"),
    Rule(r"\bstd\s*::\s*(jthread|thread|async)\b(?!\s*::)", "threads belong to app, http, net and jobs; use a pool", unless=rf"^src/(app|http|net|jobs)/|{TESTS}"),
    Rule(r"\.\s*detach\s*\(\s*\)", "keep it and join it"),
    Rule(r"\bstd\s*::\s*(basic_)?regex\b", "it is slow and overflows the stack on long input: scan by hand"),
    Rule(r"\b(sprintf|vsprintf|strcpy|strcat|gets|popen|alloca|strtok)\s*\("
         r"|::\s*system\s*\(|(?<![.>\w])system\s*\(\s*(\"|\w+(\.|->)c_str)", "use std::string, std::to_chars or an argument vector"),
    Rule(r"\bco_(await|return|yield)\b", "no coroutines: the compiler breaks them; block on a pool"),
    Rule(r"\bstd\s*::\s*rand\b|\bsrand\s*\(|\bstd\s*::\s*(random_device|mt19937)", "take a core::Entropy", unless=rf"^src/core/entropy\.cpp$|{TESTS}"),
    Rule(r"\busing\s+namespace\s+(?!.*literals)", "name what you use", only=r"^(src|tests|benchmarks)/.*\.hpp$"),
    Rule(r"\b(class|struct)\s+\w*(Manager|Helper|Utils?|Base|Misc)\b", "name it for what it is"),
    Rule(r'"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b[^"\n]*"\s*\+', "bind the value as a parameter", raw=True,
         unless=rf"^src/db/(postgres|sqlite)/|{TESTS}"),
    Rule(r"\bcatch\s*\(\s*\.\.\.\s*\)\s*\{\s*\}", "handle it or let it pass"),
    Rule(r"\bprintf\s*\(|\bstd\s*::\s*(cout|cerr|clog)\b", "log an event with fields", only=r"^src/.*\.[ch]pp$",
         unless=rf"^src/app/|^src/main\.cpp$|^src/core/log|{TESTS}"),
    Rule(r"\bget_?[Ii]tem\s*\(\s*['\"](token|session)|\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write", "render through lib/html.js", only=r"^web/.*\.m?js$", unless=r"^web/(vendor|tests)/"),
    Rule(r'"resolved"\s*:', "leave addresses out of the lock file: npm install --omit-lockfile-registry-resolved", only=r"^package-lock\.json$", raw=True),
]

GOES_ON = re.compile(r"\bcatch\s*\(\s*\.\.\.\s*\)\s*\{")
ANSWERS = re.compile(r"\bthrow\b|current_exception|\babort\b|\bterminate\b|_exit\b|\blog::|\blog_|\breport|\bfail|\breturn\b")
SLEEP = re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep)\s*\(|\btime\.sleep\s*\(")
SLEEP_LOOKBACK_LINES = 14
# What the tests start may take its time: that is its work. Only the tests themselves must not hope.
SLEEPLESS = r"^(src|tests)/(.*/)?([^/]*_test\.[ch]pp|test_[^/]*\.py)$"


def words_in(name: str) -> set[str]:
    return set(re.split(r"[_\-.]", name.lower()))


def catches_that_go_on(code: str) -> list[int]:
    lines = []
    for match in GOES_ON.finditer(code):
        depth, end = 1, match.end()
        while end < len(code) and depth:
            depth += {"{": 1, "}": -1}.get(code[end], 0)
            end += 1
        if not ANSWERS.search(code, match.end(), end):
            lines.append(line_of(code, match.start()))
    return lines


def sleeps_without_deadline(code: str) -> list[int]:
    """A poll may sleep: inside a loop that has a deadline. Anything else hopes that something has happened meanwhile."""
    lines = code.splitlines()
    found = []
    for number, line in enumerate(lines):
        if SLEEP.search(line) and "uniform" not in line:  # a moment of chance waits for nothing
            before = "\n".join(lines[max(0, number - SLEEP_LOOKBACK_LINES):number + 1])
            if not (re.search(r"\b(while|for)\b", before) and re.search(r"deadline|until|give_up|monotonic", before, re.I)):
                found.append(number + 1)
    return found


def in_text(name: str, text: str) -> list[Finding]:
    is_cpp = name.endswith((".cpp", ".hpp"))
    code = code_only(text) if is_cpp else text
    found = []
    for rule in RULES:
        if re.search(rule.only, name) and not re.search(rule.unless, name):
            where = text if rule.raw else code
            found += [f"{name}:{line_of(where, match.start())}: {match[0].strip()}: {rule.instead}" for match in rule.shape.finditer(where)]
    if is_cpp and name.startswith("src/") and "/tests/" not in name:
        found += [f"{name}:{line}: catch (...) goes on as if nothing had happened: throw, log or return the failure" for line in catches_that_go_on(code)]
    if re.search(SLEEPLESS, name) and name.endswith((".cpp", ".hpp", ".py")):
        found += [f"{name}:{line}: a test sleeps: poll in a loop with a deadline" for line in sleeps_without_deadline(code)]
    return found


def in_name(name: str) -> list[Finding]:
    hidden = [word for part in pathlib.PurePosixPath(name).parts for word in words_in(part) if word in NAMES_THAT_HIDE]
    return [f"{name}: a file called {hidden[0]} can hold anything: name it for what it holds"] if hidden else []


def findings(root: pathlib.Path = ROOT) -> list[Finding]:
    found = []
    for file in project_files(root):
        name = str(file.relative_to(root))
        found += in_name(name)
        if any(re.search(rule.only, name) for rule in RULES):
            found += in_text(name, file.read_text(errors="replace"))
    return found
