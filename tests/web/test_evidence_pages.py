"""Data sets of children: brought in on the server, searched in the background, read by analysts alone."""

import stat
from datetime import date, timedelta

import pytest
from django.utils import timezone

from oneplan.cells.description import read_description
from oneplan.errors import NotAllowed, NotFound, NotValid
from oneplan.listen.synthetic.settings import Settings
from oneplan.listen.synthetic.survey import make_survey
from oneplan.people import Actor, Holding, Role
from oneplan.web import wiring
from oneplan.web.commands import records as command
from oneplan.web.jobs.actions import enqueue
from oneplan.web.jobs.claiming import claim
from oneplan.web.jobs.models import Job
from oneplan.web.jobs.worker import Worker
from oneplan.web.people.models import Event
from oneplan.web.understand.evidence import actions, made_up
from oneplan.web.understand.models import Analysis, DataSet
from web.partners import client_as
from web.records import DESCRIPTION, write_records

pytestmark = pytest.mark.django_db

ANALYST = Actor("Analyst", 3, (Holding(Role.ANALYST, "council"),))
UNTIL = date(2030, 7, 31)


@pytest.fixture
def data_set(own_home, tmp_path):
    path = write_records(tmp_path)
    return actions.bring_in_records(
        by=ANALYST, path=path, description=read_description(path.with_suffix(".toml")), keep_until=UNTIL
    )


def search(data_set, **asked):
    given = {"characteristics": ["sex", "meals"], "outcomes": ["lonely", "safe"], "depth": 2, "wave": "2026"}
    return actions.look_for_gaps(by=ANALYST, data_set=data_set, **{**given, **asked})


def do_the_job():
    Worker().do(claim("tests", now=timezone.now(), stale=timedelta(seconds=30)))


def test_a_search_finds_the_group_that_was_built_in(data_set):
    analysis = search(data_set)
    do_the_job()
    analysis.refresh_from_db()
    assert Job.objects.get().state == "done"
    first = analysis.result["short_list"][0]
    assert first["told"]["group"] == "girls, on free school meals"
    kinds = [row["kind"] for row in first["evidence"]["rows"]]
    assert kinds == ["group", "parent", "parent", "best", "rest"]
    group, *_, rest = first["evidence"]["rows"]
    assert group["lower"] < group["share"] < group["upper"]
    assert group["lower"] > rest["upper"]


def best_off(wave):
    """The four groups that sex and meals make, one by one: the rows of the one that is lonely least."""
    groups = [frame for _, frame in wave.group_by(["sex", "meals"]) if frame.height >= 30]
    return min(groups, key=lambda frame: frame["lonely"].mean())


def test_the_evidence_has_the_counts_of_a_slow_look_at_the_rows(data_set, tmp_path):
    import polars as pl

    analysis = search(data_set)
    do_the_job()
    analysis.refresh_from_db()
    rows = analysis.result["short_list"][0]["evidence"]["rows"]
    wave = pl.read_parquet(tmp_path / "made-up.parquet").filter(pl.col("wave") == "2026")
    group = (pl.col("sex") == "girl") & (pl.col("meals") == "yes")
    slow = [
        wave.filter(group),
        wave.filter(pl.col("meals") == "yes"),
        wave.filter(pl.col("sex") == "girl"),
        best_off(wave),
        wave.filter(~group),
    ]
    assert [row["n"] for row in rows] == [frame.height for frame in slow]
    assert [row["share"] for row in rows] == pytest.approx([frame["lonely"].mean() for frame in slow])


def test_the_page_says_it_with_a_chart_a_table_and_how_much_was_looked_at(data_set):
    analysis = search(data_set)
    do_the_job()
    client = client_as("analyst", organisation="council")
    page = client.get(f"/partners/evidence/{data_set.key}/{analysis.pk}/").content.decode()
    assert "8 groups × 2 questions looked at" in page
    assert "best off: " in page
    assert "Girls, on free school meals" in page
    assert page.count("op-chart") == 2 * page.count("op-finding")
    assert "Synthetic." in page
    assert "stays inside" in page


def test_a_search_in_hand_says_how_far_it_is_and_renews_the_page(data_set):
    analysis = search(data_set)
    answer = client_as("analyst", organisation="council").get(
        f"/partners/evidence/{data_set.key}/{analysis.pk}/"
    )
    assert answer.headers["Refresh"]
    assert f"/partners/jobs/{analysis.job}/" in answer.content.decode()


def test_looking_at_a_data_set_is_remembered(data_set):
    client_as("analyst", organisation="council").get(f"/partners/evidence/{data_set.key}/")
    assert Event.objects.filter(act="evidence.read").count() == 1


@pytest.mark.parametrize("role", ["officer", "member", "school", "administrator", "inspector"])
def test_nobody_but_analysts_and_the_manager_reads_what_was_found(data_set, role):
    client = client_as(role, organisation="council")
    assert client.get(f"/partners/evidence/{data_set.key}/").status_code == 403


