"""What is looked for on every page in a browser: sideways scroll, small text and targets, overlaps."""

import os

WIDTHS = (1280, 320)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"
SMALL_TARGETS = """[...document.querySelectorAll('button, select, summary, nav a')]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().height < 24)
  .map(one => one.outerHTML.slice(0, 120))"""
SMALL_TEXT = """[...document.querySelectorAll('body *')]
  .filter(one => one.checkVisibility())
  .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .filter(one => {
    const drawn = one.ownerSVGElement
    const scale = drawn ? drawn.getBoundingClientRect().width / drawn.viewBox.baseVal.width : 1
    return parseFloat(getComputedStyle(one).fontSize) * scale < 12.4
  }).map(one => one.outerHTML.slice(0, 120))"""
OVERLAPS = """[...document.querySelectorAll('svg')].filter(one => one.checkVisibility()).flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBBox()])
  return boxes.flatMap(([a, p], i) => boxes.slice(i + 1)
    .filter(([, q]) => p.x < q.x + q.width && q.x < p.x + p.width)
    .filter(([, q]) => p.y + 4 < q.y + q.height - 4 && q.y + 4 < p.y + p.height - 4)
    .map(([b]) => `${a} | ${b}`))
})"""
CUT_OFF = """[...document.querySelectorAll('.op-lines')].filter(one => one.checkVisibility()).flatMap(svg => {
  const [, , width, height] = svg.getAttribute('viewBox').split(' ').map(Number)
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.getBBox()
    return box.x < -2 || box.x + box.width > width + 8 || box.y < -2 || box.y + box.height > height + 6
  }).map(text => text.textContent)
})"""


def follow(page, link):
    """Click what leads to another page, and wait until that one is there."""
    with page.expect_navigation():
        link.click()


def press(page, name):
    """Press a button that leads to another page."""
    follow(page, page.get_by_role("button", name=name, exact=True))


def look(page, find_barriers):
    """Fails where a page has a barrier, scrolls sideways, or is hard to read or hit, closed and opened.

    On PostgreSQL it is enough that the page is there: what it looks like was looked at already.
    """
    if "DATABASE_URL" in os.environ:
        return
    assert page.evaluate(SIDEWAYS) <= 0
    closed = page.locator("details:not([open])").count()
    # Whatever is seen now is seen in the same colours once all is open, and colours take longest.
    assert find_barriers(page, but="color-contrast" if closed else "") == []
    if closed:
        page.evaluate(OPEN_ALL)
        assert page.evaluate(SIDEWAYS) <= 0
        assert find_barriers(page) == []
    assert page.evaluate(SMALL_TEXT) == []
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate(CUT_OFF) == []
