"""A councillor and an analyst find what they came for, in the default partnership and in another one."""

import csv
import io
import urllib.request

import pytest

import oneplan
from builders import real_home
from journeys.looking import follow
from journeys.serving import Served
from oneplan.choices import FILE_NAME, read_choices, write_choices
from oneplan.sources.store import import_built_in
from oneplan.words.area import find_authority

ANOTHER = "Camden"


def statistics_for(home):
    """A store of its own: links to the real edition, or the table that comes with oneplan."""
    try:
        (home / "evidence").symlink_to(real_home() / "evidence", target_is_directory=True)
    except pytest.skip.Exception:
        import_built_in(home / "evidence")


@pytest.fixture(scope="module", params=["the default partnership", "a London borough"])
def partnership(request, tmp_path_factory):
    """A site of one partnership, its own authority, and whether it keeps a plan."""
    home = tmp_path_factory.mktemp("partnership")
    default = request.param == "the default partnership"
    write_choices(home / FILE_NAME, area=None if default else find_authority(ANOTHER))
    statistics_for(home)
    site = Served(home)
    yield site, find_authority(read_choices(home / FILE_NAME).area), default, home
    site.stop()


def test_a_councillor_goes_from_the_home_page_to_what_it_means(partnership, open_page):
    site, area, keeps_plan, _ = partnership
    page = open_page(site.base + "/", java_script_enabled=False)
    assert page.inner_text("h1") == "How are children doing here, and what are we doing about it?"
    assert area.name in page.inner_text("main")
    assert page.locator(".op-row").count() >= 1

    whom = page.locator(".op-row h3").first.inner_text().split("\n")[0]
    follow(page, page.locator(".op-row h3 a").first)
    assert whom.split()[0].lower() in page.inner_text("main").lower()
    assert area.name in page.inner_text("main")

    page.goto(site.base + "/children/groups/care/")
    assert page.inner_text("h1") == "What do we know about children in care and care leavers?"
    follow(page, page.locator(".op-row h3 a, .op-row h2 a").first)
    assert "/children/measures/" in page.url
    assert "Figures in a table" in page.inner_text("main")

    follow(page, page.locator("nav[aria-label=Main] a", has_text="The plan"))
    assert page.inner_text("h1")
    if keeps_plan:
        follow(page, page.locator("main a", has_text="Equity").first)
        assert "close the gap and eliminate inequalities" in page.inner_text("main")
        assert "further behind" in page.inner_text("main")
        assert "136th of 152" in page.inner_text("main")
    else:
        assert "plan" in page.inner_text("main").lower()
        assert page.locator("main a", has_text="Equity").count() == 0

    follow(page, page.locator("footer a", has_text="How we work"))
    assert "What do we not claim?" in page.inner_text("main")


def test_an_analyst_gets_the_same_figures_from_page_file_and_library(partnership, open_page):
    site, area, _, home = partnership
    expected = oneplan.find_hidden_gaps(oneplan.open_evidence(home), area=area.code)
    page = open_page(site.base + "/children/hidden-gaps/")
    page.select_option("#topic", label="Key stage 4")
    page.click("text=Show these")
    link = page.locator("a[href*='hidden-gaps.csv']").get_attribute("href")
    with urllib.request.urlopen(site.base + link, timeout=20) as answer:
        lines = list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"))))
    of_topic = expected.filter("told", topic="Key stage 4")
    told = {(line["family"], line["group"]): line for line in lines}
    assert set(told) == set(of_topic.select("family", "group").iter_rows())
    for row in of_topic.iter_rows(named=True):
        line = told[row["family"], row["group"]]
        assert float(line["gap"]) == row["gap"]
        assert line["rank"] == ("" if row["rank"] is None else str(row["rank"]))

    first = of_topic.row(0, named=True)
    page.goto(f"{site.base}/children/measures/{first['family']}/?group={first['group']}")
    assert first["family_title"] in page.inner_text("h1")
    with urllib.request.urlopen(f"{site.base}/children/measures/{first['family']}.csv", timeout=20) as answer:
        figures = list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"))))
    assert {"period", "area", "group", "value"} <= set(figures[0])
    assert any(float(line["value"]) == first["group_value"] for line in figures if line["value"])
