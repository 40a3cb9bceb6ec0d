"""What each measure is: every one has a family, a group, a topic and a stage, in words that people read."""

import csv
import datetime as dt
import re
import tomllib
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files

import polars as pl
import pytest

from builders import real_evidence, shared_data
from oneplan.definitions.measures import KINDS, kinds_of_measures
from oneplan.words.area import ENGLAND

STAGES = {"starting-well", "growing-well", "being-well", "living-well"}
GAP_UNITS = {
    "": {"points", ""},
    "%": {"percentage points"},
    " percentage points": {"percentage points"},
    " per 100": {"per 100"},
    " per 1,000": {"per 1,000"},
    " per 10,000": {"per 10,000"},
    " per 100,000": {"per 100,000"},
    " cases": {"cases"},
    "£": {"£"},
}
POLARITIES = {"High": "high", "Low": "low", "-": "none", "NA": "none"}
CAPITALS_THAT_ARE_WORDS = {"GCSE", "GCSEs", "AAB"}
FIRST_FAMILIES = {
    "good-level-of-development": "Good level of development at the end of reception",
    "phonics": "Phonics at the end of year 1",
    "reading-writing-maths": "Reading, writing and maths at 11",
    "attainment-8": "Attainment 8 at key stage 4",
    "progress-8": "Progress 8 at key stage 4",
    "in-education-or-work": "In education or work after year 11",
    "level-2-by-19": "Level 2 qualification by 19",
    "level-2-english-maths-by-19": "Level 2 with English and maths by 19",
    "level-3-by-19": "Level 3 qualification by 19",
    "higher-education-by-19": "In higher education by 19",
    "persistent-absence": "Persistently absent from school",
    "absence": "School sessions missed",
}


def text_of(name: str) -> str:
    return files("oneplan.definitions").joinpath(name).read_text(encoding="utf-8")


@cache
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    lines = [line for line in text_of(name).splitlines() if not line.startswith("#")]
    return tuple(csv.DictReader(lines))


def families() -> dict[str, dict[str, str]]:
    return {row["family"]: row for row in rows_of("families.csv")}


def topics() -> dict[str, dict[str, str]]:
    return {topic["id"]: topic for topic in tomllib.loads(text_of("topics.toml"))["topic"]}


@cache
def measures_of_families() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows_of("measures.csv"):
        found[row["family"]][row["group"]] = row["measure"]
    return dict(found)


def pairs() -> list[tuple[dict[str, str], str, str]]:
    """Family, group and reference: a group with the first of its references that the family has."""
    groups = tomllib.loads(text_of("groups.toml"))["groups"]
    return [
        (families()[family], group, here[0])
        for family, measures in measures_of_families().items()
        for group in measures
        if families()[family]["polarity"] != "none"
        and (here := [reference for reference in groups[group]["references"] if reference in measures])
    ]


def measures_of(family: dict[str, str], *groups: str) -> list[str]:
    return [measures_of_families()[family["family"]][group] for group in groups]


@cache
def dictionary() -> dict[str, str]:
    """The publisher's polarity of each measure; a measure under two topics has one."""
    path = shared_data("lait", "lait_data_dictionary.csv")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return {row["Measure_short"]: row["Polarity"] for row in csv.DictReader(lines)}


@cache
def published() -> pl.DataFrame:
    measures = {measure for pair in pairs() for measure in measures_of(pair[0], "all", *pair[1:])}
    figures = real_evidence().observations(sorted(measures))
    return figures.filter(pl.col("value").is_not_null())


def periods_of(measure: str) -> set[dt.date]:
    return set(published().filter(pl.col("measure") == measure)["period_end"])


def test_every_measure_of_the_publisher_is_there_once_and_none_more():
    named = Counter(row["measure"] for row in rows_of("measures.csv"))
    assert set(named) == set(dictionary())
    assert named.total() == len(named) == 434


def test_every_measure_belongs_to_a_family_and_every_family_has_a_measure():
    assert set(measures_of_families()) == set(families())
    assert len(rows_of("families.csv")) == len(families())


def test_a_family_has_at_most_one_measure_for_a_group():
    places = Counter((row["family"], row["group"]) for row in rows_of("measures.csv"))
    assert [place for place, count in places.items() if count > 1] == []


def test_every_group_of_a_measure_is_defined_and_every_group_is_used():
    groups = tomllib.loads(text_of("groups.toml"))["groups"]
    assert {row["group"] for row in rows_of("measures.csv")} == set(groups)


def test_every_group_has_a_kind_and_references_that_are_groups():
    data = tomllib.loads(text_of("groups.toml"))
    for name, group in data["groups"].items():
        assert group["kind"] in data["kinds"], name
        assert set(group["references"]) <= set(data["groups"]) - {name}, name
        assert (group["references"] == []) == (group["kind"] in {"all", "reference"}), name


def test_the_focus_groups_of_the_plans_speak_of_kinds_that_are_defined():
    data = tomllib.loads(text_of("groups.toml"))
    spoken_of = [kind for focus in data["focus"].values() for kind in focus["kinds"]]
    assert len(data["focus"]) == 5
    assert set(spoken_of) <= set(data["kinds"]) - {"all", "reference"}
    assert len(spoken_of) == len(set(spoken_of))


def test_every_topic_of_a_family_is_defined_and_every_topic_is_used():
    assert {row["topic"] for row in rows_of("families.csv")} == set(topics())
    assert len({topic["name"] for topic in topics().values()}) == len(topics())
    assert all(topic["about"].endswith(".") for topic in topics().values())


