"""What find_gaps finds, leaves out and says, from made-up children with gaps put in on purpose."""

import functools
import re
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import oneplan
from oneplan.errors import NotFound, NotValid
from oneplan.understand.intersections.findings import Finding, Findings, SafeFinding, SafeFindings
from oneplan.understand.intersections.schooling import likeness_to_use
from oneplan.words.reading import reading_age
from oracles.gap_cells import count_slowly

GIRLS_IN_CARE = {"c0=l1": "girls", "c1=l2": "in care", "o0": "are often lonely"}
BLAMES = re.compile(
    r"\b(because|due to|caus\w*|leads? to|result\w*|effects?|explains?|risk)\b", re.IGNORECASE
)


def made_up(*, seed=5, number=6000, schools=60, planted=0.2, outcomes=6, icc=0.0):
    """Children of whom one group (c0=l1, c1=l2) is worse off on the first outcome."""
    draw = np.random.default_rng(seed)
    levels = np.stack([draw.integers(0, size, number) for size in (2, 3, 4)], axis=1)
    school = draw.integers(0, schools, number)
    share = np.full((schools, outcomes), 0.3)
    if icc:
        share = draw.beta(0.3 * (1 - icc) / icc, 0.7 * (1 - icc) / icc, (schools, outcomes))
    worse = (levels[:, 0] == 1) & (levels[:, 1] == 2)
    answers = draw.random((number, outcomes)) < share[school] + planted * (
        worse[:, None] & (np.arange(outcomes) == 0)
    )
    return levels, school, answers.astype(float)


@functools.cache
def planted():
    levels, school, answers = made_up()
    return count_slowly(levels, answers, schools=school)


def test_a_planted_group_leads_and_its_parents_are_its_shadow():
    found = oneplan.find_gaps(planted(), phrases=GIRLS_IN_CARE)
    first = found.short_list[0].told
    assert (first.group, first.outcome) == ("girls, in care", "o0")
    assert first.gap == pytest.approx(0.2, abs=0.05)
    assert first.lower < first.gap < first.upper
    shadows = found.frame.filter(pl.col("outcome") == "o0", pl.col("group").is_in(["girls", "in care"]))
    assert shadows["explained_by"].to_list() == ["girls, in care"] * len(shadows)
    assert "girls" not in [one.told.group for one in found.short_list]


def test_every_row_adds_to_each_of_its_parents_and_the_rest_are_counted():
    found = oneplan.find_gaps(planted())
    deeper = found.frame.filter(pl.col("outcome") == "o0", pl.col("is_c2").is_not_null(), pl.col("gap") > 0)
    assert deeper.filter(pl.col("is_c0") == "l1", pl.col("is_c1") == "l2").is_empty()
    assert found.left_out > 0


def test_positive_means_worse_whichever_way_the_outcome_is_good():
    bad = oneplan.find_gaps(planted()).frame.filter(pl.col("outcome") == "o0")
    good = oneplan.find_gaps(planted(), good=["o0"]).frame.filter(pl.col("outcome") == "o0")
    joined = bad.join(good, on="group", suffix="_good")
    assert len(joined) == len(bad) == len(good) > 0
    for one, other, sign in [
        ("gap", "gap", -1),
        ("lower", "upper", -1),
        ("relative_lower", "relative_upper", -1),
    ]:
        assert joined[one].to_list() == pytest.approx((sign * joined[f"{other}_good"]).to_list())
    assert joined["p_value"].to_list() == joined["p_value_good"].to_list()


def test_nothing_is_found_where_nothing_is_there():
    levels, school, answers = made_up(planted=0.0, icc=0.05, outcomes=100, seed=21)
    found = oneplan.find_gaps(count_slowly(levels, answers, schools=school))
    assert found.short_list == ()
    assert found.questions["found"].sum() <= 8
    assert found.frame.columns == oneplan.find_gaps(planted()).frame.columns


def test_schools_that_differ_are_not_taken_for_groups_that_differ():
    levels, school, answers = made_up(planted=0.0, icc=0.08, outcomes=60, seed=2)
    # A characteristic that goes by school, as district does.
    levels[:, 2] = school % 4
    aware = oneplan.find_gaps(count_slowly(levels, answers, schools=school)).questions["found"].sum()
    blind = oneplan.find_gaps(count_slowly(levels, answers)).questions["found"].sum()
    assert blind > 100
    assert aware <= blind / 20


def test_a_group_in_two_schools_gets_no_statement_and_in_few_a_caution():
    levels, school, answers = made_up(number=4000)
    levels[:, 2] = np.where(school < 2, 0, np.where(school < 12, 1, 2 + (school % 2)))
    answers[:, 1] = np.where((levels[:, 2] <= 1) & (answers[:, 2] + answers[:, 3] > 0), 1, answers[:, 1])
    found = oneplan.find_gaps(count_slowly(levels, answers, schools=school))
    assert found.frame.filter(pl.col("is_c2") == "l0").is_empty()
    (few,) = [one for one in found.short_list if one.told.levels == {"c2": "l1"} and one.told.outcome == "o1"]
    assert "only 10 schools" in few.sentence
    assert found.frame.filter(pl.col("group") == "c2: l1")["schools"].to_list()[0] == 10


