"""One job makes the reports on a closed wave; partners read them all, and a school its own."""

import re

import pytest
from django.template.loader import render_to_string

from oneplan.disclosure.auditor.certificate import Certificate
from oneplan.errors import NotValid
from oneplan.listen.closing.keeping import closed_file
from oneplan.listen.closing.quoted import Quote, write_quoted
from oneplan.people import Actor, Holding, Role
from oneplan.publish.survey.parts import MADE_UP, Quoted, Report, Words
from oneplan.understand.survey.released import read_released
from oneplan.web import wiring
from oneplan.web.jobs.models import Job
from oneplan.web.publish.survey import actions, making, shelf
from oneplan.web.publish.survey.making import make_sections
from oneplan.web.publish.tasks import make_survey_reports
from web import closed_waves
from web.partners import client_as
from web.reading import text


class NoWork:
    """What a job is given, where nobody looks on."""

    def __init__(self):
        self.said = []

    def say(self, progress, sentence):
        self.said.append((progress, sentence))


@pytest.fixture
def wave(empty_home):
    return closed_waves.close_made_up()


@pytest.fixture
def reported(wave):
    make_survey_reports(NoWork(), wave=wave.pk)
    return wave


def address(wave, rest=""):
    return f"/partners/listen/{wave.key}/reports/{rest}"


def test_a_press_asks_for_one_job_however_often(wave):
    manager = client_as("manager")
    assert "not made yet" in text(manager.get(address(wave)))
    for _ in range(2):
        page = manager.get(address(wave, "make/"))
        seen = re.search(r'name="seen" value="([^"]*)"', page.content.decode())
        manager.post(address(wave, "make/"), {"seen": seen.group(1)} if seen else {})
    assert Job.objects.filter(kind="survey.report").count() == 1
    assert "wait for their turn" in text(manager.get(address(wave)))


def test_the_job_says_how_far_it_is_and_makes_a_report_for_each_school(wave):
    work = NoWork()
    outcome = make_survey_reports(work, wave=wave.pk)
    progress = [done for done, _ in work.said]
    assert progress == sorted(progress)
    assert progress[-1] <= 1
    listed = shelf.list_reports(wiring.home(), wave.key)
    assert len([one for one in listed if one.of == "school"]) == closed_waves.SCHOOLS
    assert len([one for one in listed if one.of == "all"]) == 1
    assert outcome.result == {"reports": len(listed)}


def test_what_a_person_passed_stands_in_its_schools_report_and_without_a_school_in_the_one_on_all(wave):
    counts = (
        making.open_wave(wave.key, name="", roll=None, before=())
        .closed.frame["school"]
        .value_counts(sort=True)
    )
    school, other = counts["school"][:2]
    quotes = [Quote(school, "change-one-thing", "More clubs plees <3")]
    write_quoted(wiring.home(), wave.key, quotes=quotes)
    make_survey_reports(NoWork(), wave=wave.pk)
    manager = client_as("manager")
    for key in (school, "all-schools"):
        page = text(manager.get(address(wave, f"{key}/")))
        assert "What pupils said, in their own words" in page
        assert "More clubs plees <3" in page
    for key in (other, "everybody"):
        assert "clubs plees" not in text(manager.get(address(wave, f"{key}/")))
    names = dict(wave.schools.values_list("school", "name"))
    around = text(manager.get(address(wave, "all-schools/"))).partition("in their own words")[2][:600]
    assert names[school] not in around


def test_every_report_is_there_as_page_paper_and_figures(reported):
    manager = client_as("manager")
    for one in shelf.list_reports(wiring.home(), reported.key):
        page = manager.get(address(reported, f"{one.key}/"))
        assert page.status_code == 200
        assert "made up" in text(page)
        assert manager.get(address(reported, f"{one.key}.pdf")).content.startswith(b"%PDF")
        if "csv" in one.kinds:
            lines = manager.get(address(reported, f"{one.key}.csv")).content.decode().splitlines()
            assert lines[0].endswith("synthetic")
            assert all(MADE_UP in line for line in lines[1:])


def test_the_figures_on_the_shelf_are_those_that_passed_the_gate(reported):
    released = read_released(shelf.reports_folder(wiring.home(), reported.key) / shelf.FIGURES)
    certificates = [gated.table.certificate for kinds in released.tables.values() for gated in kinds.values()]
    assert certificates
    assert all(isinstance(one, Certificate) and one.safe for one in certificates)


def test_a_report_has_no_word_of_a_pupil_and_no_number_of_one(reported):
    folder = shelf.reports_folder(wiring.home(), reported.key)
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pdf"]
    assert len(files) > closed_waves.SCHOOLS
    said = " ".join(path.read_text(encoding="utf-8") for path in files)
    assert '"pupil"' not in said
    assert "working.csv" not in said
    assert not list(folder.rglob("*working*"))


def test_a_school_lead_reads_the_report_of_the_own_school_alone(reported):
    mine, other = [one.key for one in shelf.list_reports(wiring.home(), reported.key) if one.of == "school"][
        :2
    ]
    closed_waves.give_school(reported, mine, organisation="hill")
    lead = client_as("school", organisation="hill")
    place = f"/partners/listen/{reported.key}/schools/"
    assert "Who took part" in text(lead.get(f"{place}{mine}/report/"))
    assert lead.get(f"{place}{mine}/report.pdf").status_code == 200
    assert lead.get(f"{place}{other}/report/").status_code == 403
    assert lead.get(f"{place}{other}/report.pdf").status_code == 403
    assert lead.get(address(reported)).status_code == 403


