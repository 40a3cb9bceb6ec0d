"""Partners at their desk in a browser: every page at both widths, and an entry put right by keyboard."""

import pytest

from journeys.looking import look, press
from journeys.serving import Served
from web.told import Told

MAKE = """
import tempfile
from datetime import date, timedelta
from pathlib import Path
from django.utils import timezone
from oneplan.cells.description import read_description
from oneplan.definitions.partnerships import read_partnership
from oneplan.people import Actor, Holding, Role
from oneplan.web.jobs.claiming import claim
from oneplan.web.jobs.worker import Worker
from oneplan.web.people.partnership.loading import load_partnership
from oneplan.web.understand.evidence.actions import bring_in_records, look_for_gaps
from web.partners import client_of, make_account
from web.records import write_records
load_partnership(read_partnership("childrens-coalition"))
by = Actor("Analyst", holdings=(Holding(Role.ANALYST),))
path = write_records(Path(tempfile.mkdtemp()))
described = read_description(path.with_suffix(".toml"))
found = bring_in_records(by=by, path=path, description=described, keep_until=date(2035, 1, 1))
crossed = ["sex", "meals"]
asked = {"characteristics": crossed, "outcomes": ["lonely", "safe"], "depth": 2, "wave": "2026"}
look_for_gaps(by=by, data_set=found, **asked)
Worker().do(claim("tests", now=timezone.now(), stale=timedelta(seconds=30)))
print(client_of(make_account("administrator", organisation="county-council")).cookies["sessionid"].value)
print(client_of(make_account("analyst", organisation="county-council")).cookies["sessionid"].value)
"""
KEPT = (
    "/partners/",
    "/partners/how-to/",
    "/partners/organisations/",
    "/partners/organisations/police/",
    "/partners/organisations/police/change/",
    "/partners/organisations/police/add-person/",
    "/partners/people/",
    "/partners/people/1/",
    "/partners/people/1/role/",
    "/partners/groups/",
    "/partners/groups/coalition-board/",
    "/partners/groups/coalition-board/seat/",
    "/partners/documents/",
    "/partners/documents/add/",
    "/partners/log/",
    "/partnership/",
    "/documents/",
    "/how-we-work/who-may-do-what/",
)
SEARCHED = (
    "/partners/evidence/",
    "/partners/evidence/made-up-survey/",
    "/partners/evidence/made-up-survey/look/",
    "/partners/evidence/made-up-survey/1/",
    "/partners/evidence/made-up-survey/delete/",
)


@pytest.fixture(scope="module")
def site(shared_database):
    """The site after a search, and the visits of an administrator and an analyst."""
    told = Told(shared_database)
    visits = dict(zip(("administrator", "analyst"), told(MAKE), strict=True))
    told.stop()
    served = Served(shared_database["ONEPLAN_HOME"], **shared_database)
    yield served.base, visits
    served.stop()


@pytest.fixture
def desk(site, open_page):
    """Opens a page as an administrator or as an analyst."""
    base, visits = site

    def open_one(address, *, role="administrator", **choices):
        page = open_page("about:blank", **choices)
        page.context.add_cookies([{"name": "sessionid", "value": visits[role], "url": base}])
        page.goto(base + address)
        return page

    return open_one


def test_every_page_of_the_workspace_is_for_everybody(desk, find_barriers, width):
    for role, addresses in (("administrator", KEPT), ("analyst", SEARCHED)):
        page = desk(addresses[0], role=role, width=width)
        base = page.url.removesuffix(addresses[0])
        for address in addresses:
            page.goto(base + address)
            assert page.locator("h1").count() == 1, address
            look(page, find_barriers)


def test_a_keyboard_alone_puts_an_entry_right_and_finds_it_in_the_log(desk):
    page = desk("/partners/organisations/police/", java_script_enabled=False)
    page.get_by_role("link", name="Change the entry").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    page.get_by_label("Name").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Constabulary")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The entry was changed.")
    assert page.inner_text("h1") == "Constabulary"
    page.get_by_role("link", name="Activity log").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".op-times >> text=Change an organisation’s entry")
    assert "Constabulary" in page.inner_text("main")


def test_a_form_that_is_wrong_says_so_where_one_looks(desk, find_barriers, width):
    page = desk("/partners/add/organisation/", width=width)
    press(page, "Add it")
    page.wait_for_selector("text=There is a problem")
    assert page.title().startswith("Error: ")
    assert page.get_by_role("link", name="Write the name.").count() == 1
    look(page, find_barriers)
    page.get_by_role("link", name="Write the name.").click()
    assert page.evaluate("document.activeElement.name") == "name"


def test_a_search_shows_the_group_its_chart_and_that_nobody_is_real(desk, width):
    page = desk("/partners/evidence/made-up-survey/1/", role="analyst", width=width)
    assert "Synthetic." in page.inner_text("main")
    assert page.get_by_role("heading", name="1. Girls, on free school meals").is_visible()
    shown = "op-wide" if width > 600 else "op-narrow"
    assert page.locator(f".op-finding svg.{shown}").first.is_visible()
