"""Every page of a wave in a browser, for managers and for a school, wide and narrow."""

import pytest

from journeys.looking import look
from journeys.serving import Served
from web.told import Told

MAKE = """
from web import waves
from web.partners import client_as
from web.test_waves_pages import answer_somebody
from web.test_waves_reading import URGENT, write
client = client_as("manager", organisation="council")
print(client.cookies["sessionid"].value)
wave = waves.opened()
waves.school_of(wave, waves.HILL, organisation="hill")
answer_somebody(wave)
write(wave, URGENT)
lead = client_as("school", organisation="hill", second_factor=False)
print(lead.cookies["sessionid"].value)
print(client_as("reader", organisation="council").cookies["sessionid"].value)
draft = waves.signed(waves.draft())
print(wave.key)
print(draft.key)
"""


@pytest.fixture(scope="module")
def site(shared_database):
    """The site, visits of three people, and the keys of a wave that is open and of a draft."""
    told = Told(shared_database)
    manager, lead, reader, wave, draft = told(MAKE)
    told.stop()
    served = Served(shared_database["ONEPLAN_HOME"], **shared_database)
    yield served, {"manager": manager, "school": lead, "reader": reader}, wave, draft
    served.stop()


@pytest.fixture
def desk(site, open_page):
    """Opens a page as somebody, and knows both waves."""
    site, visits, wave, draft = site

    def open_one(address, *, role="manager", **choices):
        page = open_page("about:blank", **choices)
        page.context.add_cookies([{"name": "sessionid", "value": visits[role], "url": site.base}])
        page.goto(site.base + address)
        return page

    open_one.wave, open_one.draft = f"/partners/listen/{wave}/", f"/partners/listen/{draft}/"
    return open_one


def test_every_page_of_the_survey_is_for_everybody(desk, find_barriers, width):
    of_managers = [
        "/partners/listen/",
        "/partners/listen/new/",
        desk.draft,
        *(f"{desk.draft}{one}/" for one in ("change", "roll", "open", "drop")),
        *(
            f"{desk.draft}sign/{line}/"
            for line in ("data-protection", "lawful-basis", "parent-letter", "safeguarding", "special")
        ),
        desk.wave,
        *(
            f"{desk.wave}{one}/"
            for one in ("missing", "close", "schools/100001", "schools/100001/organisation")
        ),
    ]
    of_schools = [f"{desk.wave}schools/100001/{one}" for one in ("", "more/", "adult/")]
    for role, addresses in (("manager", of_managers), ("school", of_schools)):
        page = desk(addresses[0], role=role, width=width)
        base = page.url.removesuffix(addresses[0])
        for address in addresses:
            page.goto(base + address)
            assert page.locator("h1").count() == 1, address
            look(page, find_barriers)


def test_the_pages_of_a_reader_are_for_everybody(desk, find_barriers, width):
    for address in (f"{desk.wave}texts/", f"{desk.wave}texts/next/"):
        page = desk(address, role="reader", width=width)
        assert page.locator("h1").count() == 1, address
        look(page, find_barriers)
