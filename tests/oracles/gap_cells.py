"""Cells counted the slow, obvious way: one set of characteristics after another, with a sparse product."""

from itertools import combinations

import numpy as np
from scipy import sparse

from oneplan.cells.cells import ANY, Cells, Characteristic, Schools, Universe, Weights


def count_slowly(levels, outcomes, *, schools=None, weights=None, depth=3, asked=None, names=None):
    """Count children: `levels` (children × characteristics), `outcomes` (the same, NaN unanswered).

    `asked` is a list of (outcome columns, children asked); all outcomes of all children when not given.
    """
    levels = np.asarray(levels)
    outcomes = np.asarray(outcomes, dtype=float)
    fixed, member = cells_of(levels, depth=depth)
    answered = ~np.isnan(outcomes)
    case = np.nan_to_num(outcomes)
    n = np.asarray(member @ answered.astype(np.int64))
    cases = np.asarray(member @ case.astype(np.int64))
    number = levels.shape[1]
    return Cells(
        characteristics=tuple(
            Characteristic(
                name=names[place] if names else f"c{place}",
                levels=tuple(f"l{level}" for level in range(levels[:, place].max() + 1)),
            )
            for place in range(number)
        ),
        outcomes=tuple(f"o{place}" for place in range(outcomes.shape[1])),
        depth=depth,
        levels=fixed,
        size=np.asarray(member.sum(axis=1)).ravel().astype(np.int64),
        n=n.astype(np.int32),
        cases=cases.astype(np.int32),
        schools=None if schools is None else _schools(member, schools, answered, case, asked=asked),
        weights=None if weights is None else _weights(member, weights, answered, case),
    )


def cells_of(levels, *, depth):
    """What each cell fixes, and which children are in it (a sparse table of ones)."""
    children = levels.shape[0]
    fixed, rows, columns, count = (
        [np.full(levels.shape[1], ANY)],
        [np.zeros(children, int)],
        [np.arange(children)],
        1,
    )
    for together in range(1, depth + 1):
        for chosen in combinations(range(levels.shape[1]), together):
            found, code = np.unique(levels[:, chosen], axis=0, return_inverse=True)
            of_set = np.full((len(found), levels.shape[1]), ANY)
            of_set[:, chosen] = found
            fixed.append(of_set)
            rows.append(code.ravel() + count)
            columns.append(np.arange(children))
            count += len(found)
    ones = np.ones(len(rows) * children, dtype=np.int64)
    member = sparse.csr_array(
        (ones, (np.concatenate(rows), np.concatenate(columns))), shape=(count, children)
    )
    return np.vstack(fixed).astype(np.int16), member


def _schools(member, schools, answered, case, *, asked):
    names, code = np.unique(schools, return_inverse=True)
    inside = sparse.csr_array((np.ones(len(code), np.int64), (code, np.arange(len(code)))))
    everyone = [(np.arange(answered.shape[1]), np.ones(len(code), bool))]
    return Schools(
        names=tuple(map(str, names)),
        n=np.asarray(inside @ answered.astype(np.int64)).astype(np.int32),
        cases=np.asarray(inside @ case.astype(np.int64)).astype(np.int32),
        universes=tuple(
            _universe(member, inside, outcomes=some, children=children)
            for some, children in asked or everyone
        ),
    )


def _universe(member, inside, *, outcomes, children):
    table = sparse.csr_array((member * children.astype(np.int64)[None, :]) @ inside.T)
    table.eliminate_zeros()
    table.sort_indices()
    return Universe(
        outcomes=np.asarray(outcomes, dtype=np.int32),
        start=table.indptr.astype(np.int64),
        school=table.indices.astype(np.int32),
        children=table.data.astype(np.int32),
    )


def _weights(member, weights, answered, case):
    w = np.asarray(weights, dtype=float)[:, None]
    return Weights(
        total=np.asarray(member @ (answered * w)),
        cases=np.asarray(member @ (case * w)),
        squares=np.asarray(member @ (answered * w**2)),
    )
