"""What somebody finds on their own page: what is due, what waits for them, and for what they wait."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from oneplan.people import Actor, may
from oneplan.web.jobs.queries import list_active_of, list_failed
from oneplan.web.people import queries as people
from oneplan.web.people.log.pages import Entry, make_entries
from oneplan.web.people.log.queries import list_events_of
from oneplan.web.people.partnership import queries as partnership
from oneplan.web.plan.consulting.queries import list_own_drafts
from oneplan.web.plan.consulting.queries import list_waiting_for as list_comments_waiting_for
from oneplan.web.publish.survey.doing import queries as doing
from oneplan.web.publish.survey.publishing import queries as publishing
from oneplan.web.understand.gate.queries import list_asked_by, list_waiting_for

SOON = timedelta(days=60)
LATEST = 8


@dataclass(frozen=True)
class Thing:
    """One thing to look at: what it is, where it is, until when."""

    said: str
    address: str
    until: date | None = None


@dataclass(frozen=True)
class Coming:
    """A room that is still empty: what will be there, and which how-to tells more."""

    name: str
    said: str


@dataclass(frozen=True)
class Page:
    """My things."""

    due: tuple[Thing, ...]
    waits_for_me: tuple[Thing, ...]
    i_wait_for: tuple[Thing, ...]
    latest: tuple[Entry, ...]
    coming: tuple[Coming, ...]


COMING = (
    Coming("Updates", "What your organisation promised, what is due, and last time’s words to start from."),
    Coming("Challenges", "Questions that were put to a partner, and their answers."),
    Coming("Meetings", "Board packs, decisions and who was asked to do what."),
    Coming("Consultations", "What children, families and practitioners were asked face to face, and said."),
)


def make_page(actor: Actor) -> Page:
    """The page of one person, in a number of questions that does not grow with the partnership."""
    today = timezone.localdate()
    return Page(
        due=tuple(sorted(_due(actor, today), key=lambda thing: thing.until or today)),
        waits_for_me=tuple(_waits_for_me(actor, today)),
        i_wait_for=tuple(_i_wait_for(actor)),
        latest=make_entries(list_events_of(actor.account or 0, latest=LATEST)),
        coming=COMING,
    )


def _due(actor: Actor, today: date) -> Iterator[Thing]:
    """What has a date and is mine: an entry to look through, a role that ends."""
    for one in partnership.list_unconfirmed(actor.organisations, today=today):
        if may(actor, "organisation.change", organisation=one.key):
            yield Thing(
                f"Look through the entry of {one.name}: nobody has confirmed it for a year",
                f"/partners/organisations/{one.key}/",
            )
    for term in partnership.list_ending_terms(account=actor.account, before=today + SOON):
        yield Thing(f"Your role “{term.get_role_display()}” ends", "/partners/", term.ends)
    for promised in doing.list_due_of(actor, before=today + SOON):
        school = promised.school
        where = f"/partners/listen/{school.wave.key}/schools/{school.school}/report/actions/{promised.pk}/"
        yield Thing(f"{school}: {promised.does}", where, promised.due)


def _waits_for_me(actor: Actor, today: date) -> Iterator[Thing]:
    """What only this role can settle."""
    yield from _of_plans(actor, today)
    yield from _of_surveys(actor)
    for release in list_waiting_for(actor):
        yield Thing(f"Look at a release: {release.title}", f"/partners/evidence/gate/{release.pk}/")
    if may(actor, "seat.give"):
        for key, name, how_many in partnership.list_vacancies():
            seats = "seat is" if how_many == 1 else "seats are"
            yield Thing(f"{name}: {how_many} {seats} vacant", f"/partners/groups/{key}/")
    if may(actor, "role.give"):
        for term in partnership.list_ending_terms(before=today + SOON):
            yield Thing(
                f"The role “{term.get_role_display()}” of {term.person.post} ends",
                f"/partners/people/{term.person_id}/",
                term.ends,
            )
    if may(actor, "job.cancel"):
        for job in list_failed():
            yield Thing(f"A job failed: {job.title}", f"/partners/jobs/{job.pk}/")


def _of_surveys(actor: Actor) -> Iterator[Thing]:
    """Findings that somebody else wants to publish, and reports of schools that nobody has answered."""
    for found in publishing.list_waiting_for(actor):
        where = f"/partners/listen/{found.wave.key}/publish/{found.pk}/"
        yield Thing(f"Look at findings before everybody reads them: {found}", where)
    for school in doing.list_unanswered_of(actor):
        where = f"/partners/listen/{school.wave.key}/schools/{school.school}/report/"
        yield Thing(f"Read what pupils of {school} said, and write what you will do", where)


def _of_plans(actor: Actor, today: date) -> Iterator[Thing]:
    """Drafts that are being written, and what was said of them."""
    for said, where, until in list_comments_waiting_for(actor, on=today):
        yield Thing(said, where, until)
    for draft in list_own_drafts(actor):
        yield Thing(f"A draft that is being written: {draft}", f"/partners/plan/{draft.pk}/")


def _i_wait_for(actor: Actor) -> Iterator[Thing]:
    """What others, or the machine, have in hand for me."""
    for release in list_asked_by(actor):
        said = "came back" if release.reason else "waits for a second person"
        yield Thing(f"Your release {said}: {release.title}", f"/partners/evidence/gate/{release.pk}/")
    if may(actor, "invitation.send"):
        for invitation in people.list_open_invitations():
            said = f"{invitation.person.post} has not taken the invitation yet"
            yield Thing(said, f"/partners/people/{invitation.person_id}/", invitation.until.date())
    for link in people.list_open_links(actor.organisations, everybody=may(actor, "organisation.add")):
        said = f"{link.organisation.name} has not used the link yet"
        yield Thing(said, f"/partners/organisations/{link.organisation.key}/", link.until.date())
    if actor.account is not None and may(actor, "job.read"):
        for job in list_active_of(actor.account):
            yield Thing(f"In hand: {job.title}", f"/partners/jobs/{job.pk}/")
