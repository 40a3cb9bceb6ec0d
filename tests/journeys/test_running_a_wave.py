"""A wave in a browser without a script: prepared, changed, signed, opened, printed, paused, closed."""

import re
from pathlib import Path

import pytest

from journeys.looking import WIDTHS, follow, look, press
from journeys.serving import Served
from postgres import place_beside
from web.told import Told

BEGIN = """
from web import closed_waves, waves
from web.partners import client_as
from web.test_survey_reports_pages import NoWork
"""
MAKE = """
for role in ("manager", "analyst"):
    print(client_as(role, organisation="council").cookies["sessionid"].value)
print(client_as("school", organisation="hill", second_factor=False).cookies["sessionid"].value)
"""
READERS = "waves.give_readers()"
OPEN = """
wave = waves.opened()
waves.school_of(wave, waves.HILL, organisation="hill")
"""
REPORTED = """
from oneplan.web import wiring
from oneplan.web.publish.survey import shelf
from oneplan.web.publish.tasks import make_survey_reports
closed = closed_waves.close_made_up()
make_survey_reports(NoWork(), wave=closed.pk)
reports = shelf.list_reports(wiring.home(), closed.key)
print(closed.key, *(next(one.key for one in reports if one.of == of) for of in ("all", "school")))
"""
ROLL = """school,name,phase,type,district,free_meals_fifth,year,pupils
100001,Hill School,primary,academy,North,2,4,12
"""


def tell(own, script):
    told = Told(own)
    try:
        told(BEGIN)
        return told(script)
    finally:
        told.stop()


@pytest.fixture(scope="module")
def made(shared_database):
    """A place where three people have signed in, to be copied, and their visits."""
    return shared_database, dict(
        zip(("manager", "analyst", "school"), tell(shared_database, MAKE), strict=True)
    )


@pytest.fixture(scope="module")
def closed(made, tmp_path_factory):
    """The same with a closed wave, its reports, and their keys."""
    kept, visits = made
    with place_beside(kept, home=tmp_path_factory.mktemp("closed") / "home") as own:
        yield own, visits, tell(own, REPORTED)


@pytest.fixture
def look_like(windows, find_barriers):
    """Looks at the same page with a script, which the checker of barriers needs."""

    def look_one(page):
        seen = windows[page.viewport_size["width"]]
        seen.context.clear_cookies()
        seen.context.add_cookies(page.context.cookies())
        seen.goto(page.url)
        look(seen, find_barriers)

    return look_one


@pytest.fixture
def desk(made, tmp_path, open_page, look_like):
    """Opens a page as somebody, without a script unless one is asked for; `told` makes what is there."""
    yield from desk_in(*made, home=tmp_path / "own-home", open_page=open_page, look_like=look_like)


@pytest.fixture
def desk_after(closed, tmp_path, open_page, look_like):
    """The same after the close, with the keys of the wave and of two reports."""
    kept, visits, keys = closed
    home = tmp_path / "own-home"
    for desk in desk_in(kept, visits, home=home, open_page=open_page, look_like=look_like):
        desk.keys = keys
        yield desk


def desk_in(kept, visits, *, home, open_page, look_like):
    with place_beside(kept, home=home) as own:
        site = Served(home, **own)

        def open_one(address, *, role="manager", **choices):
            page = open_page("about:blank", **{"java_script_enabled": False} | choices)
            page.context.add_cookies([{"name": "sessionid", "value": visits[role], "url": site.base}])
            page.goto(site.base + address)
            return page

        open_one.told, open_one.look_at = lambda script: tell(own, script), look_like
        yield open_one
        site.stop()


def sign(page, line):
    follow(page, page.get_by_role("link", name=re.compile(f"^Sign it.*{line}")))


def prepare(desk, page, *, roll):
    """A wave that is prepared and changed, with its roll."""
    follow(page, page.get_by_role("button", name="Prepare a wave"))
    press(page, "Prepare it")
    page.wait_for_selector("text=There is a problem")
    page.get_by_label("Comes with oneplan: demonstration").check()
    page.get_by_label("The first day").fill("2030-03-01")
    page.get_by_label("The last day").fill("2030-03-31")
    page.get_by_label("How long the closed answers are kept").fill("2033-03-31")
    press(page, "Prepare it")
    page.wait_for_selector("text=The wave is prepared")
    follow(page, page.get_by_role("row", name="1 March 2030").get_by_role("link"))
    desk.look_at(page)
    follow(page, page.get_by_role("link", name="Change its title, days, versions or languages"))
    desk.look_at(page)
    page.get_by_label("What the wave is called").fill("How are you?")
    press(page, "Change the wave")
    page.wait_for_selector("text=The wave is changed")
    follow(page, page.get_by_role("link", name="Load the roll"))
    page.get_by_label("The roll").set_input_files(roll)
    press(page, "Load the roll")
    page.wait_for_selector("text=The roll is loaded")


