"""A plan in a browser: written, checked, consulted on, answered, agreed and published, at both widths."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from journeys.looking import follow, look, press
from journeys.serving import Served
from web.told import Told

MAKE = """
from oneplan.people import Role
from web.partners import client_of, make_account
from web.plans import kept, plan_of
kept(plan_of("one-plan-2024-30"))
print(client_of(make_account("manager", organisation="county-council")).cookies["sessionid"].value)
"""
SAID = "Please ask us before you begin."
NAME = "Ready to learn, each child"
CHECK = "A talking check for every child at two"


class Desk:
    """A browser at the manager’s desk: every page that it opens is looked at."""

    def __init__(self, page, *, base, find_barriers):
        self.page, self.base, self.find_barriers = page, base, find_barriers

    def go(self, address):
        self.page.goto(self.base + address)
        self.look()

    def look(self):
        look(self.page, self.find_barriers)

    def follow(self, name, **how):
        follow(self.page, self.page.get_by_role("link", name=name, **how).first)
        self.look()

    def press(self, name):
        press(self.page, name)
        self.look()

    def fill(self, label, words):
        self.page.get_by_label(label, exact=True).fill(words)

    @property
    def says(self):
        return self.page.inner_text("main")

    @property
    def address(self):
        return self.page.url.removeprefix(self.base)


@pytest.fixture
def site(own_database, monkeypatch):
    for name, value in own_database.items():
        monkeypatch.setenv(name, value)
    told = Told(own_database)
    (visit,) = told(MAKE)
    served = Served(Path(own_database["ONEPLAN_HOME"]))
    yield served.base, visit
    served.stop()
    told.stop()


@pytest.mark.database
def test_a_plan_is_written_checked_consulted_on_agreed_and_published(site, open_page, find_barriers, width):
    base, visit = site
    page = open_page("about:blank", width=width)
    page.context.add_cookies([{"name": "sessionid", "value": visit, "url": base}])
    desk = Desk(page, base=base, find_barriers=find_barriers)
    public = Desk(open_page(base, width=width), base=base, find_barriers=find_barriers)
    draft, entry = write(desk)
    check(desk, draft)
    consult(desk, draft)
    comment(public, f"/plan/consultations/{draft.split('/')[3]}/")
    answer(desk)
    public.page.reload()
    assert SAID in public.says
    assert "We will do it." in public.says
    public.look()
    publish(desk, draft)
    public.go("/plan/priorities/SW-2/")
    assert NAME in public.says
    desk.go(entry)
    assert "We will do it." in desk.says


def write(desk):
    """One field of a priority is written anew, and an activity for it is added."""
    desk.go("/partners/plan/")
    desk.follow("One Plan for children and young people, edition 1")
    desk.follow("Begin a new draft from it")
    desk.press("Begin a new draft")
    draft = desk.address
    desk.follow("SW-2 ")
    entry = desk.address
    desk.page.locator(f"a[href='{entry}change/name/']").click()
    desk.page.wait_for_url("**/change/name/")
    desk.fill("Name", NAME)
    desk.press("Save")
    assert "It was changed." in desk.says
    assert desk.page.inner_text("h1") == NAME
    desk.follow("Add an activity")
    desk.fill("Name", CHECK)
    desk.press("Save")
    assert "It was added." in desk.says
    return draft, entry


def check(desk, draft):
    """It is checked, its threads are followed, and it is held beside the edition that it began with."""
    for address in ("threads/", "findings/", "replace/", "part/activities/", "add/activities/", "check/"):
        desk.go(f"{draft}{address}")
    assert CHECK in desk.says
    desk.go(draft)
    desk.follow("What differs from the edition that it began with?")
    assert NAME in desk.says


def consult(desk, draft):
    desk.go(f"{draft}consult/")
    today = timezone.localdate()
    desk.fill("First day", today.isoformat())
    desk.fill("Last day", (today + timedelta(days=14)).isoformat())
    desk.page.get_by_label("Everybody may read it and say something").check()
    desk.press("Save")
    assert "It is out for consultation." in desk.says


def comment(public, address):
    """A child says something: first without words, then with."""
    public.go(address)
    assert NAME in public.says
    public.go(f"{address}SW-2/")
    public.press("Send it")
    assert "There is a problem" in public.says
    public.page.get_by_label("A child or young person").check()
    public.fill("What do you think of this?", SAID)
    public.press("Send it")
    assert "Thank you" in public.says
    assert SAID not in public.says


def answer(desk):
    """Somebody looks through what was said, and answers it."""
    desk.go("/partners/")
    desk.follow("1 comment waits to be looked through")
    desk.follow("Show it, or not")
    desk.page.get_by_label("Show it", exact=True).check()
    desk.press("Save")
    desk.follow("Answer")
    desk.page.get_by_label("We will do it").check()
    desk.press("Save")


def publish(desk, draft):
    desk.go(f"{draft}agree/")
    desk.fill("Who agreed it", "The coalition’s board")
    desk.fill("On which day", timezone.localdate().isoformat())
    desk.press("Save")
    assert "It is agreed." in desk.says
    desk.go(f"{draft}bring-into-force/")
    desk.press("Bring it into force")
