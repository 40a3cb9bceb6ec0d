"""Cubes that are rounded by lot, counted again child by child, and lots that would give a count away."""

import itertools

import numpy as np
import polars as pl
import pytest

import oneplan
from oneplan.disclosure.auditor.cube_files import Showing
from oneplan.disclosure.auditor.pictures import Picture, audit_pictures
from oneplan.disclosure.cubes.chance import round_by_chance
from oneplan.disclosure.cubes.cube import make_cube
from oneplan.disclosure.cubes.finished import write_tables
from oneplan.disclosure.gate_of_cubes import release_cube
from oneplan.disclosure.policies import find_policy
from oneplan.errors import NotSafe, NotValid

POLICY = find_policy("random_rounding")
SECRET = b"sixteen bytes or"
SETS = [one for size in range(3) for one in itertools.combinations(range(4), size)]


def records(*, seed=6, children=900, skipped=0.05, names="wxyz", outcomes=("sad", "late")):
    random = np.random.default_rng(seed)
    columns = {name: random.choice(["a", "b", "c"], children, p=[0.6, 0.3, 0.1]) for name in "wxyz"}
    for outcome, share in (("sad", 0.1), ("late", 0.03)):
        has = (random.random(children) < share).astype(int)
        silent = random.random(children) < skipped
        columns[outcome] = [None if not_said else int(one) for one, not_said in zip(has, silent, strict=True)]
    return oneplan.Records(pl.DataFrame(columns), characteristics=list(names), outcomes=list(outcomes))


def count_slowly(picture, outcome, *, codes):
    """The cells of some children, one child after the other."""
    found = {}
    for child, answers in zip(picture.levels.tolist(), picture.answers.tolist(), strict=True):
        if not answers[outcome]:
            continue
        for fixed in SETS:
            group = tuple(codes[k][child[k]] if k in fixed else "Total" for k in range(4))
            for cell in ((*group, "Total"), (*group, "yes" if answers[outcome] == 2 else "no")):
                found[cell] = found.get(cell, 0) + 1
    return found


@pytest.fixture(scope="module")
def passed(tmp_path_factory):
    return release_cube(records(), POLICY, folder=tmp_path_factory.mktemp("cube"), secret=SECRET)


def test_whoever_the_children_of_a_picture_are_each_count_lies_less_than_the_base_from_what_is_shown(passed):
    cube = make_cube(records())
    codes = [one.levels for one in cube.characteristics]
    pictures = round_by_chance(cube, POLICY, secret=SECRET).pictures
    for place, outcome in enumerate(cube.outcomes):
        shown = passed.tables[outcome].cells
        counted = [count_slowly(one, place, codes=codes) for one in pictures]
        small = [cell for cell, value in counted[0].items() if 1 <= value <= POLICY.guard_to]
        assert len(small) > 20
        for one in counted:
            assert set(one) <= set(shown)
            assert all(
                abs(value - one.get(cell, 0)) < 5 for cell, value in shown.items() if value is not None
            )
        assert min(len({one.get(cell, 0) for one in counted}) for cell in small) >= 2


def test_every_cell_is_written_nought_as_well_as_a_multiple_of_the_base(passed):
    levels = sum(3 ** len(one) for one in SETS)
    for table in passed.tables.values():
        assert len(table.cells) == 3 * levels
        assert all(value is None or value % 5 == 0 for value in table.cells.values())
    true = make_cube(records())
    hidden = [
        cell for table in passed.tables.values() for cell, value in table.cells.items() if value is None
    ]
    assert len(hidden) <= 9
    assert (true.value == 0).sum() > 0


def test_the_certificate_is_about_every_small_count(passed):
    cube = make_cube(records())
    small = int(((cube.value > 0) & (cube.value <= POLICY.guard_to)).sum())
    kept = passed.certificate.values_kept
    assert kept["1"] == 0
    assert sum(kept.values()) >= small
    assert passed.certificate.safe
    assert any("by a lot that is secret" in said for said in passed.certificate.assumptions)


def test_a_count_has_the_same_lot_in_every_cube_of_the_same_children(passed, tmp_path):
    fewer = (
        release_cube(records(names="wx", outcomes=("sad",)), POLICY, folder=tmp_path, secret=SECRET)
        .tables["sad"]
        .cells
    )
    many = passed.tables["sad"].cells
    same = [many[*cell[:2], "Total", "Total", cell[-1]] == value for cell, value in fewer.items()]
    assert np.mean(same) > 0.9


