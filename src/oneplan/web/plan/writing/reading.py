"""HTTP in, HTTP out: plans and their editions, what is in one, one entry, its check and its threads."""

import io
import zipfile
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from oneplan.people import may
from oneplan.plan.files import to_texts
from oneplan.plan.naming import name_of
from oneplan.web.people.actors import find_actor
from oneplan.web.plan.consulting.queries import list_comments
from oneplan.web.plan.models import State
from oneplan.web.plan.writing import pages, queries
from oneplan.web.plan.writing.about import about_edition, find_form, heading_of
from oneplan.web.plan.writing.pages import PAGE
from oneplan.web.plan.writing.rows import key_of
from oneplan.web.plan.writing.saying import PARTS

LATEST = 20


def plans(request: HttpRequest) -> HttpResponse:
    """Which plans are there, and at what stage is each edition?"""
    actor = find_actor(request)
    shown = {"editions": queries.list_editions(), "may_draft": may(actor, "plan.draft")}
    return render(request, "plan/desk/plans.html", shown)


def edition(request: HttpRequest, number: int) -> HttpResponse:
    """What stands in this edition, and what can happen to it?"""
    found = queries.find_edition(number)
    plan = queries.open_edition(found)
    themes, parts = pages.make_contents(plan, queries.numbers_of(found), of=found)
    shown = {"plan": plan, "themes": themes, "parts": parts}
    shown["changes"] = queries.list_changes(found, latest=5)
    return render(request, "plan/desk/edition.html", {**shown, **about_edition(request, found)})


def part(request: HttpRequest, *, number: int, part: str) -> HttpResponse:
    """What stands in one part of this edition?"""
    found, heading = queries.find_edition(number), heading_of(part)
    plan, numbers = queries.open_edition(found), queries.numbers_of(found)
    items = getattr(plan, part)
    asked = request.GET.get("from", "")
    begin = min(int(asked), len(items)) if asked.isdigit() and len(asked) < len("1000000") else 0
    lines = [
        pages.Line(
            name_of(one),
            getattr(one, "name", "") or getattr(one, "title", "") or getattr(one, "text", ""),
            pages.href(found, numbers.get(key_of(name_of(one)))),
        )
        for one in items[begin : begin + PAGE]
    ]
    shown: dict[str, Any] = {"part": part, "heading": heading, "one": PARTS[part][1], "lines": lines}
    shown |= {"count": len(items), "first": begin + 1, "last": begin + len(lines)}
    shown |= {"earlier": max(begin - PAGE, 0) if begin else None}
    shown |= {"later": begin + PAGE if begin + PAGE < len(items) else None}
    return render(request, "plan/desk/part.html", {**shown, **about_edition(request, found)})


def entry(request: HttpRequest, *, number: int, entry: int) -> HttpResponse:
    """What does this entry say, what hangs on it, and what was it before?"""
    found = queries.find_edition(number)
    one = queries.find_entry(found, entry)
    plan, numbers = queries.open_edition(found), queries.numbers_of(found)
    address = pages.href(found, one.pk)
    shown = {
        "entry": one,
        "name": one.content.get("name", "") or one.key,
        "heading": heading_of(one.part),
        "address": address,
        "fields": pages.make_told(one.part, one.content, plan=plan, address=address),
        "lacks": pages.lacks_of(queries.check_edition(found, on=timezone.localdate()), one.key),
        "thread": pages.make_thread(queries.threads_of(found), one.key, numbers=numbers, of=found),
        "history": pages.make_history(queries.list_history(found, one.key, latest=LATEST), one.key),
        "comments": list_comments(found, key=one.key).filter(state=State.SHOWN),
        "may_comment": may(find_actor(request), "comment.write"),
        "may_change": find_form(find_actor(request), found, entry=one),
    }
    return render(request, "plan/desk/entry.html", {**shown, **about_edition(request, found)})


def check(request: HttpRequest, number: int) -> HttpResponse:
    """Can this plan be held to?"""
    found = queries.find_edition(number)
    numbers = queries.numbers_of(found)
    checked = queries.check_edition(found, on=timezone.localdate())
    shown = {
        "criteria": pages.make_check(checked, numbers=numbers, of=found),
        "lacks": len(checked.lacks),
        "matrix": pages.make_matrix(checked.plan, numbers=numbers, of=found),
    }
    return render(request, "plan/desk/check.html", {**shown, **about_edition(request, found)})


def threads(request: HttpRequest, number: int) -> HttpResponse:
    """Where does the thread from what was heard to what was done break?"""
    found = queries.find_edition(number)
    breaks = pages.make_breaks(queries.threads_of(found), numbers=queries.numbers_of(found), of=found)
    shown = {"breaks": breaks[:500], "count": len(breaks)}
    return render(request, "plan/desk/threads.html", {**shown, **about_edition(request, found)})


def compare(request: HttpRequest, *, number: int, other: int) -> HttpResponse:
    """What differs between two editions?"""
    after, before = queries.find_edition(number), queries.find_edition(other)
    differs = pages.make_compared(queries.open_edition(before), queries.open_edition(after))
    shown = {"before": before, "differs": differs[:500], "count": len(differs)}
    return render(request, "plan/desk/compare.html", {**shown, **about_edition(request, after)})


def files(request: HttpRequest, number: int) -> HttpResponse:
    """The edition as the folder of text files that the library writes, in one archive."""
    del request
    found = queries.find_edition(number)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in to_texts(queries.open_edition(found)).items():
            # One time for all, so that two archives of one plan are the same to the byte.
            archive.writestr(zipfile.ZipInfo(f"{found.plan}/{name}"), text)
    answer = HttpResponse(written.getvalue(), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.plan}.zip"'
    return answer
