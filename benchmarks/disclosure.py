"""How fast the gate is and what it costs, beside line-wise complements and published figures of others."""

import csv
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.disclosure_cube import page as cube_page
from benchmarks.disclosure_made_up import county, not_nested
from benchmarks.timing import machine
from oneplan.disclosure.asked import Asked, Prepared, make_problem, prepare
from oneplan.disclosure.auditor.auditing import Audit, Rule, audit
from oneplan.disclosure.engine.protecting import Pattern, protect
from oneplan.disclosure.gate import Paths, protect_release
from oneplan.disclosure.policies import find_policy
from oneplan.disclosure.releases.files import read_release, write_cells
from oneplan.disclosure.releases.release import Release

# Seconds and cells beside the small ones, as published for the shared instances; not measured here.
PUBLISHED = {
    "i01_ward_x_eth": ("1.2 s, 71", "0.4 s, 68", 71),
    "i02_dist_eth5_send_out": ("1.4 s, 216", "above 60 s", 216),
    "i03_school_eth_send": ("7.5 s, 788", "14.6 s, 536 (unsafe under B)", 804),
}
RUNS = 5
WIDTHS = ("1", "2", "3 to 4", "5 to 9", "10 or more")


@dataclass(frozen=True)
class Measured:
    """One instance: what it is, what it cost, and what the auditor says."""

    name: str
    prepared: Prepared
    pattern: Pattern
    seconds: float
    processor: float
    found: Audit

    @property
    def beside(self) -> int:
        """How many cells are withheld beside the small ones."""
        return int((~self.pattern.shown & ~self.prepared.small).sum())

    @property
    def share(self) -> float:
        """The share of the value of all cells that these hold."""
        value = self.prepared.cells.value
        return float(value[~self.pattern.shown & ~self.prepared.small].sum() / value.sum())


def run(folder: Path) -> str:
    """Measure the shared instances, then the made-up ones, and write the page."""
    shared = [_measure_shared(folder / name) for name in PUBLISHED]
    large = [_measure(name, release, (), runs=1) for name, release in made_up()]
    return "\n".join(
        (
            "# The gate: speed, loss and safety",
            "",
            (
                f"{machine()} Rule: 1 to 4 are withheld, zeros are shown. In one process, warm; the median of"
                f" {RUNS} runs (one for the large instances). Processor seconds are beside the seconds of the"
                " clock, since the machine was shared."
            ),
            "",
            *_table_of_speed([*shared, *large]),
            "",
            "## What a reader can work out",
            "",
            (
                "Withheld cells that can have one value only, by our auditor on the finished file. By hand"
                " means one more cell hidden in each line that has one small cell."
            ),
            "",
            *_table_of_safety(shared, folder),
            "",
            "## How many values a withheld cell may have, at least",
            "",
            "| Instance | " + " | ".join(WIDTHS) + " |",
            "|---|" + "---:|" * len(WIDTHS),
            *(_row_of_widths(one) for one in [*shared, *large]),
            "",
            *cube_page(),
            (
                "The published figures are those of R's GaussSuppression (anySum) and of tau-ARGUS (modular)"
                " for the same instances; neither was run here. GaussSuppression leaves 3 exact cells on"
                " i03 under attack B."
            ),
            "",
        )
    )


def made_up() -> list[tuple[str, Release]]:
    return [("a county, made up", county()), ("school and ward, made up", not_nested())]


def _measure_shared(folder: Path) -> Measured:
    trees = _trees(folder)
    tables = json.loads((folder / "spec.json").read_text(encoding="utf-8"))["tables"]
    release = read_release(folder / "inner.csv", hierarchies=trees, tables=tables)
    return _measure(folder.name, release, trees, runs=RUNS)


def _trees(folder: Path) -> tuple[tuple[str, Path], ...]:
    return tuple((path.stem.removeprefix("hier_"), path) for path in sorted(folder.glob("hier_*.csv")))


def _measure(name: str, release: Release, trees: Sequence[tuple[str, Path]], *, runs: int) -> Measured:
    with tempfile.TemporaryDirectory() as made:
        trees = trees or _write_trees(release, Path(made))
        asked = Asked(release, find_policy("dfe_la"), hierarchies=tuple(trees))
        prepared = prepare(asked)
        problem = make_problem(asked, prepared)
        if runs > 1:
            protect(problem)
        clock, processor = [], []
        for _ in range(runs):
            began, used = time.perf_counter(), time.process_time()
            pattern = protect(problem)
            clock.append(time.perf_counter() - began)
            processor.append(time.process_time() - used)
        passed = protect_release(asked, Paths(Path(made) / "out.csv"))
    found = Audit(passed.certificate, {})
    return Measured(name, prepared, pattern, statistics.median(clock), statistics.median(processor), found)


