"""What the Children's Code asks of the pupils' pages, and no other test looks at."""

import re

import pytest

from web.pupils import PRIMARY, Device, Site, open_wave


@pytest.fixture
def device(tmp_path):
    codes = open_wave(tmp_path)
    site = Site(tmp_path)
    one = Device(site)
    one.code = codes[PRIMARY][0]
    yield one
    site.close()


def test_no_answer_is_chosen_beforehand(device):
    page = device.begin(device.code)
    seen = 0
    while device.at.startswith("/survey/q/"):
        assert page.checked == []
        assert re.search(r"<textarea[^>]*>\s*</textarea>", page.text) or "<textarea" not in page.text
        assert not any(page.values("number"))
        page = device.answer(page)
        seen += 1
    assert seen > 20


def test_saying_no_takes_one_press_and_stopping_two(device):
    about = device.enter(device.code)
    assert 'name="do" value="no">I don&#x27;t want to take part</button>' in about.text
    page = device.begin(device.code)
    while device.at.startswith("/survey/q/"):
        assert '<a href="/survey/stop/">' in page.text
        page = device.answer(page)
    stop = device.get("/survey/stop/")
    assert re.findall(r'name="do" value="(\w+)"', stop.text) == ["keep", "delete"]


def test_every_last_page_makes_the_tab_forget_what_it_could_not_send(device):
    pages = [device.get("/survey/")]
    device.enter(device.code)
    pages.append(device.follow(device.post("/survey/about/", {"do": "no"})))
    page = device.begin(device.code)
    assert "data-forgets" not in page.text
    assert "data-forgets" not in device.get("/survey/none/").text
    pages.append(device.follow(device.post("/survey/stop/", {"do": "keep"})))
    page = device.begin(device.code)
    while device.at.startswith("/survey/q/"):
        page = device.answer(page)
    assert "data-forgets" not in page.text
    pages.append(device.follow(device.post("/survey/end/", {})))
    assert "Thank you. You have finished." in pages[-1].said
    assert all('<body class="op-survey" data-forgets>' in one.text for one in pages)


def test_no_page_may_ask_where_a_child_is(device):
    for page in (device.get("/survey/"), device.begin(device.code), device.get("/survey/stop/")):
        for power in ("geolocation", "camera", "microphone"):
            assert f"{power}=()" in page.headers["permissions-policy"]
