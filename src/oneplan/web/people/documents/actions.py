"""What can happen to documents: they are published, version after version, and never change."""

from django.db.models import Max
from django.utils import timezone

from oneplan.errors import NotValid
from oneplan.people import Actor
from oneplan.web.people.acts import act
from oneplan.web.people.documents.files import keep_file
from oneplan.web.people.keys import free_key
from oneplan.web.people.models import Document, Group, Version
from oneplan.web.people.uploads import Upload


@act("document.publish")
def publish_document(
    thing: Document | None,
    *,
    by: Actor,
    file: Upload,
    title: str = "",
    about: str = "",
    group: Group | None = None,
    note: str = "",
    key: str = "",
) -> Document:
    """Publish a new document, or the next version of one."""
    del by
    document = thing or Document.objects.create(
        key=key or free_key(Document, title), title=title, about=about, group=group
    )
    latest = document.versions.order_by("-number").first()
    if latest is not None and latest.digest == file.digest:
        raise NotValid("This is the same file as the latest version. Choose the new one.")
    keep_file(file.content, digest=file.digest)
    highest = document.versions.aggregate(highest=Max("number"))["highest"] or 0
    Version.objects.create(
        document=document,
        number=highest + 1,
        file_name=file.file_name,
        media_type=file.media_type,
        digest=file.digest,
        size=file.size,
        note=note,
        published=timezone.now(),
    )
    return document
