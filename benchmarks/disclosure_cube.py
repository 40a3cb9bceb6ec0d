"""A county's cubes through the gate: 23,816 made-up children, 20 outcomes, up to 12 characteristics."""

import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

import oneplan
from oneplan.disclosure.cubes.cube import make_cube
from oneplan.disclosure.gate_of_cubes import PassedCube, release_cube
from oneplan.disclosure.policies import Policy, find_policy
from oneplan.errors import NotSafe
from oneplan.understand.intersections.safe import find_safe_gaps

CHILDREN, OUTCOMES, PATIENCE = 23_816, 20, 300
EVEN = {"year": 7, "district": 6, "sex": 2}
UNEVEN = {"group": 18, "home": 2, "support": 3, "meals": 2, "care": 2, "language": 2, "moved": 3}
UNEVEN |= {"carer": 2, "place": 4}
SHAPES = (("group", "year"), ("group", "year", "sex"), ("group", "year", "sex", "support"), (*EVEN, *UNEVEN))
COARSER = {"base": 10}


@dataclass(frozen=True)
class Measured:
    """One cube: what it is and what came of it; None where it was refused."""

    characteristics: tuple[str, ...]
    policy: Policy
    passed: PassedCube | None
    seconds: float
    processor: float


def make_records(
    wanted: tuple[str, ...] = SHAPES[0], *, children: int = CHILDREN, outcomes: int = OUTCOMES, seed: int = 4
) -> oneplan.Records:
    """Made-up children with these characteristics; the rarest of 18 groups has about 100 of them."""
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
    return oneplan.Records(pl.DataFrame(columns | answers), characteristics=wanted, outcomes=list(answers))


def page() -> list[str]:
    """The section of the page on cubes; the loops are compiled on a small cube first."""
    policy = find_policy("nhs_subnational")
    with tempfile.TemporaryDirectory() as place:
        release_cube(make_records(outcomes=2), policy, folder=Path(place))
    measured = [measure(wanted, policy) for wanted in SHAPES]
    measured.append(measure(SHAPES[-1], find_policy("nhs_subnational", stricter=COARSER)))
    return _said(measured)


def measure(wanted: tuple[str, ...], policy: Policy) -> Measured:
    """Take one cube through the gate, or until the time is up."""
    records, passed = make_records(wanted), None
    began, used = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as place:
        try:
            passed = release_cube(records, policy, folder=Path(place), time_limit=PATIENCE)
        except NotSafe:
            passed = None
    return Measured(wanted, policy, passed, time.perf_counter() - began, time.process_time() - used)


def _said(measured: list[Measured]) -> list[str]:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    first = measured[0].passed
    began = time.perf_counter()
    for outcome, table in first.tables.items() if first else ():
        find_safe_gaps(table, question=outcome, cases=["yes"])
    return [
        "## A county's cubes",
        "",
        (
            f"{CHILDREN:,} made-up children, every group of one or two characteristics, {OUTCOMES} outcomes"
            " with their complements. The rarest of 18 groups has about 100 children. The gate may look for"
            f" {PATIENCE} seconds for other children of whom the same would be shown; what is not proven by"
            " then is refused. A value counts only in whole children who fit all tables of all outcomes."
        ),
        "",
        (
            "| Characteristics | Rounded to | Cells | Small | Withheld beside them | Proven"
            " | 2 values, 3 to 4, 5 to 9, 10 or more | Pictures | Seconds | Processor |"
        ),
        "|---|---:|---:|---:|---:|---|---:|---:|---:|---:|",
        *(_line(one) for one in measured),
        "",
        (
            f"Memory at most: {memory:.1f} GB. Finding gaps in the {OUTCOMES} tables of the first:"
            f" {time.perf_counter() - began:.1f} seconds."
        ),
        "",
    ]


def _line(one: Measured) -> str:
    value = make_cube(make_records(one.characteristics)).value
    small = int(((value > 0) & (value <= one.policy.withhold_to)).sum())
    many = len(one.characteristics)
    names = " × ".join(one.characteristics) if many < 5 else f"all {many}"
    end = f"{one.seconds:.0f} | {one.processor:.0f} |"
    line = f"| {names} | {one.policy.base} | {int((value > 0).sum()):,} | {small:,} |"
    if one.passed is None:
        return f"{line} – | no | – | – | {end}"
    found = one.passed.certificate
    kept = ", ".join(f"{cells:,}" for width, cells in found.values_kept.items() if width != "1")
    pictures = found.attacks["B"].pictures
    return f"{line} {found.withheld - small:,} | yes | {kept} | {pictures} | {end}"
