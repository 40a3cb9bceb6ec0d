"""The page of one group of children: every figure, the gaps, and whom no figure is about."""

import csv
import io
import re

import pytest
from django.test import Client

from builders import shared_data
from oneplan.definitions.families import families_by_id
from oneplan.definitions.groups import families_counting, list_focus, list_groups, list_kinds_counted
from oneplan.web.design.build import READING, STYLESHEET
from oneplan.web.understand.groups.subjects import list_subjects
from web.reading import Elements, read, rows, text

ADDRESS = "/children/groups/"
AREAS = ("", "E06000053", "E09000001", "E06000058")


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("id_", list_subjects())
def test_every_group_has_its_page_for_every_kind_of_authority(site, id_, area):
    answer = site.get(f"{ADDRESS}{id_}/", {"area": area})
    assert answer.status_code == 200
    assert Elements(read(answer)).open == []
    assert "None" not in text(answer).split()
    assert len(answer.content) + STYLESHEET.stat().st_size + READING.stat().st_size <= 120_000
    ids = [attrs["id"] for _, attrs in Elements(read(answer)).found if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_every_focus_group_and_every_kind_of_group_is_listed(site):
    answer = read(site.get(ADDRESS))
    for subject in list_subjects().values():
        assert f'href="/children/groups/{subject.id}/"' in answer
    kinds = {group.kind for group in list_groups().values()} - {"all", "reference"}
    assert kinds <= {kind for subject in list_subjects().values() for kind in subject.kinds}
    assert {focus.id for focus in list_focus()} <= set(list_subjects())


def test_how_many_children_is_a_figure_about_them():
    for kind in list_kinds_counted():
        families = families_counting(kind)
        assert families
        groups = {group.id for group in list_groups().values() if group.kind == kind}
        for family in families:
            assert groups & set(families_by_id()[family].measures), family


def test_how_many_children_are_in_care(site):
    shared_data("lait")
    said = text(site.get(f"{ADDRESS}care/"))
    assert "Number of children in care, 2025 758" in said
    assert "57 per 10,000 England 67 per 10,000" in said


def test_the_honest_sentence_counts_wider_gaps(site):
    shared_data("lait")
    assert "In 12 of 12 comparisons with other children, the gap is wider" in text(
        site.get(f"{ADDRESS}poverty/")
    )


def test_whom_no_figure_is_about_is_said_plainly(site):
    said = text(site.get(f"{ADDRESS}challenging-circumstances/"))
    assert "No published figure here is about" in said
    for whom in ("young carers", "children who live with domestic abuse"):
        assert whom in said
    assert "we cannot tell" in said


def test_a_group_that_is_compared_with_nobody_says_so(site):
    said = text(site.get(f"{ADDRESS}challenging-circumstances/"))
    assert "beside other children." in said


def test_its_rows_are_headed_by_the_measure_and_lead_to_it(site):
    shown = rows(site.get(f"{ADDRESS}poverty/", {"area": "Kent"}))
    assert 1 <= len(shown) <= 6
    for row in shown:
        href = re.search(r'<h3><a href="([^"]+)">', row.source)[1]
        assert href.startswith("/children/measures/")
        assert "area=E10000016" in href


def test_every_measure_about_the_group_is_in_a_table_or_named_as_not_published(site):
    shared_data("lait")
    answer = read(site.get(f"{ADDRESS}care-leavers/"))
    wanted = [family for family in families_by_id().values() if "care-leavers" in family.measures]
    assert all(f'href="/children/measures/{family.id}/"' in answer for family in wanted)


def test_a_number_stands_beside_no_other_place(site):
    shared_data("lait")
    answer = read(site.get(f"{ADDRESS}care-leavers/"))
    line = answer.split("Number of care leavers aged 19 to 21<")[-1].split("</tr>")[0]
    assert re.findall(r">([^<>]+)</td>", line)[2:] == ["–", "–", "–"]


def test_rooms_that_are_not_open_are_said_kindly(site):
    said = text(site.get(f"{ADDRESS}care/"))
    assert "No survey and no conversation is kept here yet" in said


def test_its_file_has_the_same_figures(site):
    shared_data("lait")
    answer = site.get(f"{ADDRESS}care.csv", {"area": "Kent"})
    found = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert {row["area"] for row in found} == {"E10000016"}
    assert {row["group"] for row in found} == {"care", "care-leavers", "unaccompanied"}
    assert "care-kent.csv" in answer["Content-Disposition"]


@pytest.mark.parametrize("address", ["unicorns/", "unicorns.csv", "all/", "reference/", "..%2f/"])
def test_a_group_that_there_is_not_leads_to_a_kind_page(site, address):
    answer = site.get(f"{ADDRESS}{address}")
    assert answer.status_code == 404
    assert "There is no page here" in text(answer)


def test_an_area_that_is_not_understood_is_said(site):
    answer = site.get(f"{ADDRESS}care/", {"area": "Atlantis"})
    assert answer.status_code == 200
    assert "Not all of the address was understood" in text(answer)


def test_no_statistics_yet_says_what_to_type(empty_home):
    assert Client().get(f"{ADDRESS}care/").status_code == 503
    assert Client().get(ADDRESS).status_code == 200


def test_the_front_page_of_children_leads_to_topics_groups_and_gaps(site):
    answer = read(site.get("/children/", {"area": "Kent"}))
    for href in (
        "/children/hidden-gaps/?area=E10000016",
        "/children/groups/care/?area=E10000016",
        "/children/measures/?area=E10000016&amp;topic=health",
    ):
        assert f'href="{href}"' in answer
