"""Whether the statistics keep what they promise: false discoveries, power, coverage, speed."""

import time
from collections.abc import Iterator

import numpy as np

import oneplan
from benchmarks.statistics_county import County
from benchmarks.timing import machine, table, time_in_turn
from oneplan.cells.cells import ANY, Cells
from oneplan.understand.intersections.discovery import discover
from oneplan.understand.intersections.judging import COMPUTE_FROM, Judged, judge
from oneplan.understand.intersections.measuring import detectable_gap, gap_interval, group_of
from oneplan.understand.intersections.schooling import design_effects

LIKENESS = (0.0, 0.02, 0.05)
SHARES = (0.05, 0.2, 0.5)
OUTCOMES = 2000
A_TURN = 200
POWER_SHARES = (0.02, 0.05, 0.1, 0.2, 0.5)
COVERAGE_SHARES = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95)
BANDS = ((10, 19), (20, 49), (50, 99), (100, 499), (500, 23_000))

ABOUT = """\
Simulated on a made-up county: 23,000 children in 252 schools, 12 characteristics with 2 to 8
levels, five of which go by school in part. Everything is drawn anew from fixed seeds. “±” is one Monte-
Carlo standard error."""
NO_GAPS = f"""\
Nothing is there: {OUTCOMES:,} outcomes on which no group differs, though schools may. How
often is anything found on a question, at a level of 5%? Target: at most 5% and two Monte-Carlo
errors, and not below 2%. Beside it the same with schools left out, as a plain test would."""
GAPS = """\
A gap of 10 points is put into a group of about 150 children that crosses as many
characteristics as are searched, in schools with a likeness of 0.02. How often is that group
found? Five groups, 100 outcomes each. Target: 80%. Beside it: what one test of that one group,
fixed beforehand, would find, which no search can beat; and the gap that is said to be found 80
in 100 times (as `smallest_detectable` is), put in, and how often it is found."""
WHY_NOT = """\
Why the target is missed where an outcome is not rare: at a prevalence of 20% a gap of 10
points in 150 children lies three standard errors from none; to stand out among 12,000 groups
it has to lie 4.5. At 50% even one test of this group alone finds it only two times in three. A
search can be told to cross fewer characteristics, or be followed by a second wave in which
only what was found is tested."""
INTERVALS = """\
How often does the 95% interval of a gap hold the true gap (none), in schools with a likeness
of 0.02? Each group of ten children or more, nine prevalences from 5% to 95%, 200 outcomes
each. Target: 93% to 97% on average in each band. The worst group at its worst prevalence is
the lowest of thousands, each of which has a Monte-Carlo error of 1.5 points."""


def run() -> str:
    """The page."""
    county = County()
    parts = [
        "# Benchmark: statistics",
        "",
        f"{machine()} {ABOUT}",
        "",
        *_false_discoveries(county),
        *_power(county),
        *_coverage(county),
        _speed(county),
    ]
    return "\n".join(parts)


def _false_discoveries(county: County) -> Iterator[str]:
    yield from (
        "## False discoveries",
        "",
        NO_GAPS,
        "",
        (
            "| Likeness of schools | Prevalence | Any false finding | Target met | False findings a question "
            "| Strict badge, any | Schools ignored: any | Schools ignored: findings a question |"
        ),
        "|---:|---:|---:|---|---:|---:|---:|---:|",
    )
    for likeness in LIKENESS:
        for share in SHARES:
            yield _null_row(county, likeness=likeness, share=share)
    yield ""