def test_without_schools_each_sentence_says_that_it_may_look_too_sure():
    cells = replace(planted(), schools=None)
    found = oneplan.find_gaps(cells)
    assert found.short_list
    assert all("looks surer" in one.sentence or "may look surer" in one.sentence for one in found.short_list)
    assert found.frame["schools"].null_count() == len(found.frame)
    assert set(found.frame["design_effect"]) == {1.0}


def test_small_groups_are_computed_from_ten_and_stated_from_thirty():
    levels, school, answers = made_up(seed=9)
    few = np.flatnonzero((levels[:, 0] == 0) & (levels[:, 1] == 0))
    levels[few[:20], 1] = 3
    answers[few[:20], 4] = 1.0
    levels[few[20:28], 1] = 4
    answers[few[20:28], 4] = 1.0
    found = oneplan.find_gaps(count_slowly(levels, answers, schools=school))
    twenty = found.frame.filter(pl.col("is_c1") == "l3", pl.col("outcome") == "o4")
    assert twenty["stated"].any() is False
    assert len(twenty) >= 1
    assert "l3" not in [one.told.levels.get("c1") for one in found.short_list]
    assert found.frame.filter(pl.col("is_c1") == "l4").is_empty()


@functools.cache
def crossing():
    """Groups that are worse off and partly the same: a level of each characteristic, and one pair."""
    draw = np.random.default_rng(12)
    levels = np.stack([draw.integers(0, 4, 8000) for _ in range(3)], axis=1)
    share = 0.2 + 0.1 * (levels == 1).sum(axis=1) + 0.2 * ((levels[:, 0] == 2) & (levels[:, 1] == 3))
    answers = draw.random((8000, 2)) < share[:, None]
    return levels, count_slowly(levels, answers, schools=draw.integers(0, 80, 8000))


def pairs_on_one_question(found):
    told = [one.told for one in found.short_list]
    for place, one in enumerate(told):
        for other in told[place + 1 :]:
            if {one.outcome, *one.also} & {other.outcome, *other.also}:
                yield one, other


def children_of(told, levels):
    return np.all([levels[:, int(name[1:])] == int(level[1:]) for name, level in told.levels.items()], axis=0)


def test_on_request_the_short_list_holds_groups_that_are_mostly_different_children():
    levels, cells = crossing()
    found = oneplan.find_gaps(cells, in_common=0.5)
    assert {"c0": "l2", "c1": "l3"} in [one.told.levels for one in found.short_list]
    assert 4 <= len(found.short_list) <= 20
    for one, other in pairs_on_one_question(found):
        mine, theirs = children_of(one, levels), children_of(other, levels)
        assert (mine & theirs).sum() <= 0.5 * min(mine.sum(), theirs.sum())


def test_no_child_is_in_two_groups_of_the_short_list():
    draw = np.random.default_rng(13)
    levels = np.stack([draw.integers(0, 4, 8000) for _ in range(3)], axis=1)
    share = 0.2 + 0.3 * ((levels[:, 0] < 3) & (levels[:, 1] == levels[:, 0]))
    answers = draw.random((8000, 2)) < share[:, None]
    found = oneplan.find_gaps(count_slowly(levels, answers, schools=draw.integers(0, 80, 8000)))
    assert len(found.short_list) > 1
    for one, other in pairs_on_one_question(found):
        assert not (children_of(one, levels) & children_of(other, levels)).any()


def test_the_short_list_is_as_short_as_asked():
    assert len(oneplan.find_gaps(crossing()[1], most=2, in_common=0.5).short_list) == 2


def test_the_ranking_is_by_children_in_excess_that_are_likely_and_not_by_raw_gaps():
    frame = oneplan.find_gaps(planted()).frame
    likely = (frame["shrunken_lower"] * frame["n"]).to_list()
    assert likely == sorted(likely, reverse=True)
    assert (frame["shrunken"].abs() <= frame["gap"].abs()).all()


def test_sentences_say_how_many_comparisons_and_never_why():
    found = oneplan.find_gaps(planted(), phrases=GIRLS_IN_CARE)
    assert found.looked_at == "59 groups × 6 questions looked at"
    for one in found.short_list:
        assert "than chance would explain given 59 comparisons" in one.sentence
        assert not BLAMES.search(one.sentence.replace("chance would explain", ""))
        assert reading_age(one.sentence) <= 11
    assert found.short_list[0].sentence.startswith("Girls, in care: ")


def test_each_question_says_what_was_looked_at_and_what_could_have_been_found():
    questions = oneplan.find_gaps(planted()).questions
    assert questions["outcome"].to_list() == [f"o{place}" for place in range(6)]
    assert (questions["groups"] == 59).all()
    assert (questions["detectable_30"] > questions["detectable_150"]).all()
    assert (questions["detectable_150"] > questions["detectable_500"]).all()
    assert (questions["reach"] <= 0.05).all()


