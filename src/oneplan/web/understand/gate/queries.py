"""What may be read of releases: those in the gate, those that are out, and what waits for whom."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import QuerySet

from oneplan.disclosure.policies import Policy
from oneplan.disclosure.safe_table import SafeTable, reopen_table
from oneplan.errors import NotAllowed, NotFound, NotSafe, NotValid
from oneplan.people import Actor
from oneplan.understand.intersections.findings import SafeFinding
from oneplan.web.people.second_person import waiting_for
from oneplan.web.understand.evidence.queries import description_of, list_data_sets
from oneplan.web.understand.gate.counting import NO, YES
from oneplan.web.understand.models import Audience, DataSet, Release, Stage

OUT = (Stage.RELEASED, Stage.RECALLED)


def list_to_release() -> QuerySet[DataSet]:
    """The data sets whose tables may go out from here."""
    return list_data_sets().filter(of_wave="")


def check_may_leave(data_set: DataSet) -> None:
    """Refuse what pupils said: all that is shown of a wave goes out at once, as its reports.

    Raises
    ------
    NotAllowed
        When these are the answers of a wave.
    """
    if data_set.of_wave:
        raise NotAllowed(
            "What pupils said in a wave goes out in its reports alone: a table from here beside them could "
            "tell what they withhold. Look for gaps in it: what you find stays inside."
        )


def list_releases() -> QuerySet[Release]:
    """Every release, the latest first."""
    return Release.objects.select_related("data_set").order_by("-pk")


def find_release(number: int) -> Release:
    """One release with its papers.

    Raises
    ------
    NotFound
        When there is none of this number.
    """
    found = Release.objects.select_related("data_set", "papers").filter(pk=number).first()
    if found is None:
        raise NotFound("There is no such release. Go back to the gate and choose one.")
    return found


def list_out(*, to_partners: bool) -> QuerySet[Release]:
    """The releases that everybody may read, or that partners may read, the latest first."""
    audiences = [Audience.PUBLIC, *([Audience.PARTNER] if to_partners else [])]
    return list_releases().filter(stage=Stage.RELEASED, audience__in=audiences)


def find_out(number: int, *, to_partners: bool) -> Release:
    """One release that is out, or was and is taken back.

    Raises
    ------
    NotFound
        When there is none of this number for these readers.
    """
    found = Release.objects.select_related("data_set", "papers").filter(pk=number, stage__in=OUT).first()
    if found is None or (found.audience != Audience.PUBLIC and not to_partners):
        raise NotFound("There is no such finding. Go back to the list and choose one.")
    return found


def open_table(release: Release) -> SafeTable:
    """The table of a release as it may be shown.

    Raises
    ------
    NotSafe
        When it did not pass the gate, or is not what passed it.
    """
    check_whole(release)
    papers, policy = release.papers, Policy.model_validate(release.rules)
    return reopen_table(papers.shown, certificate=papers.certificate, policy=policy)


def list_said(release: Release) -> tuple[SafeFinding, ...]:
    """What the table of a release says: for whom it is a different story, worked out from the table alone.

    Raises
    ------
    NotSafe
        When it did not pass the gate, or is not what passed it.
    """
    check_whole(release)
    return _say_once(Whole(release.fingerprint, release))


@dataclass(frozen=True)
class Whole:
    """A release that was checked: what is made of it is made once for each fingerprint."""

    fingerprint: str
    release: Release = field(compare=False)


@lru_cache(maxsize=32)
def _say_once(whole: Whole) -> tuple[SafeFinding, ...]:
    from oneplan.understand.intersections.safe import find_safe_gaps  # noqa: PLC0415 - slow to come

    release = whole.release
    table, description = open_table(release), description_of(release.data_set)
    wide = {name: {above for _, above in pairs} for name, pairs in release.levels_above.items()}
    asked = [one for one in description.outcome if one.name in table.dimensions]
    said: list[SafeFinding] = []
    for one in asked:
        codes = {cell[table.dimensions.index(one.name)] for cell in table.cells}
        if not {YES, NO} <= codes:
            continue
        try:
            found = find_safe_gaps(
                table,
                question=one.name,
                cases=(YES,),
                answered=(YES, NO),
                wide=wide,
                good=one.good,
                phrases=description.phrases,
            )
        except NotValid:
            # A table without its total, or with levels inside each other, says nothing of this kind.
            continue
        said += found.short_list
    return tuple(said)


def check_whole(release: Release) -> None:
    """Refuse a release that did not pass the gate, or is not what passed it.

    Raises
    ------
    NotSafe
        When the file, its certificate, or what it is for is another.
    """
    if not release.fingerprint or release.fingerprint != fingerprint_of(release):
        raise NotSafe("This table is not what came out of the gate. Take it through the gate again.")


def fingerprint_of(release: Release) -> str:
    """The digest of all that a second person looks at: the file, its certificate, and what it is for."""
    papers = release.papers
    parts = [
        release.title,
        release.tables,
        release.wave,
        release.data_set.digest,
        release.audience,
        release.rules,
        papers.tables,
        papers.shown,
        papers.certificate,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def list_waiting_for(actor: Actor) -> list[Release]:
    """The releases that wait for this person: asked for by somebody else."""
    return list(waiting_for(actor, list_releases().filter(stage=Stage.ASKED), act="release.release"))


def list_asked_by(actor: Actor) -> list[Release]:
    """The releases that this person asked for and that wait for somebody, or came back."""
    if actor.account is None:
        return []
    waiting = (Stage.ASKED, Stage.RETURNED)
    return list(list_releases().filter(stage__in=waiting, asked_account=actor.account))
