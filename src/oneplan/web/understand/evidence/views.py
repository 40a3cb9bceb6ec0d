"""HTTP in, HTTP out: data sets, a search in one, and what it found; each look is remembered."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from oneplan.people import check_may, may
from oneplan.web.jobs.queries import find_job_or_none
from oneplan.web.people.actors import find_actor
from oneplan.web.people.acts import check_and_remember_reading
from oneplan.web.people.asking import Question, ask
from oneplan.web.understand.evidence import actions, queries
from oneplan.web.understand.evidence.forms import BringInForm, SearchForm
from oneplan.web.understand.evidence.pages import make_page
from oneplan.words.saying import say_day

EVIDENCE = "/partners/evidence/"
SECONDS = 4
"""How often the page of a search that is in hand is renewed."""


def evidence(request: HttpRequest) -> HttpResponse:
    """Which data sets are here, and what was looked for in them?"""
    may_bring_in = may(find_actor(request), "records.add")
    shown = {
        "data_sets": queries.list_data_sets(),
        "waves": queries.list_waves_to_bring_in() if may_bring_in else [],
    }
    return render(request, "understand/evidence.html", shown)


def bring_in_wave(request: HttpRequest, key: str) -> HttpResponse:
    """Shall analysts search what pupils said in this wave?"""
    wave = queries.find_wave_to_bring_in(key)
    check_may(find_actor(request), "evidence.read")
    until = say_day(wave.keep_until)
    question = Question(
        act="records.add",
        heading="Shall analysts search what pupils said?",
        button="Bring it in",
        done="The wave is a data set now.",
        back=EVIDENCE,
        intro=f"The answers of “{wave}” may be kept until {until}. When they go, this goes. What is found "
        "stays inside: what may be shown of a wave goes out in its reports.",
    )
    do = partial(actions.bring_in_wave, wave=wave)
    return ask(request, question, form=BringInForm, do=do, initial={"keep_until": wave.keep_until})


def data_set(request: HttpRequest, key: str) -> HttpResponse:
    """What is in this data set, and what was found in it?"""
    found = queries.find_data_set(key)
    check_and_remember_reading("evidence.read", by=find_actor(request), title=found.title)
    shown = {
        "data_set": found,
        "description": queries.description_of(found),
        "analyses": queries.list_analyses(found),
        "may_delete": may(find_actor(request), "records.delete"),
    }
    return render(request, "understand/data_set.html", shown)


def look_for_gaps(request: HttpRequest, key: str) -> HttpResponse:
    """For whom is it a different story in this data set?"""
    found = queries.find_data_set(key)
    question = Question(
        act="evidence.count",
        heading="For whom is it a different story?",
        button="Look for hidden gaps",
        done="The search has begun. You may close this page: it goes on.",
        back=f"{EVIDENCE}{key}/",
        intro=f"Every group of children in “{found.title}” is compared with all others.",
    )
    do = partial(actions.look_for_gaps, data_set=found)
    return ask(request, question, form=partial(SearchForm, data_set=found), do=do)


def analysis(request: HttpRequest, *, key: str, number: int) -> HttpResponse:
    """For which groups is it a different story, and how sure are we?"""
    found = queries.find_analysis(key, number)
    check_and_remember_reading("evidence.read", by=find_actor(request), title=str(found))
    job = find_job_or_none(found.job) if found.result is None else None
    shown = {"analysis": found, "data_set": found.data_set, "page": make_page(found), "job": job}
    answer = render(request, "understand/analysis.html", shown)
    if job is not None:
        answer.headers["Refresh"] = str(SECONDS)
    return answer


def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Shall these records be deleted?"""
    found = queries.find_data_set(key)
    if request.method != "POST":
        return render(request, "understand/delete_data_set.html", {"data_set": found})
    actions.delete_data_set(found, by=find_actor(request))
    return redirect(EVIDENCE)
