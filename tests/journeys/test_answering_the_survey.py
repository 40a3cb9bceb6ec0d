"""A pupil answers the survey in a real browser: every kind of question, by keyboard, without JavaScript."""

import pytest

from journeys.looking import SIDEWAYS, follow, look
from web.pupils import PRIMARY, SECONDARY, answers_of, open_wave, read_demonstration
from web.test_survey_faults import Server

ASKED = read_demonstration()
TARGETS = (
    "button, .govuk-button, .govuk-radios__label, .govuk-checkboxes__label, .govuk-radios__input, "
    ".govuk-checkboxes__input, .op-survey-hide, .op-survey-second, .op-survey-back, .govuk-input"
)
TOO_SMALL = f"""[...document.querySelectorAll('{TARGETS}')].filter(one => one.checkVisibility())
  .filter(one => one.getBoundingClientRect().height < 43.5).map(one => one.outerHTML.slice(0, 150))"""
LARGER = "document.documentElement.style.fontSize = '200%'"


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    """The pupils' pages with an open wave, and codes that nobody has used."""
    home = tmp_path_factory.mktemp("survey")
    codes = open_wave(home, cards=40, demonstration=True)
    server = Server(home)
    yield (
        home,
        f"http://127.0.0.1:{server.port}/survey/",
        {group: iter(given) for group, given in codes.items()},
    )
    server.kill()


@pytest.fixture
def enter(survey, open_page):
    """Open the survey, type a code and begin; `start=False` stops on the page about it.

    A window that stays open is given where all is looked at that is said there.
    """
    _, address, codes = survey

    def enter_one(group, *, start=True, language="", window=None, **choices):
        page = window or open_page("about:blank", **choices)
        page.goto(address)
        page.get_by_label("What is the code on your card?").fill(next(codes[group]))
        follow(page, page.get_by_role("button", name="Go on"))
        if language:
            follow(page, page.get_by_role("link", name=language))
        if start:
            follow(page, page.locator("form .govuk-button"))
        return page

    return enter_one


def id_of(page):
    return page.url.rstrip("/").split("/")[-1]


def go_to(page, kind):
    """Leave questions out until one of a kind stands there."""
    while ASKED.by_id[id_of(page)].kind != kind:
        follow(page, page.locator("form .govuk-button"))


@pytest.mark.parametrize("kind", ["one", "several", "scale", "number", "text"])
def test_every_kind_of_question_can_be_used_by_everybody(enter, find_barriers, window, kind):
    page = enter(SECONDARY, window=window)
    go_to(page, kind)
    look(page, find_barriers)
    assert page.evaluate(TOO_SMALL) == []
    page.evaluate(LARGER)
    assert page.evaluate(SIDEWAYS) <= 0


def test_every_other_page_can_be_used_by_everybody(survey, enter, open_page, find_barriers, width):
    start = open_page(survey[1], width=width)
    look(start, find_barriers)
    follow(start, start.get_by_role("button", name="Go on"))
    assert start.get_by_role("alert").is_visible()
    look(start, find_barriers)
    page = enter(PRIMARY, start=False, width=width)
    for press in ("about", "no"):
        assert press in page.url or page.get_by_role("heading", level=1).is_visible()
        look(page, find_barriers)
        assert page.evaluate(TOO_SMALL) == []
        if press == "about":
            follow(page, page.get_by_role("button", name="I don't want to take part"))
    page = enter(PRIMARY, width=width)
    follow(page, page.get_by_role("link", name="You can stop at any time."))
    look(page, find_barriers)
    follow(page, page.get_by_role("button", name="Stop, and delete my answers"))
    look(page, find_barriers)


@pytest.mark.parametrize("kind", ["one", "several", "scale", "number", "text"])
def test_every_kind_of_question_can_be_used_from_right_to_left(enter, find_barriers, window, kind):
    page = enter(PRIMARY, language="العربية", window=window)
    assert page.locator("html").get_attribute("dir") == "rtl"
    go_to(page, kind)
    look(page, find_barriers)
    assert page.evaluate(TOO_SMALL) == []
    page.evaluate(LARGER)
    assert page.evaluate(SIDEWAYS) <= 0


