"""The forms of the gate's pages: the whole way by forms alone, and what is wrong or hostile refused."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from oneplan.web.people.models import Event
from oneplan.web.understand.gate.queries import find_release
from oneplan.web.understand.models import Release, Stage
from web import releases
from web.partners import client_as
from web.reading import read, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def data_set(own_home, tmp_path):
    return releases.make_data_set(tmp_path)


@pytest.fixture
def analyst(own_home):
    return client_as("analyst", organisation="council")


def page_of(release):
    return f"/partners/evidence/gate/{release.pk}/"


def send(client, release, what, **sent):
    return client.post(f"/partners/evidence/gate/{release.pk}/{what}/", sent)


def test_the_whole_way_by_forms_alone(data_set, analyst):
    sent = {
        "title": "How many <b>girls</b> are there?",
        "characteristics": ["district", "sex"],
        "together": "2",
        "outcomes": ["lonely"],
        "wave": "2025",
        "audience": "public",
        "policy": "dfe_la",
        "levels_above": SimpleUploadedFile(
            "levels.csv",
            b"characteristic,child,parent\ndistrict,Hill,North\ndistrict,Dale,North\n",
            content_type="text/csv",
        ),
    }
    assert analyst.get(f"/partners/evidence/gate/new/{data_set.key}/").status_code == 200
    answer = analyst.post(f"/partners/evidence/gate/new/{data_set.key}/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    releases.work()
    release = find_release(Release.objects.get().pk)
    assert release.tables == [["district", "sex", "lonely"]]
    assert release.levels_above["district"][-1] == ["North", "Total"]
    send(analyst, release, "run", minutes="5")
    releases.work()
    release = find_release(release.pk)
    assert "How many &lt;b&gt;girls" in read(analyst.get(page_of(release)))
    send(analyst, release, "ask", fingerprint=release.fingerprint, note="<script>alert(1)</script>")
    manager = client_as("manager", organisation="council")
    assert "<script>" not in read(manager.get(page_of(release)))
    unticked = send(manager, release, "release", fingerprint=release.fingerprint)
    assert "then tick the box" in text(unticked)
    send(manager, release, "release", fingerprint=release.fingerprint, looked="on")
    assert find_release(release.pk).stage == Stage.RELEASED
    acts = list(
        Event.objects.filter(act__startswith="release.").order_by("number").values_list("act", flat=True)
    )
    assert acts == ["release.choose", "release.run", "release.ask", "release.release"]


WRONG = [
    ({"title": ""}, "title"),
    ({"title": "x" * 161}, "title"),
    ({"characteristics": ["postcode"]}, "characteristics"),
    ({"characteristics": [], "outcomes": []}, "characteristics"),
    ({"outcomes": ["home_address"]}, "outcomes"),
    ({"together": "7"}, "together"),
    ({"wave": "1999"}, "wave"),
    ({"audience": "everyone and their dog"}, "audience"),
    ({"policy": "none"}, "policy"),
    ({"policy": "../policies"}, "policy"),
]
LEVELS = [
    b"child,parent\nHill,North\n",
    b"characteristic,child,parent\ndistrict,Hill\n",
    b"characteristic,child,parent\ndistrict,,North\n",
    b"characteristic,child,parent\npostcode,Hill,North\n",
    b"\xff\xfe\x00characteristic",
    b"characteristic,child,parent\n" + b"district,Hill,North\n" * 20_001,
    b'characteristic,child,parent\n"district,Hill',
]


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_a_form_that_is_wrong_or_hostile_is_refused_where_it_is_wrong(data_set, analyst, change, field):
    sent = {
        "title": "A question",
        "characteristics": ["sex"],
        "together": "1",
        "wave": "2025",
        "audience": "public",
        "policy": "dfe_la",
    }
    answer = analyst.post(f"/partners/evidence/gate/new/{data_set.key}/", {**sent, **change})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Release.objects.exists()


@pytest.mark.parametrize("content", LEVELS, ids=range(len(LEVELS)))
def test_a_file_of_levels_that_is_wrong_is_refused_with_what_to_do(data_set, analyst, content):
    sent = {
        "title": "A question",
        "characteristics": ["sex"],
        "together": "1",
        "wave": "2025",
        "audience": "public",
        "policy": "dfe_la",
        "levels_above": SimpleUploadedFile("levels.csv", content),
    }
    answer = analyst.post(f"/partners/evidence/gate/new/{data_set.key}/", sent)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"levels_above"}
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("what", "sent", "said"),
    [
        ("change", {"does": "drop table"}, "Choose one of the changes"),
        ("change", {"does": "merge", "name": "postcode"}, "cannot be merged"),
        ("change", {"policy": "lax"}, "lax is not one of"),
        ("change", {"differences": "show them"}, "Choose one of the changes"),
        ("run", {"minutes": "600"}, "600 is not one of"),
        ("run", {"minutes": "0"}, "0 is not one of"),
        ("ask", {"fingerprint": "0" * 64}, "This release is now"),
        ("release", {"fingerprint": "0" * 64, "looked": "on"}, "This release is now"),
        ("return", {"reason": ""}, "Write the reason"),
        ("return", {"reason": "no"}, "This release is now"),
        ("recall", {"reason": "no"}, "This release is now"),
        ("withdraw", {}, "This release is now"),
    ],
)
def test_a_press_that_does_not_fit_changes_nothing_and_says_why(data_set, analyst, what, sent, said):
    release = releases.choose(data_set)
    before = Release.objects.values().get()
    answer = send(analyst, release, what, **sent)
    assert answer.status_code == 200
    assert said in text(answer)
    assert Release.objects.values().get() == before


def test_a_partnership_that_is_stricter_withholds_more_and_says_so(data_set, analyst):
    from oneplan.choices import FILE_NAME, write_choices
    from oneplan.web import wiring

    path = wiring.home() / FILE_NAME
    write_choices(path)
    path.write_text(path.read_text("utf-8") + "\n[policies.dfe_la]\nwithhold_to = 12\n", "utf-8")
    page = text(analyst.get(f"/partners/evidence/gate/new/{data_set.key}/"))
    assert "Stricter than dfe_la itself: withhold_to = 12." in page
    release = releases.checked(data_set)
    assert release.rules["withhold_to"] == 12
    rows = csv.DictReader(io.StringIO(release.papers.shown))
    assert min(int(row["value"]) for row in rows if row["value"]) > 12
    assert "Stricter than dfe_la itself" in text(analyst.get(page_of(release)))
