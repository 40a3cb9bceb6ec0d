"""Every page in a real browser, wide and narrow: no barrier that axe knows, no sideways scroll."""

import pytest

from journeys.looking import OPEN_ALL, SIDEWAYS

PAGES = {
    "home": "/",
    "home of another authority": "/?area=E06000058",
    "children": "/children/",
    "hidden gaps": "/children/hidden-gaps/",
    "filtered": "/children/hidden-gaps/?area=E06000058&against=region&group=poverty&sort=rank",
    "last page": "/children/hidden-gaps/?page=4&repeats=yes",
    "not understood": "/children/hidden-gaps/?area=Atlantis&group=unicorns",
    "nothing published": "/children/hidden-gaps/?area=E06000053&group=care",
    "help": "/children/help/",
    "help that nobody lists": "/children/help/?level=specialist&age=0&district=nowhere",
    "how we work": "/how-we-work/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "cookies": "/cookies/",
    "no such page": "/nowhere/",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_barrier_and_no_sideways_scroll(look_at, served, name):
    faults = look_at(served.base + PAGES[name])
    assert [fault for fault in faults if "404" not in fault] == []


def test_a_site_without_statistics_has_no_barrier(open_page, served_empty, find_barriers, width):
    for address in ("/", "/children/hidden-gaps/"):
        page = open_page(served_empty.base + address, width=width)
        assert "There are no statistics here yet" in page.inner_text("h1")
        assert find_barriers(page) == []
        assert page.evaluate(SIDEWAYS) <= 0


@pytest.mark.parametrize("address", ["/", "/children/hidden-gaps/"])
def test_text_of_twice_the_size_needs_no_sideways_scroll(open_page, served, address):
    page = open_page(served.base + address, width=640)
    page.add_init_script("document.documentElement.style.fontSize = '200%'")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate(OPEN_ALL)
    assert page.evaluate(SIDEWAYS) <= 0


@pytest.mark.parametrize("address", ["/", "/children/hidden-gaps/"])
def test_spaced_out_text_is_not_cut_off(open_page, served, address, width):
    page = open_page(served.base + address, width=width)
    page.evaluate(
        """document.querySelectorAll('body *').forEach(one => {
          one.style.lineHeight = '1.5'; one.style.letterSpacing = '.12em'; one.style.wordSpacing = '.16em'
        })"""
    )
    assert page.evaluate(SIDEWAYS) <= 0


def test_one_drawing_of_each_chart_is_shown_and_the_other_is_hidden_from_all(open_page, served, width):
    page = open_page(served.base + "/children/hidden-gaps/", width=width)
    shown, hidden = (".op-wide", ".op-narrow") if width == 1280 else (".op-narrow", ".op-wide")
    assert page.locator(shown).count() == page.locator(hidden).count() == 10
    assert all(one.is_visible() for one in page.locator(shown).all())
    assert not any(one.is_visible() for one in page.locator(hidden).all())


def test_no_words_overlap_in_a_chart(open_page, served, width):
    """Real letters, not guessed widths: names and figures of the authority with the longest name too."""
    overlaps = """[...document.querySelectorAll('svg')].filter(one => one.checkVisibility()).flatMap(svg => {
      const boxes = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBBox()])
      return boxes.flatMap(([a, p], i) => boxes.slice(i + 1)
        .filter(([, q]) => p.x < q.x + q.width && q.x < p.x + p.width)
        .filter(([, q]) => p.y + 4 < q.y + q.height - 4 && q.y + 4 < p.y + p.height - 4)
        .map(([b]) => `${a} | ${b}`))
    })"""
    page = open_page("about:blank", width=width)
    for area in ("E10000013", "E06000058", "E06000053"):
        for number in (1, 2, 3):
            page.goto(f"{served.base}/children/hidden-gaps/?area={area}&page={number}")
            assert page.evaluate(overlaps) == []


def test_print_leaves_out_what_only_a_screen_needs(open_page, served):
    page = open_page(served.base + "/children/hidden-gaps/")
    page.emulate_media(media="print")
    assert not page.locator(".op-nav").is_visible()
    assert not page.locator(".op-filters").is_visible()
    assert page.locator("h1").is_visible()