def test_every_other_page_can_be_used_from_right_to_left(survey, open_page, find_barriers, width):
    _, address, codes = survey
    page = open_page(address, width=width)
    follow(page, page.get_by_role("link", name="العربية"))
    look(page, find_barriers)
    follow(page, page.locator("form .govuk-button"))
    assert page.get_by_role("alert").is_visible()
    look(page, find_barriers)
    page.locator("#code").fill(next(codes[PRIMARY]))
    follow(page, page.locator("form .govuk-button"))
    for leads_on in ("form .govuk-button", ".op-survey-foot a", "form .op-survey-second"):
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert page.locator("html").get_attribute("lang") == "ar"
        look(page, find_barriers)
        assert page.evaluate(TOO_SMALL) == []
        follow(page, page.locator(leads_on).first)
    assert "/survey/deleted/" in page.url
    look(page, find_barriers)


def test_a_pupil_answers_with_the_keyboard_alone_and_reaches_the_end(survey, enter):
    home, _, _ = survey
    page = enter(PRIMARY)
    first = id_of(page)
    answered = 0
    while "/survey/q/" in page.url:
        question = ASKED.by_id[id_of(page)]
        page.locator("form").locator("input:visible, textarea").first.focus()
        if question.kind == "text":
            page.keyboard.type("More trees.")
        elif question.kind == "number":
            page.keyboard.type("3")
        else:
            page.keyboard.press("Space")
        with page.expect_navigation():
            page.get_by_role("button", name="Next").focus()
            page.keyboard.press("Enter")
        answered += 1
    assert page.get_by_role("heading", name="That was the last question").is_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Finish").focus()
        page.keyboard.press("Enter")
    assert page.get_by_role("heading", name="Thank you. You have finished.").is_visible()
    assert page.get_by_text("Mrs Example <in the Hub>").is_visible()
    store = answers_of(home)
    done = [sheet for sheet in store.sheets() if sheet.state == "done"]
    store.close()
    assert [len(sheet.answers) for sheet in done] == [answered]
    assert done[0].answers[first] == {"codes": [ASKED.choices_of(ASKED.by_id[first])[0].code]}
    assert page.context.cookies() == []


def test_without_javascript_a_pupil_answers_goes_back_and_hides_the_page(enter):
    page = enter(PRIMARY, java_script_enabled=False)
    page.get_by_label("Year 5").check()
    follow(page, page.get_by_role("button", name="Next"))
    follow(page, page.get_by_role("link", name="Back"))
    assert page.get_by_label("Year 5").is_checked()
    assert page.get_by_role("button", name="Read it to me").count() == 0
    follow(page, page.get_by_role("link", name="Hide my screen"))
    assert page.locator("body").inner_text().strip().endswith("Show my page")
    follow(page, page.get_by_role("link", name="Show my page"))
    assert "/survey/q/" in page.url


def test_hide_my_screen_covers_what_was_typed_and_gives_it_back(enter):
    page = enter(PRIMARY)
    page.get_by_label("Year 5").check()
    page.get_by_role("link", name="Hide my screen").click()
    assert not page.get_by_role("heading", level=1).is_visible()
    page.get_by_role("button", name="Show my page").click()
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_label("Year 5").is_checked()


def test_read_it_to_me_reads_the_question_and_every_answer(enter):
    page = enter(PRIMARY)
    page.evaluate(
        "() => { window.said = []; speechSynthesis.cancel = () => 0;"
        " speechSynthesis.speak = one => said.push(one.text) }"
    )
    page.get_by_role("button", name="Read it to me").click()
    said = page.evaluate("() => said")
    assert "year are you in" in said[0]
    assert "Year 5" in said
    assert said[-1] == "I'd rather not say"
    assert page.get_by_role("button", name="Stop reading").is_visible()


def test_a_page_that_waits_sends_its_form_again_by_itself(enter):
    page = enter(PRIMARY, start=False)
    script = page.locator("script").get_attribute("src")
    waits = (
        f'<form method="post" action="{page.url}" data-again="0"><input name="do" value="start">'
        f'</form><script src="{script}"></script>'
    )
    busy = iter([True])

    def busy_once(route):
        if route.request.method == "POST" and next(busy, False):
            route.fulfill(status=503, content_type="text/html", body=waits)
        else:
            route.continue_()

    page.route("**/survey/about/", busy_once)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/survey/q/year-group/")