def test_the_file_of_records_is_for_the_owner_of_the_site_alone(data_set):
    folder = wiring.home() / "records"
    (kept,) = folder.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_deleted_records_are_gone_and_what_was_found_stays(data_set):
    analysis = search(data_set)
    do_the_job()
    client = client_as("analyst", organisation="council")
    assert client.get(f"/partners/evidence/{data_set.key}/delete/").status_code == 200
    assert list((wiring.home() / "records").iterdir())
    client.post(f"/partners/evidence/{data_set.key}/delete/")
    assert not list((wiring.home() / "records").iterdir())
    assert client.get(f"/partners/evidence/{data_set.key}/").status_code == 404
    assert Analysis.objects.get(pk=analysis.pk).result


def test_a_search_in_records_that_were_deleted_fails_with_a_sentence(data_set):
    search(data_set)
    actions.delete_data_set(data_set, by=ANALYST)
    do_the_job()
    assert "were deleted" in Job.objects.get().sentence


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"depth": 9}, "depth from 1 to"),
        ({"depth": 2, "characteristics": ["sex"]}, "at least 2 characteristics"),
    ],
)
def test_what_cannot_be_searched_is_refused_at_once(data_set, asked, said):
    with pytest.raises(NotValid, match=said):
        search(data_set, **asked)
    assert not Job.objects.exists()
    assert not Analysis.objects.exists()


def test_the_form_refuses_what_is_not_in_the_data_set(data_set):
    client = client_as("analyst", organisation="council")
    address = f"/partners/evidence/{data_set.key}/look/"
    sent = {"characteristics": ["sex", "postcode"], "outcomes": ["lonely"], "depth": "2", "wave": "1999"}
    answer = client.post(address, sent)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"characteristics", "wave"}
    assert not Job.objects.exists()


def test_the_form_starts_a_job(data_set):
    client = client_as("analyst", organisation="council")
    sent = {"characteristics": ["sex", "meals"], "outcomes": ["lonely"], "depth": "2", "wave": "2024"}
    assert client.post(f"/partners/evidence/{data_set.key}/look/", sent).status_code == 302
    do_the_job()
    assert Analysis.objects.get().result["looked_at"].endswith("1 question looked at")


def test_records_are_brought_in_by_command_and_never_through_the_site(own_home, tmp_path, capsys):
    command.add_records(write_records(tmp_path), described=None, keep_until="2030-07-31")
    assert "4,000 children" in capsys.readouterr().out
    assert DataSet.objects.get().is_synthetic
    with pytest.raises(NotValid, match="is no day"):
        command.add_records(write_records(tmp_path), described=None, keep_until="soon")
    with pytest.raises(NotAllowed):
        actions.bring_in_records(by=Actor("Nobody"), path=tmp_path, description=None, keep_until=UNTIL)


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (("sex", "gender"), NotFound, "gender"),
        (('title = "Made-up survey"', ""), NotValid, "title"),
        (("good = true", 'good = "perhaps"'), NotValid, "outcome.1.good"),
        (("[[characteristic]]", "[[characteristic"), NotValid, "is not TOML"),
        (("synthetic = true", "synthetic = true\npostcode = 1"), NotValid, "postcode"),
    ],
)
def test_a_description_that_is_wrong_is_said_and_nothing_is_kept(own_home, tmp_path, change, error, said):
    path = write_records(tmp_path)
    path.with_suffix(".toml").write_text(DESCRIPTION.replace(*change), "utf-8")
    with pytest.raises(error, match=said):
        command.add_records(path, described=None, keep_until="2030-07-31")
    assert not DataSet.objects.exists()
    assert not list((wiring.home() / "records").glob("*"))


def test_records_without_a_description_are_refused_with_what_to_do(own_home, tmp_path):
    path = write_records(tmp_path)
    path.with_suffix(".toml").unlink()
    with pytest.raises(NotFound, match="Write one"):
        command.add_records(path, described=None, keep_until="2030-07-31")


def test_records_are_deleted_when_their_day_has_come(data_set):
    DataSet.objects.update(keep_until=date(2026, 1, 1))
    enqueue("records.delete-due")
    do_the_job()
    assert Job.objects.get().result == {"deleted": 1}
    assert not list((wiring.home() / "records").iterdir())
    assert Event.objects.filter(act="records.delete", said="The daily deletion of records").exists()


def test_a_demonstration_has_a_made_up_survey_and_a_search_in_it(own_home, monkeypatch):
    monkeypatch.setattr(made_up, "make_survey", lambda: make_survey(Settings(children=2000, schools=40)))
    made_up.ask_for_demonstration()
    made_up.ask_for_demonstration()
    do_the_job()
    found = DataSet.objects.get()
    assert (found.is_synthetic, found.children) == (True, 4000)
    do_the_job()
    analysis = Analysis.objects.get()
    assert analysis.asked["wave"] == "second"
    assert analysis.result["looked_at"].endswith("14 questions looked at")
    page = (
        client_as("analyst", organisation="council").get(f"/partners/evidence/{found.key}/").content.decode()
    )
    assert "Synthetic." in page
    made_up.ask_for_demonstration()
    assert Job.objects.filter(kind="evidence.demonstrate").count() == 1
