"""The way of tables through the gate's pages: chosen, weighed, made safe, and what each page shows of it."""

import csv
import hashlib
import io
import json

import pytest
from django.test.utils import CaptureQueriesContext

from oneplan.disclosure import gate as library
from oneplan.errors import NotSafe, NotValid
from oneplan.people import Actor, Holding, Role
from oneplan.web import wiring
from oneplan.web.jobs.models import Job
from oneplan.web.people.models import Account, Event
from oneplan.web.understand.evidence import made_up as survey
from oneplan.web.understand.gate import actions, through
from oneplan.web.understand.gate.queries import find_release
from oneplan.web.understand.models import DataSet, Papers, Release, Stage
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


def page_of(release, *parts):
    return "/".join(["/partners/evidence/gate", str(release.pk), *parts]) + ("" if parts else "/")


def send(client, release, what, **sent):
    return client.post(f"/partners/evidence/gate/{release.pk}/{what}/", sent)


def by_hand(counts):
    """Every cell of the table by adding up one by one, totals and levels above with it."""
    above = {child: parent for child, parent in releases.ABOVE["district"] if parent != "Total"}
    cells = {}
    for (district, sex, lonely), children in counts.items():
        for a in (district, above[district], "Total"):
            for b in (sex, "Total"):
                for c in (lonely, "Total"):
                    cells[a, b, c] = cells.get((a, b, c), 0) + children
    return cells


def test_before_anything_runs_the_page_says_how_many_counts_are_small_and_what_would_be_withheld(
    data_set, analyst
):
    release = releases.choose(data_set)
    cells = by_hand(releases.COUNTS)
    weighed = release.papers.weighed
    assert weighed["cells"] == len(cells)
    assert weighed["small"] == sum(value <= 4 for value in cells.values()) == 2
    assert weighed["withheld"] > 2
    shown = text(analyst.get(page_of(release)))
    assert f"{weighed['withheld']} of {len(cells)} counts would be withheld" in shown
    assert "Small numbers, 1 to 4 2" in shown
    assert "Nothing has gone out" in shown
    assert release.papers.shown == ""


def test_a_recoding_is_taken_with_one_press_and_keeps_its_promise(data_set, analyst):
    release = releases.choose(data_set)
    promised = {(one["does"], one["name"]): one for one in release.papers.weighed["choices"]}
    assert ("merge", "district") in promised
    assert {name for does, name in promised if does == "leave out"} == set(releases.TABLE)
    for does, name in (("merge", "district"), ("leave out", "sex")):
        page = read(analyst.get(page_of(release)))
        if promised[does, name]["withheld"] < release.papers.weighed["withheld"]:
            assert f'name="name" value="{name}"' in page
    assert send(analyst, release, "change", does="merge", name="district").status_code == 302
    releases.work()
    release = find_release(release.pk)
    assert release.stage == Stage.CHOSEN
    kept = {key: release.papers.weighed[key] for key in ("cells", "small", "withheld", "share_shown")}
    assert kept == {key: promised["merge", "district"][key] for key in kept}
    again = send(analyst, release, "change", does="merge", name="district")
    assert "cannot be merged or left out any more" in text(again)


def test_what_came_through_the_gate_is_what_the_file_holds_and_tells_no_small_number(data_set, analyst):
    release = releases.checked(data_set)
    assert release.stage == Stage.CHECKED
    cells = by_hand(releases.COUNTS)
    rows = list(csv.DictReader(io.StringIO(release.papers.shown)))
    assert set(rows[0]) == {*releases.TABLE, "value", "state"}
    found = {tuple(row[name] for name in releases.TABLE): row["value"] for row in rows}
    assert set(found) == set(cells)
    assert all(value == "" or int(value) == cells[codes] for codes, value in found.items())
    assert all(found[codes] == "" for codes, value in cells.items() if value <= 4)
    page = text(analyst.get(page_of(release)))
    assert "It is safe" in page
    assert page.count("withheld withheld") >= 1
    assert "None, even for somebody who knows that each withheld count is at least 1." in page


def test_the_page_shows_each_cell_as_the_file_does(data_set, analyst):
    from web.test_every_table import tables_of

    release = releases.checked(data_set)
    (table,) = tables_of(read(analyst.get(page_of(release))))
    rows = {
        tuple(row[name] for name in releases.TABLE): row["value"]
        for row in csv.DictReader(io.StringIO(release.papers.shown))
    }
    shown = {row[0]: row[1:] for row in table.rows}
    for district in ("Hill", "North", "Total"):
        for sex in ("Girl", "Boy", "Total"):
            name = ", ".join(code for code in (district, sex) if code != "Total") or "All"
            expected = [rows[district, sex, lonely] or "withheld" for lonely in ("Yes", "No", "Total")]
            assert list(shown[name]) == expected, name


