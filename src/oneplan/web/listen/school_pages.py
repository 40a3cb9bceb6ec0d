"""What the page of a school in a wave shows: its classes, how far they are, and what to do today."""

from collections.abc import Sequence
from dataclasses import dataclass

from oneplan.listen.collection.store import Count
from oneplan.people import Actor
from oneplan.web.listen.collection import count_groups, has_key
from oneplan.web.listen.models import School, State
from oneplan.web.listen.pages import list_acts
from oneplan.web.listen.queries import open_questionnaire
from oneplan.web.listen.school_forms import group_name


@dataclass(frozen=True)
class Class:
    """One year and version of a school, with how far it is."""

    name: str
    value: str
    on_roll: int
    issued: int
    begun: int
    done: int
    paused: bool
    can_print: bool


@dataclass(frozen=True)
class SchoolPage:
    """The page of a school in a wave."""

    classes: tuple[Class, ...]
    today: tuple[str, ...]
    minutes: int
    is_open: bool
    can_print: bool
    has_key: bool
    may: frozenset[str]


def make_school_page(school: School, actor: Actor) -> SchoolPage:
    """The page of a school for whoever runs the survey there."""
    wave = school.wave
    asked = open_questionnaire(wave)
    is_open = wave.state == State.OPEN
    counts = _counts_of(school, order=list(asked.versions)) if is_open else []
    on_roll = {year.year: year.pupils for year in school.years.all()}
    names = {key: version.name for key, version in asked.versions.items()}
    classes = tuple(_class(school, one, on_roll=on_roll, names=names) for one in counts)
    own = school.organisation.key if school.organisation else ""
    keyed = has_key(wave.key)
    return SchoolPage(
        classes=classes,
        today=tuple(_say_today(school, classes)) if is_open else (),
        minutes=max(version.most_minutes for version in asked.versions.values()),
        is_open=is_open,
        can_print=keyed and any(one.can_print for one in classes),
        has_key=keyed,
        may=list_acts(actor, "school", "codes", "class", organisation=own),
    )


def list_classes(school: School) -> list[tuple[str, str]]:
    """The classes of a school as a form offers them, while its wave is open."""
    if school.wave.state != State.OPEN:
        return []
    asked = open_questionnaire(school.wave)
    names = {key: version.name for key, version in asked.versions.items()}
    return [
        (
            group_name(school, year=one.group.year, version=one.group.version),
            _say_class(one, names),
        )
        for one in _counts_of(school, order=list(asked.versions))
    ]


def _counts_of(school: School, *, order: Sequence[str]) -> list[Count]:
    """The classes of a school, the youngest first, and of a year the usual version first."""
    own = [one for one in count_groups(school.wave) if one.group.school == school.school]
    return sorted(own, key=lambda one: (one.group.year, order.index(one.group.version)))


def _class(school: School, one: Count, *, on_roll: dict[int, int], names: dict[str, str]) -> Class:
    return Class(
        name=_say_class(one, names),
        value=group_name(school, year=one.group.year, version=one.group.version),
        on_roll=on_roll.get(one.group.year, 0),
        issued=one.issued,
        begun=one.started + one.done,
        done=one.done,
        paused=one.paused,
        can_print=one.unused == one.issued,
    )


def _say_class(one: Count, names: dict[str, str]) -> str:
    return f"Year {one.group.year}: {names.get(one.group.version, one.group.version)}"


def _say_today(school: School, classes: Sequence[Class]) -> list[str]:
    """What to do next, in the order in which it matters."""
    said = []
    if not school.named_adult:
        said.append("Say who the named adult is: pupils read it before they write anything.")
    waiting = [one.name for one in classes if one.paused]
    if waiting:
        said.append(f"These classes are paused: {'; '.join(waiting)}.")
    begun, done = sum(one.begun for one in classes), sum(one.done for one in classes)
    if not begun:
        said.append("Print the cards, cut them, and choose a lesson. Nobody has begun yet.")
    elif begun > done:
        said.append(
            f"{begun - done} pupils have begun and not ended. Their cards still work, on any device, until "
            f"{school.wave.closes.day} {school.wave.closes:%B}."
        )
    if begun:
        said.append("Find a lesson for pupils who were away.")
    return said
