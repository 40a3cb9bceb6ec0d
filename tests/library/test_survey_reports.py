"""The reports on a survey say what the release shows, kindly, and nothing that it withholds."""

import dataclasses
import re
from itertools import pairwise

import closed_survey as made
import pytest

from oneplan.publish.survey.county import Around, make_county_report
from oneplan.publish.survey.parts import MADE_UP, Heading, Listed, Picture, Quoted, ToFill, Told, Words
from oneplan.publish.survey.pupils import make_pupils_page
from oneplan.publish.survey.school import WHAT_NEXT, School, make_school_report
from oneplan.publish.survey.wording import WITHHELD
from oneplan.understand.survey.changing import pair_items
from oneplan.understand.survey.places import find_places
from oneplan.understand.survey.releasing import release_survey
from oneplan.words.reading import reading_age

OLDEST_READER = 9.0
SHORT_WORDS = re.compile(r"\b(LAC|CLA|FSM|EHCP|SEND|rank(ed|ing)? \d|league position|best school|worst)\b")


def words_of(report):
    """Everything that a report says, in its order."""
    said = [report.title, report.about]
    for part in report.parts:
        match part:
            case Heading(text) | Words(text):
                said.append(text)
            case Listed(lines) | Quoted(lines):
                said += lines
            case Told(caption, heads, rows):
                said += [caption, *heads, *(cell for row in rows for cell in row)]
            case ToFill(caption, heads):
                said += [caption, *heads]
            case Picture(wide, narrow):
                said += [wide.svg, narrow.svg]
    return said


def headings(report):
    return [part.text for part in report.parts if isinstance(part, Heading)]


def one_school(version="primary"):
    units = made.released().places.units.values()
    unit = next(unit for unit in units if unit.version == version and len(unit.schools) == 1)
    return unit, School(unit.schools[0], unit.name, on_roll=unit.pupils * 2, versions=(version,))


@pytest.fixture(scope="module")
def county():
    return make_county_report(made.released(), Around(["None of the 4 schools took part."]))


def test_the_county_report_opens_with_what_to_know_and_who_is_missing(county):
    first = headings(county)[:3]
    assert first == ["Before you read on", "Who took part, and who is missing", "What pupils said"]
    assert "None of the 4 schools took part." in words_of(county)


def test_every_topic_has_its_questions_with_share_and_range(county):
    tables = [part for part in county.parts if isinstance(part, Told)]
    assert {table.caption for table in tables} >= {"Feelings, share of pupils", "Home, share of pupils"}
    happy = next(row for table in tables for row in table.rows if row[0].startswith("Do you feel happy?"))
    asked, said = made.released().in_place(
        next(one for one in made.released().items if one.id == "happy"), "Total"
    )
    assert happy[1].startswith(f"{100 * said / asked:.0f}% (")
    assert re.fullmatch(r"\d+% \(\d+ to \d+\)", happy[1])


def test_each_table_stands_below_a_picture_of_the_same_figures(county):
    for before, part in pairwise(county.parts):
        if isinstance(before, Picture):
            assert isinstance(part, Told)


def test_made_up_answers_are_called_so_first_of_all(county):
    _, school = one_school()
    assert county.parts[0] == Words(MADE_UP)
    assert make_school_report(made.released(), school).parts[0] == Words(MADE_UP)
    assert "made up" in make_pupils_page(made.released()).parts[0].text


def test_a_release_of_real_answers_is_not_called_made_up():
    real = dataclasses.replace(made.released(), is_synthetic=False)
    assert MADE_UP not in words_of(make_county_report(real))


def test_what_changed_stands_with_what_cannot_be_compared():
    before, after = made.released(), made.released(seed=7, again=True)
    report = make_county_report(after, Around(before=before, before_name="2025"))
    assert "What has changed since 2025" in headings(report)
    table = next(part for part in report.parts if isinstance(part, Told) and "Then" in part.heads)
    assert len(table.rows) == len(pair_items(before, after)[0])
    apart = make_county_report(before, Around(before=before))
    assert "No question can be compared with the last wave." in words_of(apart)
    assert "Do you feel happy? The question is new." in words_of(apart)


def test_a_school_report_opens_with_its_rate_and_ends_with_what_it_will_do():
    _, school = one_school()
    report = make_school_report(made.released(), school)
    assert headings(report)[:2] == ["Who took part", "Before you read on"]
    assert headings(report)[-1] == WHAT_NEXT
    assert "so 50% took part" in " ".join(words_of(report))
    assert [part for part in report.parts if isinstance(part, ToFill)]


def test_a_school_stands_beside_all_others_and_is_never_ranked():
    _, school = one_school()
    said = " ".join(words_of(make_school_report(made.released(), school)))
    others = [unit.name for unit in made.released().places.units.values() if school.id not in unit.schools]
    assert not [name for name in others if len(name) > 5 and name in said]
    assert not SHORT_WORDS.search(said)
    assert "no school is ranked" in said


def test_a_figure_that_is_withheld_is_never_in_a_school_s_file():
    released = made.released()
    unit, school = one_school()
    rows = make_school_report(released, school).figures
    assert rows
    shown = {one.id: released.in_place(one, unit.code) for one in released.items}
    for row in rows:
        if row["of"] == unit.name:
            assert (row["asked"], row["said"]) == (shown[row["question"]] or (None, None))
            assert row["note"] == ("" if shown[row["question"]] else WITHHELD)


def test_a_school_with_few_answers_reads_of_others_and_why_kindly():
    lone = made.small_schools("primary", many=1)[0]
    mine = made.released().took_part[lone]
    report = make_school_report(
        made.released(), School(lone, "Small School", district="North", versions=("primary",))
    )
    said = " ".join(words_of(report))
    assert "Thank you for making time for them to be heard." in said
    assert "somebody might guess who said what" in said
    assert f"{mine} of your pupils answered" in said
    assert not report.figures
    table = next(part for part in report.parts if isinstance(part, Told))
    assert table.heads[1] == "All such schools"


def test_schools_that_chose_each_other_read_one_report():
    group = made.small_schools("easy-read", many=8)
    released = release_survey(made.closed(), made.roll(), partners=[group], characteristics=[])
    places = find_places(made.closed().frame, made.roll().schools, policy=released.policy, partners=[group])
    assert released.places == places
    report = make_school_report(released, School(group[0], "First School", versions=("easy-read",)))
    said = " ".join(words_of(report))
    assert f"of {len(group)} schools together" in said
    assert "Nothing is said of one of them alone." in said


def test_pupils_can_read_their_page_at_nine():
    for version in ("primary", "secondary"):
        page = make_pupils_page(made.released(), version=version)
        said = " ".join(
            line if line.endswith((".", "?")) else f"{line}."
            for part in page.parts
            for line in (
                part.lines if isinstance(part, Listed) else [part.text] if hasattr(part, "text") else []
            )
        )
        assert reading_age(said) <= OLDEST_READER
        assert "0800 1111" in said


def test_pupils_of_a_school_read_of_their_own_school():
    unit, _ = one_school()
    page = make_pupils_page(made.released(), unit=unit)
    assert page.about == f"From pupils at {unit.name}."
    assert "in 10 of you" in " ".join(words_of(page))
