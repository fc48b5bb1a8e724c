"""Rendering pictures: us, Pillow, sharp and the plain way from C++ with the same codes on the same backgrounds, CPU time of one core."""

import contextlib
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator

from measure import ROUNDS, SERVER_CORE
from table import Row, Table, at_least, below
from testing.program import ROOT

PROGRAM = ROOT / "build/release/benchmarks/render_bench"
FONTS = ROOT / "build/release/fonts"
PEERS = pathlib.Path(__file__).parent / "peers"
SHARP = PEERS / "sharp"
SECONDS = 2
DEADLINE_S = 120
INSTALL_DEADLINE_S = 300
SIDES = (540, 1080, 2048, 4096)
P99_US = 1000
OUTLINED = "outlined "
OUTLINED_OF_PLAIN = 0.8

Numbers = dict[str, float]
# variant, format: renders/s, times Pillow, times sharp
GOALS = {("square", "jpg"): (2500, 10, 40), ("story", "jpg"): (1800, 12, 50), ("square", "png"): (2200, 500, 120), ("story", "png"): (1400, 700, 120)}
TITLES = {"pillow": "Pillow", "sharp": "sharp", "plain": "C++ with libjpeg-turbo or libpng"}


def _run(*command: object) -> list[Numbers]:
    done = subprocess.run(["taskset", "-c", SERVER_CORE, *map(str, command)], capture_output=True, text=True, timeout=DEADLINE_S)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or f"{command[0]} ended with {done.returncode}")
    return [{name: float(value) for name, value in re.findall(r"(\w+) ([\d.]+)", line)} for line in done.stdout.splitlines()]


@contextlib.contextmanager
def work() -> Iterator[pathlib.Path]:
    with tempfile.TemporaryDirectory(prefix="promostack-pictures-") as name:
        folder = pathlib.Path(name)
        (folder / "fonts").symlink_to(FONTS)
        _run(PROGRAM, "make", folder)
        yield folder


def _sharp_is_there() -> bool:
    if not shutil.which("node") or not shutil.which("npm"):
        print("sharp is left out: there is no node and npm", flush=True)
        return False
    if (SHARP / "node_modules/sharp").exists():
        return True
    done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=SHARP, capture_output=True, text=True,
                          timeout=INSTALL_DEADLINE_S, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        print(f"sharp is left out: npm could not install it: {done.stderr.strip()[-200:]}", flush=True)
    return done.returncode == 0


def _commands() -> dict[str, list[object]]:
    commands: dict[str, list[object]] = {"ours": [PROGRAM, "ours"], "plain": [PROGRAM, "plain"], "pillow": ["/usr/bin/python3", PEERS / "render_pillow.py"]}
    if _sharp_is_there():
        commands["sharp"] = ["node", SHARP / "render.mjs"]
    return commands


def _run_all(commands: dict[str, list[object]], *work: object) -> dict[str, Numbers]:
    """Each alone, then each with the dark line around letters."""
    runs: dict[str, list[Numbers]] = {}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            runs.setdefault(name, []).extend(_run(*command, *work))
        for name, command in commands.items():
            if name == "ours":
                runs.setdefault(OUTLINED + name, []).extend(_run(PROGRAM, "outlined", *work))
            elif name != "plain":
                runs.setdefault(OUTLINED + name, []).extend(_run(*command, *work, "outlined"))
    return {name: _median(found) for name, found in runs.items()}


def _median(runs: list[Numbers]) -> Numbers:
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def _rows(variant: str, form: str, medians: dict[str, Numbers]) -> list[Row]:
    ours = medians["ours"]
    speed, *ratios = GOALS[variant, form]
    goals = dict(zip(("pillow", "sharp"), ratios))
    rows = [Row(f"{variant}, {form}: renders/s and core", f"{ours['renders_per_s']:,.0f}", **at_least(ours["renders_per_s"], speed, "/s"))]
    for peer, title in TITLES.items():
        if peer in medians:
            ratio = ours["renders_per_s"] / medians[peer]["renders_per_s"]
            rows.append(Row(f"  beside {title}", f"{ratio:,.1f} x", f"{medians[peer]['renders_per_s']:,.1f}/s",
                            **(at_least(ratio, goals[peer], " x") if peer in goals else {})))
    rows.append(Row("  CPU p99 of a render", f"{ours['p99_us']:.0f} us", **below(ours["p99_us"], P99_US, " us")))
    beside = ", ".join(f"{title} {medians[peer]['bytes']:,.0f}" for peer, title in TITLES.items() if peer in medians)
    rows.append(Row("  bytes", f"{ours['bytes']:,.0f}", beside, **below(ours["bytes"], medians["pillow"]["bytes"] + 1, "")))
    outlined = medians[OUTLINED + "ours"]["renders_per_s"]
    share = outlined / ours["renders_per_s"]
    rows.append(Row("  with the dark line around letters: of the speed without", f"{share:.2f}", f"{outlined:,.0f}/s", **at_least(share, OUTLINED_OF_PLAIN, "")))
    for peer, title in TITLES.items():
        if found := medians.get(OUTLINED + peer):
            rows.append(Row(f"    beside {title}", f"{outlined / found['renders_per_s']:,.1f} x", f"{found['renders_per_s']:,.1f}/s"))
    return rows


def race() -> list[Table]:
    commands = _commands()
    tables = []
    with work() as folder:
        for form in ("jpg", "png"):
            rows = []
            for variant in ("square", "story"):
                rows += _rows(variant, form, _run_all(commands, folder, variant, form, SECONDS))
            tables.append(Table(f"Pictures as {form}, 4,096 random codes in the default box", rows))
    return tables


def sizes() -> list[Table]:
    with work() as folder:
        found = {form: [_run(PROGRAM, "sizes", folder, form, 1) for _ in range(ROUNDS)] for form in ("jpg", "png")}
    rows = []
    for number, side in enumerate(SIDES):
        speeds = {form: _median([run[number] for run in runs])["renders_per_s"] for form, runs in found.items()}
        rows.append(Row(f"{side} x {side}", f"{1e6 / speeds['jpg']:.0f} us", f"png {1e6 / speeds['png']:.0f} us"))
    # The rows of a PNG are one stream, so those with text are coded in their whole width.
    jpeg = [_median([run[number] for run in found["jpg"]])["renders_per_s"] for number in range(len(SIDES))]
    growth = jpeg[0] / jpeg[-1]
    rows.append(Row("jpg, largest to smallest", f"{growth:.2f} x", f"{(SIDES[-1] / SIDES[0]) ** 2:.0f} x the pixels", **below(growth, 1.5, " x")))
    return [Table("Cost of a render against the size of the picture, the same box in pixels, jpg", rows)]