def _null_row(county: County, *, likeness: float, share: float) -> str:
    draw = np.random.default_rng([int(likeness * 100), int(share * 100)])
    any_found = any_strict = found = blind_any = blind_found = 0
    for _ in range(OUTCOMES // A_TURN):
        cells = county.count(county.answers(draw, share=share, likeness=likeness, outcomes=A_TURN))
        mine = discover(judge(cells), cells.n)
        any_found += len(set(mine.outcome))
        any_strict += len(set(mine.outcome[mine.strict]))
        found += mine.cell.size
        without = discover(judge(_without_schools(cells)), cells.n)
        blind_any += len(set(without.outcome))
        blind_found += without.cell.size
    rate = any_found / OUTCOMES
    error = _error(rate, OUTCOMES)
    met = "yes" if 0.02 <= rate <= 0.05 + 2 * _error(0.05, OUTCOMES) else "no"
    return (
        f"| {likeness:.2f} | {share:.0%} | {rate:.1%} ± {error:.1%} | {met} | {found / OUTCOMES:.2f} "
        f"| {any_strict / OUTCOMES:.1%} | {blind_any / OUTCOMES:.1%} | {blind_found / OUTCOMES:.1f} |"
    )


def _without_schools(cells: Cells) -> Cells:
    return Cells(
        cells.characteristics, cells.outcomes, cells.depth, cells.levels, cells.size, cells.n, cells.cases
    )


def _error(rate: float, number: int) -> float:
    return float(np.sqrt(rate * (1 - rate) / number))


def _power(county: County) -> Iterator[str]:
    yield from (
        "## Power",
        "",
        GAPS,
        "",
        (
            "| Crossed | Groups looked at | Prevalence | Found | Target met | One test alone "
            "| Gap said to be found 80 in 100 times | It is found |"
        ),
        "|---:|---:|---:|---:|---|---:|---:|---:|",
    )
    for depth in (2, 3):
        for share in POWER_SHARES:
            yield _power_row(county, depth=depth, share=share)
    yield from ("", WHY_NOT, "")


def _power_row(county: County, *, depth: int, share: float) -> str:
    draw = np.random.default_rng([depth, int(share * 100)])
    plain = county.count(county.answers(draw, share=share, likeness=0.02, outcomes=50), depth=depth)
    judged = judge(plain)
    crossed = np.flatnonzero((plain.levels != ANY).sum(axis=1) == depth)
    chosen = crossed[np.argsort(np.abs(plain.size[crossed] - 150), kind="stable")[:5]]
    detectable = _detectable(plain, judged, chosen, share=share)
    found, alone, said = 0, 0, 0
    for cell, gap in zip(chosen.tolist(), detectable, strict=True):
        inside = county.inside(plain, cell)
        first = _planted(county, draw, gap=0.1 * inside, share=share, depth=depth, cell=cell)
        found, alone = found + first[0], alone + first[1]
        said += _planted(county, draw, gap=gap * inside, share=share, depth=depth, cell=cell)[0]
    rate = found / 500
    return (
        f"| {depth} | {int(judged.tests[0]):,} | {share:.0%} | {rate:.0%} ± {_error(rate, 500):.0%} "
        f"| {'yes' if rate >= 0.8 else 'no'} | {alone / 500:.0%} | {100 * detectable.mean():.1f} points "
        f"| {said / 500:.0%} ± {_error(said / 500, 500):.0%} |"
    )


def _detectable(cells: Cells, judged: Judged, chosen: np.ndarray, *, share: float) -> np.ndarray:
    """The smallest gap that is said to be found, in each of these groups with its own schools."""
    n = cells.n[chosen, 0].astype(float)
    counts = n, cells.n[0, 0] - n
    first = np.zeros(len(chosen), dtype=np.int64)
    effect, _ = design_effects(judged.schooling, cells=chosen, outcomes=first, n=counts[0], rest=counts[1])
    reach = np.full(len(chosen), 0.05 / judged.tests[0])
    return detectable_gap(np.full(len(chosen), share), counts, effect=effect, reach=reach)


def _planted(
    county: County,
    draw: np.random.Generator,
    *,
    gap: np.ndarray,
    share: float,
    depth: int,
    cell: int,
) -> tuple[int, int]:
    """How often the group is found, and how often one test of it alone would find it, of 100 times."""
    answers = county.answers(draw, share=share, likeness=0.02, outcomes=100, gap=gap)
    cells = county.count(answers, depth=depth)
    judged = judge(cells)
    mine = discover(judged, cells.n)
    return int((mine.cell == cell).sum()), int((np.abs(judged.z[cell]) >= 1.959964).sum())


def _coverage(county: County) -> Iterator[str]:
    yield from (
        "## Coverage of intervals",
        "",
        INTERVALS,
        "",
        "| Children | Groups | Covered on average | Target met | At 5% and 95% | At 50% | Worst group |",
        "|---:|---:|---:|---|---:|---:|---:|",
    )
    covered = []
    for share in COVERAGE_SHARES:
        draw = np.random.default_rng(int(share * 100))
        cells = county.count(county.answers(draw, share=share, likeness=0.02, outcomes=A_TURN))
        covered.append(_covered(cells))
    inside, size = np.stack(covered), cells.size
    for least, most in BANDS:
        band = (size >= least) & (size <= most) & np.isfinite(inside).all(axis=0)
        mean, ends = inside[:, band].mean(), inside[[0, -1]][:, band].mean()
        met = "yes" if 0.93 <= mean <= 0.97 else "no"
        yield (
            f"| {least:,} to {most:,} | {band.sum():,} | {mean:.1%} | {met} "
            f"| {ends:.1%} | {inside[4, band].mean():.1%} | {inside[:, band].min():.1%} |"
        )
    yield ""


def _covered(cells: Cells) -> np.ndarray:
    """For each cell, the share of outcomes whose interval holds no gap; not a number for small cells."""
    judged = judge(cells)
    cell, outcome = np.nonzero(np.isfinite(judged.z))
    group = group_of(cells, judged.schooling, pair=(cell, outcome), turn=np.ones(cells.n.shape[1], np.int8))
    interval = gap_interval(group)
    holds = (interval.lower <= 0) & (interval.upper >= 0)
    number = np.bincount(cell, minlength=len(cells))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.bincount(cell, weights=holds, minlength=len(cells)) / number
    share[cells.size < COMPUTE_FROM] = np.nan
    return share


def _speed(county: County) -> str:
    draw = np.random.default_rng(5)
    answers = county.answers(draw, share=0.2, likeness=0.02, outcomes=300)
    cells = county.count(answers, routed=True)
    judged = judge(cells)
    cell, outcome = np.nonzero(np.isfinite(judged.z))
    turn = np.ones(300, np.int8)

    def every_interval() -> object:
        return gap_interval(group_of(cells, judged.schooling, pair=(cell, outcome), turn=turn))

    works = {
        "find_gaps: all of it, tables and sentences too": lambda: oneplan.find_gaps(cells),
        "of this: each group beside chance and its schools": lambda: judge(cells),
        "not part of it: an interval for every group and question, found or not": every_interval,
    }
    oneplan.find_gaps(cells)
    begin = time.process_time()
    oneplan.find_gaps(cells)
    spent = time.process_time() - begin
    looked = (
        f"{len(cells):,} cells × 300 outcomes, 8% unanswered, three universes; {cell.size:,} tests. "
        f"The whole takes {spent:.2f} s of processor time, on all cores together; where other work shares "
        "them, the clock shows more."
    )
    return table("Speed", time_in_turn(works, runs=5), target="500 ms", note=looked)
