"""Audits finished files: what could a reader work out from them, alone or together?"""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.auditor.certificate import Attack, Certificate, count_widths
from oneplan.disclosure.auditor.circles import Cross, find_circle
from oneplan.disclosure.auditor.claims import Claim
from oneplan.disclosure.auditor.classes import Split, find_told, may_be_none
from oneplan.disclosure.auditor.joint import tie_together
from oneplan.disclosure.auditor.linking import Summed
from oneplan.disclosure.auditor.magnitudes import SumRule, audit_sums
from oneplan.disclosure.auditor.printed import Columns, find_columns, read_printed
from oneplan.disclosure.auditor.ranges import Ranges, find_ranges
from oneplan.disclosure.auditor.reading import Codes, Finished, flat_tree, read_finished, read_tree
from oneplan.disclosure.auditor.relations import Known, System, Trees, make_system
from oneplan.disclosure.auditor.searching import Progress
from oneplan.disclosure.auditor.sums import find_sums
from oneplan.errors import NotFound, NotValid

_A = "A reader knows that no count is below 0."
_B = (
    "A reader knows that no count is below 0, and that withheld counts are at least 1, since zeros are shown."
)
_NO_B = "Some withheld cell holds no child, so attack B does not apply."
_LEFT_OUT = "A cell that is left out beside others of its kind holds no child."
_CIRCLE = (
    "Tables share columns in a circle. A picture counts only where the same children, in whole numbers, fit "
    "all of them at once."
)
_SUMS_CIRCLE = (
    "These tables share columns in a circle, and sums in such tables are not proven yet. Leave one table out."
)
_UNPROVEN = (
    "These tables share columns in a circle: {}. It was not proven that no count follows from all of them "
    "together. Leave one of them out, or merge levels."
)
_HALVES = (
    "A group of up to {} children may not be shown to be all cases or none; a withheld half of a group that"
    " may be such a one is known only to be no less than 0."
)
_SUMS = (
    "A total is the sum of the codes right below it in each hierarchy, where any of these is in the files."
)

_NAMED = 4
_PATIENCE = 30


