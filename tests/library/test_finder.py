"""The finder on the real file: the example, the ranks, the order of telling and what is asked of it."""

import re

import polars as pl
import pytest

import oneplan
from builders import real_evidence, refusal_of
from oneplan.choices import Thresholds
from oneplan.definitions.families import list_pairs
from oneplan.definitions.groups import list_groups
from oneplan.understand.gaps import gaps_of_authorities
from oneplan.understand.hidden import hidden_gaps
from oneplan.words.area import list_areas, list_authorities

JUDGED = (
    *("headline_better", "group_worse_than_same_group", "wider_than_england", "wider_than_neighbours"),
    *("wider_than_comparator", "masked"),
)


def found(area: str = "E10000013", **asked: str) -> pl.DataFrame:
    return oneplan.find_hidden_gaps(real_evidence(), area=area, **asked)


def example(**asked: str) -> dict[str, object]:
    return found(**asked).row(by_predicate=_is_the_example(), named=True)


def _is_the_example() -> pl.Expr:
    return (pl.col("family") == "attainment-8") & (pl.col("group") == "free-school-meals")


def test_the_example_of_attainment_8_and_free_school_meals_is_exactly_this():
    row = example()
    assert {
        "period": "2025",
        "headline_value": 50.3,
        "headline_england": 46.0,
        "headline_rank": 29,
        "headline_of": 152,
        "group_value": 34.6,
        "england_group_value": 35.0,
        "reference_value": 53.6,
        "england_reference_value": 50.0,
        "gap": 19.0,
        "england_gap": 15.0,
        "neighbours_gap": 18.05,
        "neighbours_used": 10,
        "rank": 136,
        "of": 152,
    }.items() <= row.items()
    assert round(row["neighbours_headline"], 1) == 46.2
    assert all(row[name] for name in JUDGED)
    assert row["verdict"] == "masked"
    assert row["told"]


def test_the_example_is_told_in_one_sentence():
    assert example()["sentence"] == (
        "All children are at 50.3, better than England (46.0), but children on free school meals are at "
        "34.6, lower than the same children in England (35.0): a gap of 19.0 points, wider than in 135 of "
        "151 other authorities."
    )


def test_the_verdict_depends_on_which_neighbours_are_asked():
    by_list = {name: example(against=f"neighbours-{name}") for name in ("2025", "2021")}
    assert by_list["2025"]["comparator_gap"] == by_list["2025"]["neighbours_gap"] == 18.05
    assert by_list["2021"]["comparator_gap"] == by_list["2021"]["neighbours_gap"] != 18.05
    assert [row["neighbours_list"] for row in by_list.values()] == ["2025", "2021"]
    assert example(against="region")["neighbours_list"] == "2025"


def test_a_gap_whose_rank_jumps_about_moves_a_lot_from_year_to_year():
    rows = found().filter(family="reading-writing-maths", group="mixed")
    assert [step["rank"] for step in rows["trend"][0]][-5:] == [31, 110, 126, 133, 28]
    assert rows["moves_a_lot"].to_list() == [True]
    assert example()["moves_a_lot"] is False


def test_no_pair_stands_twice_and_each_has_its_headline_in_its_family():
    pairs = list(list_pairs())
    measures = [(pair.measure, pair.reference_measure) for _, pair in pairs]
    assert len(set(measures)) == len(measures) >= 37
    assert all(family.headline for family, _ in pairs)
    assert all(pair.measure != pair.reference_measure for _, pair in pairs)


@pytest.mark.parametrize("area", list_authorities(), ids=lambda area: area.name)
def test_every_authority_is_told_from_first_to_last(area):
    rows = found(area.code)
    assert rows["order"].to_list() == list(range(1, rows.height + 1))
    assert rows.height <= len(list(list_pairs()))
    told = rows.filter("told")
    assert told.select("family", "group_kind").is_unique().all()
    assert set(told.select("family", "group_kind").iter_rows()) == set(
        rows.select("family", "group_kind").iter_rows()
    )
    steady = rows["steady"].fill_null(value=False).to_list()
    assert steady == sorted(steady, reverse=True)
    for is_steady in (True, False):
        part = rows.filter(pl.col("steady").fill_null(value=False) == is_steady)
        distances = part["robust_z"].drop_nulls().to_list()
        assert distances == sorted(distances, reverse=True)


def test_no_rank_counts_a_region_england_or_an_authority_that_has_ended():
    ranked = gaps_of_authorities(real_evidence())
    others = {area.code for area in list_areas() if not area.is_authority}
    assert not others & set(ranked["area"])
    counted = ranked.group_by("group_measure", "reference_measure", "period").agg(
        pl.len().cast(pl.Int64).alias("rows"),
        pl.col("of").unique(),
        pl.col("rank").min(),
        pl.col("rank").max().alias("last"),
    )
    assert (counted["of"].list.len() == 1).all()
    assert (counted["of"].list.first() == counted["rows"]).all()
    assert (counted["rank"] == 1).all()
    assert (counted["last"] <= counted["rows"]).all()
    assert counted["rows"].max() <= 153