def test_lots_are_even_in_the_mean_and_others_with_another_secret(tmp_path):
    cube = make_cube(records())
    one, other = (round_by_chance(cube, POLICY, secret=secret * 16).figures for secret in (b"a", b"b"))
    odd = cube.value % 5 > 0
    assert 0.2 < (one != other)[odd].mean() < 0.8
    assert abs((one - cube.value)[odd & (one >= 0)].mean()) < 0.5


def test_a_secret_that_is_none_is_refused(tmp_path):
    with pytest.raises(NotValid, match="The secret has 4 bytes; 16 or more"):
        release_cube(records(), POLICY, folder=tmp_path, secret=b"abcd")


def test_the_auditor_is_content_with_the_pictures_and_not_with_the_true_children_alone(tmp_path):
    cube = make_cube(records())
    found = round_by_chance(cube, POLICY, secret=SECRET)
    files = [one.path for one in write_tables(cube, found, folder=tmp_path)]

    def audited(pictures):
        return audit_pictures(
            files,
            showing=Showing("random_rounding", base=5, guard_to=7, by_chance=True),
            codes=[one.levels for one in cube.characteristics],
            pictures=[Picture(*one) for one in pictures],
        ).certificate

    assert audited(found.pictures).safe
    assert not audited(found.pictures[:1]).safe
    # One child more in a large group: a picture is thrown away where a single count lies a base apart.
    strange = [(np.zeros_like(one.levels), one.answers) for one in found.pictures[1:]]
    assert not audited([found.pictures[0], *strange]).safe


@pytest.mark.parametrize("seed", range(4))
def test_small_cubes_pass_or_are_refused_and_what_passes_is_open(seed, tmp_path):
    few = records(seed=seed, children=150, skipped=0.0, names="wx")
    try:
        passed = release_cube(few, POLICY, folder=tmp_path, secret=SECRET, time_limit=10)
    except NotSafe:
        assert list(tmp_path.iterdir()) == []
        return
    assert passed.certificate.values_kept["1"] == 0


def few_children(seed):
    """One to four children of each kind: two characteristics of two levels, yes or no."""
    random = np.random.default_rng(seed)
    kinds = list(itertools.product("ab", "ab", (0, 1)))
    rows = [kind for kind in kinds for _ in range(random.integers(1, 5))]
    return pl.DataFrame(rows, schema=["w", "x", "sad"], orient="row")


def every_value_by_brute_force(shown):
    """For each cell every count that it can have: all ways to fill the eight kinds that fit what is shown."""
    groups = [(w, x) for w in ("Total", "a", "b") for x in ("Total", "a", "b")]
    finest = list(itertools.product("ab", "ab"))

    def lies_in(one, group):
        return all(level in (code, "Total") for level, code in zip(group, one, strict=True))

    def is_so(sums, answer):
        printed = {k: shown[*group, answer] for k, group in enumerate(groups)}
        near = [np.abs(sums[:, k] - of) < 5 for k, of in printed.items() if of is not None]
        return np.logical_and.reduce(near)

    holds = np.array([[lies_in(one, group) for one in finest] for group in groups], np.int64)

    fillings = np.array(list(itertools.product(range(10), repeat=len(finest))), np.int64) @ holds.T
    yes, no = (fillings[is_so(fillings, answer)] for answer in ("yes", "no"))
    found = {(*group, answer): set() for group in groups for answer in ("yes", "no", "Total")}
    for one in yes:
        whole = one + no
        fits = is_so(whole, "Total")
        if fits.any():
            for k, group in enumerate(groups):
                found[*group, "yes"].add(int(one[k]))
                found[*group, "no"].update(np.unique(no[fits, k]).tolist())
                found[*group, "Total"].update(np.unique(whole[fits, k]).tolist())
    return found


def test_of_every_way_to_fill_a_tiny_cube_some_give_each_small_count_another_value(tmp_path):
    passed = 0
    for seed in range(10):
        frame = few_children(seed)
        few = oneplan.Records(frame, characteristics=["w", "x"], outcomes=["sad"])
        try:
            cube = release_cube(few, POLICY, folder=tmp_path, secret=SECRET, time_limit=10)
        except (NotSafe, NotValid):
            continue
        passed += 1
        found = every_value_by_brute_force(cube.tables["sad"].cells)
        for cell, values in found.items():
            asked = [pl.col(name) == code for name, code in zip("wx", cell, strict=False) if code != "Total"]
            answer = [] if cell[-1] == "Total" else [pl.col("sad") == (cell[-1] == "yes")]
            true = frame.filter(*asked, *answer).height if asked or answer else frame.height
            assert true in values, (seed, cell)
            if 1 <= true <= POLICY.guard_to:
                assert len(values) >= 2, (seed, cell)
    assert passed >= 5