@pytest.mark.parametrize("rest", ["nothing/", "list/", "all-schools.html", "all-schools.exe", "figures.csv"])
def test_what_is_no_report_is_not_there(reported, rest):
    assert client_as("manager").get(address(reported, rest)).status_code == 404


def test_reports_that_are_made_anew_take_the_place_of_the_old_ones(reported):
    folder = shelf.reports_folder(wiring.home(), reported.key)
    (folder / "stale.html").write_text("old", encoding="utf-8")
    make_survey_reports(NoWork(), wave=reported.pk)
    assert not (folder / "stale.html").exists()
    assert {path.name for path in folder.parent.glob("reports*")} == {"reports"}


def test_when_the_answers_cannot_be_read_the_old_reports_stay(reported):
    closed_file(wiring.home(), reported.key).write_bytes(b"broken")
    before = shelf.list_reports(wiring.home(), reported.key)
    with pytest.raises(Exception, match=r"cannot be read|not the one|is no"):
        make_survey_reports(NoWork(), wave=reported.pk)
    assert shelf.list_reports(wiring.home(), reported.key) == before


def test_a_wave_that_is_open_has_no_reports(wave):
    wave.state = "open"
    wave.save()
    manager = client_as("manager")
    assert "once the wave is closed" in text(manager.get(address(wave)))
    page = manager.get(address(wave, "make/"))
    seen = re.search(r'name="seen" value="([^"]*)"', page.content.decode())
    manager.post(address(wave, "make/"), {"seen": seen.group(1)} if seen else {})
    assert not Job.objects.filter(kind="survey.report").exists()


def test_the_last_wave_stands_beside_this_one(empty_home):
    first = closed_waves.close_made_up("2025", days_ago=700)
    second = closed_waves.close_made_up("2027", seed=7, same=True)
    for one in (first, second):
        make_survey_reports(NoWork(), wave=one.pk)
    page = text(client_as("manager").get(address(second, "all-schools/")))
    assert "What has changed since 2025" in page
    assert "What has changed" not in text(client_as("manager").get(address(first, "all-schools/")))


def test_charts_are_drawn_and_what_people_wrote_is_not_run(reported):
    page = client_as("manager").get(address(reported, "all-schools/")).content.decode()
    assert '<svg class="op-chart op-wide"' in page
    assert "&lt;svg" not in page
    said = Report("a", "A", "B", (Words("<script>alert(1)</script>"), Quoted(("<b>hi</b>",))))
    body = render_to_string("publish/survey/body.html", {"sections": make_sections(said)})
    assert "<script>" not in body
    assert "<b>" not in body


def ask_for(wave, partners):
    """Send the form with these groups of schools; the page that comes back."""
    manager = client_as("manager")
    page = manager.get(address(wave, "make/")).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page).group(1)
    return text(manager.post(address(wave, "make/"), {"seen": seen, "partners": partners}, follow=True))


def test_schools_that_chose_each_other_go_with_the_job(wave):
    ask_for(wave, "S001, S002,S003\n\nS004,S005,S006\n")
    job = Job.objects.get(kind="survey.report")
    assert job.arguments["partners"] == [["S001", "S002", "S003"], ["S004", "S005", "S006"]]


@pytest.mark.parametrize(
    ("partners", "said"),
    [
        ("S001,S999,S002", "has no school “S999”"),
        ("S001,S002,S003\nS003,S004,S005", "S003 stands there twice"),
        ("\n".join(["S001,S002,S003"] * 101), "at most 100 lines"),
        ("<script>,=cmd", "has no school"),
    ],
)
def test_schools_that_cannot_be_read_as_one_are_refused_with_what_to_do(wave, partners, said):
    assert said in ask_for(wave, partners)
    assert not Job.objects.filter(kind="survey.report").exists()


def figures_of(wave):
    return (shelf.reports_folder(wiring.home(), wave.key) / shelf.FIGURES / "tables.jsonl").read_bytes()


def test_reports_made_anew_show_the_figures_that_are_out(reported, monkeypatch):
    out = figures_of(reported)
    monkeypatch.setattr(making, "release_survey", None)
    make_survey_reports(NoWork(), wave=reported.pk)
    assert figures_of(reported) == out
    page = text(client_as("manager").get(address(reported, "make/")))
    assert "No figure changes." in page
    assert "Schools that want one report together" not in page


def test_other_schools_together_are_refused_once_reports_are_out(reported):
    out = figures_of(reported)
    with pytest.raises(NotValid, match="stay as they were chosen then"):
        make_survey_reports(NoWork(), wave=reported.pk, partners=[["S001", "S002", "S003"]])
    manager = Actor("Manager", 1, (Holding(Role.MANAGER, "council"),))
    with pytest.raises(NotValid, match="stay as they were chosen then"):
        actions.make_reports(reported, by=manager, partners=[["S001", "S002", "S003"]])
    assert figures_of(reported) == out
    assert not Job.objects.filter(kind="survey.report").exists()
