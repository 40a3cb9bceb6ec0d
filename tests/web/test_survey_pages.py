"""The pupils' pages: one question at a time, back and forth, on any device, and nothing kept twice."""

import gzip
import random
import re

import pytest

from oneplan.listen.collection.issuing import issue_codes
from oneplan.listen.collection.way import find_way, route_of
from oneplan.listen.waves import keys
from oneplan.listen.waves.wave import read_wave
from web.pupils import (
    EASY,
    PRIMARY,
    SECONDARY,
    Device,
    Site,
    answers_like,
    answers_of,
    change_wave,
    kept,
    open_wave,
    read_demonstration,
)


@pytest.mark.parametrize("group", [PRIMARY, SECONDARY, EASY], ids=lambda group: group.version)
def test_a_pupil_goes_from_the_card_to_the_end_and_every_answer_is_kept_as_it_was_given(
    pages, device, codes, group
):
    asked, chance = read_demonstration(), random.Random(7)
    page = device.begin(codes[group][0])
    given = {}
    while device.at.startswith("/survey/q/"):
        id_ = device.at.split("/")[3]
        fields, given[id_] = answers_like(asked, asked.by_id[id_], chance=chance)
        page = device.answer(page, **fields)
        assert page.status == 200, page.said
    assert "That was the last question" in page.said
    route = route_of(asked, read_wave(pages.home, "2027"), version=group.version)
    assert [route[place].id for place in find_way(route, given)] == list(given)
    assert len(given) > 20
    done = device.follow(device.post("/survey/end/", {}))
    assert "Thank you. You have finished." in done.said
    assert device.cookie == ""
    assert kept(pages) == [given]
    assert device.enter(codes[group][0]).said.count("This code was used before") == 2


def test_the_pages_are_light_enough_for_an_old_tablet(device, codes):
    def size(got):
        return len(gzip.compress(got.body, 4))

    first = device.get("/survey/")
    files = re.findall(r'(?:href|src)="(/survey/files/[^"]+)"', first.text)
    assert len(files) == 3
    assert size(first) + sum(size(device.get(address)) for address in files) <= 15_000
    page = device.begin(codes[SECONDARY][0])
    sizes = []
    while device.at.startswith("/survey/q/"):
        sizes.append(size(page))
        page = device.answer(page)
    assert len(sizes) > 40
    assert max(sizes) <= 5_000


def test_packed_only_for_who_can_unpack(device):
    assert device.get("/survey/", accept_encoding="gzip, br").headers["content-encoding"] == "gzip"
    assert "content-encoding" not in device.get("/survey/").headers


def test_going_back_shows_what_was_chosen_and_a_change_is_kept_as_a_change(pages, device, codes):
    page = device.begin(codes[PRIMARY][0])
    device.answer(page, answer="year-5")
    device.at = "/survey/q/year-group/"
    back = device.get(device.at)
    assert back.checked == ["year-5"]
    assert back.values("seen") == ["1"]
    device.answer(back, answer="year-4")
    assert kept(pages)[0]["year-group"] == {"codes": ["year-4"]}


def test_the_same_form_sent_twice_at_once_is_kept_once_and_both_go_on(pages, device, codes):
    device.begin(codes[PRIMARY][0])
    form = device.request("/survey/q/year-group/", {"seen": "0", "answer": "year-5"})
    answers = pages.ask(*[form] * 20)
    assert {got.status for got in answers} == {303}
    assert len({got.to for got in answers}) == 1
    store = answers_of(pages.home)
    rows = store._connection().execute("SELECT COUNT(*) FROM answers").fetchone()[0]
    store.close()
    assert rows == 1


def test_a_second_tablet_is_shown_what_the_first_one_said_and_can_change_it(pages, codes):
    first, second = Device(pages), Device(pages, address="10.0.0.2")
    one = first.begin(codes[PRIMARY][0])
    two = second.enter(codes[PRIMARY][0])
    assert second.at == first.at == "/survey/q/year-group/"
    first.answer(one, answer="year-5")
    stale = second.answer(two, answer="year-6")
    assert stale.status == 409
    assert "You answered this on another screen" in stale.said
    assert stale.checked == ["year-5"]
    second.answer(stale, answer="year-6")
    assert kept(pages) == [{"year-group": {"codes": ["year-6"]}}]