def test_equal_gaps_have_equal_ranks_and_the_next_one_skips():
    ranked = gaps_of_authorities(real_evidence())
    among = ["group_measure", "reference_measure", "period"]
    ties = ranked.group_by(*among, "gap").agg(pl.col("rank").n_unique(), pl.len())
    assert (ties["rank"] == 1).all()
    assert ties["len"].max() > 1


@pytest.mark.parametrize("against", ["england", "region", "neighbours-2025", "neighbours-2021"])
def test_no_verdict_is_given_where_a_figure_that_it_needs_is_unknown(against):
    for area in list_authorities()[::3]:
        rows = found(area.code, against=against)
        no_headline = pl.col("headline_value").is_null() | pl.col("comparator_headline").is_null()
        assert rows.filter(no_headline)["headline_better"].null_count() == rows.filter(no_headline).height
        assert rows.filter(no_headline)["masked"].drop_nulls().sum() == 0
        for column, needed in (
            ("wider_than_england", "england_gap"),
            ("wider_than_neighbours", "neighbours_gap"),
            ("wider_than_comparator", "comparator_gap"),
            ("group_worse_than_same_group", "comparator_group_value"),
        ):
            assert (rows[column].is_null() == rows[needed].is_null()).all()


def test_every_sentence_is_a_sentence_without_nulls_or_codes():
    for area in list_authorities():
        for against in ("england", "neighbours-2025"):
            for row in found(area.code, against=against).iter_rows(named=True):
                for name in ("sentence", "headline_sentence", "group_sentence"):
                    text = row[name]
                    assert re.match(r"^[A-Z].*\.$", text), text
                    assert not re.search(r"None|nan|null|\{|\}|  |--|−0\.0\b|E\d{8}", text), text


def test_a_kind_of_group_and_a_topic_keep_only_theirs_in_the_same_order():
    whole = found()
    poverty = found(group="poverty")
    assert poverty.equals(whole.filter(group_kind="poverty"))
    topic = found(topic="key stage 4")
    assert topic.equals(whole.filter(topic="Key stage 4"))
    both = found(group="poverty", topic="Key stage 4")
    assert both.equals(whole.filter(group_kind="poverty", topic="Key stage 4"))
    assert found(group="children on free school meals").equals(poverty)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"area": "Nowhere"}, "No area is called “Nowhere”"),
        ({"area": "England"}, "not a local authority"),
        ({"area": "Cumbria"}, "Cumberland and Westmorland and Furness"),
        ({"area": "Kent", "against": "Wales"}, "Choose one of: england, region"),
        ({"area": "Kent", "group": "wizards"}, "Choose one of: poverty"),
        ({"area": "Kent", "topic": "wizardry"}, "Choose one of: Early years"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_what_can(asked, says):
    refusal = refusal_of(lambda: found(**asked))
    assert refusal is not None
    assert says in refusal


def test_the_name_the_code_and_the_number_give_the_same_answer():
    answers = [found(name) for name in ("Gloucestershire", "E10000013", "916", " gloucestershire ")]
    assert all(answer.equals(answers[0]) for answer in answers)


def test_a_low_polarity_is_turned_so_that_positive_is_worse_for_the_group():
    row = found(group="care", topic="Absence").row(0, named=True)
    assert row["polarity"] == "low"
    assert row["gap"] == pytest.approx(row["group_value"] - row["reference_value"])


def test_thresholds_change_what_is_steady_and_what_moves():
    def count(column: str, **chosen: object) -> int:
        table = hidden_gaps(real_evidence(), area="E10000013", thresholds=Thresholds(**chosen))
        return table.frame[column].sum()

    assert count("steady", steady_at_least=1) > count("steady") > count("steady", steady_at_least=4)
    assert count("steady", widest_part=10) < count("steady") < count("steady", widest_part=2)
    assert (
        count("moves_a_lot", moving_step=0.01) > count("moves_a_lot") > count("moves_a_lot", moving_step=0.9)
    )


def test_a_mean_of_too_few_neighbours_is_not_given():
    strict = hidden_gaps(real_evidence(), area="Shropshire", thresholds=Thresholds(least_neighbours=10)).frame
    usual = found("Shropshire")
    assert strict["neighbours_gap"].null_count() > usual["neighbours_gap"].null_count()
    few = strict.filter(pl.col("neighbours_used") < 10)
    assert few["neighbours_gap"].null_count() == few.height > 0
    assert few["wider_than_neighbours"].null_count() == few.height


def test_every_group_is_named_in_kind_words():
    names = " ".join(group.name for group in list_groups().values())
    assert not re.search(r"\b(LAC|CLA|FSM|EHCP?|SEND?|CIN|pupil)\b", names)
