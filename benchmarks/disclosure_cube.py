"""A county's cubes through the gate: 23,816 made-up children, 20 outcomes, up to 12 characteristics."""

import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

import oneplan
from oneplan.cells.declaring import Outcome
from oneplan.disclosure.cubes.cube import make_cube
from oneplan.disclosure.gate_of_cubes import PassedCube, release_cube
from oneplan.disclosure.policies import Policy, find_policy
from oneplan.errors import NotSafe
from oneplan.listen.synthetic.settings import ALL_CHARACTERISTICS, DEPRIVATION, YEARS, Settings
from oneplan.listen.synthetic.survey import make_survey
from oneplan.understand.intersections.safe import find_safe_gaps

CHILDREN, OUTCOMES, PATIENCE = 23_816, 20, 120
EVEN = {"year": 7, "district": 6, "sex": 2}
UNEVEN = {"group": 18, "home": 2, "support": 3, "meals": 2, "care": 2, "language": 2, "moved": 3}
UNEVEN |= {"carer": 2, "place": 4}
SHAPES = (("group", "year"), ("group", "year", "sex"), ("group", "year", "sex", "support"), (*EVEN, *UNEVEN))
MERGED = 0.1
SECRET = b"a secret that nobody has to keep"


@dataclass(frozen=True)
class Measured:
    """One cube: what it is and what came of it; None where it was refused."""

    said: str
    value: NDArray[np.int32]
    policy: Policy
    passed: PassedCube | None
    seconds: float
    processor: float


def make_records(
    wanted: tuple[str, ...] = SHAPES[0], *, outcomes: int = OUTCOMES, merged: float = 0.0
) -> oneplan.Records:
    """Made-up children with these characteristics; the rarest of 18 groups has about 100 of them.

    Levels with less than a share of `merged` are put into the next more frequent one.
    """
    children, seed = CHILDREN, 4
    random = np.random.default_rng(seed)
    columns = {name: random.choice(levels, children).astype(str) for name, levels in EVEN.items()}
    for name, levels in UNEVEN.items():
        share = (0.8 if levels > 9 else 0.45) ** np.arange(levels)
        drawn = random.choice(levels, children, p=share / share.sum())
        kept = np.flatnonzero(np.bincount(drawn) >= merged * children)
        columns[name] = np.minimum(drawn, kept[-1]).astype(str)
    risk = random.normal(size=children)
    answers = {
        f"q{k}": (random.random(children) < 1 / (1 + np.exp(3.5 - 0.2 * k - 0.5 * risk))).astype(np.int8)
        for k in range(outcomes)
    }
    return oneplan.Records(pl.DataFrame(columns | answers), characteristics=wanted, outcomes=list(answers))


def page() -> list[str]:
    """The section of the page on cubes; the loops are compiled on a small cube first."""
    policy, lots = find_policy("nhs_subnational"), find_policy("random_rounding")
    with tempfile.TemporaryDirectory() as place:
        release_cube(make_records(outcomes=2), policy, folder=Path(place))
        release_cube(make_records(outcomes=2), lots, folder=Path(place), secret=SECRET)
    every = SHAPES[-1]
    measured = [measure(" × ".join(wanted), make_records(wanted), policy) for wanted in SHAPES[:-1]]
    measured.append(measure("all 12", make_records(every), policy))
    said = f"all 12, levels below {MERGED:.0%} merged"
    measured.append(measure(said, make_records(every, merged=MERGED), policy))
    measured.append(measure("all 12", make_records(every), lots))
    measured.append(measure("the invented survey’s 12, its 14 questions", make_survey_records(), lots))
    return _said(measured)


def make_survey_records() -> oneplan.Records:
    """The last wave of the invented survey: the same number of children, 12 characteristics, 14 questions."""
    survey = make_survey(Settings())
    wave = survey.records().waves[-1]
    ordered = {"year_group": list(YEARS), "deprivation": list(DEPRIVATION)}
    return oneplan.Records(
        survey.frame.filter(pl.col("wave") == wave),
        characteristics={name: ordered.get(name) for name in ALL_CHARACTERISTICS},
        outcomes=[Outcome(question, cases=["Yes"]) for question in survey.outcomes],
    )


def measure(said: str, records: oneplan.Records, policy: Policy) -> Measured:
    """Take one cube through the gate, or until the time is up."""
    passed, value = None, make_cube(records).value
    began, used = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as place:
        try:
            passed = release_cube(records, policy, folder=Path(place), time_limit=PATIENCE, secret=SECRET)
        except NotSafe:
            passed = None
    return Measured(said, value, policy, passed, time.perf_counter() - began, time.process_time() - used)


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
            " `nhs_subnational` withholds small counts and rounds the rest to the nearest 5;"
            " `random_rounding` rounds every count to 5 by lot."
        ),
        "",
        (
            "| Characteristics | Policy | Cells | Small | Withheld beside them | Proven"
            " | 2 values, 3 to 4, 5 to 9, 10 or more | Pictures | Seconds | Processor |"
        ),
        "|---|---|---:|---:|---:|---|---:|---:|---:|---:|",
        *(_line(one) for one in measured),
        "",
        (
            f"Memory at most: {memory:.1f} GB. Finding gaps in the {OUTCOMES} tables of the first:"
            f" {time.perf_counter() - began:.1f} seconds."
        ),
        "",
    ]


def _line(one: Measured) -> str:
    value, most = one.value, max(one.policy.withhold_to, one.policy.guard_to)
    small = int(((value > 0) & (value <= most)).sum())
    end = f"{one.seconds:.0f} | {one.processor:.0f} |"
    line = f"| {one.said} | {one.policy.name} | {int((value > 0).sum()):,} | {small:,} |"
    if one.passed is None:
        return f"{line} – | no | – | – | {end}"
    found = one.passed.certificate
    kept = ", ".join(f"{cells:,}" for width, cells in found.values_kept.items() if width != "1")
    pictures = found.attacks["B"].pictures
    beside = found.withheld - (small if one.policy.withhold_to else 0)
    return f"{line} {beside:,} | yes | {kept} | {pictures} | {end}"
