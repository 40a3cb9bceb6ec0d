"""A table goes out in a browser: chosen, weighed, made safe, and released by a second person."""

from contextlib import contextmanager

import pytest

from journeys.looking import look, press
from journeys.serving import Served
from postgres import place_beside
from web.told import Told

MAKE = """
import tempfile
from pathlib import Path
from oneplan.web.people.actors import actor_of
from web import releases
from web.partners import client_of, make_account
roles = ("analyst", "manager", "chair")
analyst, manager, chair = (make_account(one, organisation="council") for one in roles)
by, second = actor_of(analyst), actor_of(manager)
data_set = releases.make_data_set(Path(tempfile.mkdtemp()))
releases.released(data_set, by=by, second=second, title="How many children are lonely, by district?")
releases.asked_for(data_set, by=by, title="How many girls and boys are lonely?", tables=[("sex", "lonely")])
changed = releases.choose(data_set, by=by, wave="2026", title="How many are lonely a year later?")
partners = releases.choose(data_set, by=by, audience="partner", title="For partners")
broken = releases.choose(data_set, by=by, title="Broken", levels_above={"district": [("Hill", "Hill")]})
for account in (analyst, manager, chair):
    print(client_of(account).cookies["sessionid"].value)
"""
WORK = "from web import releases; releases.work()"
AT_THE_DESK = (
    "/partners/evidence/gate/",
    "/partners/evidence/gate/new/made-up-count/",
    "/partners/evidence/gate/1/",
    "/partners/evidence/gate/2/",
    "/partners/evidence/gate/3/",
    "/partners/evidence/gate/4/",
    "/partners/evidence/gate/5/",
    "/partners/findings/",
    "/partners/findings/1/",
    "/partners/how-to/",
    "/partners/",
)
FOR_EVERYBODY = ("/children/findings/", "/children/findings/1/")
ROLES = ("analyst", "manager", "chair")


@pytest.fixture(scope="module")
def made(shared_database):
    """A place with releases at every stage, to be copied, and the visits of three people."""
    told = Told(shared_database)
    visits = dict(zip(ROLES, told(MAKE), strict=True))
    told.stop()
    return shared_database, visits


@pytest.fixture(scope="module")
def site(made, tmp_path_factory):
    """The site of that place, for tests that change nothing."""
    with serving(made[0], home=tmp_path_factory.mktemp("served") / "home") as (site, _):
        yield site


@pytest.fixture
def desk(site, made, open_page):
    """Opens a page as somebody."""
    return opener(site, made[1], open_page=open_page)


@pytest.fixture
def own_desk(made, tmp_path, open_page):
    """The same in a place of one's own, where the worker can be let to work."""
    with serving(made[0], home=tmp_path / "own-home") as (site, own):
        desk = opener(site, made[1], open_page=open_page)
        desk.work = lambda: work(own)
        yield desk


@contextmanager
def serving(kept, *, home):
    with place_beside(kept, home=home) as own:
        site = Served(home, **own)
        yield site, own
        site.stop()


def work(own):
    told = Told(own)
    told(WORK)
    told.stop()


def opener(site, visits, *, open_page):
    def open_one(address, *, role="", **choices):
        page = open_page("about:blank", **choices)
        if role:
            page.context.add_cookies([{"name": "sessionid", "value": visits[role], "url": site.base}])
        page.goto(site.base + address)
        return page

    return open_one


def test_every_page_of_the_gate_is_for_everybody(desk, find_barriers, width):
    for role, addresses in (("manager", AT_THE_DESK), ("chair", AT_THE_DESK[2:4]), ("", FOR_EVERYBODY)):
        page = desk(addresses[0], role=role, width=width)
        base = page.url.removesuffix(addresses[0])
        for address in addresses:
            page.goto(base + address)
            assert page.locator("h1").count() == 1, address
            look(page, find_barriers)


def test_without_a_script_an_analyst_chooses_and_asks_and_a_manager_releases(own_desk, width):
    desk = own_desk
    plain = {"java_script_enabled": False, "width": width}
    page = desk("/partners/evidence/gate/", role="analyst", **plain)
    page.get_by_role("link", name="Tables of “Made-up count”").click()
    page.wait_for_url("**/new/made-up-count/")
    press(page, "See what would be withheld")
    page.wait_for_selector("text=There is a problem")
    page.get_by_label("Which question do the tables answer?").fill("Who is lonely where?")
    page.get_by_label("district").check()
    page.get_by_label("sex").check()
    page.get_by_label("all at once").check()
    page.get_by_label("are often lonely").check()
    page.get_by_label("Which wave").select_option("2025")
    page.get_by_label("Partners who sign in").check()
    page.get_by_label("Department for Education").check()
    press(page, "See what would be withheld")
    page.wait_for_url("**/partners/evidence/gate/")
    desk.work()
    page.get_by_role("link", name="Who is lonely where?").click()
    page.wait_for_selector("text=Advice: what each change would save")
    press(page, "Take it through the gate")
    page.wait_for_selector("text=The gate is at work")
    desk.work()
    page.reload()
    page.wait_for_selector("text=It is safe")
    assert page.get_by_text("withheld", exact=True).first.is_visible()
    page.get_by_label("What should the second person know?").fill("For the autumn meeting.")
    press(page, "Ask a second person")
    page.wait_for_selector("text=You asked, so somebody else has to look at it")
    assert page.get_by_role("button", name="Release it").count() == 0
    address = page.url.partition("/partners/")[2]

    page = desk("/partners/", role="manager", **plain)
    page.get_by_role("link", name="Look at a release: Who is lonely where?").click()
    page.wait_for_url(f"**/{address}")
    assert "For the autumn meeting." in page.inner_text("main")
    press(page, "Release it")
    page.wait_for_selector("text=There is a problem")
    assert page.title().startswith("Error: ")
    page.get_by_label("I looked at the tables and at the certificate").check()
    press(page, "Release it")
    page.wait_for_selector("text=It was released")
    page.get_by_role("link", name="/partners/findings/").click()
    page.wait_for_selector("h1:has-text('Who is lonely where?')")
    assert "Synthetic" in page.inner_text("main")


def test_a_form_that_is_wrong_says_so_where_one_looks(desk, find_barriers, width):
    page = desk("/partners/evidence/gate/2/", role="manager", width=width)
    press(page, "Send it back")
    page.wait_for_selector("text=There is a problem")
    look(page, find_barriers)
    page.get_by_role("link", name="Write the reason.").click()
    assert page.evaluate("document.activeElement.id") == "send_back_reason"


def test_a_withheld_count_is_a_word_on_a_pattern_and_stays_so_on_paper(desk):
    page = desk("/children/findings/1/")
    cell = page.locator("td.op-hole").first
    assert cell.inner_text() == "withheld"
    assert "gradient" in cell.evaluate("one => getComputedStyle(one).backgroundImage")
    page.emulate_media(media="print")
    assert cell.is_visible()
    assert page.get_by_role("heading", name="How do we know that it is safe?").is_visible()
