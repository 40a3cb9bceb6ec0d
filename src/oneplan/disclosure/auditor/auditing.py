"""Audits finished files: what could a reader work out from them, alone or together?"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from oneplan.disclosure.auditor.certificate import Certificate
from oneplan.disclosure.auditor.certifying import certify, find_exact
from oneplan.disclosure.auditor.claims import Claim
from oneplan.disclosure.auditor.classes import find_told
from oneplan.disclosure.auditor.joint import tie_together
from oneplan.disclosure.auditor.known import Known
from oneplan.disclosure.auditor.linking import Summed
from oneplan.disclosure.auditor.magnitudes import audit_sums
from oneplan.disclosure.auditor.printed import Columns, find_columns, read_printed
from oneplan.disclosure.auditor.ranges import Ranges, find_ranges
from oneplan.disclosure.auditor.reading import Codes, Finished, read_finished
from oneplan.disclosure.auditor.relations import System, make_system
from oneplan.disclosure.auditor.rules import Rule
from oneplan.disclosure.auditor.searching import Progress
from oneplan.disclosure.auditor.sums import find_sums
from oneplan.disclosure.auditor.tables import Tables, least_values, read_trees
from oneplan.errors import NotValid

_SUMS_CIRCLE = (
    "These tables share columns in a circle, and sums in such tables are not proven yet. Leave one table out."
)
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
    trees = read_trees(finished, hierarchies)
    least = least_values(finished, values=rule.least_values, wide=rule.wide)
    tables = Tables(files, finished, trees, least, claim, until)
    system, zeros_shown = _look(tables, rule.knows(1, finished), progress=progress)
    at_ease = zeros_shown
    if zeros_shown.closed.any() or not zeros_shown.possible or not zeros_shown.complete:
        system, at_ease = _look(tables, rule.knows(0, finished))
    worst = zeros_shown if zeros_shown.possible else at_ease
    exact = find_exact(worst) | (find_exact(at_ease) & at_ease.possible)
    linear = _linear(system, at_ease)
    lowest = dict(zip(system.names, worst.low.tolist(), strict=True))
    told = find_told(finished, rule.split, lowest=lowest, base=rule.base)
    certificate = certify(
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


def _with_sums(found: Audit, tables: Tables, *, rule: Rule, least: int, progress: Progress | None) -> Audit:
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


def _look(tables: Tables, known: Known, *, progress: Progress | None = None) -> tuple[System, Ranges]:
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


def _linear(system: System, at_ease: Ranges) -> int | None:
    """A cell with two pictures is no combination of shown cells; the question is where one has one."""
    if at_ease.complete and not find_exact(at_ease).any():
        return 0
    found = find_sums(system.known[np.flatnonzero(system.low == system.high)], system.cells)
    return None if found is None else int(found.sum())
