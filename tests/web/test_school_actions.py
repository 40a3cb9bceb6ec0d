"""What a school will do about what its pupils said: written beside its report, followed to its end."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from oneplan.errors import NotAllowed, NotValid
from oneplan.people import Actor, Holding, Role
from oneplan.web import wiring
from oneplan.web.listen.models import School
from oneplan.web.listen.queries import list_schools
from oneplan.web.people.models import Event
from oneplan.web.publish.models import Publication, SchoolAction, Stage
from oneplan.web.publish.survey import papers, shelf
from oneplan.web.publish.survey.doing import actions
from oneplan.web.publish.survey.doing.queries import AS_A_WHOLE, list_findings
from oneplan.web.publish.tasks import make_survey_reports
from web import closed_waves
from web.partners import client_as, client_of, make_account
from web.reading import text
from web.test_survey_reports_pages import NoWork

MANAGER = Actor("Partnership manager (tests)", holdings=(Holding(Role.MANAGER),))


@pytest.fixture
def wave(empty_home):
    made = closed_waves.close_made_up()
    make_survey_reports(NoWork(), wave=made.pk)
    return made


@pytest.fixture
def mine(wave):
    """A school of the organisation “hill”."""
    first = next(one.key for one in shelf.list_reports(wiring.home(), wave.key) if one.of == "school")
    closed_waves.give_school(wave, first, organisation="hill")
    return list_schools(wave).get(school=first)


def report(school):
    return f"/partners/listen/{school.wave.key}/schools/{school.school}/report/"


def send(client, where, **given):
    """Send a form as it was opened, and follow where it leads."""
    seen = re.search(r'name="seen" value="([^"]*)"', client.get(where).content.decode())
    usual = {"seen": seen.group(1)} if seen else {}
    return text(client.post(where, usual | given, follow=True))


def written(school, **given):
    usual = {
        "item": list_findings(school)[0][0],
        "does": "Open the library at lunch",
        "who": "Head of year 8",
        "due": timezone.localdate() + timedelta(days=30),
    }
    return actions.write_action(by=MANAGER, school=school, organisation=school.organisation, **usual | given)


def test_a_school_lead_writes_what_the_school_will_do_about_a_finding(mine):
    lead = client_as("school", organisation="hill")
    assert "Nothing is written yet" in text(lead.get(report(mine)))
    item, heard = list_findings(mine)[0]
    assert heard.endswith("”")
    given = {"item": item, "does": "A bench", "who": "Head of year", "due": "2028-03-01"}
    page = send(lead, f"{report(mine)}actions/new/", **given)
    assert "A bench To do" in page
    assert f"About: {heard}" in page
    one = SchoolAction.objects.get()
    assert (one.item, one.school_id, one.school.wave_id) == (item, mine.pk, mine.wave_id)
    assert Event.objects.filter(act="school-action.write", organisation="hill").count() == 1


def test_it_goes_on_and_the_log_keeps_how_it_stood(mine):
    one, lead = written(mine), client_as("school", organisation="hill")
    where = f"{report(mine)}actions/{one.pk}/"
    same = {"does": one.does, "who": one.who, "due": one.due.isoformat()}
    assert "Write why it will not be done" in send(lead, where, state="will-not", why="", **same)
    page = send(lead, where, state="done", why="Forty pupils come.", **same)
    assert "Done" in page
    assert "What came of it: Forty pupils come." in page
    said = Event.objects.get(act="school-action.change")
    assert (said.before["state"], said.after["state"]) == ("to-do", "done")


def test_whoever_was_slower_is_told_and_changes_nothing(mine):
    one, lead = written(mine), client_as("school", organisation="hill")
    where = f"{report(mine)}actions/{one.pk}/"
    seen = re.search(r'name="seen" value="([^"]*)"', lead.get(where).content.decode()).group(1)
    same = {"does": one.does, "who": one.who, "due": one.due.isoformat()}
    send(client_as("manager"), where, state="doing", why="", **same)
    answer = lead.post(where, {"seen": seen, "state": "done", "why": "", **same})
    assert "Somebody else changed this" in text(answer)
    assert SchoolAction.objects.get().state == "doing"


def test_no_school_writes_or_changes_for_another(mine):
    one = written(mine)
    other = client_as("school", organisation="lake")
    for where in (report(mine), f"{report(mine)}actions/new/", f"{report(mine)}actions/{one.pk}/"):
        assert other.get(where).status_code == 403
        assert other.post(where, {"does": "x"}).status_code == 403
    lead = Actor("Lead", 1, (Holding(Role.SCHOOL, "lake"),))
    with pytest.raises(NotAllowed):
        actions.change_action(one, by=lead, does="x", who="y", due=one.due, state="done")
    theirs = list_schools(mine.wave).exclude(pk=mine.pk).first()
    with pytest.raises(NotValid, match="another organisation"):
        actions.write_action(
            by=MANAGER, school=theirs, organisation=mine.organisation, item="", does="x", who="y", due=one.due
        )
    assert client_as("chair").get(f"{report(mine)}actions/new/").status_code == 403


def test_a_school_cannot_change_what_another_wrote_under_its_own_address(mine):
    one = written(list_schools(mine.wave).exclude(pk=mine.pk).first())
    lead = client_as("school", organisation="hill")
    assert lead.get(f"{report(mine)}actions/{one.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"does": ""}, "Write what you will do."),
        ({"does": "Ring 07700 900123 for help"}, "Take out the telephone number"),
        ({"who": "Mrs Patel"}, "Take out the name"),
        ({"due": "soon"}, "Write a day as in"),
        ({"due": ""}, "Write the day by which"),
        ({"item": "no-such-question"}, "valid choice"),
        ({"does": "x" * 401}, "at most 400"),
    ],
)
def test_what_cannot_be_followed_up_is_refused_with_what_to_do(mine, given, said):
    lead = client_as("school", organisation="hill")
    usual = {"item": "", "does": "A bench", "who": "Head of year", "due": "2027-03-01"}
    page = send(lead, f"{report(mine)}actions/new/", **usual | given)
    assert said in page
    assert not SchoolAction.objects.exists()


def test_what_is_written_is_never_run(mine):
    written(mine, does="<script>alert(1)</script>", item=AS_A_WHOLE[0])
    page = client_as("school", organisation="hill").get(report(mine)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert client_as("manager").get(f"{report(mine)[:-1]}.pdf").content.startswith(b"%PDF")


def test_more_than_anybody_follows_up_is_not_taken(mine, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)
    written(mine)
    with pytest.raises(NotValid, match="End some of them first"):
        written(mine)


def test_the_paper_says_what_was_written_and_has_empty_lines_otherwise(mine, monkeypatch):
    set_ = []

    def make_pdf(paper, **_):
        set_.append(paper)
        return b""

    monkeypatch.setattr("oneplan.web.publish.survey.views.make_pdf", make_pdf)
    manager = client_as("manager")
    assert manager.get(f"{report(mine)[:-1]}.pdf").content.startswith(b"%PDF")
    assert set_ == []
    written(mine)
    manager.get(f"{report(mine)[:-1]}.pdf")
    table = next(one for one in set_[0].blocks if (one.kind, one.text) == ("table", "What we will do"))
    assert table.rows[1][1:3] == ("Open the library at lunch", "Head of year 8")
    assert table.rows[1][3].endswith("(to do)")
    assert table.rows[2:] == ((papers._ROOM_TO_WRITE,) * 4,) * 2


def test_partners_see_what_every_school_does_and_how_much_is_late(mine):
    written(mine, due=timezone.localdate() - timedelta(days=1))
    written(list_schools(mine.wave).exclude(pk=mine.pk).first(), does="=cmd()")
    chair = client_as("chair")
    page = text(chair.get(f"/partners/listen/{mine.wave.key}/reports/actions/"))
    assert f"2 of {closed_waves.SCHOOLS} schools wrote what they will do: 2 things in all." in page
    assert "The day of 1 is past." in page
    assert "To do 2" in page
    file = chair.get(f"/partners/listen/{mine.wave.key}/reports/actions.csv").content.decode()
    assert "'=cmd()" in file
    county = text(chair.get(f"/partners/listen/{mine.wave.key}/reports/all-schools/"))
    assert "2 of 20 schools wrote what they will do" in county
    for role in ("school", "member", "officer"):
        assert client_as(role).get(f"/partners/listen/{mine.wave.key}/reports/actions/").status_code == 403


def test_my_things_say_what_is_due_and_which_report_waits(mine):
    account = make_account("school", organisation="hill")
    assert f"Read what pupils of {mine} said" in text(client_of(account).get("/partners/"))
    one = written(mine)
    page = text(client_of(account).get("/partners/"))
    assert f"{mine}: {one.does}" in page
    assert "Read what pupils of" not in page
    SchoolAction.objects.update(state="done")
    assert one.does not in text(client_of(account).get("/partners/")).partition("What I did last")[0]


def test_the_next_report_of_the_school_asks_what_came_of_it(empty_home):
    first = closed_waves.close_made_up("2025", days_ago=700)
    make_survey_reports(NoWork(), wave=first.pk)
    key = next(one.key for one in shelf.list_reports(wiring.home(), first.key) if one.of == "school")
    written(School.objects.get(wave=first, school=key))
    second = closed_waves.close_made_up("2027", seed=7, same=True)
    make_survey_reports(NoWork(), wave=second.pk)
    page = text(client_as("manager").get(f"/partners/listen/{second.key}/reports/{key}/"))
    said = page.partition("What you said you would do")[2]
    assert "You wrote this after 2025." in said
    assert "Open the library at lunch" in said


def test_where_the_reports_are_gone_nothing_new_is_written(mine):
    for path in shelf.reports_folder(wiring.home(), mine.wave.key).glob("*.json"):
        path.unlink()
    assert list_findings(mine) == (AS_A_WHOLE,)
    mine.wave.state = "open"
    mine.wave.save()
    with pytest.raises(NotValid, match="Open the report again"):
        written(mine)


def actions_of_many(wave, *, schools, **given):
    """So many schools each write one thing about the same finding."""
    all_of_them = [one for one in list_schools(wave) if list_findings(one)[0][0] != ""]
    for school in all_of_them[:schools]:
        written(school, item=AS_A_WHOLE[0], **given)
    return all_of_them[:schools]


def publish_findings(wave):
    return Publication.objects.create(
        wave=wave,
        title="What pupils said",
        stage=Stage.PUBLISHED,
        asked_at=timezone.now(),
        asked_account=1,
        published_at=timezone.now(),
    )


def test_everybody_reads_on_the_page_of_a_priority_how_many_schools_help_and_never_which(wave):
    publish_findings(wave)
    actions_of_many(wave, schools=2, priority="SW-2")
    public = client_as("anyone")
    assert "What schools do" not in text(public.get("/plan/priorities/SW-2/"))
    SchoolAction.objects.all().delete()
    helping = actions_of_many(wave, schools=3, priority="SW-2")
    page = text(public.get("/plan/priorities/SW-2/"))
    assert "3 schools do something about this: What our pupils said, as a whole" in page
    assert "Synthetic" in page
    thread = page.partition("The thread")[2]
    assert "Pupils in the survey, Made up (2027)" in thread
    assert "3 schools do something about it" in thread
    assert not [one.name for one in helping if one.name in page]
    assert "What schools do" not in text(public.get("/plan/priorities/SW-1/"))
    SchoolAction.objects.filter(school=helping[0]).update(state="will-not", why="No money")
    assert "What schools do" not in text(public.get("/plan/priorities/SW-2/"))


def test_nothing_of_it_is_public_before_the_findings_are(wave):
    actions_of_many(wave, schools=5, priority="SW-2")
    assert "What schools do" not in text(client_as("anyone").get("/plan/priorities/SW-2/"))
    partners = text(client_as("chair").get(f"/partners/listen/{wave.key}/reports/actions/"))
    assert "For the plan" in partners
    assert "SW-2 What our pupils said, as a whole 5" in partners


def test_a_school_names_a_priority_of_the_plan_or_none(mine):
    lead = client_as("school", organisation="hill")
    usual = {"item": "", "does": "A bench", "who": "Head of year", "due": "2027-03-01"}
    assert "valid choice" in send(lead, f"{report(mine)}actions/new/", **usual, priority="XX-9")
    page = send(lead, f"{report(mine)}actions/new/", **usual, priority="SW-2", for_pupils="on")
    assert "For the plan’s priority SW-2 ." in page
    assert "Pupils may read it." in page
    with pytest.raises(NotValid, match="no such priority"):
        written(mine, priority="XX-9")


def test_a_priority_that_the_plan_lost_stays_until_another_is_chosen(mine):
    one = written(mine)
    SchoolAction.objects.update(priority="OLD-1")
    lead = client_as("school", organisation="hill")
    where = f"{report(mine)}actions/{one.pk}/"
    same = {"does": one.does, "who": one.who, "due": one.due.isoformat(), "state": "doing", "why": ""}
    send(lead, where, **same, priority="OLD-1")
    assert (SchoolAction.objects.get().state, SchoolAction.objects.get().priority) == ("doing", "OLD-1")
    send(lead, where, **same, priority="SW-2")
    assert SchoolAction.objects.get().priority == "SW-2"


def test_the_page_for_pupils_says_what_their_school_does_where_they_may_read_it(mine, monkeypatch):
    set_ = []

    def make_pdf(paper, **_):
        set_.append(paper)
        return b""

    lead = client_as("school", organisation="hill")
    (version, *_) = shelf.find_kept(wiring.home(), mine.wave.key, key=mine.school).pupils
    where = f"{report(mine).removesuffix('/')}/pupils/{version}.pdf"
    assert lead.get(where).content.startswith(b"%PDF")
    monkeypatch.setattr("oneplan.web.publish.survey.views.make_pdf", make_pdf)
    lead.get(where)
    assert "We promise" in [block.text for block in set_[-1].blocks]
    written(mine, does="Only for staff")
    written(mine, does="Open the library", for_pupils=True)
    lead.get(where)
    said = str(set_[-1].blocks)
    assert "What does your school do?" in said
    assert "We will do this: Open the library." in said
    assert "Only for staff" not in said
    assert "We promise" not in said
    assert where in lead.get(report(mine)).content.decode()


def test_the_page_for_pupils_is_for_their_school_alone(mine):
    where = f"{report(mine).removesuffix('/')}/pupils"
    assert client_as("school", organisation="lake").get(f"{where}/primary.pdf").status_code == 403
    assert client_as("school", organisation="hill").get(f"{where}/no-such.pdf").status_code == 404
