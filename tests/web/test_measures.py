"""The page of one measure: honest about what is published, what can be compared, and for whom."""

import csv
import io
import json
import re
import shutil

import pytest
from django.test import Client

from builders import shared_data
from oneplan.definitions.families import list_families
from oneplan.sources import evidence
from oneplan.web.design.build import STYLESHEET
from oneplan.words.reading import reading_age
from web.reading import Elements, read, text, text_of

ADDRESS = "/children/measures/"
KINDS = {
    "rate with groups": "persistent-absence",
    "score": "attainment-8",
    "count": "children-in-care-number",
    "money": "spending-on-care",
    "weekly cost": "weekly-cost-care",
    "stopped": "killed-or-injured-on-roads",
    "England flagged": "first-time-entrants",
    "percentages flagged": "child-deaths-that-could-change",
    "missing years": "progress-8",
    "two groups, no headline": "social-care-with-a-plan",
    "no England": "reoffending-10-to-14",
}
AREAS = ("", "E06000053", "E09000001", "E06000058", "E06000063")


def page(site, family, **query):
    return site.get(f"{ADDRESS}{family}/", query)


def lead(answer):
    return text_of(re.search(r'<p class="op-lead">(.*?)</p>', read(answer), re.DOTALL)[1])


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def table_after(answer, caption):
    table = next(one for one in re.findall(r"<table.*?</table>", read(answer), re.DOTALL) if caption in one)
    lines = re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.DOTALL)
    return [[text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line)] for line in lines]


@pytest.mark.parametrize("family", list_families(), ids=lambda family: family.id)
def test_every_measure_has_its_page(site, family):
    answer = page(site, family.id)
    assert answer.status_code == 200
    assert Elements(read(answer)).open == []
    said = text(answer)
    assert not re.search(r"\b(None|nan)\b", said)
    assert not re.search(r"\b(LAC|CLA|CIN|FSM|EHCP?|SEND?|KS[124]|LA)\b", said)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("family", KINDS.values(), ids=KINDS)
