"""Ties tables that go round in a circle together: every count is a sum over the same children."""

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix, vstack

from oneplan.disclosure.auditor.claims import Claim
from oneplan.disclosure.auditor.known import Known
from oneplan.disclosure.auditor.reading import TOP, Codes, Finished
from oneplan.disclosure.auditor.relations import System, Trees, splits_of

_MOST_WAYS = 5_000
_SEED = 5


@dataclass(frozen=True)
class Joint:
    """What is known of the children in the finest cross of all dimensions.

    Attributes
    ----------
    system
        Its unknowns are the children of each such cross, or of several that no table tells apart.
    claim
        The claimed pictures of these children.
    whole
        Whether every way of counting the children is among the unknowns. Where not, a picture still proves
        that a cell is open, and nothing proves that one is closed.
    """

    system: System
    claim: Claim | None
    whole: bool


def tie_together(
    system: System, finished: Finished, *, trees: Trees, known: Known, claim: Claim | None
) -> Joint | None:
    """The tables as sums over the same children; None where these are too many and nothing is claimed."""
    keys = {key: number for number, key in enumerate(finished.values)}
    if any(name not in keys for name in system.unknowns):
        return None
    above = [_above(trees[name]) for name in finished.dimensions]
    claimed = list(claim.children.names) if claim and claim.children else []
    ways = _every_way(finished, trees, above=above)
    if ways is None and not claimed:
        return None
    holds = _find_holds(keys, [*claimed, *(ways or [])], above=above)
    allowed = ~_is_empty(finished, trees, keys=keys, holds=holds)
    column, first = _merge_alike(holds, allowed)
    merged = holds[:, first].tocsr()
    changed = claim.children if claim else None
    names = tuple([*claimed, *(ways or [])][number] for number in first.tolist())
    return Joint(
        _make_system(system, merged, finished, known=known, names=names),
        changed and _remake(changed, allowed=allowed, column=column, names=names),
        ways is not None,
    )


