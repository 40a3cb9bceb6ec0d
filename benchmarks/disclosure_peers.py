"""What others withhold of the shared instances: complements by hand, and tau-ARGUS by its Python package."""

import csv
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from oneplan.disclosure.auditor.auditing import audit
from oneplan.disclosure.auditor.certificate import Certificate
from oneplan.disclosure.auditor.rules import Rule
from oneplan.disclosure.releases.files import write_cells

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0

Cell = tuple[str, ...]


@dataclass(frozen=True)
class Shared:
    """A shared instance: the true value of each cell, and its hierarchies."""

    folder: Path
    names: list[str]
    values: Mapping[Cell, int]

    @property
    def trees(self) -> tuple[tuple[str, Path], ...]:
        """Its hierarchies, by the names of their dimensions."""
        found = sorted(self.folder.glob("hier_*.csv"))
        return tuple((path.stem.removeprefix("hier_"), path) for path in found)


def read_shared(folder: Path, values: Mapping[Cell, int]) -> Shared:
    """A shared instance with these cells."""
    names = json.loads((folder / "spec.json").read_text(encoding="utf-8"))["dims"]
    return Shared(folder, names, values)


def audit_hidden(shared: Shared, hidden: set[Cell], *, time_limit: float = 120) -> Certificate:
    """What our auditor says of the table without these cells."""
    shown = [None if cell in hidden else value for cell, value in shared.values.items()]
    with tempfile.TemporaryDirectory() as made:
        out = Path(made) / "table.csv"
        codes = list(zip(*shared.values, strict=True))
        write_cells(out, names=shared.names, codes=codes, values=shown)
        rule = Rule("others")
        return audit([out], hierarchies=shared.trees, rule=rule, time_limit=time_limit).certificate


def hide_by_hand(shared: Shared, *, most: int = 4) -> set[Cell]:
    """In each line with one small cell the smallest other cell is hidden as well."""
    values = shared.values
    hidden = {cell for cell, value in values.items() if 1 <= value <= most}
    above = {name: _read_parents(path) for name, path in shared.trees}
    for place, name in enumerate(shared.names):
        parents = above.get(name, {})

        def line_of(cell: Cell, place: int = place, parents: Mapping[str, str] = parents) -> Cell:
            return (*cell[:place], parents.get(cell[place], "Total"), *cell[place + 1 :])

        cells = sorted((cell for cell in values if cell[place] != "Total"), key=line_of)
        for _, line in itertools.groupby(cells, key=line_of):
            ranked = sorted(line, key=lambda cell: (cell in hidden, values[cell]))
            if sum(cell in hidden for cell in ranked) == 1 and len(ranked) > 1:
                hidden.add(ranked[0])
    return hidden


def _read_parents(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["child"]: row["parent"] for row in csv.DictReader(file)}


def hide_by_argus(shared: Shared) -> tuple[float, set[Cell]] | str:
    """Processor seconds of tau-ARGUS (modular), and the cells it hides; or how it ended otherwise."""
    narrowest = sorted(cell for cell in shared.values if all(_is_narrowest(shared, cell)))
    with tempfile.TemporaryDirectory() as made:
        trees = {name: str(_write_tree(path, Path(made) / f"{name}.hrc")) for name, path in shared.trees}
        inner = [(cell, shared.values[cell]) for cell in narrowest]
        asked = json.dumps({"names": shared.names, "inner": inner, "trees": trees})
        words = [sys.executable, "-m", "benchmarks.disclosure_argus"]
        try:
            # It writes a dozen files of its own into the folder in which it runs.
            ended = subprocess.run(
                words,
                input=asked,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
                cwd=made,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
        except subprocess.TimeoutExpired:
            return f"not ended in {PATIENCE:.0f} s"
    if ended.returncode < 0:
        return "crashes"
    if ended.returncode:
        return "finds it infeasible" if "infeasible" in ended.stderr else "stops with an error"
    answer = json.loads(ended.stdout.splitlines()[-1])
    return answer["seconds"], {tuple(codes) for codes, status in answer["rows"] if status in "UM"}


def _is_narrowest(shared: Shared, cell: Cell) -> list[bool]:
    above = {name: set(_read_parents(path).values()) for name, path in shared.trees}
    named = zip(shared.names, cell, strict=True)
    return [code != "Total" and code not in above.get(name, ()) for name, code in named]


def _write_tree(path: Path, into: Path) -> Path:
    """A hierarchy as tau-ARGUS reads it: a code a line, set in by how deep it lies."""
    below: dict[str, list[str]] = {}
    for child, parent in _read_parents(path).items():
        below.setdefault(parent, []).append(child)
    waiting = [(0, code) for code in reversed(below["Total"])]
    lines = []
    while waiting:
        depth, code = waiting.pop()
        lines.append("@" * depth + code)
        waiting += [(depth + 1, child) for child in reversed(below.get(code, []))]
    into.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return into
