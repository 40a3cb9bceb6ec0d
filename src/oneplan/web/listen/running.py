"""What can happen to a wave from its opening on: codes, pauses, and its close."""

from collections.abc import Mapping

from django.utils import timezone

from oneplan.errors import NotValid
from oneplan.listen.waves.wave import Group
from oneplan.listen.waves.wave import Wave as Kept
from oneplan.people import Actor
from oneplan.web.jobs.actions import enqueue
from oneplan.web.jobs.queries import find_job_or_none
from oneplan.web.listen import collection
from oneplan.web.listen.actions import check_whose
from oneplan.web.listen.checklist import versions_with_special
from oneplan.web.listen.issuing import MOST_EXTRA, is_special, share_out
from oneplan.web.listen.models import School, State, Wave
from oneplan.web.listen.queries import find_signed, list_obstacles, list_schools, open_questionnaire
from oneplan.web.listen.reading import check_all_read
from oneplan.web.people.acts import act
from oneplan.web.people.models import Organisation


@act("wave.open")
def open_wave(thing: Wave, *, by: Actor) -> Wave:
    """Open a wave whose checklist is signed: from now on pupils can begin."""
    del by
    check_state(thing, State.DRAFT)
    today = timezone.localdate()
    signed = find_signed(thing)
    missing = list_obstacles(thing, signed)
    if missing:
        raise NotValid(f"This wave cannot open yet. {' '.join(missing)}")
    kept = kept_of(thing, special=versions_with_special(signed))
    collection.open_collection(kept, questionnaire=thing.wording.file, shares=shares_of(thing))
    thing.state, thing.opened = State.OPEN, today
    thing.save()
    return thing


@act("codes.add")
def add_codes(
    _: None, *, by: Actor, school: School, group: Group, codes: int, organisation: Organisation | None = None
) -> School:
    """Issue extra codes to a class; they stand in `school.fresh` for the page that shows them once."""
    del by
    check_whose(school, organisation)
    check_state(school.wave, State.OPEN)
    if not 1 <= codes <= MOST_EXTRA:
        raise NotValid(f"Issue 1 to {MOST_EXTRA} extra codes at once.")
    held = School.objects.select_for_update().select_related("wave").get(pk=school.pk)
    school.fresh = tuple(collection.add_codes(held.wave, group, codes=codes))
    return school


@act("wave.renew-codes")
def renew_codes(thing: Wave, *, by: Actor) -> Wave:
    """Issue new codes to every class, where a restored wave has no key."""
    del by
    check_state(thing, State.OPEN)
    collection.renew_codes(thing)
    return thing


@act("class.pause")
def pause_class(
    _: None,
    *,
    by: Actor,
    school: School,
    group: Group,
    paused: bool,
    organisation: Organisation | None = None,
) -> School:
    """Let a class wait, or go on; what was answered stays."""
    del by
    check_whose(school, organisation)
    check_state(school.wave, State.OPEN)
    collection.set_paused(school.wave, group, paused=paused)
    return school


@act("wave.close")
def close_wave(thing: Wave, *, by: Actor, title: str, sure: bool) -> Wave:
    """Close a wave for good: nobody can be found in its answers any more, in the background."""
    check_state(thing, State.OPEN, State.CLOSING)
    if is_in_hand(thing):
        raise NotValid("It is being closed. Wait until that has ended.")
    if not sure or title.strip().casefold() not in {str(thing).casefold(), thing.name.casefold()}:
        raise NotValid(f"Write the name of the wave to close it: {thing}.")
    if thing.state == State.OPEN:
        check_all_read(thing)
    thing.state = State.CLOSING
    thing.job = enqueue("wave.close", arguments={"wave": thing.pk}, by=by, only=f"wave-{thing.pk}").pk
    thing.save()
    return thing


@act("wave.delete")
def delete_answers(thing: Wave, *, by: Actor) -> Wave:
    """Delete the answers of a closed wave; how many took part stays."""
    del by
    check_state(thing, State.CLOSED)
    collection.delete_answers(thing)
    thing.deleted = timezone.localdate()
    thing.save()
    return thing


def is_in_hand(wave: Wave) -> bool:
    """Whether a job is closing it now."""
    job = find_job_or_none(wave.job)
    return job is not None and job.is_active


def kept_of(wave: Wave, *, special: list[str]) -> Kept:
    """The wave as the pupils' pages read it."""
    schools = list(wave.schools.all())
    return Kept(
        id=wave.key,
        title=str(wave),
        versions=tuple(wave.versions),
        languages=tuple(wave.languages),
        special=tuple(one for one in special if one in wave.versions),
        opens=wave.opens,
        closes=wave.closes,
        state="open",
        schools={one.school: one.name for one in schools},
        contacts={one.school: one.named_adult for one in schools if one.named_adult},
        demonstration=wave.is_demonstration,
    )


def shares_of(wave: Wave) -> Mapping[Group, int]:
    """How many codes each class gets."""
    whole = open_questionnaire(wave)
    held = {name: version for name, version in whole.versions.items() if name in wave.versions}
    asked = whole.model_copy(update={"versions": held})
    return {
        Group(school=school.school, year=year.year, version=share.version): share.codes
        for school in list_schools(wave)
        for year in school.years.all()
        for share in share_out(
            asked,
            year=year.year,
            pupils=year.pupils,
            in_special_school=is_special(school.phase, school.type),
        )
    }


def check_state(wave: Wave, *states: State) -> None:
    """Refuse what does not fit how a wave stands now."""
    if wave.state not in states:
        raise NotValid(f"This wave is now: {State(wave.state).label}. Look at it again before you go on.")
