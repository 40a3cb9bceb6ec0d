"""What is said of a wave can be changed until it opens, and not a moment longer."""

from datetime import timedelta

import pytest

from oneplan.errors import NotValid
from oneplan.listen.response.roll import read_roll
from oneplan.listen.waves.wave import read_wave
from oneplan.web.listen import actions, collection, running
from oneplan.web.listen.queries import find_wave
from oneplan.web.people.models import Event
from web import waves
from web.partners import client_as
from web.reading import text

LISTEN = "/partners/listen/"


@pytest.fixture
def home(empty_home):
    yield empty_home
    waves.forget_answers()


def change(wave, **given):
    names = ("title", "opens", "closes", "keep_until", "versions", "languages")
    actions.change_wave(wave, by=waves.BY, **{name: getattr(wave, name) for name in names} | given)
    return find_wave(wave.key)


def left_to_sign(wave):
    signed = set(wave.signatures.values_list("line", flat=True))
    return {line for line in waves.said() if line not in signed}


def test_title_and_days_are_changed_and_every_signature_stays(home):
    wave = waves.signed()
    later = wave.closes + timedelta(days=7)
    wave = change(wave, title="  How are you?  ", closes=later)
    assert (wave.title, wave.closes, left_to_sign(wave)) == ("How are you?", later, set())
    running.open_wave(wave, by=waves.BY)
    kept = read_wave(home, wave.key)
    assert (kept.title, kept.closes) == (str(wave), later)
    assert Event.objects.filter(act="wave.change").count() == 1


def test_whoever_is_not_asked_gets_no_card_and_what_was_signed_of_versions_is_signed_anew(home):
    wave = waves.signed(special=["easy-read"])
    wave = change(wave, versions=["primary", "secondary"])
    assert left_to_sign(wave) == {"data-protection", "special"}
    with pytest.raises(NotValid, match="Not signed yet"):
        running.open_wave(wave, by=waves.BY)
    wave = waves.opened(wave, special=["easy-read"])
    assert {one.group.version for one in collection.count_groups(wave)} == {"primary", "secondary"}
    assert read_wave(home, wave.key).special == ()


def test_answers_that_are_kept_longer_need_another_look_at_the_assessment(home):
    wave = waves.signed()
    wave = change(wave, keep_until=wave.keep_until + timedelta(days=365))
    assert left_to_sign(wave) == {"data-protection"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"versions": []}, "Choose at least one version"),
        ({"versions": ["no such version"]}, "Choose at least one version"),
        ({"versions": ["secondary"]}, "No version of this wave is for year 4"),
    ],
)
def test_a_change_that_leaves_pupils_without_a_questionnaire_is_refused(home, given, says):
    wave = waves.signed()
    with pytest.raises(NotValid, match=says):
        change(wave, **given)
    assert left_to_sign(find_wave(wave.key)) == set()


def test_days_in_the_wrong_order_are_refused(home):
    wave = waves.draft()
    with pytest.raises(NotValid, match="opens before it closes"):
        change(wave, closes=wave.opens - timedelta(days=1))
    with pytest.raises(NotValid, match="opens before it closes"):
        change(wave, keep_until=wave.closes)


def test_a_roll_of_pupils_whom_no_chosen_version_asks_is_refused(home):
    wave = change(waves.draft(roll=False), versions=["secondary"])
    roll = read_roll(waves.roll_file(), name="roll.csv")
    with pytest.raises(NotValid, match="No version of this wave is for year 4"):
        actions.load_roll(wave, by=waves.BY, roll=roll, file_name="roll.csv")


def test_an_open_wave_is_not_changed_and_says_so(home):
    wave = waves.opened()
    with pytest.raises(NotValid, match="Nothing of this can be changed any more"):
        change(wave, title="Another")
    client = client_as("manager")
    assert "Change its title" not in text(client.get(f"{LISTEN}{wave.key}/"))
    page = client.get(f"{LISTEN}{wave.key}/change/")
    assert "Nothing of this can be changed any more" in text(page)
    assert find_wave(wave.key).title == wave.title


def test_a_manager_changes_it_on_its_page_and_nobody_else(home):
    wave = waves.draft()
    client = client_as("manager")
    assert "Change its title" in text(client.get(f"{LISTEN}{wave.key}/"))
    page = client.get(f"{LISTEN}{wave.key}/change/")
    assert wave.title in page.content.decode()
    days = {name: getattr(wave, name).isoformat() for name in ("opens", "closes", "keep_until")}
    given = {"title": "", "versions": wave.versions, **days}
    assert "Write what the wave is called." in text(client.post(f"{LISTEN}{wave.key}/change/", given))
    given["title"] = "Another"
    sent = client.post(f"{LISTEN}{wave.key}/change/", given, follow=True)
    assert "The wave is changed." in text(sent)
    assert find_wave(wave.key).title == "Another"
    assert find_wave(wave.key).languages == ["en"]
    for role in ("analyst", "chair", "school", "reader"):
        assert (
            client_as(role, second_factor=role != "school").get(f"{LISTEN}{wave.key}/change/").status_code
            == 403
        )
