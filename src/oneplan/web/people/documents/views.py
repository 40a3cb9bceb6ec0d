"""The list of documents and their files for everybody, and the pages on which they are published."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.web.people.asking import Question, ask
from oneplan.web.people.documents.actions import publish_document
from oneplan.web.people.documents.files import read_file
from oneplan.web.people.documents.forms import NewDocumentForm, VersionForm
from oneplan.web.people.documents.queries import find_document, find_version, list_documents

DOCUMENTS = "/partners/documents/"


def documents(request: HttpRequest) -> HttpResponse:
    """Which papers of the partnership can I download?"""
    return render(request, "people/documents.html", {"documents": list_documents()})


def download(request: HttpRequest, *, key: str, number: int, name: str) -> HttpResponse:
    """The file of one version; its name in the address is for people, and must be the right one."""
    del request
    version = find_version(key, number)
    answer = HttpResponse(read_file(version.digest), content_type=version.media_type)
    # Never shown inside the site: a file is the sender's, and the page around it would be ours.
    answer.headers["Content-Disposition"] = f'attachment; filename="{version.file_name}"'
    answer.headers["ETag"] = f'"{version.digest}"'
    del name
    return answer


def own_documents(request: HttpRequest) -> HttpResponse:
    """Which documents have we published?"""
    return render(request, "people/own_documents.html", {"documents": list_documents()})


def add_document(request: HttpRequest) -> HttpResponse:
    """Which document is published?"""
    question = Question(
        act="document.publish",
        heading="Publish a document",
        button="Publish it",
        done="The document was published.",
        back=DOCUMENTS,
        intro="Everybody can read it from then on. Make sure that it names no child and no private address.",
    )
    return ask(request, question, form=NewDocumentForm, do=publish_document)


def add_version(request: HttpRequest, key: str) -> HttpResponse:
    """Which file is the new version?"""
    found = find_document(key)
    question = Question(
        act="document.publish",
        heading=f"A new version of “{found.title}”",
        button="Publish it",
        done="The new version was published. Earlier ones can still be read.",
        back=DOCUMENTS,
    )
    return ask(request, question, form=VersionForm, do=partial(publish_document, found), thing=found)