def sign_everything(page):
    """Each line of the checklist, signed."""
    sign(page, "The data protection impact assessment is done")
    page.get_by_label("Where it is kept").fill("Shelf 4")
    page.get_by_label("Who agreed to it").fill("Data protection officer")
    press(page, "Sign it")
    sign(page, "The lawful basis")
    page.get_by_label("Public task").check()
    page.get_by_label("No special question is asked").check()
    press(page, "Sign it")
    sign(page, "Parents and carers")
    page.get_by_label("The day on which the last parent got the letter").fill("2026-01-05")
    press(page, "Sign it")
    sign(page, "Somebody reads what children write")
    page.get_by_label("Who reads what children write").fill("Safeguarding lead")
    page.get_by_label("How schools reach this person").fill("01234 567890")
    page.get_by_label("Somebody trained reads each text").check()
    press(page, "Sign it")
    sign(page, "It is decided which versions")
    press(page, "Sign it")


def test_a_manager_prepares_changes_signs_opens_and_closes_a_wave(desk, tmp_path, width):
    roll = tmp_path / "roll.csv"
    roll.write_text(ROLL, encoding="utf-8")
    desk.told(READERS)
    page = desk("/partners/listen/", width=width)
    prepare(desk, page, roll=roll)
    sign_everything(page)
    page.wait_for_selector("text=It is ready to be opened")
    desk.look_at(page)
    follow(page, page.get_by_role("button", name="Open this wave"))
    press(page, "Open it")
    page.wait_for_selector("text=0 of 12 pupils have ended it")
    desk.look_at(page)
    follow(page, page.get_by_role("button", name="Close this wave"))
    press(page, "Close it for good")
    page.wait_for_selector("text=There is a problem")
    page.get_by_label("No pupil is answering now").check()
    page.get_by_label("Write the name of the wave").fill("Another wave")
    press(page, "Close it for good")
    page.wait_for_selector("text=Write the name of the wave to close it")
    page.get_by_label("Write the name of the wave").fill("How are you? (2027)")
    press(page, "Close it for good")
    page.wait_for_selector("text=It is being closed")
    desk.look_at(page)


def test_a_survey_lead_takes_the_codes_pauses_a_class_and_issues_extra_codes(desk, width):
    desk.told(OPEN)
    page = desk("/partners/listen/mine/", role="school", width=width)
    page.wait_for_selector("h1:has-text('How far is Hill School?')")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Print the cards (PDF)").click()
    assert coming.value.path().read_bytes().startswith(b"%PDF-")
    with page.expect_download() as coming:
        page.get_by_role("link", name="The codes as CSV").click()
    assert len(Path(coming.value.path()).read_text(encoding="utf-8").splitlines()) > 12
    follow(page, page.get_by_role("button", name=re.compile("^Pause.*Year 5: Primary")))
    page.wait_for_selector("text=These classes are paused: Year 5")
    desk.look_at(page)
    follow(page, page.get_by_role("button", name=re.compile("^Go on.*Year 5: Primary")))
    follow(page, page.get_by_role("link", name="Issue extra codes"))
    press(page, "Issue them")
    page.wait_for_selector("text=There is a problem")
    page.get_by_label("Year 4: Primary").check()
    page.get_by_label("How many").fill("2")
    press(page, "Issue them")
    page.wait_for_selector("h1:has-text('Here are the extra codes')")
    assert page.locator("code").count() == 2
    desk.look_at(page)


def test_an_analyst_brings_in_a_closed_wave(desk_after, width):
    desk = desk_after
    page = desk("/partners/evidence/", role="analyst", width=width)
    desk.look_at(page)
    follow(page, page.get_by_role("link", name="Bring it in"))
    desk.look_at(page)
    press(page, "Bring it in")
    page.wait_for_selector("text=The wave is a data set now")
    follow(page, page.get_by_role("link", name="Made up (2027)"))
    desk.look_at(page)


def test_the_reports_on_a_wave_are_for_everybody_and_for_the_keyboard(desk_after):
    desk = desk_after
    key, *made = desk.keys
    reports = f"/partners/listen/{key}/reports/"
    for address in (reports, *(f"{reports}{one}/" for one in made)):
        for width in WIDTHS:
            page = desk(address, width=width)
            assert page.locator("h1").count() == 1, address
            desk.look_at(page)
        walk(desk(address, java_script_enabled=True))


def walk(page):
    """Fails where a link or a summary of the page is not reached by the Tab key, or cannot be seen then."""
    wanted = page.locator("main a:visible, main summary:visible").count()
    assert wanted
    reached = 0
    for _ in range(500):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        assert page.evaluate("document.activeElement.getBoundingClientRect().height > 0")
        reached += page.evaluate("document.activeElement.matches('main a, main summary')")
    assert reached == wanted