def test_weights_stand_beside_what_is_found_without_them():
    levels, school, answers = made_up()
    same = oneplan.find_gaps(count_slowly(levels, answers, schools=school, weights=np.full(6000, 2.5))).frame
    assert same["weighted_gap"].to_list() == pytest.approx(same["gap"].to_list())
    assert same["weighted_lower"].to_list() == pytest.approx(same["lower"].to_list(), abs=1e-9)
    assert same["effective_n"].to_list() == pytest.approx(same["n"].to_list())
    uneven = np.random.default_rng(1).uniform(0.2, 3, 6000)
    other = oneplan.find_gaps(count_slowly(levels, answers, schools=school, weights=uneven)).frame
    assert (other["effective_n"] < other["n"]).all()
    row = other.row(0, named=True)
    fixed = [None if row[f"is_c{place}"] is None else int(row[f"is_c{place}"][1:]) for place in range(3)]
    group = np.all([levels[:, k] == level for k, level in enumerate(fixed) if level is not None], axis=0)
    values = answers[:, int(row["outcome"][1:])]
    share = np.average(values[group], weights=uneven[group])
    rest = np.average(values[~group], weights=uneven[~group])
    assert row["weighted_gap"] == pytest.approx(share - rest)
    assert "weighted_gap" not in oneplan.find_gaps(planted()).frame.columns


def test_children_who_were_not_asked_are_nobodys_rest():
    levels, school, answers = made_up()
    asked = levels[:, 2] > 0
    answers[~asked, 0] = np.nan
    everyone = (np.arange(1, 6), np.ones(6000, bool))
    cells = count_slowly(levels, answers, schools=school, asked=[(np.array([0]), asked), everyone])
    row = oneplan.find_gaps(cells).frame.filter(pl.col("outcome") == "o0").row(0, named=True)
    assert row["n"] + row["rest_n"] == asked.sum()
    assert row["answered"] == pytest.approx(1.0)


def test_many_who_gave_no_answer_are_a_caution():
    levels, school, answers = made_up(planted=0.3)
    answers[np.random.default_rng(3).random(6000) < 0.4, 0] = np.nan
    found = oneplan.find_gaps(count_slowly(levels, answers, schools=school))
    (first,) = [one for one in found.short_list if one.told.outcome == "o0"][:1]
    assert "one in five" in first.sentence


def test_an_outcome_that_everybody_or_nobody_has_is_not_looked_at():
    levels, school, answers = made_up()
    answers[:, 1], answers[:, 2], answers[:, 3] = 1.0, 0.0, np.nan
    questions = oneplan.find_gaps(count_slowly(levels, answers, schools=school)).questions
    assert questions["groups"].to_list()[1:4] == [0, 0, 0]
    assert questions["found"].to_list()[1:4] == [0, 0, 0]


def test_the_likeness_of_schools_is_drawn_to_the_median_where_it_is_unsure():
    few, many = np.full((12, 5), 8), np.full((300, 5), 80)
    alone = np.array([-0.02, 0.0, 0.01, 0.02, 0.3])
    drawn, kept = likeness_to_use(alone, few), likeness_to_use(alone, many)
    assert (drawn >= 0).all()
    assert abs(drawn[-1] - 0.01) < abs(kept[-1] - 0.01)
    assert kept[-1] == pytest.approx(0.3, abs=0.02)
    assert likeness_to_use(np.array([np.nan, np.nan]), few[:, :2]).tolist() == [0.0, 0.0]


def test_a_finding_from_raw_counts_is_not_of_the_kind_that_may_be_shown():
    found = oneplan.find_gaps(planted())
    assert type(found) is Findings
    assert type(found.short_list[0]) is Finding
    assert not issubclass(Findings, SafeFindings)
    assert not issubclass(Finding, SafeFinding)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"outcomes": ()}, "nothing to judge"),
        ({"n": np.zeros((3, 6), np.int32)}, "count them again"),
        ({"cases": planted().n + 1}, "more cases than children"),
        ({"cases": planted().cases * 0 - 1}, "fewer than none"),
        ({"levels": planted().levels[::-1]}, "first cell must hold all children"),
    ],
)
def test_counts_that_cannot_be_are_refused_in_a_sentence(change, says):
    with pytest.raises(NotValid, match=says):
        oneplan.find_gaps(replace(planted(), **change))


def test_options_that_cannot_be_are_refused_in_a_sentence():
    with pytest.raises(NotFound, match="'happy'"):
        oneplan.find_gaps(planted(), good=["happy"])
    with pytest.raises(NotValid, match="between 0 and 1"):
        oneplan.find_gaps(planted(), level=5)
    with pytest.raises(NotValid, match="at least one group"):
        oneplan.find_gaps(planted(), most=0)
    with pytest.raises(NotValid, match="in common"):
        oneplan.find_gaps(planted(), in_common=1.5)
