"""What can happen to a wave before it opens: made, its roll loaded, its checklist signed, set aside."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from oneplan.errors import NotAllowed, NotValid
from oneplan.listen.closing.columns import columns_of
from oneplan.listen.definition.check import check_questionnaire
from oneplan.listen.definition.files import read_bytes
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.response.roll import Roll
from oneplan.listen.waves.places import MOST_LETTERS
from oneplan.people import Actor
from oneplan.web.listen.checklist import BY_KEY
from oneplan.web.listen.collection import forget_collection, say_adults
from oneplan.web.listen.models import School, Signature, State, Wave, Wording, YearGroup
from oneplan.web.listen.queries import list_schools, open_questionnaire
from oneplan.web.people.acts import act
from oneplan.web.people.keys import free_key
from oneplan.web.people.models import Organisation

WALKS = 1000
"""Made-up pupils who walk through a questionnaire here: half a second; `oneplan survey check` sends more."""
MOST_SAID = 5
LONGEST_KEY = MOST_LETTERS - 6
"""A wave's folder and its key file are called by its key; a number may follow where the name is taken."""


@act("wave.make")
def make_wave(
    _: None,
    *,
    by: Actor,
    file: bytes,
    file_name: str,
    opens: date,
    closes: date,
    keep_until: date,
    is_demonstration: bool = False,
) -> Wave:
    """Prepare a wave from a questionnaire that passes its check."""
    asked = read_bytes(file, name=file_name)
    _check_questionnaire(asked, name=file_name)
    _check_days(opens, closes, keep_until=keep_until)
    wave = Wave.objects.create(
        key=free_key(Wave, f"{asked.title} {asked.wave}"[:LONGEST_KEY]),
        title=asked.title,
        name=asked.wave,
        versions=list(asked.versions),
        languages=languages_of(asked, samples=is_demonstration),
        opens=opens,
        closes=closes,
        keep_until=keep_until,
        is_demonstration=is_demonstration,
        made_at=timezone.now(),
        made_by=by.said[:250],
    )
    Wording.objects.create(wave=wave, file=file.decode("utf-8-sig"))
    return wave


@act("wave.change")
def change_wave(
    thing: Wave,
    *,
    by: Actor,
    title: str,
    opens: date,
    closes: date,
    keep_until: date,
    versions: Sequence[str],
    languages: Sequence[str],
) -> Wave:
    """Change a wave that nobody can have answered; what was signed of something else is signed anew."""
    del by
    _check_draft(thing)
    _check_days(opens, closes, keep_until=keep_until)
    asked = open_questionnaire(thing)
    held = [one for one in asked.versions if one in versions]
    spoken = languages_of(asked, samples=thing.is_demonstration)
    offered = [code for code in spoken if code in languages or code == asked.language]
    if not held:
        raise NotValid("Choose at least one version.")
    _check_years({year.year for one in list_schools(thing) for year in one.years.all()}, asked, versions=held)
    stale = _stale_lines(thing, versions=held, languages=offered, keep_until=keep_until)
    thing.signatures.filter(line__in=stale).delete()
    thing.title, thing.opens, thing.closes, thing.keep_until = title.strip(), opens, closes, keep_until
    thing.versions, thing.languages = held, offered
    thing.save()
    return thing


@act("wave.load-roll")
def load_roll(thing: Wave, *, by: Actor, roll: Roll, file_name: str) -> Wave:
    """Take a roll in place of the one before; who was named for a school stays named."""
    del by
    _check_draft(thing)
    years = set(roll.frame["year"].to_list())
    _check_years(years, open_questionnaire(thing), versions=thing.versions)
    known = {one.school: one for one in thing.schools.all()}
    thing.schools.all().delete()
    by_name = {one.name.casefold(): one for one in Organisation.objects.all()}
    schools = [_school(thing, row, before=known, by_name=by_name) for row in roll.schools.to_dicts()]
    School.objects.bulk_create(schools)
    made = {one.school: one for one in schools}
    YearGroup.objects.bulk_create(
        YearGroup(school=made[school], year=year, pupils=pupils)
        for school, year, pupils in roll.frame.select("school", "year", "pupils").iter_rows()
    )
    thing.roll_file = file_name[:120]
    thing.save()
    return thing