def test_two_tablets_at_the_same_moment_keep_one_answer(pages, codes):
    first, second = Device(pages), Device(pages)
    first.begin(codes[PRIMARY][0])
    second.enter(codes[PRIMARY][0])
    answers = pages.ask(
        first.request("/survey/q/year-group/", {"seen": "0", "answer": "year-5"}),
        second.request("/survey/q/year-group/", {"seen": "0", "answer": "year-6"}),
    )
    assert sorted(got.status for got in answers) == [303, 409]
    assert kept(pages) == [{"year-group": {"codes": ["year-5"]}}]


def test_a_code_goes_on_where_its_pupil_stopped_on_any_device_and_after_a_new_start(tmp_path, codes):
    pages = Site(tmp_path)
    device = Device(pages)
    device.answer(device.begin(codes[PRIMARY][0]), answer="year-5")
    at = device.at
    assert "You have stopped" in device.follow(device.post("/survey/stop/", {"do": "keep"})).said
    assert device.cookie == ""
    pages.close()
    again = Site(tmp_path)
    other = Device(again)
    other.enter(codes[PRIMARY][0].lower())
    assert other.at == at
    again.close()


def test_a_pupil_may_say_no_and_change_their_mind(pages, device, codes):
    device.enter(codes[PRIMARY][0])
    said = device.follow(device.post("/survey/about/", {"do": "no"}))
    assert "That is fine" in said.said
    assert "draw" in said.said
    assert device.cookie == ""
    store = answers_of(pages.home)
    assert next(count for count in store.counts() if count.group == PRIMARY).declined == 1
    store.close()
    assert "year are you in" in device.begin(codes[PRIMARY][0]).said


def test_deleted_is_deleted_and_the_code_is_spent(pages, device, codes):
    device.answer(device.begin(codes[PRIMARY][0]), answer="year-5")
    said = device.follow(device.post("/survey/stop/", {"do": "delete"}))
    assert "Your answers are gone" in said.said
    assert kept(pages) == []
    assert "This code was used before" in device.enter(codes[PRIMARY][0]).said


