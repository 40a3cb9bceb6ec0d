"""The page that says who may do what, drawn from the one table."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.web.design.downloads import send_words
from oneplan.web.people.table import make_table

NOBODY = "nobody"


def who_may_do_what(request: HttpRequest) -> HttpResponse:
    """Who may do what?"""
    return render(request, "people/who_may_do_what.html", {"table": make_table()})


def acts_csv(request: HttpRequest) -> HttpResponse:
    """Who may do what, as a file."""
    del request
    lines = [
        (one.does, one.everybody or NOBODY, one.own or NOBODY, one.remembered) for one in make_table().lines
    ]
    columns = ("what", "for every organisation", "for their own only", "written in the log")
    return send_words(lines, columns=columns, name="who-may-do-what")


def roles_csv(request: HttpRequest) -> HttpResponse:
    """Which roles there are, as a file."""
    del request
    columns = ("role", "what they do", "needs more than a password")
    return send_words(make_table().roles, columns=columns, name="roles")