def test_the_reasons_stand_in_no_page_file_log_or_job(data_set, analyst):
    by = releases.actor("manager")
    release = releases.released(data_set, by=by, second=releases.actor("chair"))
    pages = [read(analyst.get(page_of(release))), read(analyst.get(f"/children/findings/{release.pk}/"))]
    pages += [read(analyst.get(page_of(release, name))) for name in ("table.csv", "certificate.json")]
    files = [
        path.read_bytes().decode(errors="replace")
        for path in wiring.home().rglob("*")
        if path.is_file() and path.suffix not in {".parquet", ".sqlite3"}
    ]
    rows = [json.dumps(list(kind.objects.values()), default=str) for kind in (Job, Event, Release, Papers)]
    for written in (*pages, *files, *rows):
        assert library.BESIDE not in written
        assert '"reason": "small"' not in written
        assert ",small" not in written
        assert "primary" not in written.lower()
    assert not list(wiring.home().rglob("*working*"))
    assert json.loads(release.papers.certificate)["working_file"] is None
    # Nor how many of the withheld are small: the log and the jobs are read by more people than the page.
    assert release.papers.weighed is None
    assert not [name for written in rows[:2] for name in ("weighed", "small") if f'"{name}"' in written]


def test_a_withheld_cell_looks_the_same_whatever_the_reason(data_set, analyst):
    page = read(analyst.get(page_of(releases.checked(data_set))))
    cells = [part.partition("</td>")[0] for part in page.split("<td")[1:]]
    withheld = {cell.partition(" class")[2] for cell in cells if "withheld" in cell and "op-hole" in cell}
    assert withheld == {'="op-hole"><span>withheld</span>'}


def test_when_the_time_is_up_it_ends_with_a_safe_coarser_answer_and_says_so(data_set, analyst, monkeypatch):
    whole = library.protect_release

    def at_once(asked, paths, **given):
        return whole(asked, paths, **{**given, "time_limit": 1e-9})

    monkeypatch.setattr(through, "protect_release", at_once)
    release = releases.checked(data_set)
    found = json.loads(release.papers.certificate)
    assert found["safe"]
    assert found["shown"] < len(by_hand(releases.COUNTS))
    assert "The time was up before every cell was considered" in text(analyst.get(page_of(release)))


def test_the_time_that_somebody_chose_is_the_time_that_the_gate_is_given(data_set, monkeypatch):
    given = []
    whole = library.protect_release
    monkeypatch.setattr(
        through,
        "protect_release",
        lambda asked, paths, **named: given.append(named["time_limit"]) or whole(asked, paths, **named),
    )
    release = releases.choose(data_set)
    actions.run_gate(release, by=releases.BY, minutes=20)
    releases.work()
    assert given == [1200.0]


def test_what_the_gate_refuses_is_said_on_the_page_and_cannot_be_asked_for(data_set, analyst, monkeypatch):
    def refuse(*_, **__):
        raise NotSafe("The audit did not end, so nothing is released. Choose fewer tables, or merge levels.")

    monkeypatch.setattr(through, "protect_release", refuse)
    release = releases.checked(data_set)
    assert release.stage == Stage.REFUSED
    shown = text(analyst.get(page_of(release)))
    assert "Nothing can go out like this" in shown
    assert "The audit did not end" in shown
    assert analyst.get(page_of(release, "table.csv")).status_code == 404
    with pytest.raises(NotValid):
        actions.ask_second_person(release, by=releases.actor("analyst"), fingerprint="")


def test_while_it_is_being_worked_on_the_page_renews_itself_and_nothing_can_be_changed(data_set, analyst):
    release = actions.choose_tables(
        by=releases.BY, data_set=data_set, title="A", tables=[["sex"]], audience="public", policy="dfe_la"
    )
    answer = analyst.get(page_of(release))
    assert answer.headers["Refresh"]
    assert "It is being worked out what would be withheld" in text(answer)
    assert "It is being worked on" in text(send(analyst, release, "change", does="leave out", name="sex"))
    Job.objects.update(state="failed")
    assert "The work on it did not end" in text(analyst.get(page_of(release)))
    send(analyst, release, "change", does="again")
    releases.work()
    assert find_release(release.pk).stage == Stage.CHOSEN


def test_looking_is_remembered_and_the_figures_from_inside_are_for_those_who_choose_tables(data_set):
    release = releases.choose(data_set)
    assert "Small numbers" in text(client_as("analyst").get(page_of(release)))
    assert Event.objects.filter(act="gate.read", title=release.title).count() == 1
    assert "Small numbers" not in text(client_as("chair").get(page_of(release)))


