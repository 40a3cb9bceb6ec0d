"""What the pages of a draft show: its contents, one entry with its thread and history, its check."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oneplan.people import MAY
from oneplan.plan.check import Checked
from oneplan.plan.diff import HAPPENED, diff_plans
from oneplan.plan.frame import Plan
from oneplan.plan.lacking import CRITERIA, Lack
from oneplan.plan.matrix import squares_of
from oneplan.plan.thread import Step, Threads
from oneplan.web.plan.models import Change, Edition
from oneplan.web.plan.writing.asking import list_asked
from oneplan.web.plan.writing.rows import Content
from oneplan.web.plan.writing.saying import PARTS, say_choice, say_field
from oneplan.web.plan.writing.whys import WHY, asks_why, say_why
from oneplan.words.reading import reading_age

PAGE = 100
PLANS = "/partners/plan/"
YOUNG = "for_young_people"


@dataclass(frozen=True)
class Line:
    """One line of a list: an id, a name, where it leads, and what else is said of it."""

    id: str
    name: str
    href: str
    about: str = ""
    illustrative: bool = False


@dataclass(frozen=True)
class PartOf:
    """One part of a plan, counted."""

    part: str
    heading: str
    one: str
    count: int


@dataclass(frozen=True)
class Told:
    """One field of an entry in words, with the address of its form."""

    name: str
    said: str
    href: str
    age: float | None = None
    """Who reads it with ease, where it is for young people."""


@dataclass(frozen=True)
class Altered:
    """One field that was changed."""

    field: str
    was: str
    now: str


@dataclass(frozen=True)
class Past:
    """One change of an entry: when, by whom, what was done, and each field as it was and is."""

    at: datetime
    said: str
    does: str
    title: str
    fields: tuple[Altered, ...]


@dataclass(frozen=True)
class Stopped:
    """One step of a thread with links to what stands there."""

    name: str
    missing: str
    stops: tuple[Line, ...]


@dataclass(frozen=True)
class Asked:
    """One criterion: how many of how many meet it, and each lack with its link."""

    says: str
    met: int
    of: int
    lacks: tuple[tuple[Lack, str], ...]


@dataclass(frozen=True)
class Differs:
    """One entry that differs between two editions."""

    word: str
    part: str
    id: str
    name: str
    reason: str
    fields: tuple[Altered, ...]


@dataclass(frozen=True)
class Square:
    """One square of the matrix: the pillar, and what serves the objective there."""

    pillar: str
    served: tuple[Line, ...]


def make_contents(
    plan: Plan, numbers: Mapping[str, int], *, of: Edition
) -> tuple[tuple[Line, ...], tuple[PartOf, ...]]:
    """The plan's themes as they stand, and every part with how much is in it."""
    parts = tuple(
        PartOf(part, heading, one, len(getattr(plan, part))) for part, (heading, one) in PARTS.items()
    )
    return tuple(_themes(plan, numbers, of=of, under="")), parts


def make_told(part: str, content: Content, *, plan: Plan, address: str) -> tuple[Told, ...]:
    """Every field of an entry: what it says, or that it says nothing yet."""
    names = {
        item.id: item.name for item in (*plan.themes, *plan.objectives, *plan.organisations, *plan.principles)
    }
    told = [
        Told(
            say_field(one.name),
            _say(content.get(one.name), {} if one.name == "id" else names),
            "" if one.name == "id" else f"{address}change/{one.name}/",
            reading_age(content[YOUNG]) if one.name == YOUNG and content.get(YOUNG) else None,
        )
        for one in list_asked(part)
    ]
    if asks_why(part, ""):
        told.append(Told(say_field(WHY), say_why(content.get(WHY)), f"{address}change/{WHY}/"))
    # What was taken from a finding is frozen: it is shown, and no form changes it.
    if content.get("frozen"):
        told.append(Told(say_field("frozen"), _say(content["frozen"], {}), ""))
    return tuple(told)


def make_thread(
    threads: Threads, id_: str, *, numbers: Mapping[str, int], of: Edition
) -> tuple[Stopped, ...]:
    """The thread through one entry, or nothing where it is on none."""
    if id_ not in threads.index.items:
        return ()
    return tuple(_step(step, numbers, of=of) for step in threads.of(id_).steps)


