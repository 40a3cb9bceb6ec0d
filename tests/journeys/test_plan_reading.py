"""A parent reads the plan in a real browser: wide, narrow, by keyboard, on paper, and in another county."""

import pytest

from journeys.looking import SIDEWAYS, follow
from journeys.serving import Served
from oneplan.choices import FILE_NAME, write_choices
from oneplan.sources.store import import_built_in
from oneplan.words.area import find_authority

PAGES = (
    "/plan/",
    "/plan/?area=E06000058",
    "/plan/objectives/equity/",
    "/plan/objectives/access/",
    "/plan/pillars/starting-well/",
    "/plan/pillars/living-well/",
    "/plan/priorities/SW-2/",
    "/plan/priorities/LW-1/",
    "/plan/priorities/GW-3/?area=E10000016",
    "/plan/history/",
    "/plan/partnership-plan-2015-18/",
    "/plan/compare/",
    "/plan/priorities/nowhere/",
)
HATCHED = """selector => [...document.querySelectorAll(selector)].every(one => {
  const style = getComputedStyle(one, selector.includes('op-ill') ? '::before' : null)
  return style.backgroundImage.includes('repeating-linear-gradient') && style.printColorAdjust === 'exact'
})"""


@pytest.fixture(scope="module")
def served_without_plan(tmp_path_factory):
    """The site of another authority of another type, as `oneplan start` leaves it: without a plan."""
    home = tmp_path_factory.mktemp("leeds")
    import_built_in(home / "evidence")
    write_choices(home / FILE_NAME, area=find_authority("Leeds"))
    site = Served(home)
    yield site
    site.stop()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_plan_has_no_barrier_and_no_sideways_scroll(look_at, served, address):
    look_at(served.base + address)


@pytest.mark.parametrize("address", PAGES[:-1])
def test_text_of_twice_the_size_needs_no_sideways_scroll(open_page, served, address):
    page = open_page(served.base + address, width=640)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(SIDEWAYS) <= 0


def test_from_the_plan_to_a_priority_and_its_figures_without_script(open_page, served, width):
    page = open_page(served.base + "/", width=width, java_script_enabled=False)
    page.click("nav >> text=The plan")
    assert page.inner_text("h1") == "What have we agreed?"
    follow(page, page.locator(".op-matrix").get_by_text("SW-2: Ready for school").first)
    assert "start school as ready" in page.inner_text("h1")
    assert page.locator(".op-illtag").first.is_visible()
    page.locator(".op-figures > summary").first.click()
    assert page.locator(".op-figures table").first.is_visible()
    page.click(".op-crumbs >> text=Starting well")
    assert page.inner_text("h1").startswith("Starting well:")


def test_the_matrix_is_a_table_when_wide_and_a_list_when_narrow(open_page, served):
    wide = open_page(served.base + "/plan/", width=1280)
    assert wide.locator(".op-matrix thead").bounding_box()["height"] > 20
    tops = [wide.locator(".op-matrix tr").nth(1).locator("td").nth(n).bounding_box()["y"] for n in range(4)]
    assert len(set(tops)) == 1
    narrow = open_page(served.base + "/plan/", width=320)
    boxes = [
        narrow.locator(".op-matrix tr").nth(1).locator("td").nth(n).bounding_box()["y"] for n in range(4)
    ]
    assert boxes == sorted(set(boxes))
    assert narrow.locator(".op-hole").first.is_visible()


def test_what_is_invented_or_missing_stays_hatched_on_paper(open_page, served):
    page = open_page(served.base + "/plan/")
    page.emulate_media(media="print")
    assert page.locator(".op-illtag").first.is_visible()
    assert page.evaluate(HATCHED, ".op-ill")
    assert page.evaluate(HATCHED, ".op-hole")


def test_a_parent_walks_from_the_plan_back_through_its_history(open_page, served):
    page = open_page(served.base + "/plan/")
    page.click("text=Which plans were there before?")
    page.click("text=Children and Young People’s Partnership Plan")
    assert page.inner_text("h1") == "What was agreed for 2015 to 2018?"
    page.go_back()
    page.click("text=What was carried forward, changed, ended or new?")
    assert "Every item of both plans stands here once." in page.inner_text("main")


def test_a_county_without_a_plan_is_told_kindly_what_will_be_here(
    open_page, served_without_plan, find_barriers, width
):
    page = open_page(served_without_plan.base + "/plan/", width=width)
    assert "No plan of the Leeds children's partnership is kept here yet." in page.inner_text("main")
    assert "What will be here" in page.inner_text("main")
    assert find_barriers(page) == []
    assert page.evaluate(SIDEWAYS) <= 0
    page.click("text=Until then: for whom is it a different story?")
    assert "Leeds" in page.inner_text("main")
