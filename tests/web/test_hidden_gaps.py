"""The page of hidden gaps: what it says of real authorities, and what it says when it cannot tell."""

import re

import pytest
from django.test import Client

from builders import shared_data
from oneplan.definitions.families import list_kinds
from oneplan.words.area import list_authorities
from web.reading import Elements, all_rows, read, rows, text, text_of

ADDRESS = "/children/hidden-gaps/"


@pytest.mark.parametrize("area", list_authorities(), ids=lambda area: area.name)
def test_every_authority_has_its_page(site, area):
    answer = site.get(ADDRESS, {"area": area.code})
    assert answer.status_code == 200
    assert area.name in text(answer)
    assert Elements(read(answer)).open == []


def test_it_opens_with_the_question_and_the_honest_sentence(site):
    page = read(site.get(ADDRESS))
    question, sentence = re.search(r'<h1>(.*?)</h1>\s*<p class="op-lead">(.*?)</p>', page, re.DOTALL).groups()
    assert question == "For whom is it a different story?"
    assert re.match(
        r"In \d+ of \d+ comparisons, all children in .* do better than in England", text_of(sentence)
    )


def test_the_honest_sentence_counts_what_the_rows_say(site):
    told = all_rows(site, ADDRESS)
    masked = sum("Masked by a good headline" in row.text for row in told)
    assert f"In {masked} of {len(told)} comparisons" in text(site.get(ADDRESS))


def test_the_known_gap_is_told_with_its_figures(site):
    shared_data("lait")
    row = next(row for row in all_rows(site, ADDRESS) if row.anchor == "attainment-8-free-school-meals")
    assert "All children: 50.3, better than England (46.0)." in row.text
    assert "Children on free school meals: 34.6, lower than the same children in England (35.0)." in row.text
    assert (row.gap, row.rank) == ("19.0", "136th of 152")
    assert "wider than 2024 (18.4)" in row.text
    assert ["England", "35.0", "50.0", "15.0", "46.0"] in row.cells


def test_a_row_says_in_words_what_its_chart_shows(site):
    for row in rows(site.get(ADDRESS)):
        pair, strip = row.labels
        here = next(line for line in row.cells if line[0] == "Gloucestershire")
        assert f"Gloucestershire {here[1].rstrip('%')} and {here[2].rstrip('%')}" in pair
        assert f"{row.gap} " in pair
        assert row.rank in strip


def test_the_table_gives_the_same_gap_and_rank_as_the_row(site):
    for row in all_rows(site, ADDRESS):
        latest = next(line for line in row.cells if line[-1] == row.rank)
        assert latest[1].lstrip("−") == row.gap


def test_ten_rows_a_page_and_a_way_to_the_others(site):
    first = site.get(ADDRESS)
    assert len(rows(first)) == 10
    assert "Next 10 comparisons" in text(first)
    second = site.get(ADDRESS, {"page": "2"})
    assert '<ol class="op-rows" start="11"' in read(second)
    assert "Previous 10 comparisons" in text(second)


def test_each_row_has_an_anchor_of_its_own(site):
    anchors = [row.anchor for row in all_rows(site, f"{ADDRESS}?repeats=yes")]
    assert len(anchors) == len(set(anchors)) > 30


def test_every_id_on_a_page_is_unique(site):
    ids = [attrs["id"] for _, attrs in Elements(read(site.get(ADDRESS))).found if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_a_group_that_is_ahead_is_not_shown_as_a_gap(site):
    ahead = [
        row
        for row in all_rows(site, ADDRESS)
        if " ahead " in f"{row.text} " and "op-num op-gap" not in row.source
    ]
    assert ahead
    for row in ahead:
        assert 'stroke="#a8480b"' not in row.source


def test_a_gap_that_jumps_about_is_said_to(site):
    assert any("moves a lot from year to year" in row.text for row in all_rows(site, ADDRESS))


def test_fewer_than_ten_neighbours_are_counted(site):
    assert any(re.search(r">[5-9] neighbours<", row.source) for row in all_rows(site, ADDRESS))


def test_what_is_not_published_is_said_in_words(site):
    shared_data("lait")
    told = [
        row
        for area in ("E06000053", "E09000001", "E06000017")
        for row in all_rows(site, f"{ADDRESS}?area={area}")
    ]
    assert any("not published" in row.text for row in told)
    assert not any("None" in row.text or "nan" in row.text.lower().split() for row in told)


def test_figures_older_than_those_of_others_are_said_to_be(site):
    told = all_rows(site, f"{ADDRESS}?area=E06000053")
    old = [row for row in told if "at the end of reception, 2019" in row.text]
    assert old
    assert all("These are the newest figures here; others have 20" in row.text for row in old)


def test_an_authority_without_figures_is_neither_good_nor_bad(site):
    queries = [{"area": "Isles of Scilly", "group": kind} for kind in list_kinds()]
    said = text(
        next(answer for answer in (site.get(ADDRESS, query) for query in queries) if not rows(answer))
    )
    assert "Nothing is published for this choice" in said
    assert "neither a good result nor a bad one" in said


def test_against_the_region_the_region_stands_in_chart_and_table(site):
    row = rows(site.get(ADDRESS, {"against": "region"}))[0]
    assert "South West" in row.labels[0]
    assert any(line[0] == "South West" for line in row.cells)


def test_the_neighbour_list_of_2021_can_be_chosen(site):
    said = text(site.get(ADDRESS, {"against": "neighbours-2021"}))
    assert "statistical neighbours of 2021" in said
    assert "Statistical neighbours of 2021, mean of" in said


def test_no_statistics_yet_says_what_to_type(empty_home):
    answer = Client().get(ADDRESS)
    assert answer.status_code == 503
    assert "oneplan evidence import lait" in text(answer)