def test_every_kind_of_measure_is_said_for_every_kind_of_authority(site, family, area):
    answer = page(site, family, area=area)
    assert answer.status_code == 200
    ids = [attrs["id"] for _, attrs in Elements(read(answer)).found if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert len(answer.content) + STYLESHEET.stat().st_size <= 120_000
    for tag, attrs in Elements(read(answer)).found:
        assert tag not in ("script", "style")
        assert "style" not in attrs


def test_the_honest_sentence_has_the_headline_and_for_whom(site):
    shared_data("lait")
    said = lead(page(site, "attainment-8", group="free-school-meals"))
    assert said.startswith(
        "In 2025, all children are at 50.3, better than England (46.0), but children on free"
    )
    assert "a gap of 19.0 points, wider than in 135 of 151 other authorities" in said


def test_where_no_breakdown_is_published_nobody_can_tell_for_whom(site):
    shared_data("lait")
    said = text(page(site, "infant-deaths"))
    assert "For whom? No breakdown by group is published, so we cannot tell." in said


def test_the_four_key_figures(site):
    shared_data("lait")
    tiles = text_of(
        re.search(r'<dl class="op-tiles">.*?</dl>', read(page(site, "attainment-8")), re.DOTALL)[0]
    )
    for words in ("50.3", "29th of 152", "46.0", "4.3 points higher here", "Mean of 10 similar authorities"):
        assert words in tiles


def test_the_table_has_every_period_with_its_rank_and_what_cannot_be_compared(site):
    shared_data("lait")
    table = table_after(page(site, "attainment-8"), "Attainment 8 at key stage 4: all children.")
    assert table[1] == ["2025", "50.3", "46.0", "46.2", "46.2", "29th of 152"]
    assert table[-1][0] == "2016, not comparable"


def test_the_gap_and_its_rank_over_time(site):
    shared_data("lait")
    answer = page(site, "attainment-8", group="free-school-meals")
    table = table_after(answer, "Children on free school meals (the group)")
    assert table[1] == ["2025", "34.6", "53.6", "19.0", "15.0", "18.1", "136th of 152"]
    assert "The gap of children on free school meals: 19.0 points, wider than 2024 (18.4)" in text(answer)
    assert "up is worse" in text(answer)


def test_the_rank_over_time_is_drawn_and_said(site):
    shared_data("lait")
    answer = page(site, "attainment-8", group="free-school-meals")
    assert "Its rank over time" in text(answer)
    assert "It was among the widest third in every one of 8 periods." in text(answer)
    assert any("2025: 136th of 152" in label for label in re.findall(r'aria-label="([^"]*)"', read(answer)))


def test_every_authority_s_gap_stands_in_a_table_from_the_narrowest(site):
    shared_data("lait")
    table = table_after(page(site, "attainment-8", group="free-school-meals"), "The gap in each authority")
    assert len(table) == 153
    assert ["Gloucestershire", "19.0", "136"] in table
    assert [int(line[2]) for line in table[1:]] == sorted(int(line[2]) for line in table[1:])


def test_another_group_can_be_chosen_by_link(site):
    answer = read(page(site, "attainment-8", area="Kent", group="care"))
    links = re.findall(r'<a href="([^"]+)"( aria-current="true")?>', answer.split('class="op-choices"')[1])
    chosen = [href for href, here in links if here]
    assert chosen == ["/children/measures/attainment-8/?area=E10000016&amp;group=care#gap"]
    assert "children in care" in text_of(answer.split('id="gap">')[1].split("</h2>")[0])


def test_by_group_says_in_how_many_children_do_worse_than_the_same_group(site):
    shared_data("lait")
    answer = page(site, "attainment-8")
    assert "3 of 16 groups are behind the same group in England" in text(answer)
    table = table_after(answer, "by group")
    assert ["Children in care", "13.7", "17.3", "16.4", "36.6", "136th of 149"] in table
    assert any(line[0] == "Other children, not on free school meals" for line in table)


def test_a_figure_that_cannot_be_right_is_named_and_compared_with_nothing(site):
    shared_data("lait")
    answer = page(site, "first-time-entrants")
    said = text(answer)
    assert "A figure that cannot be right" in said
    assert "1,258 in 2024" in said
    assert "So nothing here is compared with it" in said
    assert "better than similar authorities" in lead(answer)
    assert "England (" not in lead(answer)
    assert not any("England" in label for label in re.findall(r'aria-label="([^"]*)"', read(answer)))


@pytest.mark.parametrize("family", ["children-in-care-number", "spending-on-care", "pupil-premium"])
def test_a_total_is_compared_with_no_place(site, family):
    shared_data("lait")
    answer = page(site, family)
    said = text(answer)
    assert "is compared with no other place" in said
    assert not re.search(r"(better|higher|lower) than|behind", said.partition("About this measure")[0])
    assert 'data-col="England"' not in read(answer)


def test_a_number_leads_to_the_rate_that_can_be_compared(site):
    assert 'href="/children/measures/children-in-care/"' in read(page(site, "children-in-care-number"))


def test_where_no_way_is_better_nothing_is_called_better_or_behind(site):
    shared_data("lait")
    for family in (one for one in list_families() if one.polarity == "none"):
        said = text(page(site, family.id)).partition("About this measure")[0]
        assert not re.search(r"better than|behind", said), family.id
    assert "lower than England" in lead(page(site, "chlamydia-found"))


def test_missing_years_are_not_joined_and_said(site):
    shared_data("lait")
    answer = page(site, "progress-8")
    table = table_after(answer, "Progress 8 at key stage 4: all children.")
    assert ["2021", *["not published"] * 4, "–"] in table
    assert "no figures" in read(answer) or "nothing is" in read(answer)
    assert "the publisher does not say what it means" in text(answer)


def test_what_a_measure_means_is_said(site):
    shared_data("lait")
    said = text(page(site, "attainment-8"))
    for words in (
        "Higher is better.",
        "Last: February 2026. Next: October 2026.",
        "All subjects have been graded 9 to 1 since 2018.",
        "No denominator is published",
        "GCSE results of pupils at the end of Key stage 4",
    ):
        assert words in said


def test_the_publisher_s_words_are_escaped(site, monkeypatch):
    from oneplan.web.understand.measures import about

    monkeypatch.setattr(about, "find_entry", lambda *_: {"description": "<script>alert(1)</script>"})
    answer = read(page(site, "attainment-8"))
    assert "<script>" not in answer
    assert "&lt;script&gt;" in answer


def test_revisions_of_this_authority_are_listed(site, monkeypatch):
    from oneplan.web.understand.measures import about

    row = {"measure": "AVG_Attain8_Score", "period": "2024", "before": "50.1", "now": "50.2"}
    monkeypatch.setattr(about, "list_revisions", lambda *_, **__: (row,))
    assert ["All children, 2024", "50.1", "50.2"] in table_after(page(site, "attainment-8"), "changed since")


def test_the_files_have_the_figures_of_the_tables(site):
    shared_data("lait")
    long = rows_of(site.get(f"{ADDRESS}attainment-8.csv"))
    areas = {row["area_name"] for row in long}
    assert {"Gloucestershire", "England", "South West", "Warwickshire"} <= areas
    assert len(areas) == 13
    one = next(
        row
        for row in long
        if (row["group"], row["area_name"], row["period"])
        == ("special-needs-support", "Gloucestershire", "2025")
    )
    assert (one["value"], one["published"], one["missing"]) == ("36.8", "36.799999999999997", "")
    compared = rows_of(site.get(f"{ADDRESS}attainment-8.csv", {"table": "compared"}))
    last = next(row for row in compared if (row["group"], row["period"]) == ("all", "2025"))
    assert (last["value"], last["england_value"], last["rank"], last["of"]) == ("50.3", "46.0", "29", "152")
    gaps = rows_of(site.get(f"{ADDRESS}attainment-8.csv", {"table": "gaps"}))
    gap = next(row for row in gaps if (row["group"], row["period"]) == ("free-school-meals", "2025"))
    assert (gap["gap"], gap["rank"], gap["edition"]) == ("19.0", "136", "April 2026")


def test_what_is_missing_in_a_file_is_empty_with_its_reason(site):
    shared_data("lait")
    long = rows_of(site.get(f"{ADDRESS}progress-8.csv"))
    lost = next(row for row in long if row["period"] == "2020" and row["area_name"] == "England")
    assert (lost["value"], lost["published"], lost["missing"]) == ("", "-", "dash")


@pytest.mark.parametrize(
    "address",
    [
        "unicorns/",
        "unicorns.csv",
        "..%2fetc/",
        "attainment-8.csv?table=passwords",
        "a'b/",
        "attainment-8%00/",
    ],
)
def test_a_measure_that_there_is_not_leads_to_a_kind_page(site, address):
    answer = site.get(f"{ADDRESS}{address}")
    assert answer.status_code == 404
    assert "There is no page here" in text(answer)


@pytest.mark.parametrize(
    "query",
    [
        {"area": "Atlantis"},
        {"area": "' OR 1=1"},
        {"area": "England"},
        {"group": "unicorns"},
        {"group": "<script>alert(1)</script>"},
        {"group": "white"},
        {"period": "9999"},
        {"area": "\x00" * 9, "group": "x" * 5000},
    ],
)
def test_a_choice_that_is_not_understood_is_said_and_does_no_harm(site, query):
    answer = page(site, "attainment-8", **query)
    assert answer.status_code == 200
    assert ("Not all of the address was understood" in text(answer)) == ("period" not in query)
    assert "<script>alert" not in read(answer)


@pytest.mark.parametrize("family", KINDS.values(), ids=KINDS)
def test_its_sentences_can_be_read_at_eleven(site, family):
    shared_data("lait")
    answer = read(page(site, family))
    parts = re.findall(r'<p class="op-lead">(.*?)</p>|<div class="op-shows">(.*?)</div>', answer, re.DOTALL)
    said = " ".join(text_of(re.sub(r"</p>|</h3>", ". ", part)) for pair in parts for part in pair if part)
    assert reading_age(said) <= 11


def test_no_statistics_yet_says_what_to_type(empty_home):
    for address in (ADDRESS, f"{ADDRESS}attainment-8/", f"{ADDRESS}attainment-8.csv"):
        answer = Client().get(address)
        assert answer.status_code == 503
        assert "oneplan evidence import lait" in text(answer)


def test_the_list_has_every_measure_with_its_newest_figure(site):
    shared_data("lait")
    answer = site.get(ADDRESS)
    assert len(re.findall(r"<li><span><a href=", read(answer))) == len(list_families())
    said = text(answer)
    assert "Attainment 8 at key stage 4 for whom 50.3 in 2025, better than England (46.0)" in said
    assert "Number of children in care 758 in 2025 " in said
    assert len(answer.content) + STYLESHEET.stat().st_size <= 120_000


def test_the_list_can_be_narrowed_to_a_topic(site):
    answer = site.get(ADDRESS, {"topic": "youth-justice", "area": "Kent"})
    assert len(re.findall(r"<li><span><a href=", read(answer))) == 4
    assert 'href="first-time-entrants/?area=E10000016"' in read(answer)
    odd = site.get(ADDRESS, {"topic": "dragons"})
    assert "Topic: “dragons” is not one of the choices, so all are shown." in text(odd)


def test_a_row_of_hidden_gaps_leads_to_its_measure_with_the_group_chosen(site):
    answer = read(site.get("/children/hidden-gaps/", {"area": "Kent"}))
    links = re.findall(r'<h2><a href="(/children/measures/[^"]+)">', answer)
    assert len(links) == 10
    assert all("area=E10000016&amp;group=" in link and link.endswith("#gap") for link in links)
    assert site.get(links[0].replace("&amp;", "&")).status_code == 200


def test_a_page_reads_the_store_at_most_three_times_and_not_again(site, monkeypatch):
    page(site, "attainment-8")
    read_files = []
    scan = evidence.pl.scan_parquet
    monkeypatch.setattr(evidence.pl, "scan_parquet", lambda path: read_files.append(path) or scan(path))
    for family in ("severe-absence", "offered-a-place", "first-time-entrants"):
        read_files.clear()
        page(site, family, area="E06000011")
        assert len(read_files) <= 3
        read_files.clear()
        page(site, family, area="E06000011")
        page(site, family, area="E06000012")
        assert read_files == []


def test_a_new_edition_is_shown_at_the_next_request(own_home):
    site = Client()
    before = read(page(site, "attainment-8"))
    folder = evidence.open_evidence(own_home).folder
    newer = shutil.copytree(folder, folder.with_name("2099-04-00000000"))
    said = json.loads(newer.joinpath("edition.json").read_text("utf-8"))
    said |= {"key": newer.name, "label": "spring 2099", "updated": "2099-04-01", "built_in": False}
    newer.joinpath("edition.json").write_text(json.dumps(said), "utf-8")
    table = newer / "observations.parquet"
    figures = evidence.pl.read_parquet(table)
    figures.with_columns(value=evidence.pl.col("value") + 1000).write_parquet(table)
    after = read(page(site, "attainment-8"))
    assert "spring 2099" in after
    assert "1,050.3" in after
    assert "1,050.3" not in before
