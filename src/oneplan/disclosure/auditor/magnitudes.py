"""Works out what a reader could know of withheld sums, from shown sums, counts, means and a known scale."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from oneplan.disclosure.auditor.certificate import Sums
from oneplan.disclosure.auditor.claims import Claim
from oneplan.disclosure.auditor.linking import Summed, tie
from oneplan.disclosure.auditor.printed import Columns, from_units
from oneplan.disclosure.auditor.ranges import Ranges, find_ranges
from oneplan.disclosure.auditor.reading import Codes
from oneplan.disclosure.auditor.relations import System
from oneplan.disclosure.auditor.searching import NEAR, Progress, Search

_ALL = 1 << 40
_HUNDRED = 100
_FAR = 10**9
"""What no sum comes to, in its steps: further than any range has to reach."""


@dataclass(frozen=True)
class Reader:
    """Somebody who reads the files, and what is to stay hidden from them.

    Attributes
    ----------
    least, most
        What they know of withheld sums, in units: a contributor knows its own part.
    keep
        For withheld sums how low and how high each must stay possible to them.
    """

    least: Mapping[Codes, int] = field(default_factory=dict)
    most: Mapping[Codes, int] = field(default_factory=dict)
    keep: Mapping[Codes, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class SumRule:
    """Which columns hold a sum, and how open withheld ones must stay.

    Attributes
    ----------
    columns
        Their names; else the one sum that the files name by a column `…_state`.
    within
        A sum that a reader can tell to within so many percent is reported.
    scale
        What each child has at least and at most, as written, where every reader knows that.
    step
        What each sum is known to be a multiple of, as written, such as 0.5; else a unit of the last decimal.
    readers
        Where the maker of the files says so: from whom what must stay hidden, the first without any
        knowledge of their own. Else it is enough that no withheld sum has one value alone.
    """

    columns: Columns = field(default_factory=Columns)
    within: int = 10
    scale: tuple[str, ...] = ()
    step: str = ""
    readers: tuple[Reader, ...] = ()


@dataclass(frozen=True)
class SumsFound:
    """What is said of sums, what was assumed, and what can be told: the ends of sums, and counts."""

    sums: Sums
    assumes: tuple[str, ...]
    told: Mapping[Codes, tuple[str, str]]
    counts: Mapping[Codes, int]


def audit_sums(
    tables: Summed,
    rule: SumRule,
    *,
    claim: Claim | None = None,
    until: float | None = None,
    progress: Progress | None = None,
) -> SumsFound:
    """What can be worked out of withheld sums, and of counts by means of sums.

    Parameters
    ----------
    claim
        Pictures that the maker of the files claims to fit, of counts by their codes and of sums by their
        codes with the name of the sum; checked before they count.
    until
        When to stop, on the clock of `time.monotonic`.

    Raises
    ------
    NotValid
        When sums, counts, means and the scale contradict each other.
    """
    system, counts = tie(tables, rule.scale)
    looked = []
    for reader in rule.readers or (Reader(),):
        here = _as_known_by(system, reader)
        values = _values(here, reader, counts=counts, least=tables.least)
        found = find_ranges(here, values=values, claim=claim, until=until, progress=progress)
        looked.append((reader, _follow(here, reader, found, claim=claim, until=until)))
    complete = all(found.complete and found.possible for _, found in looked)
    first = looked[0][1]
    exact = first.closed & (first.low == first.high)
    low, high = _find_ends(system, first, counts=counts, until=until)
    names = system.names[counts:]
    followed = complete and bool((high < _ALL).all())
    told = exact[counts:] | (_HUNDRED * (high - low) <= rule.within * (high + low))
    sums = Sums(
        column=tables.printed.name,
        shown=sum(value is not None for value in tables.printed.sums.values()),
        withheld=len(names),
        exact=int(exact[counts:].sum()),
        within_percent=rule.within,
        within=int(told.sum()),
        narrowest_percent=_narrowest(low, high) if followed and len(names) else None,
        counts=_count_told(first, tables.least[:counts]),
        too_narrow=sum(int(_is_narrow(system, reader, found).sum()) for reader, found in looked),
        contributors=len(looked) - 1,
        complete=complete,
    )
    decimals, step = tables.printed.decimals, tables.printed.step
    return SumsFound(
        sums,
        _assumes(rule),
        {
            names[k][:-1]: (
                from_units(int(low[k]) * step, decimals),
                from_units(int(high[k]) * step, decimals),
            )
            for k in np.flatnonzero(told)
        },
        {system.names[k]: int(first.low[k]) for k in np.flatnonzero(exact[:counts])},
    )


def _count_told(found: Ranges, least: NDArray[np.int64]) -> int:
    """How many withheld counts keep fewer values beside the sums than they must."""
    kept = found.high[: len(least)] - found.low[: len(least)] + 1
    return int((kept < least).sum()) if found.possible else 0


def _assumes(rule: SumRule) -> tuple[str, ...]:
    steps = f"each is a multiple of {rule.step}" if rule.step else "they have no more decimals than are shown"
    said = [f"A reader knows that no sum is below 0, and that {steps}."]
    if rule.scale:
        said.append(f"A reader knows that each child has {rule.scale[0]} to {rule.scale[1]}.")
    if len(rule.readers) > 1:
        said.append("Each contributor knows its own part, and where it is alone.")
    return tuple(said)


def _narrowest(low: NDArray[np.int64], high: NDArray[np.int64]) -> float:
    """How far the middle of what is possible may lie from the truth, where it may lie least far."""
    percent = _HUNDRED * (high - low) / np.maximum(high + low, 1)
    return float(np.floor(10 * percent.min()) / 10)


def _as_known_by(system: System, reader: Reader) -> System:
    """What somebody knows who knows some sums of their own."""
    own = [unknown[:-1] for unknown in system.unknowns]
    least = np.array([reader.least.get(name, 0) for name in own], np.int64)
    most = np.array([reader.most.get(name, _FAR) for name in own], np.float64)
    system = replace(system, least=np.maximum(system.least, least), most=np.minimum(system.most, most))
    if system.known.shape[0] or not own:
        return system
    # Nothing is shown: one bound that is none keeps the search from stopping short of large sums.
    first = csr_matrix(([1.0], ([0], [0])), shape=(1, len(own)))
    return replace(system, known=first, low=system.least[:1], high=system.most[:1])


def _values(system: System, reader: Reader, *, counts: int, least: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many values each cell must keep: any sum two, to a reader who knows nothing of their own."""
    knows = bool(reader.least or reader.most)
    wide = [reader.keep.get(name[:-1], (0, 0 if knows else 1)) for name in system.names[counts:]]
    asked = np.array([high - low + 1 for low, high in wide], np.int64)
    return np.concatenate((np.ones(counts, np.int64) if knows else least[:counts], asked))