def make_breaks(threads: Threads, *, numbers: Mapping[str, int], of: Edition) -> tuple[Line, ...]:
    """Every break of every thread."""
    return tuple(
        Line(one.id, one.name, href(of, numbers.get(one.id)), f"{one.step.name}: {one.says}")
        for one in threads.list_breaks()
    )


def make_history(changes: list[Change], key: str) -> tuple[Past, ...]:
    """What was changed in one entry."""
    return tuple(
        Past(one.at, one.said, MAY[one.act].does, str(one.edition), tuple(_altered(one, key)))
        for one in changes
    )


def make_check(checked: Checked, *, numbers: Mapping[str, int], of: Edition) -> tuple[Asked, ...]:
    """Every criterion with what is lacking."""
    found: dict[str, list[tuple[Lack, str]]] = {name: [] for name in CRITERIA}
    for lack in checked.lacks:
        found[lack.criterion].append((lack, href(of, numbers.get(lack.id))))
    return tuple(Asked(says, *checked.counts[name], tuple(found[name])) for name, says in CRITERIA.items())


def make_matrix(
    plan: Plan, *, numbers: Mapping[str, int], of: Edition
) -> tuple[tuple[str, tuple[Square, ...]], ...]:
    """Each objective with the pillars, and what serves it there."""
    lines: dict[str, list[Square]] = {}
    for square in squares_of(plan):
        served = tuple(Line(one.id, one.name, href(of, numbers.get(one.id))) for one in square.served)
        lines.setdefault(square.objective.name, []).append(Square(square.pillar.name, served))
    return tuple((name, tuple(squares)) for name, squares in lines.items())


def make_compared(before: Plan, after: Plan) -> tuple[Differs, ...]:
    """What differs between two editions."""
    return tuple(
        Differs(
            HAPPENED[one.happened],
            PARTS[one.part][0] if one.part in PARTS else "The plan",
            one.id,
            one.name,
            one.reason,
            tuple(Altered(say_field(name), was, now) for name, was, now in one.fields),
        )
        for one in diff_plans(before, after)
    )


def href(edition: Edition, number: int | None) -> str:
    """Where an entry stands on the desk; nothing where it is no entry of its own."""
    return f"{PLANS}{edition.pk}/entry/{number}/" if number else ""


def lacks_of(checked: Checked, id_: str) -> tuple[Lack, ...]:
    """What one entry lacks."""
    return tuple(lack for lack in checked.lacks if lack.id == id_)


def _themes(plan: Plan, numbers: Mapping[str, int], *, of: Edition, under: str) -> Iterator[Line]:
    names = {level.id: level.name for level in plan.levels}
    for theme in plan.under(under):
        yield Line(
            theme.id, theme.name, href(of, numbers.get(theme.id)), names[theme.level], theme.illustrative
        )
        yield from _themes(plan, numbers, of=of, under=theme.id)


def _step(step: Step, numbers: Mapping[str, int], *, of: Edition) -> Stopped:
    stops = tuple(Line(one.id, one.name, href(of, numbers.get(one.id)), one.says) for one in step.stops)
    return Stopped(step.kind.name, step.missing, stops)


def _altered(change: Change, key: str) -> Iterator[Altered]:
    for line in change.lines:
        if line["key"] != key:
            continue
        was, now = line["before"] or {}, line["after"] or {}
        for name in dict.fromkeys((*was, *now)):
            if was.get(name) != now.get(name):
                yield Altered(say_field(name), _say(was.get(name), {}), _say(now.get(name), {}))


def _say(value: Any, names: Mapping[str, str]) -> str:  # noqa: ANN401 - whatever an entry holds
    """A field of an entry in words."""
    if isinstance(value, dict):
        return ", ".join(f"{say_field(name).lower()}: {_say(one, names)}" for name, one in value.items())
    if isinstance(value, list):
        return "; ".join(_say(one, names) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    said = "" if value is None else str(value)
    if said in names:
        return f"{said} {names[said]}"
    return say_choice(said) if said in {"we-did", "we-will", "we-will-not", "vacant"} else said
