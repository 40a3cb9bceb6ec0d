"""The same functions on a table that the gate has made: what is said can be worked out from what is shown."""

from collections import Counter

import numpy as np
import pytest

import oneplan
from oneplan.disclosure.asked import Asked
from oneplan.disclosure.gate import Paths, protect_release
from oneplan.disclosure.policies import find_policy
from oneplan.disclosure.releases.dimensions import make_dimension
from oneplan.disclosure.releases.release import make_release
from oneplan.errors import NotFound, NotValid
from oneplan.understand.intersections.findings import SafeFinding, SafeFindings
from oneplan.understand.intersections.safe import find_safe_gaps, safe_counts
from oracles.gap_cells import count_slowly

NAMES = ("c0", "c1", "lonely")


def children(*, few=0.1):
    """Children of whom one group is lonelier; of the smallest level there are only so few."""
    draw = np.random.default_rng(6)
    levels = np.stack([draw.integers(0, 2, 3000), draw.choice(4, 3000, p=[0.4, 0.3, 0.3 - few, few])], axis=1)
    share = 0.25 + 0.3 * ((levels[:, 0] == 1) & (levels[:, 1] == 2))
    return levels, draw.random(3000) < share


def release(folder, *, policy="dfe_la", parents=(), few=0.1):
    levels, lonely = children(few=few)
    rows = Counter(
        (f"l{a}", f"l{b}", "often" if case else "seldom")
        for (a, b), case in zip(levels.tolist(), lonely, strict=True)
    )
    dimensions = [
        make_dimension(name, {codes[k] for codes in rows}, pairs=parents if name == "c1" else ())
        for k, name in enumerate(NAMES)
    ]
    hierarchies = []
    if parents:
        path = folder / "c1.csv"
        path.write_text("\n".join(["child,parent", *(",".join(pair) for pair in parents)]) + "\n")
        hierarchies = [("c1", path)]
    asked = Asked(
        make_release(dimensions, list(rows.items()), tables=[NAMES]), find_policy(policy), tuple(hierarchies)
    )
    return protect_release(asked, Paths(folder / "out.csv")).table


def test_a_safe_finding_is_found_in_the_released_table_alone(tmp_path):
    table = release(tmp_path)
    found = find_safe_gaps(table, question="lonely", cases=["often"], phrases={"lonely": "are often lonely"})
    assert type(found) is SafeFindings
    first = found.short_list[0]
    assert type(first) is SafeFinding
    assert first.told.levels == {"c0": "l1", "c1": "l2"}
    assert first.told.n == table.find_value(("l1", "l2", "Total"))
    assert "may look surer" in first.sentence
    assert "hidden" not in found.frame.columns


def test_where_nothing_is_withheld_the_figures_are_those_of_the_raw_counts(tmp_path):
    levels, lonely = children()
    raw = oneplan.find_gaps(count_slowly(levels, lonely[:, None])).frame
    safe = find_safe_gaps(release(tmp_path), question="lonely", cases=["often"]).frame
    both = raw.join(safe, on=["is_c0", "is_c1"], suffix="_safe", nulls_equal=True)
    assert len(both) >= 3
    for column in ("n", "gap", "lower", "upper", "p_value"):
        assert both[column].to_list() == pytest.approx(both[f"{column}_safe"].to_list())


def test_a_withheld_group_is_not_looked_at(tmp_path):
    table = release(tmp_path, few=0.006)
    counts = safe_counts(table, question="lonely", cases=["often"])
    withheld = {codes[:2] for codes, value in table.cells.items() if value is None}
    assert withheld
    for row, levels in enumerate(counts.levels):
        codes = tuple("Total" if k < 0 else f"l{k}" for k in levels)
        shown = [table.find_value((*codes, answer)) for answer in ("Total", "often")]
        assert (counts.n[row, 0], counts.cases[row, 0]) == ((0, 0) if None in shown else tuple(shown))


def test_rounded_counts_are_said_to_be_rounded(tmp_path):
    table = release(tmp_path, policy="opensafely")
    found = find_safe_gaps(table, question="lonely", cases=["often"])
    assert table.base > 1
    assert all(f"rounded to {table.base}" in one.sentence for one in found.short_list)


def test_what_cannot_be_read_as_groups_is_refused_in_a_sentence(tmp_path):
    table = release(tmp_path)
    with pytest.raises(NotFound, match="no column 'sad'"):
        find_safe_gaps(table, question="sad", cases=["often"])
    for cases in (["always"], []):
        with pytest.raises(NotFound, match="Name answers"):
            find_safe_gaps(table, question="lonely", cases=cases)
    pairs = [
        ("l0", "low"),
        ("l1", "low"),
        ("l2", "high"),
        ("l3", "high"),
        ("low", "Total"),
        ("high", "Total"),
    ]
    nested = release(tmp_path, parents=pairs)
    with pytest.raises(NotValid, match="inside each other"):
        find_safe_gaps(nested, question="lonely", cases=["often"])


def test_levels_that_hold_others_are_left_out_and_the_figures_stay_the_same(tmp_path):
    pairs = [
        ("l0", "low"),
        ("l1", "low"),
        ("l2", "high"),
        ("l3", "high"),
        ("low", "Total"),
        ("high", "Total"),
    ]
    flat, layered = release(tmp_path), release(tmp_path, parents=pairs)
    wanted = {"question": "lonely", "cases": ["often"]}
    found = find_safe_gaps(layered, **wanted, wide={"c1": {"low", "high", "Total"}})
    assert found.looked_at == find_safe_gaps(flat, **wanted).looked_at
    assert found.frame["n"].to_list() == find_safe_gaps(flat, **wanted).frame["n"].to_list()


def test_who_gave_no_answer_can_be_left_out_of_the_whole(tmp_path):
    table = release(tmp_path)
    wanted = {"question": "lonely", "cases": ["often"]}
    everybody = safe_counts(table, **wanted)
    answered = safe_counts(table, **wanted, answered=["often", "seldom"])
    assert (everybody.n == answered.n).all()
    alone = safe_counts(table, **wanted, answered=["often"])
    assert (alone.n == alone.cases).all()
    with pytest.raises(NotFound, match="Name answers"):
        safe_counts(table, **wanted, answered=["never"])
