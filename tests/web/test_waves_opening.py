"""A wave opens only when everything is signed and loaded; nothing of it happens half-way."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from oneplan.errors import NotAllowed, NotValid
from oneplan.listen.response.roll import read_roll
from oneplan.people import Actor, Holding, Role
from oneplan.web.listen import actions, collection, running
from oneplan.web.listen.checklist import LINES
from oneplan.web.listen.models import State, Wave
from oneplan.web.listen.queries import find_wave
from oneplan.web.people.models import Event
from web import waves
from web.partners import client_as
from web.reading import text


@pytest.fixture
def home(empty_home):
    yield empty_home
    waves.forget_answers()


def test_a_signed_wave_with_a_roll_opens_and_every_class_has_codes(home):
    wave = waves.opened()
    assert wave.state == State.OPEN
    folder = home / "listening" / wave.key
    kept = json.loads((folder / "wave.json").read_text())
    assert kept["state"] == "open"
    assert kept["schools"][waves.HILL] == "Hill School"
    assert kept["special"] == []
    assert (folder / "questionnaire.yaml").read_bytes() == waves.QUESTIONNAIRE.read_bytes()
    key = home / "keys" / f"{wave.key}.key"
    assert key.stat().st_mode & 0o777 == 0o600
    counts = {one.group: one.issued for one in collection.count_groups(wave)}
    assert counts[waves.FIRST] == 14
    assert counts[waves.FIRST.model_copy(update={"version": "easy-read"})] == 2
    special = {group.version: codes for group, codes in counts.items() if group.school == waves.OAK}
    assert special == {"secondary": 7, "easy-read": 7}


@pytest.mark.parametrize("line", [line.key for line in LINES])
def test_no_line_of_the_checklist_can_be_left_out(home, line):
    wave = waves.signed()
    wave.signatures.filter(line=line).delete()
    with pytest.raises(NotValid, match="Not signed yet"):
        running.open_wave(wave, by=waves.BY)
    assert not (home / "keys").exists()
    assert find_wave(wave.key).state == State.DRAFT


def test_parents_have_seven_whole_days_with_the_letter(home):
    today = timezone.localdate()
    wave = waves.signed(sent=today - timedelta(days=6))
    with pytest.raises(NotValid, match="seven days with the letter"):
        running.open_wave(wave, by=waves.BY)
    waves.opened(wave, sent=today - timedelta(days=7))


def test_without_a_roll_no_wave_opens(home):
    with pytest.raises(NotValid, match="roll is not loaded"):
        running.open_wave(waves.signed(waves.draft(roll=False)), by=waves.BY)


def test_special_questions_are_asked_only_where_the_checklist_says_so(home):
    wave = waves.opened(special=["post-16"])
    kept = json.loads((home / "listening" / wave.key / "wave.json").read_text())
    assert kept["special"] == ["post-16"]


def test_nothing_of_an_open_wave_can_be_changed_any_more(home):
    wave = waves.opened()
    roll = read_roll(waves.roll_file(), name="roll.csv")
    for change in (
        lambda: actions.load_roll(wave, by=waves.BY, roll=roll, file_name="roll.csv"),
        lambda: actions.sign(by=waves.BY, wave=wave, line="special", said={"versions": ["primary"]}),
        lambda: actions.drop_wave(wave, by=waves.BY),
        lambda: running.open_wave(wave, by=waves.BY),
    ):
        with pytest.raises(NotValid, match="This wave is now: open"):
            change()


def test_an_opening_that_was_cut_off_goes_on_with_the_same_cards(home, monkeypatch):
    wave = waves.signed()
    monkeypatch.setattr(collection, "write_wave", lambda *_: (_ for _ in ()).throw(NotValid("Disk full.")))
    with pytest.raises(NotValid, match="Disk full"):
        running.open_wave(wave, by=waves.BY)
    assert find_wave(wave.key).state == State.DRAFT
    key = (home / "keys" / f"{wave.key}.key").read_bytes()
    before = collection.list_codes(waves.school_of(wave))
    monkeypatch.undo()
    running.open_wave(find_wave(wave.key), by=waves.BY)
    assert (home / "keys" / f"{wave.key}.key").read_bytes() == key
    assert collection.list_codes(waves.school_of(wave)) == before


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("100 001", "Hill", "primary", "academy", "North", 2, 4, 12), "school"),
        ((waves.HILL, "Hill", "primary", "academy", "North", 9, 4, 12), "free_meals_fifth"),
        ((waves.HILL, "Hill", "primary", "academy", "North", 2, 4, "many"), "pupils"),
        ((waves.HILL, "Hill", "primary", "academy", "North", 2, 4, -1), "pupils"),
        ((waves.LAKE, "Other name", "secondary", "maintained", "South", 5, 9, 1), "another name"),
        (
            (waves.LAKE, "Lake School", "secondary", "maintained", "South", 5, 8, 1),
            "about this school and year",
        ),
        ((waves.LAKE, "Lake School", "secondary", "maintained", "South", 5, 2, 1), "No version"),
    ],
)
def test_a_roll_with_one_bad_row_changes_nothing_and_says_which(home, row, says):
    wave = waves.draft()
    client = client_as("manager")
    file = SimpleUploadedFile("roll.csv", waves.roll_file((*waves.ROWS[1:], row)))
    answer = client.post(f"/partners/listen/{wave.key}/roll/", {"file": file})
    assert answer.status_code == 200
    assert "There is a problem" in text(answer)
    assert says in text(answer)
    assert wave.schools.count() == 3
    assert sum(year.pupils for school in wave.schools.all() for year in school.years.all()) == 46


def test_every_bad_row_of_a_roll_is_said_and_after_twenty_how_many_more():
    bad = [(f"1000{number}", "Hill", "primary", "academy", "North", 9, 4, -1) for number in range(25)]
    with pytest.raises(NotValid) as refused:
        read_roll(waves.roll_file((waves.ROWS[0], *bad)), name="roll.csv")
    said = str(refused.value)
    assert [f"row {number}," in said for number in (2, 3, 22, 23)] == [False, True, True, False]
    assert said.endswith("There are 5 more.")


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b"<html>", b'"' * 5000, waves.roll_file(())]
)
def test_a_file_that_is_no_roll_is_refused_in_a_sentence(home, data):
    wave = waves.draft(roll=False)
    file = SimpleUploadedFile("roll.csv", data)
    answer = client_as("manager").post(f"/partners/listen/{wave.key}/roll/", {"file": file})
    assert answer.status_code == 200
    assert "There is a problem" in text(answer)
    assert not wave.schools.exists()


def test_a_new_roll_keeps_the_named_adults(home):
    wave = waves.draft()
    school = waves.school_of(wave)
    actions.name_adult(by=waves.BY, school=school, named_adult="The school nurse")
    more = (*waves.ROWS, ("100004", "New School", "primary", "academy", "North", 1, 4, 3))
    roll = read_roll(waves.roll_file(more), name="roll.csv")
    actions.load_roll(find_wave(wave.key), by=waves.BY, roll=roll, file_name="roll.csv")
    assert waves.school_of(wave).named_adult == "The school nurse"
    assert wave.schools.count() == 4


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace("rather_not:", "rather_nott:"), "rather_nott"),
        (lambda text: text.replace("0800 1111", "our help line"), "cannot be put before children yet"),
        (lambda _: "just words", "is no questionnaire"),
        (lambda _: "a: &x [*x]", "alias"),
    ],
)
def test_a_questionnaire_that_does_not_pass_its_check_makes_no_wave(home, change, says):
    with pytest.raises(NotValid, match=says):
        waves.draft(file=change(waves.QUESTIONNAIRE.read_text("utf-8")).encode())
    assert not Wave.objects.exists()


def test_only_those_in_the_table_may_do_it(home):
    wave = waves.signed()
    for role in (Role.SCHOOL, Role.ANALYST, Role.ADMINISTRATOR, Role.CHAIR):
        with pytest.raises(NotAllowed):
            running.open_wave(wave, by=Actor("Somebody", 1, (Holding(role, "police"),)))


def test_the_log_says_what_was_done_and_holds_no_questionnaire_and_no_code(home):
    wave = waves.opened()
    codes = [code for made in collection.list_codes(waves.school_of(wave)).values() for code in made]
    entries = list(Event.objects.filter(act__startswith="wave.").order_by("number"))
    assert [one.act for one in entries][:2] == ["wave.make", "wave.load-roll"]
    assert entries[-1].act == "wave.open"
    written = json.dumps([[one.before, one.after] for one in entries])
    assert "How is life" in written
    assert "Childline" not in written
    assert not any(code in written for code in codes)
