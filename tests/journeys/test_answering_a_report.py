"""From a report to an action and to everybody, in a browser: by keyboard, without barriers."""

import pytest

from journeys.looking import look
from journeys.serving import Served
from oneplan.publish.survey.everybody import KEY
from web.told import Told

MAKE = """
from oneplan.web.people.actors import actor_of
from oneplan.web.publish.survey.publishing import actions
from oneplan.web.publish.tasks import make_survey_reports
from web import closed_waves
from web.partners import client_as, client_of, make_account
from web.test_survey_reports_pages import NoWork
wave = closed_waves.close_made_up()
make_survey_reports(NoWork(), wave=wave.pk)
closed_waves.give_school(wave, "S001", organisation="hill")
print(client_as("school", organisation="hill", second_factor=False).cookies["sessionid"].value)
analyst, chair = make_account("analyst", organisation="council"), make_account("chair", organisation="health")
asked = actions.ask_to_publish(by=actor_of(analyst), wave=wave)
actions.publish(asked, by=actor_of(chair), fingerprint=asked.fingerprint, looked=True)
again = actions.ask_to_publish(by=actor_of(analyst), wave=wave)
print(client_of(chair).cookies["sessionid"].value)
print(wave.key, again.pk)
"""


@pytest.fixture(scope="module")
def site(shared_database):
    """The site of a wave whose findings are out and asked for once more, and visits of two people."""
    told = Told(shared_database)
    lead, chair, key, number = told(MAKE)
    told.stop()
    served = Served(shared_database["ONEPLAN_HOME"], **shared_database)
    yield served, {"school": lead, "chair": chair}, key, number
    served.stop()


@pytest.fixture
def desk(site, open_page):
    """Opens a page as somebody, in a window that is open already where one is given."""
    site, visits, key, number = site

    def open_one(address, *, role="", window=None, **choices):
        page = window or open_page("about:blank", **choices)
        page.context.clear_cookies()
        if role:
            page.context.add_cookies([{"name": "sessionid", "value": visits[role], "url": site.base}])
        page.goto(site.base + address)
        return page

    open_one.wave, open_one.number = f"/partners/listen/{key}/", number
    open_one.public = f"/voices/surveys/{key}/"
    return open_one


def test_every_page_from_a_report_to_everybody_is_for_everybody(desk, find_barriers, window):
    report, publish = f"{desk.wave}schools/S001/report/", f"{desk.wave}publish/"
    places = [("", one) for one in ("/voices/", desk.public, f"{desk.public}primary-pupils/")]
    places += [("school", one) for one in (report, f"{report}actions/new/", "/partners/")]
    ways = ("", "publish/", "return/")
    places += [("chair", one) for one in (publish, f"{desk.wave}reports/actions/")]
    places += [("chair", f"{publish}{desk.number}/{way}") for way in ways]
    places += [("chair", f"{desk.wave}reports/{KEY}/")]
    for role, address in places:
        look(desk(address, role=role, window=window), find_barriers)


def test_a_lead_writes_an_action_by_keyboard_alone(desk):
    page = desk(f"{desk.wave}schools/S001/report/", role="school", width=1280)
    page.get_by_role("button", name="Write what you will do").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/actions/new/")
    page.get_by_label("What is it about?").focus()
    for words in ("A bench on the field", "Head of year 8"):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.get_by_label("By when?").fill("2028-03-01")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/")
    said = page.inner_text("main")
    assert "A bench on the field" in said
    assert "Head of year 8, by 1 March 2028." in said
