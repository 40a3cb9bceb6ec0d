"""HTTP in, HTTP out: the reports on a wave of the survey, for partners and for each school its own."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe

from oneplan.errors import NotFound
from oneplan.people import may
from oneplan.web import wiring
from oneplan.web.design.papers import make_pdf
from oneplan.web.jobs.models import ACTIVE, Job
from oneplan.web.listen.models import School, Wave
from oneplan.web.listen.queries import find_school, find_wave, list_schools, open_questionnaire
from oneplan.web.people.actors import find_actor
from oneplan.web.people.asking import ChangeForm, Question, ask
from oneplan.web.publish.models import SchoolAction
from oneplan.web.publish.survey import actions, shelf
from oneplan.web.publish.survey.doing.pages import make_section
from oneplan.web.publish.survey.doing.queries import count_of_wave, to_doing
from oneplan.web.publish.survey.forms import ReportsForm
from oneplan.web.publish.survey.papers import write_for_pupils, write_in

SECONDS = 4
"""How often the page is renewed while the reports are being made."""
ONCE = (
    "Every figure goes through the gate, and the figures of a wave go out once: choose now which schools are "
    "read together. It cannot be changed later."
)
AGAIN = "They are written anew from the figures that are out. No figure changes."
TYPES: dict[shelf.Kind, str] = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}


def reports(request: HttpRequest, key: str) -> HttpResponse:
    """Which reports are there on this wave?"""
    wave = find_wave(key)
    listed = shelf.list_reports(wiring.home(), wave.key)
    job = _job(wave)
    shown = {
        "wave": wave,
        "job": job,
        "for_all": [one for one in listed if one.of != "school"],
        "schools": sorted((one for one in listed if one.of == "school"), key=lambda one: one.name),
        "may_make": may(find_actor(request), "report.make"),
    }
    answer = render(request, "publish/survey/reports.html", shown)
    if job is not None:
        answer.headers["Refresh"] = str(SECONDS)
    return answer


def make(request: HttpRequest, key: str) -> HttpResponse:
    """Shall the reports on this wave be made?"""
    wave = find_wave(key)
    are_there = bool(shelf.list_reports(wiring.home(), wave.key))
    question = Question(
        act="report.make",
        heading="Make the reports anew?" if are_there else "Make the reports on this wave?",
        button="Make the reports",
        done="The reports are being made. You may close this page: it goes on.",
        back=f"/partners/listen/{key}/reports/",
        intro=AGAIN if are_there else ONCE,
    )
    form = ChangeForm if are_there else ReportsForm
    return ask(request, question, form=form, do=partial(actions.make_reports, wave), thing=wave)


def report(request: HttpRequest, *, key: str, report: str) -> HttpResponse:
    """What did pupils say?"""
    return _page(request, find_wave(key), report)


def report_file(request: HttpRequest, *, key: str, report: str, kind: shelf.Kind) -> HttpResponse:
    """The same to print, or as figures."""
    del request
    return _file(find_wave(key), report, kind)


def school_report(request: HttpRequest, *, key: str, school: str) -> HttpResponse:
    """What did the pupils of my school say?"""
    wave = _own(request, key, school)
    return _page(request, wave, school, is_of_school=True)


def school_file(request: HttpRequest, *, key: str, school: str, kind: shelf.Kind) -> HttpResponse:
    """The same to print, or as figures."""
    return _file(_own(request, key, school), school, kind)


def for_pupils(request: HttpRequest, *, key: str, school: str, version: str) -> HttpResponse:
    """What did you tell us, and what does your school do? For the school's pupils, to print."""
    wave = _own(request, key, school)
    kept = shelf.find_kept(wiring.home(), wave.key, key=school)
    if kept is None or version not in kept.pupils:
        raise NotFound("There is no such page for pupils. Go back to the report and choose one.")
    written = SchoolAction.objects.filter(school__wave=wave, school__school=school, for_pupils=True)
    paper = write_for_pupils(kept.pupils[version], [to_doing(one) for one in written])
    name = f"{wave.key}-{school}-{version}-for-pupils.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(make_pdf(paper, day=timezone.localdate()), content_type=TYPES["pdf"], headers=headers)


def _own(request: HttpRequest, key: str, school: str) -> Wave:
    wave = find_wave(key)
    find_school(wave, school, by=find_actor(request), act="report.read-school")
    return wave


def _page(request: HttpRequest, wave: Wave, key: str, *, is_of_school: bool = False) -> HttpResponse:
    found = shelf.find_report(wiring.home(), wave.key, key=key)
    # Our own template wrote this page when the reports were made, with everything in it escaped.
    body = mark_safe(shelf.read_file(wiring.home(), wave.key, key=key, kind="html").decode())  # noqa: S308
    files = f"/partners/listen/{wave.key}/" + (f"schools/{key}/report" if is_of_school else f"reports/{key}")
    school = list_schools(wave).filter(school=key).first() if found.of == "school" else None
    shown = {
        "wave": wave,
        "report": found,
        "body": body,
        "files": files,
        "is_of_school": is_of_school,
        "for_pupils": _list_for_pupils(wave, school) if school else (),
        "doing": make_section(school, find_actor(request)) if school else None,
        "counted": count_of_wave(wave, today=timezone.localdate()) if found.of == "all" else None,
    }
    return render(request, "publish/survey/report.html", shown)


def _list_for_pupils(wave: Wave, school: School) -> list[tuple[str, str]]:
    """The pages for a school's pupils: each version, and its name."""
    versions = open_questionnaire(wave).versions
    kept = shelf.find_kept(wiring.home(), wave.key, key=school.school)
    return [(one, versions[one].name) for one in kept.pupils] if kept else []


def _file(wave: Wave, key: str, kind: shelf.Kind) -> HttpResponse:
    if kind not in TYPES:
        raise NotFound("There is no such file of this report. Choose the paper or the figures.")
    data = shelf.read_file(wiring.home(), wave.key, key=key, kind=kind)
    doings = [to_doing(one) for one in SchoolAction.objects.filter(school__wave=wave, school__school=key)]
    kept = shelf.find_kept(wiring.home(), wave.key, key=key) if doings and kind == "pdf" else None
    if kept:
        data = make_pdf(write_in(kept.paper, doings), day=timezone.localdate())
    name = f"{wave.key}-{key}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=TYPES[kind], headers=headers)


def _job(wave: Wave) -> Job | None:
    """The job that makes the reports now, if there is one."""
    found = Job.objects.filter(kind=actions.KIND, state__in=ACTIVE, arguments__wave=wave.pk)
    return found.first()
