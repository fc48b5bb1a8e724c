"""What ./bench prints: one table for each capability, our number beside the goal and the peers'."""

import dataclasses


@dataclasses.dataclass
class Row:
    what: str
    ours: str
    beside: str = ""
    goal: str = ""
    met: bool | None = None


@dataclasses.dataclass
class Table:
    title: str
    rows: list[Row]

    def text(self) -> str:
        head = Row("", "ours", "beside", "goal")
        cells = [(row.what, row.ours, row.beside, row.goal, {True: "met", False: "MISSED", None: ""}[row.met]) for row in [head, *self.rows]]
        widths = [max(len(line[column]) for line in cells) for column in range(5)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in cells]
        return "\n".join([f"\n== {self.title}", lines[0], "-" * (sum(widths) + 8), *lines[1:]])


def at_least(value: float, goal: float, unit: str) -> dict:
    return {"goal": f">= {goal:g}{unit}", "met": value >= goal}


def below(value: float, goal: float, unit: str) -> dict:
    return {"goal": f"< {goal:g}{unit}", "met": value < goal}
