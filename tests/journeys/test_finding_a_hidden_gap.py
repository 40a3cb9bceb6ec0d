"""A councillor finds for whom it is a different story: by keyboard alone, without script, on a telephone."""

import csv
import re
from pathlib import Path

import pytest

from journeys.looking import follow

GAPS = "/children/hidden-gaps/"
FOCUS_SHOWS = """() => {
  const style = getComputedStyle(document.activeElement)
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
  return outlined || style.boxShadow !== 'none'
}"""
FOCUSED = "() => document.activeElement.textContent.trim().split('\\n')[0]"


def tab_to(page, wanted, most=120):
    """Press Tab until the focus is on what is wanted; every stop on the way must show the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_SHOWS), page.evaluate(FOCUSED)
        if page.evaluate(wanted):
            return
    pytest.fail(f"No way by keyboard to {wanted}")


def on(selector):
    return f"() => document.activeElement.matches({selector!r})"


def test_by_keyboard_alone(open_page, served):
    page = open_page(served.base + GAPS)
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Skip to main content"
    assert page.locator(".govuk-skip-link").bounding_box()["width"] > 100
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"
    tab_to(page, on("#group"))
    page.keyboard.type("Children in care")
    tab_to(page, on("button[type=submit]"))
    page.keyboard.press("Enter")
    page.wait_for_url("**group=care**")
    assert "children in care" in page.inner_text("#shown")
    tab_to(page, on("a[href*='hidden-gaps.csv']"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    with Path(download.value.path()).open(encoding="utf-8", newline="") as file:
        assert {line["group"] for line in csv.DictReader(file)} == {"care"}
    tab_to(page, on(".op-figures > summary"))
    assert not page.locator(".op-figures table").first.is_visible()
    page.keyboard.press("Enter")
    assert page.locator(".op-figures table").first.is_visible()


def test_without_script(open_page, served, width):
    page = open_page(served.base + GAPS, width=width, java_script_enabled=False)
    if width == 320:
        page.click("text=Change what is shown")
    page.select_option("#area", label="Kent")
    page.select_option("#sort", label="Rank among authorities")
    page.click("text=Show these")
    assert "Kent" in page.inner_text("#shown")
    assert "ordered by rank" in page.inner_text("#shown")
    page.locator(".op-figures > summary").first.click()
    assert page.locator(".op-figures table").first.is_visible()
    page.click("a[rel=next]")
    assert "page=2" in page.url
    assert "area=E10000016" in page.url


def test_filters_are_open_when_wide_and_closed_when_narrow(open_page, served):
    wide = open_page(served.base + GAPS, width=1280)
    assert wide.locator("#group").is_visible()
    narrow = open_page(served.base + GAPS, width=320)
    assert not narrow.locator("#group").is_visible()
    assert narrow.locator("text=Change what is shown").is_visible()


def test_from_home_to_the_figures_of_one_gap_and_a_link_to_share(open_page, served):
    page = open_page(served.base + "/")
    first = page.locator(".op-row h3 a").first
    whom = first.inner_text()
    follow(page, first)
    anchor = re.search(r"#(.+)$", page.url)[1]
    row = page.locator(f"[id='{anchor}']")
    assert row.locator("h2").inner_text().startswith(whom)
    assert row.evaluate("one => one.getBoundingClientRect().top") < 900
    row.locator("summary").click()
    row.locator("text=Link to this comparison").click()
    assert page.url.endswith(f"#{anchor}")
    again = open_page(page.url)
    assert again.locator(f"[id='{anchor}'] h2").inner_text().startswith(whom)


def test_another_authority_is_kept_from_page_to_page(open_page, served):
    page = open_page(served.base + "/")
    page.select_option("#area", label="Leeds")
    page.click("text=Show this authority")
    assert "figures for Leeds" in page.inner_text(".op-kicker")
    page.click("nav >> text=Hidden gaps")
    assert "Leeds" in page.inner_text(".op-lead")
    page.click("nav >> text=Home")
    assert "figures for Leeds" in page.inner_text(".op-kicker")
