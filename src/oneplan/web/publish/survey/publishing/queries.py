"""What may be read of published findings: those that are out, and those that wait for whom."""

import hashlib
import json

from django.db.models import QuerySet

from oneplan.errors import NotFound
from oneplan.people import Actor
from oneplan.web.listen.models import Wave
from oneplan.web.people.second_person import waiting_for
from oneplan.web.publish.models import Pages, Publication, Stage

NOTHING = "There are no findings of such a survey. Go back to what we heard and choose one."


def fingerprint_of(pages: Pages) -> str:
    """What the pages say, in a few letters: who agrees agrees to this and to nothing else."""
    # PostgreSQL keeps the keys of a JSON field in an order of its own.
    written = json.dumps([pages.page, pages.figures, pages.pupils], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def list_out() -> QuerySet[Publication]:
    """The findings that everybody may read, the latest first."""
    found = Publication.objects.filter(stage=Stage.PUBLISHED).select_related("wave")
    return found.order_by("-wave__closed", "-published_at")


def find_out(key: str) -> Publication:
    """The findings of a wave that are out, or were and are taken off the site.

    Raises
    ------
    NotFound
        When there are none.
    """
    known = Publication.objects.filter(wave__key=key).select_related("wave", "pages")
    found = known.filter(stage=Stage.PUBLISHED).first()
    found = found or known.filter(stage=Stage.RECALLED).order_by("-recalled_at").first()
    if found is None:
        raise NotFound(NOTHING)
    return found


def list_of_wave(wave: Wave) -> QuerySet[Publication]:
    """What became of every wish to publish findings of this wave, the latest first."""
    return Publication.objects.filter(wave=wave)


def find_publication(wave: Wave, number: int) -> Publication:
    """One wish to publish findings of this wave, with what it would show.

    Raises
    ------
    NotFound
        When there is none of this number.
    """
    found = list_of_wave(wave).filter(pk=number).select_related("wave", "pages").first()
    if found is None:
        raise NotFound("Nobody asked for this. Go back to the reports and choose one.")
    return found


def list_waiting_for(actor: Actor) -> list[Publication]:
    """What waits for this person to agree: asked for by somebody else."""
    asked = Publication.objects.filter(stage=Stage.ASKED).select_related("wave")
    return list(waiting_for(actor, asked, act="publication.publish"))