def _follow(
    system: System, reader: Reader, found: Ranges, *, claim: Claim | None, until: float | None
) -> Ranges:
    """Follow to their ends those that have enough values, but were not seen far enough on both sides."""
    narrow = _is_narrow(system, reader, found)
    if not found.possible or not (narrow & found.open).any():
        return found
    values = np.where(narrow, _ALL, 1).astype(np.int64)
    again = find_ranges(system, values=values, claim=claim, until=until)
    low, high = np.minimum(found.low, again.low), np.maximum(found.high, again.high)
    return replace(found, low=low, high=high, complete=found.complete and again.complete)


def _is_narrow(system: System, reader: Reader, found: Ranges) -> NDArray[np.bool_]:
    """Which cells were not seen as low and as high as they are to be possible."""
    nothing = (np.iinfo(np.int64).max, np.iinfo(np.int64).min)
    keep = np.array([reader.keep.get(name[:-1], nothing) for name in system.names], np.int64).reshape(-1, 2)
    return np.asarray((found.low > keep[:, 0]) | (found.high < keep[:, 1]))


def _find_ends(
    system: System, found: Ranges, *, counts: int, until: float | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Between which values each sum must lie, by the solver's real answers; from 0 up where time was up."""
    search = Search(system, values=np.ones(len(system.names), np.int64), until=until, progress=None)
    low, high = np.zeros_like(found.low), np.full_like(found.high, _ALL)
    for cell in range(counts, len(system.names)):
        weights = np.asarray(system.cells[cell].todense()).ravel()
        if found.closed[cell] or not weights.any():
            low[cell], high[cell] = found.low[cell], found.high[cell]
            continue
        if search.is_late or not found.possible:
            break
        ends = [search.real.find_highest(sign * weights) for sign in (-1.0, 1.0)]
        if ends[0] is not None and ends[1] is not None:
            low[cell] = int(np.ceil(weights @ ends[0] + system.beside[cell] - NEAR))
            high[cell] = int(np.floor(weights @ ends[1] + system.beside[cell] + NEAR))
    return low[counts:], high[counts:]
