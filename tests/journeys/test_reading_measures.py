"""Measures and groups in a real browser: no barrier, no sideways scroll, no words that cover others."""

import pytest

from journeys.looking import OPEN_ALL, SIDEWAYS, SMALL_TEXT

PAGES = {
    "rate with groups": "/children/measures/persistent-absence/",
    "score": "/children/measures/attainment-8/?group=free-school-meals",
    "score of the longest name": "/children/measures/attainment-8/?area=E06000058",
    "count": "/children/measures/children-in-care-number/",
    "money": "/children/measures/spending-on-care/",
    "weekly cost": "/children/measures/weekly-cost-care/",
    "rolling and stopped": "/children/measures/killed-or-injured-on-roads/",
    "long periods": "/children/measures/admissions-for-alcohol/?area=E06000058",
    "England flagged": "/children/measures/first-time-entrants/",
    "percentages flagged": "/children/measures/child-deaths-that-could-change/",
    "missing years": "/children/measures/progress-8/?group=care",
    "a break": "/children/measures/good-level-of-development/",
    "no headline": "/children/measures/social-care-with-a-plan/",
    "nothing published": "/children/measures/attainment-8/?area=E06000053&group=care",
    "not understood": "/children/measures/attainment-8/?area=Atlantis&group=unicorns",
    "all measures": "/children/measures/",
    "one topic": "/children/measures/?topic=money",
    "children": "/children/",
    "groups": "/children/groups/",
    "care": "/children/groups/care/",
    "poverty": "/children/groups/poverty/?area=E06000058",
    "without figures": "/children/groups/challenging-circumstances/",
    "an empty group": "/children/groups/asian/?area=E06000053",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_barrier_and_no_sideways_scroll(look_at, served, name):
    assert look_at(served.base + PAGES[name]) == []


@pytest.mark.parametrize("between", [500, 769, 1000])
def test_between_wide_and_narrow_nothing_is_cut_off(open_page, served, between):
    for address in ("/children/measures/attainment-8/?area=E06000058", "/children/groups/care/"):
        page = open_page(served.base + address, width=between)
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(SMALL_TEXT) == []


def test_text_of_twice_the_size_needs_no_sideways_scroll(open_page, served):
    for address in ("/children/measures/attainment-8/", "/children/groups/care/", "/children/measures/"):
        page = open_page(served.base + address, width=640)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        page.evaluate(OPEN_ALL)
        assert page.evaluate(SIDEWAYS) <= 0


def test_an_analyst_goes_from_the_list_to_a_group_s_gap_without_script(open_page, served, width):
    page = open_page(served.base + "/children/", width=width, java_script_enabled=False)
    page.click("text=Key stage 4")
    page.click("text=Attainment 8 at key stage 4")
    assert "for whom is it a different story?" in page.inner_text("h1")
    page.click(".op-choices >> text=children in care")
    assert "children in care" in page.inner_text("#gap").lower()
    page.select_option("#area", label="Leeds")
    page.click("text=Show this authority")
    assert "area=Leeds" in page.url or "area=E0800003" in page.url
    assert "group=care" in page.url
    table = page.locator(".op-figures").first
    table.locator("summary").click()
    assert table.locator("table").is_visible()


def test_tables_are_on_paper_and_forms_are_not(open_page, served):
    page = open_page(served.base + "/children/measures/attainment-8/")
    page.emulate_media(media="print")
    assert not page.locator(".op-area").is_visible()
    assert page.locator(".op-figures table").first.is_visible()
    assert not page.locator(".op-nav").is_visible()