def test_levels_that_do_not_fit_are_refused_when_they_are_counted(data_set, analyst):
    circle = {"district": [("Hill", "North"), ("North", "Hill")]}
    release = releases.choose(data_set, levels_above=circle)
    assert release.stage == Stage.REFUSED
    assert "stands above itself" in text(analyst.get(page_of(release)))


def test_a_level_that_a_spreadsheet_would_take_for_a_formula_does_not_go_out(own_home, tmp_path):
    counts = {("=1+1", "Girl", "Yes"): 20, ("Hill", "Girl", "No"): 20}
    data_set = releases.make_data_set(tmp_path, waves={"2025": counts})
    release = releases.choose(data_set, levels_above={})
    assert (release.stage, "which a table cannot show" in release.problem) == (Stage.REFUSED, True)


def test_a_data_set_called_gate_does_not_stand_in_the_gates_way(own_home, tmp_path):
    made = releases.make_data_set(tmp_path, description=releases.DESCRIPTION.replace("Made-up count", "Gate"))
    assert made.key == "gate-records"


def test_deleted_records_leave_what_was_released_and_stop_what_was_not(data_set, analyst):
    from oneplan.web.understand.evidence.actions import delete_data_set

    out = releases.released(data_set, by=releases.actor("analyst"), second=releases.actor("manager"))
    waiting = releases.choose(data_set, title="Another")
    delete_data_set(data_set, by=Actor("Analyst", holdings=(Holding(Role.ANALYST),)))
    assert find_release(waiting.pk).papers.weighed is None
    with pytest.raises(NotValid, match="has not been worked out"):
        actions.run_gate(find_release(waiting.pk), by=releases.BY)
    actions.change_release(find_release(waiting.pk), by=releases.BY, does="again")
    releases.work()
    assert "were deleted" in find_release(waiting.pk).problem
    assert analyst.get(f"/children/findings/{out.pk}/").status_code == 200


def test_pages_ask_a_bounded_number_of_questions(data_set, analyst):
    from django.db import connection

    release = releases.released(data_set, by=releases.actor("manager"), second=releases.actor("chair"))
    for _ in range(12):
        releases.choose(data_set, title="More")
    limits = {page_of(release): 24, "/partners/evidence/gate/": 12, f"/children/findings/{release.pk}/": 4}
    for address, most in {**limits, "/children/findings/": 4, "/partners/findings/": 12}.items():
        analyst.get(address)
        with CaptureQueriesContext(connection) as asked:
            analyst.get(address)
        assert len(asked) <= most, (address, [one["sql"][:100] for one in asked])


def test_a_demonstration_has_a_release_that_waits_for_a_second_person(own_home, monkeypatch):
    from oneplan.choices import FILE_NAME, write_choices
    from oneplan.listen.synthetic.settings import Settings
    from oneplan.listen.synthetic.survey import make_survey

    write_choices(wiring.home() / FILE_NAME)
    monkeypatch.setattr(survey, "make_survey", lambda: make_survey(Settings(children=2000, schools=40)))
    from oneplan.web.understand.gate import made_up

    monkeypatch.setattr(made_up, "A_MOMENT", made_up.A_MOMENT * 0)
    client_as("analyst", organisation="council")
    Account.objects.update(is_demonstration=True)
    survey.ask_for_demonstration()
    releases.work(most=12)
    assert DataSet.objects.get().is_synthetic
    release = find_release(Release.objects.get().pk)
    assert release.stage == Stage.ASKED
    manager = client_as("manager", organisation="council")
    assert f"Look at a release: {release.title}" in text(manager.get("/partners/"))
    page = text(manager.get(page_of(release)))
    assert "Synthetic." in page
    send(manager, release, "release", fingerprint=release.fingerprint, looked="on")
    assert "Synthetic" in text(client_as("anyone").get(f"/children/findings/{release.pk}/"))


def test_a_demonstration_whose_job_failed_is_waited_for_no_longer(data_set):
    from oneplan.web.understand.gate import made_up

    client_as("analyst", organisation="council")
    Account.objects.update(is_demonstration=True)
    made_up.take_a_step()
    assert made_up.take_a_step() == "The made-up release is one step further."
    Job.objects.filter(pk=Release.objects.get().job).update(state="failed")
    waiting = Job.objects.filter(kind=made_up.KIND, state="waiting").count()
    assert made_up.take_a_step() == "There is a made-up release already."
    assert Job.objects.filter(kind=made_up.KIND, state="waiting").count() == waiting


def test_the_file_that_is_given_out_is_the_one_that_was_audited(data_set, analyst):
    release = releases.checked(data_set)
    given = analyst.get(page_of(release, "table.csv"))
    digest = hashlib.sha256(given.content).hexdigest()
    assert digest in json.loads(analyst.get(page_of(release, "certificate.json")).content)["files"].values()
    assert "synthetic-" in given.headers["Content-Disposition"]
