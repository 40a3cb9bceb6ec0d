"""A county's cube through the gate: 23,816 made-up children, two characteristics, twenty outcomes."""

import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

import oneplan
from oneplan.cells.cells import Cells
from oneplan.disclosure.gate import PassedCube, release_cube
from oneplan.disclosure.policies import find_policy
from oneplan.understand.intersections.safe import find_safe_gaps

CHILDREN, OUTCOMES = 23_816, 20
EVEN = {"year": 7}
UNEVEN = {"group": 18}
POLICY = "nhs_subnational"


def make_cells(*, children: int = CHILDREN, outcomes: int = OUTCOMES, seed: int = 4) -> Cells:
    """Every group of one or two of two characteristics; the rarest of 18 groups has about 100 children."""
    random = np.random.default_rng(seed)
    columns = {name: random.choice(levels, children).astype(str) for name, levels in EVEN.items()}
    for name, levels in UNEVEN.items():
        share = (0.8 if levels > 9 else 0.45) ** np.arange(levels)
        columns[name] = random.choice(levels, children, p=share / share.sum()).astype(str)
    risk = random.normal(size=children)
    answers = {
        f"q{k}": (random.random(children) < 1 / (1 + np.exp(3.5 - 0.2 * k - 0.5 * risk))).astype(np.int8)
        for k in range(outcomes)
    }
    frame = pl.DataFrame(columns | answers)
    records = oneplan.Records(frame, characteristics=list(columns), outcomes=list(answers))
    return oneplan.count_cells(records, depth=2)


def page() -> list[str]:
    """The section of the page on cubes; the loops are compiled on a small cube first."""
    with tempfile.TemporaryDirectory() as place:
        release_cube(make_cells(outcomes=2), find_policy(POLICY), folder=Path(place) / "first")
        cells = make_cells()
        began, used = time.perf_counter(), time.process_time()
        passed = release_cube(cells, find_policy(POLICY), folder=Path(place) / "cube")
        seconds, processor = time.perf_counter() - began, time.process_time() - used
        began = time.perf_counter()
        for outcome, table in passed.tables.items():
            find_safe_gaps(table, question=outcome, cases=["yes"])
        finding = time.perf_counter() - began
    return _said(cells, passed, seconds=(seconds, processor, finding))


def _said(cells: Cells, passed: PassedCube, *, seconds: tuple[float, float, float]) -> list[str]:
    (certificate,) = passed.certificates
    answers = np.concatenate((cells.size[:, None], cells.cases, cells.n - cells.cases), axis=1)
    small = int(((answers > 0) & (answers <= find_policy(POLICY).withhold_to)).sum())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    kept = ", ".join(f"{cells:,}" for width, cells in certificate.values_kept.items() if width != "1")
    exact = ", ".join(str(attack.exact) for attack in certificate.attacks.values())
    return [
        "## A county's cube",
        "",
        (
            f"{CHILDREN:,} made-up children, two characteristics of 18 and 7 levels, every group of one or"
            f" both of them ({len(cells):,}), {OUTCOMES} outcomes with their complements. Policy: {POLICY}."
            " The rarest level has about 100 children: the gate says which rarer ones have to be merged."
        ),
        "",
        "| | |",
        "|---|---:|",
        f"| Cells that hold a child | {certificate.shown + certificate.withheld:,} |",
        f"| Small (1 to 7) | {small:,} |",
        f"| Withheld beside them | {certificate.withheld - small:,} |",
        f"| Exact under attacks A and B | {exact} |",
        f"| Proven to the end | {'yes' if certificate.complete else 'no'} |",
        f"| Can have 2 values, 3 to 4, 5 to 9, 10 or more | {kept} |",
        f"| Seconds, and of a processor | {seconds[0]:.0f}, {seconds[1]:.0f} |",
        f"| Seconds for finding gaps in all {OUTCOMES} tables | {seconds[2]:.1f} |",
        f"| Memory at most, GB | {memory:.1f} |",
        "",
        (
            "More than two characteristics are refused, at whatever size: their pairs share columns in a"
            " circle, and that no count follows from all of them together is not proven. The pairs of twelve"
            " characteristics, of which only the sums were audited, are therefore no longer released."
        ),
        "",
    ]
