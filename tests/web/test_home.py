"""The home page: the most telling gap, the next ones, what changed, and what is not open yet."""

import re

import pytest
from django.test import Client

from oneplan.words.area import list_authorities
from web.reading import Elements, read, rows, text


def test_it_asks_the_question_and_answers_with_the_most_telling_gap(site):
    page = text(site.get("/"))
    assert "How are children doing here, and what are we doing about it?" in page
    assert re.search(
        r"better than England .* But .* The gap is [\d.]+ (percentage )?points, wider than in", page
    )


@pytest.mark.parametrize("area", list_authorities(), ids=lambda area: area.name)
def test_every_authority_has_its_home(site, area):
    answer = site.get("/", {"area": area.code})
    assert answer.status_code == 200
    assert Elements(read(answer)).open == []
    assert "None" not in text(answer)


def test_its_rows_are_hidden_behind_a_good_headline(site):
    listed = rows(site.get("/"))
    assert len(listed) == 4
    assert all("Masked by a good headline" in row.text for row in listed)


def test_every_row_leads_to_its_place_among_all_comparisons(site):
    for href in re.findall(r'href="(/children/hidden-gaps/[^"]*#[^"]+)"', read(site.get("/?area=E10000016"))):
        page, _, anchor = href.replace("&amp;", "&").partition("#")
        assert f'id="{anchor}"' in read(site.get(page))


def test_the_vision_is_the_partnerships_own(site):
    assert "Our vision:" in text(site.get("/"))
    assert "Our vision:" not in text(site.get("/?area=E10000016"))


def test_where_no_headline_is_better_the_widest_gaps_are_shown_all_the_same(site):
    homes = (site.get("/", {"area": area.code}) for area in list_authorities())
    page = next(answer for answer in homes if "No gap in" in text(answer))
    assert "That does not make every figure good" in text(page)
    assert "The gaps that stand out most" in text(page)
    assert len(rows(page)) == 4


@pytest.mark.parametrize("area", ["E06000053", "E06000017", "E10000013"])
def test_figures_that_others_have_newer_never_come_first(site, area):
    old = ["others have 2" in row.text for row in rows(site.get("/", {"area": area}))]
    assert old == sorted(old)


def test_what_changed_goes_both_ways_and_says_as_published(site):
    page = text(site.get("/"))
    assert "Wider" in page
    assert "Narrower" in page
    assert "as published" in page


def test_rooms_that_are_not_open_are_said_not_to_be(site):
    assert "nothing is kept here yet" in text(site.get("/"))


def test_the_choice_of_area_is_carried_along(site):
    page = read(site.get("/?area=E10000016"))
    for address in ("/", "/children/", "/children/hidden-gaps/"):
        assert f'href="{address}?area=E10000016"' in page


def test_an_area_that_is_none_falls_back_to_the_own_and_says_so(site):
    page = text(site.get("/?area=Atlantis"))
    assert "No area is called “Atlantis”" in page
    assert "Gloucestershire is shown." in page


def test_another_partnership_has_its_own_site(own_home, client):
    from oneplan.choices import FILE_NAME, write_choices
    from oneplan.words.area import find_authority

    before = text(client.get("/"))
    write_choices(own_home / FILE_NAME, area=find_authority("Leeds"))
    after = text(client.get("/"))
    assert "Gloucestershire" in before
    assert "Leeds" in after
    assert "figures for" not in after


def test_each_objective_of_the_plan_has_its_honest_sentence(site):
    page = text(site.get("/"))
    assert "Four objectives, one honest sentence each" in page
    for promise in (
        "close the gap and eliminate inequalities",
        "right help at the right time for all children",
    ):
        assert promise in page
    assert "Illustrative choice" in page


def test_another_authority_is_not_given_this_partnerships_objectives(site):
    assert "one honest sentence each" not in text(site.get("/?area=Kent"))


@pytest.mark.parametrize("address", ["/how-we-work/", "/accessibility/", "/privacy/", "/cookies/"])
def test_the_statements_stand_in_the_footer_of_every_page_and_answer_without_statistics(site, address):
    assert f'href="{address}"' in read(site.get("/children/"))
    assert site.get(address).status_code == 200


def test_how_we_work_names_the_choices_the_neighbours_and_what_the_checks_found(site):
    page = text(site.get("/how-we-work/"))
    assert "Warwickshire, West Sussex, Hampshire" in page
    assert "in 3 of the last 4 periods" in page
    assert re.search(r"England within the range of the authorities \(rates and scores\) \d+", page)


def test_how_we_work_answers_before_the_first_import(empty_home):
    page = text(Client().get("/how-we-work/"))
    assert "No statistics have been loaded yet." in page
    assert "The list of 2025." in page
