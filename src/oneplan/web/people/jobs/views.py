"""The pages of jobs: all of them, one of them, its file, and the questions before starting and cancelling."""

from functools import partial

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from oneplan.people import may
from oneplan.web.jobs.queries import find_file, find_job
from oneplan.web.people.actors import find_actor
from oneplan.web.people.asking import Question, ask
from oneplan.web.people.jobs.actions import cancel_job, start_job
from oneplan.web.people.jobs.forms import CancelForm, StartForm
from oneplan.web.people.jobs.pages import make_line, make_page, make_results

JOBS = "/partners/jobs/"
SECONDS = 3


def jobs(request: HttpRequest) -> HttpResponse:
    """What runs in the background?"""
    page = make_page(timezone.now())
    watching = bool(page.active) and request.GET.get("watch") == "yes"
    shown = {"page": page, "watching": watching, "may_start": may(find_actor(request), "job.start")}
    return _renewed(render(request, "people/jobs.html", shown), watching=watching)


def job(request: HttpRequest, number: int) -> HttpResponse:
    """How far is this job, or how did it end?"""
    found = find_job(number)
    watching = found.is_active and request.GET.get("watch") != "no"
    shown = {
        "job": make_line(found, timezone.now()),
        "results": make_results(found),
        "file": found.file_name,
        "watching": watching,
        "may_cancel": found.is_active and may(find_actor(request), "job.cancel"),
    }
    return _renewed(render(request, "people/job.html", shown), watching=watching)


def file(request: HttpRequest, number: int) -> FileResponse:
    """The file that a job made."""
    del request
    path = find_file(find_job(number))
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def start(request: HttpRequest) -> HttpResponse:
    """Which job should be started?"""
    question = Question(
        act="job.start",
        heading="Start a job",
        button="Start it",
        done="The job was asked for. It begins as soon as a worker is free.",
        back=f"{JOBS}?watch=yes",
        intro="It runs in the background: you can close this page.",
    )
    return ask(request, question, form=StartForm, do=start_job)


def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Should this job be cancelled?"""
    found = find_job(number)
    question = Question(
        act="job.cancel",
        heading="Cancel this job?",
        button="Cancel the job",
        done="The job was cancelled. One that runs stops within seconds.",
        back=f"{JOBS}{number}/",
        intro=f"“{found.title}” leaves everything as it was before it began.",
    )
    return ask(request, question, form=CancelForm, do=partial(cancel_job, found))


def _renewed(answer: HttpResponse, *, watching: bool) -> HttpResponse:
    """Let the browser ask again in a moment, without a script; the page says how to stop that."""
    if watching:
        answer.headers["Refresh"] = str(SECONDS)
    return answer
