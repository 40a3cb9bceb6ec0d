"""A parent and a child follow a plan in a real browser: from what was heard to who was told, and back."""

import re
import shutil

import pytest

from journeys.looking import SIDEWAYS, follow
from journeys.serving import Served
from oneplan.choices import FILE_NAME, write_choices
from oneplan.sources.store import import_built_in
from oneplan.words.area import find_authority
from web.plans import INVENTED

PAGES = (
    "/plan/",
    "/plan/priorities/TL-3/",
    "/plan/priorities/BE-2/",
    "/plan/activities/TL-3.1/",
    "/plan/activities/BE-1.1/",
    "/plan/organisations/council/",
    "/plan/entries/V-1/",
    "/plan/entries/TL-3.i/",
    "/plan/entries/TL-1/",
    "/plan/thread/",
    "/plan/young-people/",
    "/plan/objectives/fair/",
    "/children/groups/care/",
    "/children/groups/challenging-circumstances/",
)


@pytest.fixture(scope="module")
def served_invented(tmp_path_factory):
    """The site of an authority with the invented plan, in which there is an entry of every kind."""
    home = tmp_path_factory.mktemp("invented")
    import_built_in(home / "evidence")
    choices = home / FILE_NAME
    write_choices(choices, area=find_authority("Leeds"))
    text = choices.read_text("utf-8").replace("plans = []", f'plans = ["{INVENTED.name}"]')
    choices.write_text(text, "utf-8")
    shutil.copytree(INVENTED, home / "plans" / INVENTED.name)
    site = Served(home)
    yield site
    site.stop()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_barrier_and_no_sideways_scroll(look_at, served_invented, address):
    look_at(served_invented.base + address)


def test_from_what_was_heard_to_who_was_told_and_back_without_script(open_page, served_invented, width):
    page = open_page(served_invented.base + "/plan/", width=width, java_script_enabled=False)
    follow(page, page.locator(".op-matrix").get_by_text("TL-3: A good start").first)
    follow(page, page.locator("table").get_by_text("A talking check for every child at two"))
    assert "212 children were checked" in page.inner_text("main")
    follow(page, page.locator(".op-thread").get_by_text("Nobody told us about first words").first)
    assert "what came of it?" in page.inner_text("h1")
    follow(page, page.locator(".op-thread").get_by_text("The health visitors"))
    assert page.inner_text("h1") == "What did the health visitors promise?"
    follow(page, page.locator(".op-thread").get_by_text("A good start, whatever a family earns"))
    assert "A good start" in page.inner_text("h1")


def test_a_child_reads_the_few_words_and_prints_them(open_page, served_invented):
    page = open_page(served_invented.base + "/plan/")
    page.click("text=In a few words, for young people >> nth=0")
    assert page.inner_text("h1") == "What is the plan, in a few words?"
    assert "Every child gets a good start at school." in page.inner_text("main")
    answer = page.request.get(served_invented.base + page.get_by_text("Print it: PDF").get_attribute("href"))
    assert answer.body().startswith(b"%PDF-")


def test_a_break_is_dashed_and_said_in_words(open_page, served_invented):
    page = open_page(served_invented.base + "/plan/priorities/BE-2/")
    broken = page.locator(".op-thread__break").first
    assert broken.evaluate("one => getComputedStyle(one).borderLeftStyle") == "dashed"
    assert re.search(r"No message from children or families leads here", broken.inner_text())


def test_text_of_twice_the_size_needs_no_sideways_scroll(open_page, served_invented):
    for address in PAGES[:12]:
        page = open_page(served_invented.base + address, width=640)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(SIDEWAYS) <= 0, address
