"""What may be read of the partnership's documents."""

from django.db.models import QuerySet

from oneplan.errors import NotFound
from oneplan.web.people.models import Document, Version


def list_documents() -> QuerySet[Document]:
    """All documents with their versions, the latest first."""
    return Document.objects.select_related("group").prefetch_related("versions")


def find_document(key: str) -> Document:
    """One document with its versions.

    Raises
    ------
    NotFound
        When there is none of this key.
    """
    found = list_documents().filter(key=key).first()
    if found is None:
        raise NotFound("There is no such document. Go back to the list and choose one.")
    return found


def find_version(key: str, number: int) -> Version:
    """One version of a document.

    Raises
    ------
    NotFound
        When the document has no such version.
    """
    found = Version.objects.select_related("document").filter(document__key=key, number=number).first()
    if found is None:
        raise NotFound("There is no such version. Go back to the document and choose one.")
    return found