@pytest.mark.parametrize(
    ("question", "fields", "says"),
    [
        ("year-group", {"answer": ["year-5", "year-6"]}, "Choose just one"),
        ("year-group", {"answer": "year-99"}, "Choose one of the answers on this page"),
        ("year-group", {"answer": ["year-5", "dont-know"]}, "Keep one of them"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_said_kindly_and_stays(
    pages, device, codes, question, fields, says
):
    device.begin(codes[PRIMARY][0])
    got = device.post(f"/survey/q/{question}/", {"seen": "0", **fields})
    assert got.status == 422
    assert says in got.said
    assert kept(pages) == [{}]


def reach(device, code, kind):
    """The page of the first question of a kind."""
    asked = read_demonstration()
    page = device.begin(code)
    while asked.by_id[device.at.split("/")[3]].kind != kind:
        page = device.answer(page)
    return page


@pytest.mark.parametrize("typed", ["-1", "1.5", "9999999999999999", "three", "1e2", "½", "²"])
def test_a_number_that_is_none_is_said_kindly_and_stays(device, codes, typed):
    wrong = device.answer(reach(device, codes[SECONDARY][0], "number"), number=typed)
    assert wrong.status == 422
    assert "Type a whole number from" in wrong.said
    assert wrong.values("number") == [typed]


def test_a_text_that_is_too_long_is_not_cut_and_not_lost(pages, device, codes):
    page = reach(device, codes[PRIMARY][0], "text")
    wrong = device.answer(page, text="a" * 2001)
    assert wrong.status == 422
    assert "2001 letters" in wrong.said
    assert "a" * 2001 in wrong.text
    good = device.answer(wrong, text="a" * 2000)
    assert good.status == 200


def test_before_every_free_text_stands_who_reads_it_and_who_helps(device, codes):
    page = reach(device, codes[PRIMARY][0], "text")
    assert "0800 1111" in page.said
    assert "999" in page.said
    assert page.said.index("They can't see who you are") < page.text.index("<textarea")
    assert "At your school, you can talk to Mrs Example <in the Hub>." in page.said
    assert "Mrs Example &lt;in the Hub&gt;" in page.text


def test_what_a_pupil_writes_comes_back_as_text_and_never_as_a_part_of_the_page(device, codes):
    page = reach(device, codes[PRIMARY][0], "text")
    at = device.at
    device.answer(page, text="</textarea><script>alert(1)</script>\x00\u202e&amp;")
    again = device.get(at)
    assert "<script>alert" not in again.text
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;\u202e&amp;amp;" in again.text


def test_every_question_can_be_left_out_and_the_end_says_that_this_is_fine(device, codes):
    page = device.begin(codes[PRIMARY][0])
    number = 0
    while device.at.startswith("/survey/q/"):
        page = device.answer(page)
        number += 1
    assert f"You left out {number} of the questions. That is fine." in page.said


def test_a_class_that_is_paused_waits_and_goes_on_by_itself(pages, device, codes):
    device.begin(codes[PRIMARY][0])
    store = answers_of(pages.home)
    store.pause(PRIMARY, paused=True)
    pages.look()
    paused = device.get("/survey/next/")
    assert "Your teacher has stopped the survey for a short time" in paused.said
    assert paused.headers["refresh"] == "15"
    assert Device(pages).begin(codes[SECONDARY][0]).status == 200
    store.pause(PRIMARY, paused=False)
    pages.look()
    assert device.follow(device.get("/survey/next/")).values("seen") == ["0"]
    store.close()


def test_a_survey_that_is_closed_says_so_and_one_that_opens_needs_no_new_start(pages, device, codes):
    device.begin(codes[PRIMARY][0])
    change_wave(pages.home, state="closed")
    pages.look()
    assert "The survey is closed" in device.get("/survey/").said
    assert device.post("/survey/q/year-group/", {"seen": "0", "answer": "year-5"}).to == "/survey/"
    change_wave(pages.home, state="open")
    pages.look()
    assert device.follow(device.get("/survey/next/")).status == 200


def test_a_change_in_the_waves_file_interrupts_nobody(pages, device, codes):
    page = device.begin(codes[PRIMARY][0])
    taking = next(iter(pages.waves)).taking
    change_wave(pages.home, contacts={"100001": "Mr New"})
    pages.look()
    assert next(iter(pages.waves)).taking is taking
    assert device.answer(page, answer="year-5").status == 200
    assert "Mr New" in device.get("/survey/stop/").said


def test_a_new_key_is_read_as_soon_as_the_wave_is_written_anew(pages, device, codes):
    device.begin(codes[PRIMARY][0])
    keys.destroy_key(pages.home, "2027")
    key = keys.make_key(pages.home, "2027")
    store = answers_of(pages.home, key)
    store.forget_tickets()
    (code,) = issue_codes(store, key, group=PRIMARY, cards=1)
    store.close()
    change_wave(pages.home)
    pages.look()
    assert device.get("/survey/next/").to == "/survey/"
    assert Device(pages).begin(code).status == 200


def test_a_damaged_file_leaves_an_open_wave_open(pages, device, codes):
    page = device.begin(codes[PRIMARY][0])
    change_wave(pages.home).write_text("{")
    pages.look()
    assert device.answer(page, answer="year-5").status == 200


def test_after_the_seal_an_answer_is_refused_and_not_said_to_be_kept(pages, device, codes):
    page = device.begin(codes[PRIMARY][0])
    store = answers_of(pages.home)
    store.seal()
    store.close()
    got = device.answer(page, answer="year-5")
    assert got.status == 409
    assert "The survey is closed" in got.said
    assert kept(pages) == [{}]


def test_of_two_open_waves_the_code_says_which(tmp_path, codes):
    others = open_wave(tmp_path, wave="second", title="The other one")
    pages = Site(tmp_path)
    assert "How is life for you?" in Device(pages).enter(codes[PRIMARY][0]).said
    assert "The other one" in Device(pages).enter(others[PRIMARY][0]).said
    pages.close()


def test_questions_off_the_way_and_ahead_of_it_cannot_be_reached_by_their_address(device, codes):
    device.begin(codes[PRIMARY][0])
    for path in ("/survey/q/bullied-told/", "/survey/q/ethnic-group/", "/survey/end/"):
        assert device.get(path).to == "/survey/next/"
    assert device.post("/survey/q/bullied-told/", {"seen": "0", "answer": "yes"}).to == "/survey/next/"


@pytest.mark.parametrize(
    "path",
    [
        "/survey/q",
        "/survey/about",
        "/survey/about/zz/",
        "/survey/q/",
        "/survey/q/none/",
        "/survey/x/",
        "/survey/q/year-group/x/",
        "/x",
        "/survey/audio/a/b.mp3",
    ],
)
def test_what_is_not_here_is_said_on_a_page(device, codes, path):
    device.begin(codes[PRIMARY][0])
    got = device.get(path)
    assert got.status == 404
    assert "<h1>" in got.text