def test_families_stand_in_the_order_of_their_topics():
    in_order = list(dict.fromkeys(row["topic"] for row in rows_of("families.csv")))
    assert in_order == list(topics())


@pytest.mark.parametrize("row", rows_of("families.csv"), ids=lambda row: row["family"])
def test_a_family_follows_the_schema(row):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["family"])
    assert row["stage"] in STAGES
    assert row["people"] in {"children", "young people", ""}
    assert row["kind"] in KINDS
    assert row["polarity"] in {"high", "low", "none"}
    assert row["gap_unit"] in GAP_UNITS[row["value_unit"]]
    assert row["decimals"] in {"0", "1", "2", "3"}
    assert not (row["kind"] in {"count", "money"} and row["polarity"] != "none")


@pytest.mark.parametrize("row", rows_of("families.csv"), ids=lambda row: row["family"])
def test_a_familys_scale_and_break_are_whole_or_absent(row):
    assert (row["scale_low"] == "") == (row["scale_high"] == "")
    assert (row["scale_low"] == "") == (len(measures_of_families()[row["family"]]) == 1)
    assert row["scale_low"] == "" or float(row["scale_low"]) < float(row["scale_high"])
    assert (row["comparable_from"] == "") == (row["comparable_why"] == "")
    assert row["comparable_from"] == "" or dt.date.fromisoformat(row["comparable_from"]).year > 2000


def test_a_title_is_short_and_no_two_are_the_same():
    titles = [row["title"] for row in rows_of("families.csv")]
    assert [title for title in titles if len(title) > 70 or title.endswith(".")] == []
    assert [title for title, count in Counter(titles).items() if count > 1] == []


def test_no_abbreviation_stands_where_people_read():
    data = tomllib.loads(text_of("groups.toml"))
    said = [row[column] for row in rows_of("families.csv") for column in ("title", "note", "polarity_why")]
    said += [group["name"] for group in data["groups"].values()] + list(data["kinds"].values())
    said += [topic[part] for topic in topics().values() for part in ("name", "about")]
    capitals = {word for text in said for word in re.findall(r"\b[A-Z][A-Z0-9]+s?\b", text)}
    assert capitals <= CAPITALS_THAT_ARE_WORDS


def test_what_a_reader_must_know_is_said_in_sentences():
    said = [
        row[column]
        for row in rows_of("families.csv")
        for column in ("note", "polarity_why", "comparable_why")
        if row[column]
    ]
    assert [text for text in said if not re.fullmatch(r"[A-Z].*\.", text)] == []


def test_the_kinds_agree_with_the_families():
    for row in rows_of("measures.csv"):
        assert kinds_of_measures()[row["measure"]] == families()[row["family"]]["kind"], row["measure"]


def test_a_polarity_that_is_not_the_publishers_has_a_reason_and_no_other_has():
    turned = {
        row["family"]
        for row in rows_of("measures.csv")
        if POLARITIES[dictionary()[row["measure"]]] != families()[row["family"]]["polarity"]
    }
    assert {row["family"] for row in rows_of("families.csv") if row["polarity_why"]} == turned


def test_no_judgement_is_made_where_the_publisher_makes_none():
    judged = [
        row["measure"]
        for row in rows_of("measures.csv")
        if dictionary()[row["measure"]] in {"-", "NA"} and families()[row["family"]]["polarity"] != "none"
    ]
    assert judged == []


def test_the_first_pairs_are_found_with_exactly_the_same_reference():
    found = {tuple(measures_of(*pair)) for pair in pairs()}
    with shared_data("lait", "pairs.csv").open(encoding="utf-8", newline="") as lines:
        wanted = {(row["group_measure"], row["reference_measure"]) for row in csv.DictReader(lines)}
    assert len(wanted) == 37
    assert wanted <= found
    assert len(pairs()) == len(found) == 108


def test_a_family_keeps_its_name_and_title_for_ever():
    titles = {name: row["title"] for name, row in families().items()}
    assert titles | FIRST_FAMILIES == titles


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair[0]['family']}: {pair[1]}")
def test_a_group_and_its_reference_are_published_for_the_same_periods(pair):
    group, reference = (periods_of(measure) for measure in measures_of(*pair))
    assert max(group) == max(reference)
    comparable = dt.date.fromisoformat(pair[0]["comparable_from"] or "1900-01-01")
    assert len({period for period in group & reference if period >= comparable}) >= 3
    assert {period for period in group - reference if period >= comparable} == set()


@pytest.mark.parametrize(
    "pair",
    [pair for pair in pairs() if pair[2] not in {"all", "white"}],
    ids=lambda pair: f"{pair[0]['family']}: {pair[1]}",
)
def test_all_children_stand_between_a_group_and_the_others_in_england(pair):
    three = measures_of(pair[0], pair[1], "all", pair[2])
    england = published().filter(pl.col("area") == ENGLAND, pl.col("period_end") == max(periods_of(three[0])))
    group, headline, reference = (
        england.filter(pl.col("measure") == measure)["value"].item() for measure in three
    )
    assert min(group, reference) <= headline <= max(group, reference)


def test_exactly_the_fifteen_cells_that_are_known_lie_outside_the_range_of_the_authorities():
    flags = real_evidence().checks.filter(pl.col("check") == "england-outside-authorities")
    assert flags.height == 15
    assert set(flags["measure"]) == {"FirstYJS", "PreChildDea"}
