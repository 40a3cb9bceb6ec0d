"""Cubes through the gate, counted again child by child, and against a reader who writes down what fits."""

import itertools

import numpy as np
import polars as pl
import pytest

import oneplan
from oneplan.disclosure.cubes.cube import make_cube
from oneplan.disclosure.cubes.hiding import hide_small
from oneplan.disclosure.gate_of_cubes import release_cube
from oneplan.disclosure.policies import find_policy
from oneplan.errors import NotSafe

BASE, MOST = 5, 3
POLICY = find_policy("nhs_subnational").model_copy(update={"base": BASE, "withhold_to": MOST})
KINDS = list(itertools.product("ab", repeat=3))
PAIRS = [(0, 1), (0, 2), (1, 2)]
SETS = [(), (0,), (1,), (2,), *PAIRS]
MOST_OF_A_KIND = 3


def groups(sets=SETS):
    """Every group, by which kinds of children it holds."""
    found = {}
    for fixed in sets:
        for levels in itertools.product("ab", repeat=len(fixed)):
            codes = ["Total"] * 3
            for place, level in zip(fixed, levels, strict=True):
                codes[place] = level
            found[tuple(codes)] = [
                all(code in ("Total", has) for code, has in zip(codes, kind, strict=True)) for kind in KINDS
            ]
    return found


def children(yes, no):
    rows = []
    for kind, has, has_not in zip(KINDS, yes, no, strict=True):
        rows += [(*kind, 1)] * has + [(*kind, 0)] * has_not
    frame = pl.DataFrame(rows, schema=["x", "y", "z", "sad"], orient="row")
    return oneplan.Records(frame, characteristics={name: ["a", "b"] for name in "xyz"}, outcomes=["sad"])


def shown_of(counts, *, beside=None):
    """What the policy shows of counts (groups × ways): -1 where one is withheld."""
    small = (counts >= 1) & (counts <= MOST)
    if beside is not None:
        small |= (beside >= 1) & (beside <= MOST)
    return np.where(small & (counts > 0), -1, (counts + BASE // 2) // BASE * BASE)


def every_value(cells, sets=SETS):
    """Of each cell every value in children, up to 3 of a kind and answer, who would be shown like this."""
    names = groups(sets)
    holds = np.array(list(names.values()), np.float32)
    ways = np.array(list(itertools.product(range(MOST_OF_A_KIND + 1), repeat=len(KINDS))), np.float32)
    counts = (ways @ holds.T).astype(np.int16)
    fit = {}
    for answer in ("yes", "no"):
        seen = np.array([-1 if (v := cells.get((*name, answer), 0)) is None else v for name in names])
        good = np.where(
            seen == -1,
            counts > 0,
            ((counts + BASE // 2) // BASE * BASE == seen) & ((counts > 0) == (seen > 0)),
        )
        fit[answer] = np.unique(counts[good.all(axis=1)], axis=0)
    total = np.array([-1 if (v := cells.get((*name, "Total"), 0)) is None else v for name in names])
    sides = [
        np.array([-1 if (v := cells.get((*name, a), 0)) is None else v for name in names])
        for a in ("yes", "no")
    ]
    values = {(*name, answer): set() for name in names for answer in ("Total", "yes", "no")}
    for yes in fit["yes"]:
        no = fit["no"]
        both = yes + no
        good = (shown_of(both) == total).all(axis=1)
        good &= (shown_of(np.broadcast_to(yes, no.shape), beside=no) == sides[0]).all(axis=1)
        good &= (shown_of(no, beside=yes) == sides[1]).all(axis=1)
        if good.any():
            for place, name in enumerate(names):
                values[(*name, "yes")].add(int(yes[place]))
                values[(*name, "no")] |= set(no[good, place].tolist())
                values[(*name, "Total")] |= set(both[good, place].tolist())
    return values


def count_slowly(levels, answers, *, names):
    """The cells of some children, one child after the other."""
    found = {}
    for child, answer in zip(levels, answers, strict=True):
        for fixed in SETS:
            codes = tuple(names[k][child[k]] if k in fixed else "Total" for k in range(3))
            for cell in ((*codes, "Total"), (*codes, "yes" if answer else "no")):
                found[cell] = found.get(cell, 0) + 1
    return found


def who_answered(picture):
    there = picture.answers[:, 0] > 0
    return picture.levels[there].tolist(), (picture.answers[there, 0] == 2).tolist()


def show_slowly(counts, policy):
    shown = {}
    for cell, count in counts.items():
        other = {"yes": "no", "no": "yes"}.get(cell[-1], "Total")
        beside = counts.get((*cell[:-1], other), 0)
        hidden = 1 <= count <= policy.withhold_to or 1 <= beside <= policy.withhold_to
        shown[cell] = None if hidden else min(range(0, count + 5, 5), key=lambda near: abs(near - count))
    return shown


def test_whoever_the_children_of_a_picture_are_the_same_is_shown_of_them(tmp_path):
    random = np.random.default_rng(6)
    columns = {name: random.choice(["a", "b", "c"], 600, p=[0.6, 0.3, 0.1]) for name in "xyz"}
    columns["sad"] = (random.random(600) < 0.1).astype(int)
    records = oneplan.Records(pl.DataFrame(columns), characteristics=list("xyz"), outcomes=["sad"])
    policy = find_policy("nhs_subnational")
    passed = release_cube(records, policy, folder=tmp_path)
    cube = make_cube(records)
    names = [one.levels for one in cube.characteristics]
    pictures = hide_small(cube, policy).pictures
    counted = [count_slowly(*who_answered(one), names=names) for one in pictures]
    assert len(counted) > 2
    assert all(show_slowly(one, policy) == passed.tables["sad"].cells for one in counted)
    withheld = [cell for cell, value in passed.tables["sad"].cells.items() if value is None]
    assert len(withheld) > 10
    assert min(len({one[cell] for one in counted}) for cell in withheld) >= 2


PLANTED = ((1, 1, 2, 2, 0, 0, 2, 2), (0, 1, 2, 1, 0, 2, 0, 1))


def first_shown(yes, no):
    """The cells as they are shown when small counts and their complements alone are withheld."""
    found = {}
    for name, holds in groups().items():
        has, has_not = (np.array([np.array(one)[holds].sum()]) for one in (yes, no))
        found[(*name, "Total")] = shown_of(has + has_not)[0]
        found[(*name, "yes")] = shown_of(has, beside=has_not)[0]
        found[(*name, "no")] = shown_of(has_not, beside=has)[0]
    return {cell: None if value == -1 else int(value) for cell, value in found.items() if value}


def test_a_small_count_that_follows_from_three_tables_together_does_not_get_out(tmp_path):
    cells = first_shown(*PLANTED)
    together = every_value(cells)
    known = [cell for cell, value in cells.items() if value is None and len(together[cell]) == 1]
    alone = [every_value(cells, [(), (one,), (other,), (one, other)]) for one, other in PAIRS]
    hidden_alone = [cell for cell in known if all(len(table.get(cell, "ab")) > 1 for table in alone)]
    assert len(hidden_alone) > 10
    with pytest.raises(NotSafe, match=r"Merge “.” of . with another level first"):
        release_cube(children(*PLANTED), POLICY, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []
