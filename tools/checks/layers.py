"""No file includes or imports what its layer may not. The rules are the tables below."""

import pathlib
import re

from .tree import ROOT, Finding, project_files

# module -> modules it may include. A module may always include itself.
LAYERS = {
    "core": set(),
    "rendering": {"core"},
    "db": {"core"},
    "net": {"core"},
    "http": {"core"},
    "storage": {"core", "net"},
    "jobs": {"core", "db"},
    "darkroom": {"core", "rendering"},
    "integrations": {"core", "net"},
    "sandbox": {"core", "http"},
    "domains": {"core", "rendering"},
    "app": {"core", "rendering", "darkroom", "db", "net", "http", "storage", "jobs", "integrations", "sandbox", "domains"},
}

# In a domain, what a file may reach besides follows from its name.
DOORS = {
    "repo": {"db"},
    "service": {"db", "jobs", "storage", "darkroom", "integrations"},
    "dispatcher": {"db", "integrations"},
    "delivery_notes": {"integrations"},
    "handlers": {"http"},
    "jobs": {"jobs"},
}
PRIVATE_TO_A_DOMAIN = {"repo", "handlers", "jobs"}

# domain -> domains whose service and nouns it may use. A new arrow needs a decision record.
DOMAIN_EDGES = {
    "audit": set(),
    "secrets": set(),
    "tenants": {"audit", "secrets"},
    "auth": {"tenants", "audit"},
    "connections": {"tenants", "audit", "secrets"},
    "vendor_accounts": {"audit", "secrets"},
    "uploads": set(),
    "onboarding": {"tenants", "connections", "vendor_accounts", "audit", "uploads"},
    "messaging": {"connections", "audit"},
    "templates": {"uploads", "tenants", "audit"},
    "coupons": {"templates", "uploads", "tenants", "vendor_accounts", "audit"},
    "campaigns": {"uploads", "templates", "tenants", "audit"},
    "subscriptions": {"connections", "messaging", "vendor_accounts", "audit"},
    "bot_users": {"audit"},
    "coupon_bot": {"messaging", "bot_users", "coupons", "templates", "uploads", "tenants", "connections", "audit"},
    "broadcasts": {"connections", "messaging", "bot_users", "coupons", "templates", "uploads", "tenants", "audit"},
    "journeys": {"connections", "messaging"},
    "forex": {"connections", "messaging"},
    "crosspromo": {"forex", "connections", "messaging"},
    "analytics": {"bot_users", "connections", "tenants"},
}

# The web's own layers: a file may import from those named, and within a feature from that feature alone.
WEB_LAYERS = {"lib": set(), "components": {"lib"}, "features": {"lib", "components"}}


def problem(path: pathlib.PurePosixPath, target: pathlib.PurePosixPath) -> str | None:
    """Both are relative to src/. Returns why the include is not allowed."""
    in_tests = "tests" in path.parts
    if len(target.parts) == 1:
        return None if in_tests else "name the module: includes are rooted at src/"
    here, there = path.parts[0], target.parts[0]
    if path.name == "main.cpp" and len(path.parts) == 1:
        return None if there in {"app", "core"} else "main.cpp sees only app"
    if in_tests and there in {"support", "tests"}:
        return None
    if here not in LAYERS or there not in LAYERS:
        return f"{there if here in LAYERS else here} is not a known layer"
    if here == there:
        return _within(here, path, target)
    if in_tests:
        return None if here != "core" else f"core's tests may not include {there}"
    if here == "domains":
        return _out_of_a_domain(path, target)
    return None if there in LAYERS[here] else f"{here} may not include {there}"


def _within(layer: str, path: pathlib.PurePosixPath, target: pathlib.PurePosixPath) -> str | None:
    if layer not in {"integrations", "domains"} or path.parts[1] == target.parts[1]:
        return None
    if layer == "integrations":
        return "integrations do not know each other"
    if target.parts[1] not in DOMAIN_EDGES.get(path.parts[1], set()):
        return f"{path.parts[1]} -> {target.parts[1]} is not a declared edge"
    return f"{target.name} is private to {target.parts[1]}" if target.stem in PRIVATE_TO_A_DOMAIN else None


def _out_of_a_domain(path: pathlib.PurePosixPath, target: pathlib.PurePosixPath) -> str | None:
    there = target.parts[0]
    if there not in LAYERS["domains"] | DOORS.get(path.stem, set()):
        return f"a domain's {path.name} may not include {there}"
    if there == "integrations" and target.name != "api.hpp":
        return "a domain sees of an integration only api.hpp"
    return None


def cycle(edges: dict[str, set[str]]) -> list[str] | None:
    def walk(node: str, trail: list[str]) -> list[str] | None:
        if node in trail:
            return trail[trail.index(node):] + [node]
        return next((found for child in sorted(edges.get(node, ())) if (found := walk(child, trail + [node]))), None)
    return next((found for start in sorted(edges) if (found := walk(start, []))), None)


def web_problem(path: pathlib.PurePosixPath, specifier: str) -> str | None:
    """`path` is relative to web/; the specifier is as written."""
    if specifier.partition("/")[0].removeprefix("#") in WEB_LAYERS and specifier.startswith("#"):
        target = pathlib.PurePosixPath(specifier[1:])
    elif specifier.startswith("."):
        parts: list[str] = list(path.parent.parts)
        for part in pathlib.PurePosixPath(specifier).parts:
            if part == "..":
                if not parts:
                    return "leaves web/"
                parts.pop()
            elif part != ".":
                parts.append(part)
        target = pathlib.PurePosixPath(*parts)
    else:
        return None
    here, there = path.parts[0], target.parts[0]
    if here not in WEB_LAYERS or there == "vendor" or "tests" in path.parts:
        return None
    if here != there:
        return None if there in WEB_LAYERS[here] else f"web/{here} may not import web/{there}"
    if here == "features" and len(path.parts) > 2 and len(target.parts) > 2 and path.parts[1] != target.parts[1]:
        return "features do not import each other"
    return None


def findings(root: pathlib.Path = ROOT) -> list[Finding]:
    found = []
    if loop := cycle(DOMAIN_EDGES):
        found.append("domain cycle: " + " -> ".join(loop))
    for file in project_files(root, ".hpp", ".cpp"):
        if root / "src" in file.parents:
            path = pathlib.PurePosixPath(file.relative_to(root / "src"))
            for number, line in enumerate(file.read_text().splitlines(), 1):
                if (match := re.match(r'\s*#\s*include\s*"([^"]+)"', line)) and (why := problem(path, pathlib.PurePosixPath(match[1]))):
                    found.append(f"{file.relative_to(root)}:{number}: {match[1]}: {why}")
    imported = re.compile(r"""^\s*(?:import|export)\b[^'"]*?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]""", re.M)
    for file in project_files(root, ".js", ".mjs"):
        if root / "web" in file.parents:
            path, text = pathlib.PurePosixPath(file.relative_to(root / "web")), file.read_text()
            for match in imported.finditer(text):
                specifier = match[1] or match[2]
                if why := web_problem(path, specifier):
                    line = text.count("\n", 0, match.start()) + 1
                    found.append(f"{file.relative_to(root)}:{line}: {specifier}: {why}")
    return found
