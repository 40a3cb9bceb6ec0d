"""HTTP in, HTTP out: my things, and how to do what partners do most."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.web.people.actors import find_actor
from oneplan.web.publish.workspace.pages import make_page


def my_things(request: HttpRequest) -> HttpResponse:
    """What is due, what waits for me, and for whom do I wait?"""
    return render(request, "publish/my_things.html", {"page": make_page(find_actor(request))})


def how_to(request: HttpRequest) -> HttpResponse:
    """How do I do what partners do most?"""
    return render(request, "publish/how_to.html")
