"""The page of the log, and the log as a file of lines."""

import json
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from oneplan.people import MAY, may
from oneplan.web.people.actors import find_actor
from oneplan.web.people.acts import check_and_remember_reading
from oneplan.web.people.log.pages import make_page
from oneplan.web.people.log.queries import Asked, iterate_events, list_events
from oneplan.web.people.partnership.queries import list_organisations
from oneplan.web.people.trail import written

LONGEST_SEARCH = 100


def log(request: HttpRequest) -> HttpResponse:
    """Who did what, and when?"""
    actor = find_actor(request)
    check_and_remember_reading("log.read", by=actor)
    asked = _asked(request)
    shown = {
        "page": make_page(list_events(asked), asked),
        "acts": sorted((name, act.does) for name, act in MAY.items() if not act.reads or act.sensitive),
        "organisations": list_organisations(),
        "may_export": may(actor, "log.export"),
    }
    return render(request, "people/log.html", shown)


def log_file(request: HttpRequest) -> HttpResponseBase:
    """The whole log, an entry a line, in the order in which it was written."""
    check_and_remember_reading("log.export", by=find_actor(request))
    answer = StreamingHttpResponse(_lines(), content_type="application/x-ndjson")
    answer.headers["Content-Disposition"] = 'attachment; filename="activity-log.jsonl"'
    return answer


def _lines() -> Iterator[str]:
    for event in iterate_events():
        yield json.dumps({**written(event), "seal": event.seal}, ensure_ascii=False) + "\n"


def _asked(request: HttpRequest) -> Asked:
    before = request.GET.get("before", "")
    return Asked(
        act=_word(request, "act"),
        organisation=_word(request, "organisation"),
        words=_word(request, "words"),
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
    )


def _word(request: HttpRequest, name: str) -> str:
    """What was asked for, without the character that PostgreSQL cannot look for."""
    return request.GET.get(name, "").replace("\0", "").strip()[:LONGEST_SEARCH]
