"""A real Chromium and real servers on loopback; with CI=true a test skipped for want of one has failed."""

import os
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, sync_playwright

from builders import real_home
from journeys.looking import WIDTHS
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
    """What axe finds wrong with a page, rule by rule."""

    def find(page):
        # What passes is not written out: on our longest page that takes twice as long as the looking itself.
        found = axe.run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response
        return [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]]

    return find


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width} px")
def width(request):
    return request.param
