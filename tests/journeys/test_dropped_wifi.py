"""The Wi-Fi drops while a class answers: what was typed waits in its tab, goes out once, leaves nothing."""

import json

import pytest

from journeys.looking import follow, look
from web.pupils import PRIMARY, answers_of, open_wave
from web.test_survey_faults import Server

KEPT = "() => [sessionStorage.length, localStorage.length, sessionStorage.getItem('survey')]"
NOTHING = [0, 0, None]


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    """The pupils' pages with an open wave, and codes that nobody has used."""
    home = tmp_path_factory.mktemp("dropped")
    codes = open_wave(home, cards=20)
    server = Server(home)
    yield home, f"http://127.0.0.1:{server.port}/survey/", iter(codes[PRIMARY])
    server.kill()


@pytest.fixture
def page(survey, open_page):
    """A page on the first question."""
    return enter(open_page(survey[1]), survey)


def enter(page, survey, language=""):
    page.goto(f"{survey[1]}{language}")
    page.locator("#code").fill(next(survey[2]))
    follow(page, page.locator("form .govuk-button"))
    follow(page, page.locator("form .govuk-button"))
    return page


def revisions(home):
    """The answers to the first question of everybody, with their revisions."""
    store = answers_of(home)
    rows = store._connection().execute(
        "SELECT revision, given FROM answers WHERE question = 'year-group' ORDER BY revision"
    )
    found = [(revision, json.loads(given)) for revision, given in rows]
    store.close()
    return found


def given(home, answer):
    return [revision for revision, one in revisions(home) if one == {"codes": [answer]}]


def press_next(page):
    page.locator("form .govuk-button").click()


def wait_for_note(page):
    page.locator("[data-says].op-survey-note").wait_for()


def drop_answers(page):
    page.route(
        "**/survey/q/**",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )


def leave_question(page):
    page.wait_for_url(lambda url: "year-group" not in url)


def test_an_answer_that_could_not_be_sent_is_kept_sent_again_and_stored_once(survey, page, find_barriers):
    home, _, _ = survey
    page.get_by_label("Year 3 or below").check()
    page.context.set_offline(True)
    press_next(page)
    wait_for_note(page)
    assert page.get_by_role("status").inner_text().startswith("Your answer has not gone out yet.")
    look(page, find_barriers)
    number, local, kept = page.evaluate(KEPT)
    assert (number, local) == (1, 0)
    assert "year-3-or-below" in kept
    assert given(home, "year-3-or-below") == []
    page.context.set_offline(False)
    leave_question(page)
    assert given(home, "year-3-or-below") == [1]
    assert page.evaluate(KEPT) == NOTHING


def test_where_all_is_well_nothing_is_ever_kept(survey, page):
    page.evaluate("() => { Storage.prototype.setItem = () => { document.title = 'kept' } }")
    page.get_by_label("Year 11").check()
    press_next(page)
    leave_question(page)
    assert given(survey[0], "year-11") == [1]
    assert page.evaluate(KEPT) == NOTHING


def test_an_answer_that_arrived_without_word_of_it_is_not_stored_twice(survey, page):
    home, _, _ = survey

    def lose_the_reply(route):
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/survey/q/**", lose_the_reply, times=1)
    page.get_by_label("Year 12").check()
    press_next(page)
    leave_question(page)
    assert given(home, "year-12") == [1]
    assert page.evaluate(KEPT) == NOTHING


def test_a_page_that_was_loaded_again_still_sends_what_waits(survey, page):
    home, _, _ = survey
    page.get_by_label("Year 7").check()
    drop_answers(page)
    press_next(page)
    wait_for_note(page)
    page.unroute_all()
    page.reload()
    leave_question(page)
    assert given(home, "year-7") == [1]


def test_a_survey_that_is_too_busy_is_asked_again_without_losing_the_page(survey, page):
    page.route("**/survey/q/**", lambda route: route.fulfill(status=503, body="busy"), times=1)
    page.get_by_label("Year 8").check()
    press_next(page)
    wait_for_note(page)
    leave_question(page)
    assert given(survey[0], "year-8") == [1]


def test_an_answer_that_cannot_be_taken_still_says_what_to_change(survey, page):
    page.evaluate("() => { document.querySelector('[name=answer]').value = 'year-99' }")
    page.locator("[name=answer]").first.check()
    press_next(page)
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("alert").is_visible()
    assert page.evaluate(KEPT) == NOTHING


@pytest.mark.parametrize("ends", ["Stop, and delete my answers", "Stop, and keep my answers"])
def test_nothing_waits_in_the_tab_after_stopping(survey, page, ends):
    page.get_by_label("Year 9").check()
    drop_answers(page)
    press_next(page)
    wait_for_note(page)
    follow(page, page.get_by_role("link", name="You can stop at any time."))
    follow(page, page.get_by_role("button", name=ends))
    assert page.evaluate(KEPT) == NOTHING


def test_what_waits_of_one_pupil_is_never_sent_for_the_next_one_on_the_same_tablet(survey, page):
    home, _, _ = survey
    page.get_by_label("Year 10").check()
    drop_answers(page)
    press_next(page)
    wait_for_note(page)
    other = page.context.new_page()
    enter(other, survey)
    page.unroute_all()
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    page.wait_for_url("**/survey/q/year-group/")
    page.wait_for_function("() => sessionStorage.length === 0")
    assert given(home, "year-10") == []
    assert other.evaluate(KEPT) == NOTHING
    other.close()


def test_the_first_page_forgets_what_waited_whoever_left_it_there(survey, page):
    page.evaluate("() => sessionStorage.setItem('survey', JSON.stringify({to: '/survey/end/', body: ''}))")
    page.goto(survey[1])
    assert page.evaluate(KEPT) == NOTHING


def test_it_is_said_in_the_language_of_the_page(survey, open_page):
    page = enter(open_page(survey[1]), survey, "in/ar/")
    page.context.set_offline(True)
    press_next(page)
    wait_for_note(page)
    assert page.get_by_role("status").inner_text().startswith("لم تُرسَل إجابتك بعد.")
    page.context.set_offline(False)
    leave_question(page)