@act("wave.sign")
def sign(_: None, *, by: Actor, wave: Wave, line: str, said: dict[str, Any]) -> Signature:
    """Sign one line of the checklist, or sign it anew."""
    _check_draft(wave)
    if line not in BY_KEY:
        raise NotValid("The checklist has no such line. Go back to it and choose one.")
    signed, _made = Signature.objects.update_or_create(
        wave=wave,
        line=line,
        defaults={"said": said, "signed_by": by.said[:250], "signed_at": timezone.now()},
    )
    return signed


@act("wave.drop")
def drop_wave(thing: Wave, *, by: Actor) -> Wave:
    """Set a wave aside that nobody can have answered."""
    del by
    _check_draft(thing)
    forget_collection(thing)
    thing.state = State.DROPPED
    thing.save()
    return thing


@act("school.change")
def name_adult(
    _: None, *, by: Actor, school: School, named_adult: str, organisation: Organisation | None = None
) -> School:
    """Say by which post the named adult of a school is known; `organisation` is whose school it is."""
    del by
    check_whose(school, organisation)
    school.named_adult = named_adult.strip()
    school.save()
    if school.wave.state == State.OPEN:
        named = School.objects.filter(wave=school.wave).exclude(named_adult="")
        say_adults(school.wave, dict(named.values_list("school", "named_adult")))
    return school


@act("school.assign")
def assign_school(_: None, *, by: Actor, school: School, to: Organisation | None) -> School:
    """Say whose survey lead runs the survey in a school."""
    del by
    school.organisation = to
    school.save()
    return school


def check_whose(school: School, organisation: Organisation | None) -> None:
    """See that the organisation for which somebody was allowed to act is that of the school."""
    if organisation is not None and organisation.pk != school.organisation_id:
        raise NotAllowed("This school is not run by that organisation. Ask the partnership manager.")


def languages_of(asked: Questionnaire, *, samples: bool) -> list[str]:
    """The languages that pupils may choose; those that are only a sample in a demonstration alone."""
    others = [code for code, one in asked.languages.items() if samples or not one.sample]
    return [asked.language, *others]


def _check_questionnaire(asked: Questionnaire, *, name: str) -> None:
    columns_of(asked)
    findings = check_questionnaire(asked, walks=WALKS).findings
    if not findings:
        return
    said = [
        f"{' '.join(filter(None, (one.version, one.question)))}: {one.says} {one.do}"
        for one in findings[:MOST_SAID]
    ]
    more = f" There are {len(findings) - MOST_SAID} more." if len(findings) > MOST_SAID else ""
    raise NotValid(f"{name} cannot be put before children yet. {' '.join(said)}{more}")


def _check_draft(wave: Wave) -> None:
    if wave.state != State.DRAFT:
        raise NotValid(
            f"This wave is now: {State(wave.state).label}. Nothing of this can be changed any more."
        )


def _check_days(opens: date, closes: date, *, keep_until: date) -> None:
    if not opens <= closes < keep_until:
        raise NotValid("A wave opens before it closes, and its answers are kept until after that.")


def _check_years(years: set[int], asked: Questionnaire, *, versions: Sequence[str]) -> None:
    strange = sorted(years - {year for version in versions for year in asked.versions[version].years})
    if strange:
        raise NotValid(
            f"No version of this wave is for year {strange[0]}. Take it out of the roll, or choose a version "
            "that is for it."
        )


def _stale_lines(
    wave: Wave, *, versions: Sequence[str], languages: Sequence[str], keep_until: date
) -> set[str]:
    """The lines of the checklist that were signed of a wave that asks others, or is kept for another time."""
    stale: set[str] = set()
    if list(versions) != wave.versions:
        stale |= {"data-protection", "special"}
    if list(languages) != wave.languages or keep_until != wave.keep_until:
        stale |= {"data-protection"}
    return stale


def _school(
    wave: Wave, row: dict[str, Any], *, before: dict[str, School], by_name: dict[str, Organisation]
) -> School:
    was = before.get(row["school"])
    fields = ("school", "name", "phase", "type", "district", "free_meals_fifth")
    return School(
        wave=wave,
        named_adult=was.named_adult if was else "",
        organisation=was.organisation if was else by_name.get(row["name"].casefold()),
        **{name: row[name] for name in fields},
    )