def _write_trees(release: Release, folder: Path) -> tuple[tuple[str, Path], ...]:
    written = []
    for dimension in release.dimensions:
        path = folder / f"{dimension.name}.csv"
        pairs = [f"{child},{parent}" for child, above in dimension.above.items() for parent in above]
        path.write_text("\n".join(["child,parent", *pairs]) + "\n", encoding="utf-8")
        written.append((dimension.name, path))
    return tuple(written)


def _table_of_speed(measured: Sequence[Measured]) -> list[str]:
    lines = [
        (
            "| Instance | Cells | Small | Withheld beside them | Share of value | Seconds | Processor |"
            " Gauss (published) | ARGUS (published) | To beat |"
        ),
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in measured:
        gauss, argus, target = PUBLISHED.get(one.name, ("–", "–", "–"))
        lines.append(
            f"| {one.name} | {len(one.prepared.cells):,} | {one.prepared.small.sum():,} | {one.beside:,} |"
            f" {one.share:.1%} | {one.seconds:.2f} | {one.processor:.2f} | {gauss} | {argus} | {target} |"
        )
    return lines


def _table_of_safety(measured: Sequence[Measured], folder: Path) -> list[str]:
    lines = [
        "| Instance | Ours: sums, A, B | By hand: sums, A, B | Withheld beside by hand |",
        "|---|---:|---:|---:|",
    ]
    for one in measured:
        ours, by_hand = one.found.certificate, _audit_by_hand(one, folder / one.name)
        lines.append(
            f"| {one.name} | {_exact(ours)} | {_exact(by_hand)} |"
            f" {by_hand.withheld - int(one.prepared.small.sum()):,} |"
        )
    return lines


def _exact(certificate) -> str:  # noqa: ANN001
    attacks = certificate.attacks
    said = f"{certificate.linear}, {attacks['A'].exact}, {attacks['B'].exact}"
    return said if certificate.complete else f"{said} (not ended)"


def _audit_by_hand(one: Measured, folder: Path):  # noqa: ANN202
    hidden = _hidden_by_hand(one, folder)
    values = [None if name in hidden else int(value) for name, value in _values(one).items()]
    with tempfile.TemporaryDirectory() as made:
        out = Path(made) / "by_hand.csv"
        columns = list(zip(*one.prepared.names, strict=True))
        names = json.loads((folder / "spec.json").read_text(encoding="utf-8"))["dims"]
        write_cells(out, names=names, codes=columns, values=values)
        return audit([out], hierarchies=_trees(folder), rule=Rule("by hand"), time_limit=120).certificate


def _values(one: Measured) -> dict[tuple[str, ...], int]:
    return dict(zip(one.prepared.names, one.prepared.cells.value.tolist(), strict=True))


def _hidden_by_hand(one: Measured, folder: Path) -> set[tuple[str, ...]]:
    """In each line with one small cell the smallest other cell is hidden as well."""
    values = _values(one)
    hidden = {name for name, small in zip(one.prepared.names, one.prepared.small, strict=True) if small}
    names = json.loads((folder / "spec.json").read_text(encoding="utf-8"))["dims"]
    above = {name: _parents(folder / f"hier_{name}.csv") for name in names}
    for place, name in enumerate(names):

        def line_of(cell: tuple[str, ...], place: int = place, name: str = name) -> tuple[str, ...]:
            return (*cell[:place], above[name].get(cell[place], "Total"), *cell[place + 1 :])

        cells = sorted((cell for cell in values if cell[place] != "Total"), key=line_of)
        for _, line in itertools.groupby(cells, key=line_of):
            ranked = sorted(line, key=lambda cell: (cell in hidden, values[cell]))
            if sum(cell in hidden for cell in ranked) == 1 and len(ranked) > 1:
                hidden.add(ranked[0])
    return hidden


def _parents(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["child"]: row["parent"] for row in csv.DictReader(file)}


def _row_of_widths(one: Measured) -> str:
    kept = one.found.certificate.values_kept
    return f"| {one.name} | " + " | ".join(f"{kept[width]:,}" for width in WIDTHS) + " |"
