"""What can happen to the findings of a wave: asked for, sent back, published, taken off the site."""

from django.utils import timezone

from oneplan.errors import NotFound, NotSafe, NotValid
from oneplan.people import Actor
from oneplan.publish.survey.everybody import KEY
from oneplan.web import wiring
from oneplan.web.listen.models import State, Wave
from oneplan.web.people.acts import act
from oneplan.web.people.second_person import check_somebody_else, find_asker
from oneplan.web.publish.models import Pages, Publication, Stage
from oneplan.web.publish.survey import shelf
from oneplan.web.publish.survey.publishing.queries import fingerprint_of


@act("publication.ask")
def ask_to_publish(_: None, *, by: Actor, wave: Wave, note: str = "") -> Publication:
    """Ask somebody else to publish the findings of a wave as its reports say them now."""
    asker = find_asker(by)
    if wave.state != State.CLOSED:
        raise NotValid("Findings are published of a closed wave. Close the wave first.")
    if Publication.objects.filter(wave=wave, stage=Stage.ASKED).exists():
        raise NotValid("Somebody asked already. A second person has to look at that first.")
    pages, title = _take_from_the_shelf(wave)
    made = Publication.objects.create(
        wave=wave,
        title=title[:250],
        fingerprint=fingerprint_of(pages),
        asked_at=timezone.now(),
        asked_by=by.said[:250],
        asked_account=asker,
        note=note,
    )
    pages.publication = made
    pages.save()
    return made


@act("publication.withdraw")
def withdraw_wish(thing: Publication, *, by: Actor) -> Publication:
    """Take the wish back, before anybody has agreed."""
    del by
    _check_stage(thing, Stage.ASKED)
    thing.stage = Stage.WITHDRAWN
    thing.save()
    return thing


@act("publication.return")
def send_back(thing: Publication, *, by: Actor, reason: str) -> Publication:
    """Send it back to whoever asked, with a reason."""
    _check_stage(thing, Stage.ASKED)
    check_somebody_else(by, asked=thing.asked_account)
    thing.stage, thing.reason = Stage.RETURNED, _said(reason)
    thing.save()
    return thing


@act("publication.publish")
def publish(thing: Publication, *, by: Actor, fingerprint: str, looked: bool = False) -> Publication:
    """Publish it: everybody can read it from now on, in place of what was out of this wave before."""
    _check_stage(thing, Stage.ASKED)
    check_somebody_else(by, asked=thing.asked_account)
    if not looked:
        raise NotValid("Read the page first, then tick the box.")
    if not fingerprint == thing.fingerprint == fingerprint_of(thing.pages):
        raise NotSafe("This is not what was asked for: it changed in the meantime. Ask for it again.")
    Publication.objects.filter(wave=thing.wave, stage=Stage.PUBLISHED).update(stage=Stage.REPLACED)
    thing.stage = Stage.PUBLISHED
    thing.published_at, thing.published_by = timezone.now(), by.said[:250]
    thing.save()
    return thing


@act("publication.recall")
def take_back(thing: Publication, *, by: Actor, reason: str) -> Publication:
    """Take it off the site; who has it keeps it."""
    _check_stage(thing, Stage.PUBLISHED)
    thing.stage, thing.reason = Stage.RECALLED, _said(reason)
    thing.recalled_at, thing.recalled_by = timezone.now(), by.said[:250]
    thing.save()
    return thing


def _take_from_the_shelf(wave: Wave) -> tuple[Pages, str]:
    """The page for everybody, its file and the pages for pupils, as the job made them of safe tables."""
    home = wiring.home()
    try:
        found = shelf.find_report(home, wave.key, key=KEY)
    except NotFound as error:
        raise NotValid("There is no page for everybody yet. Make the reports on this wave first.") from error
    page = shelf.read_file(home, wave.key, key=KEY, kind="html").decode()
    figures = shelf.read_file(home, wave.key, key=KEY, kind="csv").decode()
    pupils = [
        {
            "key": one.key,
            "name": one.name.removeprefix("For pupils: "),
            "title": one.title,
            "page": shelf.read_file(home, wave.key, key=one.key, kind="html").decode(),
        }
        for one in shelf.list_reports(home, wave.key)
        if one.of == "pupils"
    ]
    return Pages(page=page, figures=figures, pupils=pupils), found.title


def _said(reason: str) -> str:
    if not reason.strip():
        raise NotValid("Write the reason, so that whoever reads of this knows it.")
    return reason.strip()


def _check_stage(thing: Publication, *stages: Stage) -> None:
    if thing.stage not in stages:
        raise NotValid(f"This is now: {Stage(thing.stage).label}. Look at it again before you go on.")
