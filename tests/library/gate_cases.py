"""Releases for the tests of the gate: the shared instances, and small ones made by hand."""

import csv
import itertools
import json
from pathlib import Path

from builders import shared_data

INSTANCES = ("i01_ward_x_eth", "i02_dist_eth5_send_out", "i03_school_eth_send")


def options_of(name: str, *, counts: Path | None = None) -> list[str]:
    """What to type after `oneplan protect` for a shared instance, but policy and out."""
    folder = shared_data("sdc", name)
    spec = json.loads((folder / "spec.json").read_text(encoding="utf-8"))
    words = ["--counts", str(counts or folder / "inner.csv")]
    for table in spec["tables"]:
        words += ["--table", ",".join(table)]
    return words + hierarchies_of(name)


def hierarchies_of(name: str) -> list[str]:
    """The hierarchies of a shared instance, as options."""
    folder = shared_data("sdc", name)
    return [
        word
        for path in sorted(folder.glob("hier_*.csv"))
        for word in ("--hierarchy", f"{path.stem.removeprefix('hier_')}={path}")
    ]


def inner_of(name: str) -> tuple[list[str], list[tuple[tuple[str, ...], int]]]:
    """The dimensions and the inner cells of a shared instance."""
    with (shared_data("sdc", name) / "inner.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [column for column in rows[0] if column not in ("inner_id", "freq")]
    return names, [(tuple(row[column] for column in names), int(row["freq"])) for row in rows]


def every_cell(name: str) -> dict[tuple[str, ...], int]:
    """The true value of every cell of a shared instance, added up the slow way."""
    names, rows = inner_of(name)
    parents = {}
    for column in names:
        path = shared_data("sdc", name) / f"hier_{column}.csv"
        text = path.read_text(encoding="utf-8") if path.exists() else "child,parent"
        lines = list(csv.DictReader(text.splitlines()))
        parents[column] = {line["child"]: line["parent"] for line in lines}
    found: dict[tuple[str, ...], int] = {}
    for codes, count in rows:
        levels = []
        for column, code in zip(names, codes, strict=True):
            above = [code]
            while above[-1] != "Total":
                above.append(parents[column].get(above[-1], "Total"))
            levels.append(above)
        for cell in itertools.product(*levels):
            found[cell] = found.get(cell, 0) + count
    return found


def write_table(path: Path, names: list[str], cells: dict[tuple[str, ...], int | None]) -> Path:
    """A finished table as somebody might make it by hand."""
    lines = [",".join([*names, "value"])]
    lines += [",".join([*cell, "" if value is None else str(value)]) for cell, value in cells.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_counts(path: Path, names: list[str], rows: list[tuple[tuple[str, ...], int]]) -> Path:
    """A file of inner cells."""
    lines = [",".join([*names, "freq"]), *(",".join([*codes, str(count)]) for codes, count in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def complements_by_hand(name: str) -> dict[tuple[str, ...], int | None]:
    """What many do by hand: in each line with one small cell, hide the smallest other cell as well.

    A line runs along one dimension, over codes right below one total.
    """
    true = every_cell(name)
    names, _ = inner_of(name)
    hidden = {cell for cell, value in true.items() if 1 <= value <= 4}
    for place in range(len(names)):
        lines: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for cell in true:
            if cell[place] != "Total":
                lines.setdefault(
                    (*cell[:place], _above(name, names[place], cell[place]), *cell[place + 1 :]), []
                ).append(cell)
        for cells in lines.values():
            small = [cell for cell in cells if cell in hidden]
            others = sorted((true[cell], cell) for cell in cells if cell not in hidden)
            if len(small) == 1 and others:
                hidden.add(others[0][1])
    return {cell: None if cell in hidden else value for cell, value in true.items()}


def _above(name: str, column: str, code: str) -> str:
    path = shared_data("sdc", name) / f"hier_{column}.csv"
    if not path.exists():
        return "Total"
    with path.open(encoding="utf-8") as file:
        return next((row["parent"] for row in csv.DictReader(file) if row["child"] == code), "Total")
