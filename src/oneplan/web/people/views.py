"""The page that says who may do what, drawn from the one table."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.web.people.table import make_table


def who_may_do_what(request: HttpRequest) -> HttpResponse:
    """Who may do what?"""
    return render(request, "people/who_may_do_what.html", {"table": make_table()})
