"""The finder on made-up figures with holes: what is unknown is null, never false."""

import itertools

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import oneplan
from builders import small_evidence
from library.made_up_lait import (
    AUTHORITIES,
    ENDED,
    PLACES,
    made_up_dictionary,
    made_up_neighbours,
    made_up_rows,
)
from oneplan.definitions.families import list_pairs
from oneplan.errors import NotValid
from oneplan.sources.evidence import Evidence
from oneplan.understand.hidden import hidden_gaps
from oneplan.words.area import find_area

PAIRS = len(list(list_pairs()))
COMPARATORS = ("england", "region", "neighbours-2025", "neighbours-2021")
COMPARED = {
    "headline_better": ("headline_value", "comparator_headline"),
    "group_worse_than_same_group": ("group_value", "comparator_group_value"),
    "wider_than_england": ("gap", "england_gap"),
    "wider_than_neighbours": ("gap", "neighbours_gap"),
    "wider_than_comparator": ("gap", "comparator_gap"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("made-up")


def evidence_with_holes(home, *, seed: int, holes: float) -> Evidence:
    return small_evidence(home / f"{seed}-{holes}", observations=made_up_rows(seed, holes=holes))


def kleene_and(a, b):
    return False if a is False or b is False else None if a is None or b is None else True


def kleene_or(a, b):
    return True if a is True or b is True else None if a is None or b is None else False


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(1, 10_000), holes=st.sampled_from([0.0, 0.2, 0.5, 0.8, 0.97]))
def test_a_verdict_is_unknown_exactly_where_a_figure_that_decides_it_is_unknown(home, seed, holes):
    evidence = evidence_with_holes(home, seed=seed, holes=holes)
    for area, against in itertools.product(AUTHORITIES[:5], COMPARATORS):
        for row in oneplan.find_hidden_gaps(evidence, area=area.code, against=against).to_dicts():
            for verdict, (here, there) in COMPARED.items():
                known = row[here] is not None and row[there] is not None
                assert (row[verdict] is not None) == known, (verdict, row)
            turn = 1 if row["polarity"] == "high" else -1
            if row["headline_better"] is not None:
                better = turn * row["headline_value"] > turn * row["comparator_headline"]
                assert row["headline_better"] is better
            behind = kleene_or(row["group_worse_than_same_group"], row["wider_than_comparator"])
            assert row["masked"] is kleene_and(row["headline_better"], behind)
            expected = (
                "cannot-tell"
                if row["doubtful_zero"] or row["masked"] is None
                else "masked"
                if row["masked"]
                else "cannot-tell"
                if behind is None
                else "behind-too"
                if behind
                else "no-hidden-gap"
            )
            assert row["verdict"] == expected


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(1, 10_000), holes=st.sampled_from([0.3, 0.6, 0.9]))
def test_every_row_has_both_values_and_every_rank_is_among_those_with_both(home, seed, holes):
    evidence = evidence_with_holes(home, seed=seed, holes=holes)
    rows = pl.concat(oneplan.find_hidden_gaps(evidence, area=area.code) for area in AUTHORITIES)
    for name in ("group_value", "reference_value", "gap", "rank", "of", "period", "sentence"):
        assert rows[name].null_count() == 0
    assert rows["rank"].min() >= 1
    assert (rows["rank"] <= rows["of"]).all()
    assert rows["of"].max() <= len(AUTHORITIES)
    few = rows["neighbours_used"] < 5
    assert (few == rows["neighbours_gap"].is_null()).all()
    assert rows["trend"].list.last().struct.field("period").equals(rows["period"], check_names=False)
    assert rows["trend"].list.last().struct.field("gap").equals(rows["gap"], check_names=False)


def test_without_any_figure_there_is_no_row_and_nothing_fails(home):
    nothing = made_up_rows().with_columns(pl.lit("-").alias("Values"))
    evidence = small_evidence(home / "nothing", observations=nothing)
    rows = oneplan.find_hidden_gaps(evidence, area=AUTHORITIES[0].code)
    assert rows.is_empty()
    assert rows.columns == oneplan.find_hidden_gaps(oneplan.open_evidence(), area="916").columns


def test_an_area_with_no_neighbours_has_unknown_neighbours_and_is_still_told(home):
    evidence = small_evidence(home / "alone", neighbours_2025=made_up_neighbours()[:3])
    rows = oneplan.find_hidden_gaps(evidence, area=AUTHORITIES[0].code, against="neighbours-2025")
    assert rows.height == PAIRS
    assert (rows["neighbours_used"] == 0).all()
    for name in ("neighbours_gap", "wider_than_neighbours", "masked", "headline_better"):
        assert rows[name].null_count() == PAIRS
    assert rows["verdict"].unique().to_list() == ["cannot-tell"]


def with_values(values: dict[str, dict[str, float]]) -> pl.DataFrame:
    """The made-up file in which the measures named have one figure an area in 2025, and no other."""
    texts = []
    for measure, year, name, text in (
        made_up_rows().select("Short Desc", "Years", "LA and Regions", "Values").iter_rows()
    ):
        if measure in values:
            texts.append(str(values[measure].get(name, "-")) if year == "2025" else "-")
        else:
            texts.append(text)
    return made_up_rows().with_columns(pl.Series("Values", texts))


GROUP, REFERENCE, HEADLINE = "FSM_AVG_Attain8_Score", "NonFSM_AVG_Attain8_Score", "AVG_Attain8_Score"
FIRST = AUTHORITIES[0].name


def row_for(home, name: str, values: dict[str, dict[str, float]], **asked: str) -> dict[str, object]:
    evidence = small_evidence(home / name, observations=with_values(values))
    rows = oneplan.find_hidden_gaps(evidence, area=FIRST, **asked)
    return rows.filter(group_measure=GROUP).row(0, named=True)