@dataclass(frozen=True)
class Audit:
    """The certificate, which may be shown, and the cells that can be found out, which may not.

    Attributes
    ----------
    certificate
        Counts of cells, hashes and assumptions.
    exact
        The withheld cells whose value can be worked out, with that value.
    told
        Small groups that are shown to be all cases or none, by their cell at `Total`.
    sums
        Withheld sums that can be told to within the percent that was asked, with the ends of what they can
        be, as they would be printed.
    """

    certificate: Certificate
    exact: Mapping[Codes, int]
    told: tuple[Codes, ...] = ()
    sums: Mapping[Codes, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """How values are shown, and how open a withheld one must stay.

    Attributes
    ----------
    policy
        Its name, for the certificate.
    least_values
        How many values each withheld cell must keep.
    wide
        Cells that must keep more values than that.
    base
        What shown counts are rounded to.
    withheld_most
        What a reader knows a withheld count to be at most; None where nothing is known.
    floors
        Withheld cells that a reader knows to be at least this, from an earlier release.
    ceilings
        Withheld cells that a reader knows to be at most this, from an earlier release that was rounded.
    small_difference
        A difference of 1 up to this between two releases is a small count of its own.
    split
        The dimension that splits groups into cases and others, where there is one.
    sums
        Where sums stand, and how open withheld ones must stay.
    """

    policy: str = ""
    least_values: int = 2
    wide: Mapping[Codes, int] = field(default_factory=dict)
    base: int = 1
    withheld_most: int | None = None
    floors: Mapping[Codes, int] = field(default_factory=dict)
    ceilings: Mapping[Codes, int] = field(default_factory=dict)
    small_difference: int = 4
    split: Split | None = None
    sums: SumRule = field(default_factory=SumRule)

    def knows(self, least: int, finished: Finished) -> Known:
        """What a reader knows of withheld counts who takes them to be at least so much."""
        halves = may_be_none(finished, self.split)
        return Known(least, self.withheld_most, self.base, self.floors, self.ceilings, halves)


def audit(
    files: Sequence[Path],
    *,
    hierarchies: Sequence[tuple[str, Path]] = (),
    earlier: Sequence[Path] = (),
    rule: Rule | None = None,
    claim: Claim | None = None,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Audit:
    """What can be worked out from finished files, by whoever made them.

    Parameters
    ----------
    files
        CSV files: a column for each dimension, `value` (empty where withheld), perhaps `state`, and perhaps
        `percentage`: of the same cell with the last dimension of its file at `Total`. A column beside which
        one of its name with `_state` stands is a sum, one with `_mean` its mean.
    hierarchies
        Names of dimensions with files of `child,parent`; several for one dimension are allowed.
    earlier
        Files of earlier releases of other children: small differences between the two are counted.
    rule
        How the values are shown, and how open a withheld one must stay; else at least two values each.
    claim
        Pictures that the maker of the files claims to fit: each is checked before it counts.
    time_limit
        Seconds; what is not proven by then makes the audit incomplete, and the release not safe.

    Raises
    ------
    NotFound, NotValid
        When a file or a hierarchy cannot be read, or the tables contradict themselves.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> table = Path(mkdtemp()) / "by_hand.csv"
    >>> _ = table.write_text("school,value\\nTotal,10\\nnorth,\\nsouth,7\\n")
    >>> audit([table]).exact
    {('north',): 3}
    """
    began = time.monotonic()
    until = None if time_limit is None else began + time_limit
    rule = rule or Rule()
    columns = find_columns(files, rule.sums.columns)
    split = rule.split.dimension if rule.split else None
    finished = read_finished(files, split=split, beside=columns.every)
    trees = _read_trees(finished, hierarchies)
    least = _least(finished, values=rule.least_values, wide=rule.wide)
    tables = _Tables(files, finished, trees, least, claim, until)
    system, zeros_shown = _look(tables, rule.knows(1, finished), progress=progress)
    at_ease = zeros_shown
    if zeros_shown.closed.any() or not zeros_shown.possible or not zeros_shown.complete:
        system, at_ease = _look(tables, rule.knows(0, finished))
    worst = zeros_shown if zeros_shown.possible else at_ease
    exact = _exact(worst) | (_exact(at_ease) & at_ease.possible)
    linear = _linear(system, at_ease)
    lowest = dict(zip(system.names, worst.low.tolist(), strict=True))
    told = find_told(finished, rule.split, lowest=lowest, base=rule.base)
    certificate = _certify(
        tables,
        hierarchies,
        rule=rule,
        ranges=(at_ease, zeros_shown),
        linear=linear,
        differences=sum(_small_differences(finished, [path], rule.small_difference) for path in earlier),
        seconds=time.monotonic() - began,
    )
    certificate = replace(certificate, classes=len(told), safe=certificate.safe and not told)
    found = Audit(certificate, {system.names[k]: int(worst.low[k]) for k in np.flatnonzero(exact)}, told)
    if not columns.name:
        return found
    rule = replace(rule, sums=replace(rule.sums, columns=columns))
    return _with_sums(found, tables, rule=rule, least=1 if zeros_shown.possible else 0, progress=progress)


def _with_sums(
    found: Audit, tables: "_Tables", *, rule: Rule, least: int, progress: Progress | None
) -> Audit:
    """The same with what was found of sums."""
    finished, paths = tables.finished, tables.paths
    asked = rule.sums
    printed = read_printed(
        paths, asked.columns, dimensions=finished.dimensions, scale=asked.scale, step=asked.step
    )
    summed = Summed(finished, tables.trees, printed, rule.knows(least, finished), tables.least)
    certificate = found.certificate
    if tables.circle:
        return replace(
            found, certificate=replace(certificate, complete=False, safe=False, notes=(_SUMS_CIRCLE,))
        )
    told = audit_sums(summed, rule.sums, claim=tables.claim, until=tables.until, progress=progress)
    certificate = replace(
        certificate,
        sums=told.sums,
        complete=certificate.complete and told.sums.complete,
        safe=certificate.safe and told.sums.safe,
        assumptions=(*certificate.assumptions, *told.assumes),
    )
    return replace(found, certificate=certificate, exact={**found.exact, **told.counts}, sums=told.told)


def _small_differences(finished: Finished, earlier: Sequence[Path], most: int) -> int:
    """How many cells both releases show, with a difference that is a small count."""
    before = read_finished(earlier, beside=find_columns(earlier, Columns()).every)
    places = [before.dimensions.index(n) if n in before.dimensions else -1 for n in finished.dimensions]
    if any(name not in finished.dimensions for name in before.dimensions):
        raise NotValid("The earlier release has other dimensions. Compare releases of the same columns.")
    values = {tuple(k[p] if p >= 0 else "Total" for p in places): v for k, v in before.values.items()}
    both = set(values) | set(finished.values)
    pairs = [(values.get(key, 0), finished.values.get(key, 0)) for key in both]
    return sum(1 <= abs(one - two) <= most for one, two in pairs if one is not None and two is not None)


@dataclass(frozen=True)
class _Tables:
    """What is audited: tables, how many values each withheld cell is to keep, what is claimed, until when."""

    paths: Sequence[Path]
    finished: Finished
    trees: Trees
    least: NDArray[np.int64]
    claim: Claim | None
    until: float | None

    @property
    def circle(self) -> tuple[Cross, ...]:
        """The crosses that go round in a circle."""
        trees = [self.trees[name] for name in self.finished.dimensions]
        return find_circle(self.finished.values, trees=trees)


def _look(tables: _Tables, known: Known, *, progress: Progress | None = None) -> tuple[System, Ranges]:
    """What a reader knows who knows this; of tables in a circle, by the children that they share."""
    system = make_system(tables.finished, tables.trees, known=known)
    if not tables.circle:
        return system, find_ranges(
            system, values=tables.least, claim=tables.claim, until=tables.until, progress=progress
        )
    joint = tie_together(system, tables.finished, trees=tables.trees, known=known, claim=tables.claim)
    if joint is None:
        late = time.monotonic()
        return system, replace(find_ranges(system, values=tables.least, until=late), complete=False)
    until = min(tables.until or np.inf, time.monotonic() + _PATIENCE)
    found = find_ranges(joint.system, values=tables.least, claim=joint.claim, until=until, progress=progress)
    if not joint.whole:
        found = replace(
            found,
            closed=np.zeros_like(found.closed),
            complete=found.complete and found.possible and bool(found.open.all()),
            possible=True,
        )
    return joint.system, found


def _least(finished: Finished, *, values: int, wide: Mapping[Codes, int]) -> NDArray[np.int64]:
    withheld = [key for key, value in finished.values.items() if value is None]
    return np.array([max(values, wide.get(name, 0)) for name in withheld], np.int64)


def _exact(ranges: Ranges) -> NDArray[np.bool_]:
    return np.asarray(ranges.closed & (ranges.low == ranges.high))


def _linear(system: System, at_ease: Ranges) -> int | None:
    """A cell with two pictures is no combination of shown cells; the question is where one has one."""
    if at_ease.complete and not _exact(at_ease).any():
        return 0
    found = find_sums(system.known[np.flatnonzero(system.low == system.high)], system.cells)
    return None if found is None else int(found.sum())


def _read_trees(finished: Finished, hierarchies: Sequence[tuple[str, Path]]) -> Trees:
    unknown = [name for name, _ in hierarchies if name not in finished.dimensions]
    if unknown:
        raise NotFound(
            f"No dimension is called “{unknown[0]}”. The files have: {', '.join(finished.dimensions)}."
        )
    trees: dict[str, list[Mapping[str, tuple[str, ...]]]] = {}
    for place, name in enumerate(finished.dimensions):
        given = [read_tree(path) for one, path in hierarchies if one == name]
        used = {key[place] for key in finished.values}
        trees[name] = given or [flat_tree(used)]
        strangers = (
            used - {code for tree in trees[name] for code in [*tree, *sum(tree.values(), ())]} - {"Total"}
        )
        if strangers:
            raise NotValid(f"“{min(strangers)}” of {name} is in no hierarchy. Add a line for it.")
    return trees


def _certify(
    tables: _Tables,
    hierarchies: Sequence[tuple[str, Path]],
    *,
    rule: Rule,
    ranges: tuple[Ranges, Ranges],
    linear: int | None,
    differences: int,
    seconds: float,
) -> Certificate:
    finished, least, circle = tables.finished, tables.least, tables.circle
    at_ease, zeros_shown = ranges
    worst = zeros_shown if zeros_shown.possible else at_ease
    widths = worst.high - worst.low + 1
    complete = at_ease.complete and zeros_shown.complete and at_ease.possible
    assumptions = [_LEFT_OUT, _SUMS]
    if circle:
        assumptions.append(_CIRCLE)
    if rule.split and rule.split.most:
        assumptions.append(_HALVES.format(rule.split.most))
    if rule.base > 1:
        assumptions.append(f"Shown counts are rounded to the nearest {rule.base}; nought is nought.")
    if rule.withheld_most is not None:
        assumptions.append(f"A reader knows that withheld counts are at most {rule.withheld_most}.")
    notes = () if zeros_shown.possible else (_NO_B,)
    if circle and not complete:
        notes = (*notes, _UNPROVEN.format(_say_circle(circle, finished.dimensions)))
    return Certificate(
        files=finished.files,
        hierarchies={path.name: hashlib.sha256(path.read_bytes()).hexdigest() for _, path in hierarchies},
        policy=rule.policy,
        shown=sum(value is not None for value in finished.values.values()),
        withheld=len(least),
        linear=linear,
        differences=differences,
        attacks={"A": _attack(at_ease, _A), "B": _attack(zeros_shown, _B)},
        values_kept=count_widths(widths.tolist()) if worst.possible else {},
        least_values=int(least.min(initial=2)),
        complete=complete,
        safe=bool(complete and (widths >= least).all() and linear == 0 and not differences),
        assumptions=tuple(assumptions),
        notes=notes,
        seconds=round(seconds, 3),
    )


def _say_circle(circle: tuple[Cross, ...], dimensions: Sequence[str]) -> str:
    said = [" × ".join(dimensions[place] for place in sorted(cross)) for cross in circle]
    return ", ".join(said[:_NAMED]) + (f" and {len(said) - _NAMED} more" if len(said) > _NAMED else "")


def _attack(ranges: Ranges, assumes: str) -> Attack:
    return Attack(
        assumes=assumes,
        possible=ranges.possible,
        exact=int(_exact(ranges).sum()) if ranges.possible else 0,
        complete=ranges.complete,
        pictures=ranges.pictures,
        solver=ranges.status,
    )
