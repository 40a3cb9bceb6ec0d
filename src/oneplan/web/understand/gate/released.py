"""HTTP in, HTTP out: what was released, for everybody and for partners; only safe tables stand here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.errors import NotFound, NotSafe
from oneplan.understand.intersections.findings import NEVER_SAID
from oneplan.web.understand.gate.pages import Finding, find_finding
from oneplan.web.understand.gate.queries import find_out, list_out, list_said, open_table
from oneplan.web.understand.models import Release, Stage

GONE = 410


def findings(request: HttpRequest) -> HttpResponse:
    """What was counted, and may everybody see?"""
    return render(request, "understand/findings.html", {"releases": list_out(to_partners=False)})


def finding(request: HttpRequest, number: int) -> HttpResponse:
    """What did we count, for everybody?"""
    return _show(request, find_out(number, to_partners=False), template="understand/finding_public.html")


def finding_csv(request: HttpRequest, number: int) -> HttpResponse:
    """The file of a finding."""
    found = find_out(number, to_partners=False)
    return _or_gone(request, found) or send_table(found)


def finding_certificate(request: HttpRequest, number: int) -> HttpResponse:
    """The certificate of a finding."""
    found = find_out(number, to_partners=False)
    return _or_gone(request, found) or send_certificate(found)


def partner_findings(request: HttpRequest) -> HttpResponse:
    """What was counted, and may partners see?"""
    return render(request, "understand/findings_partners.html", {"releases": list_out(to_partners=True)})


def partner_finding(request: HttpRequest, number: int) -> HttpResponse:
    """What did we count, for partners?"""
    return _show(request, find_out(number, to_partners=True), template="understand/finding_partners.html")


def partner_csv(request: HttpRequest, number: int) -> HttpResponse:
    """The file of a finding, for partners."""
    found = find_out(number, to_partners=True)
    return _or_gone(request, found) or send_table(found)


def partner_certificate(request: HttpRequest, number: int) -> HttpResponse:
    """The certificate of a finding, for partners."""
    found = find_out(number, to_partners=True)
    return _or_gone(request, found) or send_certificate(found)


def send_table(release: Release) -> HttpResponse:
    """The file that was audited, byte for byte; it says in its name where children are made up."""
    _check(release)
    name = f"{'synthetic-' if release.data_set.is_synthetic else ''}finding-{release.pk}.csv"
    return _file(release.papers.shown, name=name, kind="text/csv; charset=utf-8")


def send_certificate(release: Release) -> HttpResponse:
    """The certificate of that file."""
    _check(release)
    name = f"certificate-{release.pk}.json"
    return _file(release.papers.certificate, name=name, kind="application/json")


def _show(request: HttpRequest, release: Release, *, template: str) -> HttpResponse:
    gone = _or_gone(request, release)
    if gone is not None:
        return gone
    shown = {
        "release": release,
        "data_set": release.data_set,
        "finding": _find(release),
        "said": list_said(release),
        "never_said": NEVER_SAID,
    }
    return render(request, template, shown)


def _find(release: Release) -> Finding:
    try:
        return find_finding(release)
    except NotSafe as error:
        raise NotFound(f"There is no table to show. {error}") from error


def _check(release: Release) -> None:
    """What did not come out of the gate as it is here is not given out."""
    try:
        open_table(release)
    except NotSafe as error:
        raise NotFound(f"There is no table to give out. {error}") from error


def _or_gone(request: HttpRequest, release: Release) -> HttpResponse | None:
    """What stands in the place of something that was taken back."""
    if release.stage != Stage.RECALLED:
        return None
    return render(request, "understand/recalled.html", {"release": release}, status=GONE)


def _file(text: str, *, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=kind, headers=headers)