@pytest.mark.parametrize(
    ("headline", "group", "reference", "verdict"),
    [
        (51, 30, 50, "masked"),
        (51, 40, 61, "masked"),
        (51, 40, 60, "no-hidden-gap"),
        (50, 30, 50, "behind-too"),
        (49, 30, 70, "behind-too"),
        (49, 41, 50, "no-hidden-gap"),
    ],
)
def test_a_finding_is_masked_by_a_better_headline_with_a_worse_group_or_a_wider_gap(
    home, headline, group, reference, verdict
):
    """England: headline 50, group 40, reference 60."""
    row = row_for(
        home,
        f"{headline}-{group}-{reference}",
        {
            HEADLINE: {"England": 50, FIRST: headline},
            GROUP: {"England": 40, FIRST: group},
            REFERENCE: {"England": 60, FIRST: reference},
        },
    )
    assert row["verdict"] == verdict
    assert (row["rank"], row["of"], row["robust_z"]) == (1, 1, None)


def test_an_equal_figure_is_neither_better_nor_worse_whatever_binary_fractions_say(home):
    row = row_for(
        home,
        "equal",
        {
            HEADLINE: {"England": 46.1, FIRST: 46.1},
            GROUP: {"England": 0.1, FIRST: 0.3},
            REFERENCE: {"England": 0.3, FIRST: 0.5},
        },
    )
    assert (row["headline_better"], row["wider_than_england"]) == (False, False)
    assert "the same as England" in row["headline_sentence"]


@pytest.mark.parametrize("zero", ["group", "reference"])
def test_a_share_of_nothing_cannot_be_told_from_no_such_children(home, zero):
    share, others = "FSM_NEW_KS2_RWM", "NonFSM_NEW_KS2_RWM"
    values = {
        "KS2RWM_Expected_STD": {"England": 50, FIRST: 60},
        share: {"England": 40, FIRST: 0 if zero == "group" else 30},
        others: {"England": 60, FIRST: 0 if zero == "reference" else 60},
    }
    evidence = small_evidence(home / f"zero-{zero}", observations=with_values(values))
    row = oneplan.find_hidden_gaps(evidence, area=FIRST).filter(group_measure=share).row(0, named=True)
    assert (row["doubtful_zero"], row["verdict"]) == (True, "cannot-tell")
    assert row["caution"] == "A published 0% can mean that there are no such children here."


def test_the_widest_gap_of_an_authority_that_has_ended_is_in_no_rank(home):
    places = {area.name: 50.0 + place for place, area in enumerate(PLACES)}
    row = row_for(
        home,
        "ended",
        {
            GROUP: dict.fromkeys(places, 40.0) | {ENDED.name: 0.0},
            REFERENCE: places | {ENDED.name: 0.0, FIRST: 99.0},
        },
    )
    assert (row["rank"], row["of"]) == (len(AUTHORITIES), len(AUTHORITIES))
    narrow = {GROUP: dict.fromkeys(places, 40.0), REFERENCE: dict.fromkeys(places, 40.0) | {FIRST: 41.0}}
    assert row_for(home, "regions", narrow)["rank"] == len(AUTHORITIES)


def test_equal_gaps_share_a_rank(home):
    places = {area.name: 50.0 for area in AUTHORITIES}
    row = row_for(home, "ties", {GROUP: dict.fromkeys(places, 40.0), REFERENCE: places})
    assert (row["rank"], row["of"], row["robust_z"]) == (1, len(AUTHORITIES), None)


def test_the_latest_period_is_the_one_in_which_the_area_has_both_values(home):
    rows = made_up_rows().with_columns(
        pl.when((pl.col("Short Desc") == GROUP) & (pl.col("Years") == "2025") & (pl.col("LA Number") == 916))
        .then(pl.lit("c"))
        .otherwise(pl.col("Values"))
        .alias("Values")
    )
    evidence = small_evidence(home / "latest", observations=rows)
    here = oneplan.find_hidden_gaps(evidence, area="916").filter(group_measure=GROUP)
    other = oneplan.find_hidden_gaps(evidence, area="803").filter(group_measure=GROUP)
    assert (here["period"].item(), other["period"].item()) == ("2024", "2025")
    assert (here["of"].item(), other["of"].item()) == (14, 13)


def test_the_region_of_a_london_borough_is_london(home):
    evidence = small_evidence(home / "london")
    found = hidden_gaps(evidence, area="Camden", against="region").frame
    london = oneplan.find_area("London").code
    kept = evidence.observations(found["group_measure"]).filter(area=london, period="2025")
    expected = dict(kept.select("measure", "value").iter_rows())
    assert {
        row["group_measure"]: row["comparator_group_value"] for row in found.iter_rows(named=True)
    } == expected
    assert found["comparator_name"].unique().to_list() == ["London"]


def test_a_measure_that_the_edition_lacks_is_not_told_and_the_others_are(home):
    rows = made_up_rows().filter(pl.col("Short Desc") != GROUP)
    dictionary = [entry for entry in made_up_dictionary() if entry["Measure_short"] != GROUP]
    evidence = small_evidence(home / "lacks", observations=rows, dictionary=dictionary)
    found = oneplan.find_hidden_gaps(evidence, area="916")
    assert found.height == PAIRS - 1
    assert GROUP not in found["group_measure"].to_list()


def test_an_area_without_figures_has_no_rows(home):
    evidence = small_evidence(home / "without")
    assert oneplan.find_hidden_gaps(evidence, area="Rutland").is_empty()
    with pytest.raises(NotValid):
        oneplan.find_hidden_gaps(evidence, area=find_area("985").code)
