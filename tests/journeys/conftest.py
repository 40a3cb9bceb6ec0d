"""A real Chromium and real servers on loopback; with CI=true a test skipped for want of one has failed."""

import os
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, sync_playwright

from builders import real_home
from journeys.looking import WIDTHS, look
from journeys.serving import Served
from oneplan.sources.store import import_built_in

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FIND = """options => axe.run(options).then(found =>
  found.violations.map(rule => [rule.id, rule.nodes[0].html.slice(0, 200)]))"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def is_integration():
    return os.environ.get("CI") == "true"


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """In continuous integration a browser test that is skipped has failed: nobody would look for it."""
    report = yield
    if report.skipped and is_integration() and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"A browser test was skipped, which CI=true does not allow: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        try:
            opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
        except Error as error:
            missing = (
                "chromium is not installed (apt install chromium)" if not found else f"{found} does not start"
            )
            pytest.skip(f"{missing}: {str(error).splitlines()[0]}")
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The site with real figures, or with those that come with oneplan."""
    try:
        home = real_home()
    except pytest.skip.Exception:
        home = tmp_path_factory.mktemp("home")
        import_built_in(home / "evidence")
    site = Served(home)
    yield site
    site.stop()


@pytest.fixture(scope="session")
def served_empty(tmp_path_factory):
    """The site before the first import."""
    site = Served(tmp_path_factory.mktemp("empty"))
    yield site
    site.stop()


@pytest.fixture
def open_page(browser):
    """Opens a page in a window of its own; choices are those of a Playwright context, and a width."""
    contexts = []

    def open_one(address, *, width=1280, **choices):
        context = browser.new_context(viewport={"width": width, "height": 900}, **choices)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe():
    return Axe()


@pytest.fixture
def find_barriers(axe):
    """What axe finds wrong with a page, rule by rule; `but` leaves one rule out."""

    def find(page, *, but=""):
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe.axe_script)
        # What passes is not written out: on our longest page that takes twice as long as the looking itself.
        left_out = {but: {"enabled": False}} if but else {}
        return page.evaluate(FIND, {"runOnly": RULES, "resultTypes": ["violations"], "rules": left_out})

    return find


@pytest.fixture(scope="session")
def windows(browser):
    """A window of each width that stays open: in a fresh one the checker takes half as long again."""
    contexts = [browser.new_context(viewport={"width": one, "height": 900}) for one in WIDTHS]
    yield {one: context.new_page() for one, context in zip(WIDTHS, contexts, strict=True)}
    for context in contexts:
        context.close()


@pytest.fixture
def window(windows, width):
    """One that stays open, without a visit from before."""
    windows[width].context.clear_cookies()
    return windows[width]


@pytest.fixture
def look_at(window, find_barriers):
    """Looks at a page that nobody signs in for and nothing is typed on; what its console complained of."""
    faults = []

    def hear(message):
        if message.type == "error":
            faults.append(message.text)

    def note_error(error):
        faults.append(str(error))

    def look_one(address):
        window.goto(address)
        look(window, find_barriers)
        return faults

    window.on("console", hear)
    window.on("pageerror", note_error)
    yield look_one
    window.remove_listener("console", hear)
    window.remove_listener("pageerror", note_error)


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width} px")
def width(request):
    return request.param