def _above(trees: Sequence[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """For each code itself and every code that holds it, but for the top."""
    parents: dict[str, set[str]] = defaultdict(set)
    for tree in trees:
        for parent, children in tree.items():
            for child in children:
                parents[child].add(parent)
    found = {}
    for code in list(parents):
        reached, waiting = {code}, [code]
        while waiting:
            fresh = parents.get(waiting.pop(), set()) - reached
            reached |= fresh
            waiting += fresh
        found[code] = tuple(sorted(reached - {TOP}))
    return found


def _every_way(
    finished: Finished, trees: Trees, *, above: Sequence[Mapping[str, tuple[str, ...]]]
) -> list[Codes] | None:
    """The finest cross of all dimensions; codes that no table tells apart are one."""
    choices, ways = [], 1
    for place, name in enumerate(finished.dimensions):
        used = {key[place] for key in finished.values}
        wide = {parent for tree in trees[name] for parent in tree}
        alike = {
            frozenset(used.intersection(upper)): code
            for code, upper in above[place].items()
            if code not in wide
        }
        choices.append(sorted(alike.values()))
        ways *= len(alike)
    return list(itertools.product(*choices)) if ways <= _MOST_WAYS else None


def _find_holds(
    keys: Mapping[Codes, int], ways: Sequence[Codes], *, above: Sequence[Mapping[str, tuple[str, ...]]]
) -> csc_matrix:
    """(cells × ways) which of the cells in the files hold each way."""
    crosses = {tuple(place for place, code in enumerate(key) if code != TOP) for key in keys}
    rows, columns = [], []
    for column, codes in enumerate(ways):
        for cross in crosses:
            for upper in itertools.product(*(above[place].get(codes[place], ()) for place in cross)):
                wide = [TOP] * len(codes)
                for place, code in zip(cross, upper, strict=True):
                    wide[place] = code
                row = keys.get(tuple(wide))
                if row is not None:
                    rows.append(row)
                    columns.append(column)
    entries = (np.ones(len(rows), np.int64), (rows, columns))
    return csc_matrix(entries, shape=(len(keys), len(ways)))


def _is_empty(
    finished: Finished, trees: Trees, *, keys: Mapping[Codes, int], holds: csc_matrix
) -> NDArray[np.bool_]:
    """Which ways hold no child: those in a cell that is left out beside others of its kind."""
    rows, columns, signs = [], [], []
    count = 0
    for key, number in keys.items():
        for parts in splits_of(key, finished.dimensions, trees=trees, values=finished.values):
            here = [number, *(keys[part] for part in parts)]
            rows += [count] * len(here)
            columns += here
            signs += [1] + [-1] * len(parts)
            count += 1
    splits = csr_matrix((np.array(signs, np.int64), (rows, columns)), shape=(count, len(keys)))
    return np.asarray(abs(splits @ holds).sum(axis=0)).ravel() > 0


def _merge_alike(
    holds: csc_matrix, allowed: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each way the number of its merged one, -1 where it holds no child or has no cell; their firsts."""
    marks = np.random.default_rng(_SEED).integers(1, 2**62, size=(holds.shape[0], 2))
    here = np.flatnonzero(allowed & (np.diff(holds.indptr) > 0))
    signature = np.asarray(holds.T @ marks)[here]
    _, first, merged = np.unique(signature, axis=0, return_index=True, return_inverse=True)
    column = np.full(holds.shape[1], -1, np.int64)
    column[here] = merged.reshape(-1)
    return column, here[first]


def _make_system(
    system: System, holds: csr_matrix, finished: Finished, *, known: Known, names: tuple[Codes, ...]
) -> System:
    """Every cell is a sum of ways within its bounds, and all that the tables said before still holds."""
    place = {key: number for number, key in enumerate(finished.values)}
    ends = [_ends(known, key, shown=value) for key, value in finished.values.items()]
    before = (system.known @ holds[_rows(system.unknowns, place)]).tocsr()
    before.eliminate_zeros()
    said = np.flatnonzero((np.diff(before.indptr) > 0) | (system.low > 0) | (system.high < 0))
    sums = vstack([holds, before[said]], format="csr").astype(float)
    return System(
        known=sums,
        low=np.concatenate((np.array([low for low, _ in ends], np.int64), system.low[said])),
        high=np.concatenate((np.array([high for _, high in ends], np.float64), system.high[said])),
        least=np.zeros(holds.shape[1], np.int64),
        most=np.full(holds.shape[1], np.inf),
        cells=holds[_rows(system.names, place)].astype(float),
        beside=np.zeros(len(system.names), np.int64),
        names=system.names,
        unknowns=names,
    )


def _rows(names: Sequence[Codes], place: Mapping[Codes, int]) -> NDArray[np.int64]:
    return np.array([place[name] for name in names], np.int64)


def _ends(known: Known, key: Codes, *, shown: int | None) -> tuple[int, float]:
    low, high = known.find_bounds(shown, least=known.find_floor(key))
    return (low, min(high, known.ceilings.get(key, high))) if shown is None else (low, high)


def _remake(
    claim: Claim, *, allowed: NDArray[np.bool_], column: NDArray[np.int64], names: tuple[Codes, ...]
) -> Claim | None:
    """The claimed pictures over merged ways; none where the first puts children where none are."""
    claimed = len(claim.names)
    allowed, column = allowed[:claimed], column[:claimed]
    if np.asarray(claim.base)[~allowed].any():
        return None
    fits = np.asarray(abs(claim.changes[:, np.flatnonzero(~allowed)]).sum(axis=1)).ravel() == 0
    taken = np.flatnonzero(column >= 0)
    merge = csr_matrix((np.ones(len(taken), np.int64), (taken, column[taken])), shape=(claimed, len(names)))
    return Claim(
        names, base=claim.base @ merge, changes=(claim.changes[np.flatnonzero(fits)] @ merge).tocsr()
    )
