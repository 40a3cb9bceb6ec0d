"""What a closed wave says, for everybody: who answered, then topic by topic, of safe tables alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from oneplan.publish.survey import wording as say
from oneplan.publish.survey.county import list_figures
from oneplan.publish.survey.parts import MADE_UP, Heading, Listed, Part, Report, Told, Words
from oneplan.understand.intersections.findings import SafeFinding
from oneplan.understand.survey.changing import find_changes
from oneplan.understand.survey.differing import find_differences
from oneplan.understand.survey.items import Item
from oneplan.understand.survey.released import Released
from oneplan.understand.survey.shares import Share, find_share

KEY = "everybody"
A_TOPIC, GROUPS_A_TOPIC = 3, 2
"""How many questions and how many groups of pupils a topic shows; the file has every question."""
_OF_TEN = 10


@dataclass(frozen=True)
class Asked:
    """How many could have answered, and what the last wave shows.

    Attributes
    ----------
    pupils, schools
        On the roll, in the years that were asked; public, since every school census has them.
    before
        What the last wave's release shows, where there was one.
    before_name
        What the last wave is called.
    """

    pupils: int = 0
    schools: int = 0
    before: Released | None = None
    before_name: str = ""


def make_public_report(released: Released, asked: Asked | None = None) -> Report:
    """What pupils said, for everybody.

    Each figure is one that a safe table shows, or is worked out from such figures alone. It takes those of
    all pupils, of a version and of a group of pupils, and never one of a school or a district.

    Parameters
    ----------
    released
        What came through the gate.
    asked
        How many could have answered, and the last wave.
    """
    known = asked or Asked()
    schools = {school for unit in released.places.units.values() for school in unit.schools}
    answered = sum(unit.pupils for unit in released.places.units.values())
    parts = (
        *_first(released, answered=answered, schools=len(schools), asked=known),
        *_topics(released),
        *_changed(released, known),
        *_last(released),
    )
    return Report(
        KEY,
        f"What did pupils tell us in {released.asked.wave}?",
        f"{answered:,} pupils in {len(schools):,} schools answered.",
        parts,
        tuple(list_figures(released, districts=False)),
    )


def choose_questions(released: Released, topic: str) -> tuple[tuple[Item, Share], ...]:
    """The first questions of a topic that everybody is asked: chosen before anybody looked at an answer."""
    first = next(iter(released.asked.topics))
    found = [
        (item, share)
        for item in released.items
        if item.topic == topic != first and not item.follows and not item.is_ticked
        if (share := find_share(released, item))
    ]
    return tuple(found[:A_TOPIC])


def _first(released: Released, *, answered: int, schools: int, asked: Asked) -> Iterator[Part]:
    if released.is_synthetic:
        yield Words(MADE_UP)
    yield Heading("Who answered?")
    yield Words(f"{answered:,} pupils answered, in {schools:,} schools.{_of_all(asked, answered=answered)}")
    yield Words(
        "Nobody had to take part. Those who did not may be those who would have said something else. "
        "So read each figure as what these pupils said, and not as what all pupils think."
    )
    rows = tuple(
        (one.name, f"{largest:,}")
        for version, one in released.asked.versions.items()
        if (largest := _asked_most(released, version))
    )
    if rows:
        yield Told("Pupils who answered", ("The questions for", "Pupils"), rows)
    for version in released.places.left_out:
        name = released.asked.versions[version].name
        yield Words(f"Too few pupils answered “{name}”. To keep them safe, they are in no figure.")


def _of_all(asked: Asked, *, answered: int) -> str:
    if not asked.pupils:
        return ""
    return (
        f" There are {asked.pupils:,} pupils of their ages in the {asked.schools:,} schools that could have "
        f"taken part, so {_of_ten(answered / asked.pupils)} answered."
    )


def _of_ten(share: float) -> str:
    tenths = round(min(share, 1) * _OF_TEN)
    return (
        f"about {tenths} in 10" if 0 < tenths < _OF_TEN else "nearly all" if tenths else "fewer than 1 in 10"
    )


def _asked_most(released: Released, version: str) -> int:
    """How many were asked the question that most were asked, as its safe table shows it."""
    figures = (released.in_place(item, version) for item in released.items if version in item.versions)
    return max((of for found in figures if found for of in found[:1]), default=0)


def _topics(released: Released) -> Iterator[Part]:
    differences = find_differences(released, most=GROUPS_A_TOPIC)
    for topic, name in released.asked.topics.items():
        if shown := choose_questions(released, topic):
            yield Heading(name)
            rows = [(say.say_item(released, item), share, False) for item, share in shown]
            yield say.draw_shares(rows, says=f"{name}: what share of pupils said so, each with its range.")
            yield _table(released, shown, name=name)
        if told := differences.by_topic.get(topic):
            yield from _for_whom(told, is_alone=not shown, name=name)


def _table(released: Released, shown: tuple[tuple[Item, Share], ...], *, name: str) -> Told:
    heads = (
        "Question, and the answers that count",
        "Asked",
        "Said so",
        "Share, and where it is likely to lie",
    )
    rows = (
        (say.say_item(released, item), f"{share.asked:,}", f"{share.said:,}", say.say_range(share))
        for item, share in shown
    )
    return Told(f"{name}: what pupils said", heads, tuple(rows))


def _for_whom(told: tuple[SafeFinding, ...], *, is_alone: bool, name: str) -> Iterator[Part]:
    if is_alone:
        yield Heading(name)
    yield Heading("For whom is it a different story?", level=2)
    yield Listed(tuple(one.sentence for one in told))


def _changed(released: Released, asked: Asked) -> Iterator[Part]:
    if asked.before is None:
        return
    yield Heading(f"What has changed since {asked.before_name or 'the last time'}?")
    items = {
        item.id: item for topic in released.asked.topics for item, _ in choose_questions(released, topic)
    }
    compared = [
        one
        for one in find_changes(asked.before, released).listed
        if one.of == "all schools" and one.item in items
    ]
    rows = tuple(
        (
            say.say_item(released, items[one.item]),
            f"{one.before:.0%}",
            f"{one.after:.0%}",
            say.say_change(one),
        )
        for one in compared
        if one.is_found
    )
    yield Words(
        f"Of the questions on this page, {len(compared)} were asked in the same way as then. "
        f"{len(rows) or 'None'} changed by more than chance explains."
    )
    if rows:
        yield Told("Then and now", ("Question, and the answers that count", "Then", "Now", "Change"), rows)


def _last(released: Released) -> Iterator[Part]:
    yield Heading("How were these figures made?")
    yield Words(
        "A figure is the share of all pupils who were asked. Those who gave no answer, or said “I don't "
        "know”, are counted with the others."
    )
    yield Words(
        "The range beside a figure says where it is likely to lie (95%), had other pupils of these schools "
        "answered. It allows for pupils of one school being alike."
    )
    yield Words(
        "Of each topic the first questions stand here. They were chosen before anybody looked at an answer. "
        "The file has all of them. A group of pupils is named when it differs by more than chance explains."
    )
    yield Words(say.NOT_JUDGED)
    yield Words(
        f"No figure here is of fewer than {released.policy.withhold_to + 1} pupils, and none gives such a "
        "figure away. Nothing here is about one school. A second person looked at it before it went out."
    )
