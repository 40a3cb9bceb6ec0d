"""What the list of all measures shows: each with its newest figure here, in words, topic by topic."""

from collections.abc import Mapping
from dataclasses import dataclass

from oneplan.choices import Compared
from oneplan.definitions.families import Family, list_families
from oneplan.definitions.topics import Topic, all_topics
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Row
from oneplan.web.understand.measures.queries import find_newest
from oneplan.web.understand.measures.words import name_period, say_beside, say_figure
from oneplan.words.area import Area


@dataclass(frozen=True)
class Entry:
    """One measure in the list."""

    id: str
    title: str
    said: str
    by_group: bool


@dataclass(frozen=True)
class TopicOfMeasures:
    """One topic with its measures."""

    topic: Topic
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class MeasuresPage:
    """Everything that the template shows."""

    topics: tuple[TopicOfMeasures, ...]
    all_topics: tuple[Topic, ...]
    chosen: str
    count: int
    by_group: int
    carried: str
    csv: str


def read_topic(given: str) -> tuple[str, str]:
    """The topic that a reader chose, or all of them with a sentence on why."""
    wanted = given.strip()
    if not wanted or wanted in all_topics():
        return wanted, ""
    return "", f"Topic: “{wanted[:40]}” is not one of the choices, so all are shown."


def make_index(
    evidence: Evidence, *, area: Area, topic: str, carried: str, compared: Compared
) -> MeasuresPage:
    """Make the list of one topic's measures, or of all."""
    newest = find_newest(evidence, area=area.code, compared=compared)
    shown = [one for one in all_topics().values() if topic in ("", one.id)]
    by_topic = {one.id: [family for family in list_families() if family.topic == one.id] for one in shown}
    listed = [family for families in by_topic.values() for family in families]
    return MeasuresPage(
        topics=tuple(
            TopicOfMeasures(one, tuple(_entry(family, newest=newest) for family in by_topic[one.id]))
            for one in shown
        ),
        all_topics=tuple(all_topics().values()),
        chosen=topic,
        count=len(listed),
        by_group=sum(bool(family.pairs) for family in listed),
        carried=carried,
        csv=f"/children/measures.csv{carried}{('&' if carried else '?') + f'topic={topic}' if topic else ''}",
    )


def _entry(family: Family, *, newest: Mapping[str, Row]) -> Entry:
    return Entry(family.id, family.title, say_newest(family, newest=newest), bool(family.pairs))


def first_measure(family: Family) -> str:
    """The measure that the list shows of a family: about all children where there is one."""
    return family.headline or next(iter(family.measures.values()))


def say_newest(family: Family, *, newest: Mapping[str, Row], measure: str = "") -> str:
    """The newest figure here of one measure, else of the first, and how it stands beside England's."""
    row = newest.get(measure or first_measure(family))
    if row is None:
        return "not published here"
    figure = f"{say_figure(row['sound'], family=family, short=True)} in {name_period(row)}"
    if row["total"] or row["england_value"] is None:
        return figure
    return f"{figure}, {say_beside(row['sound'], row['england_value'], family=family, who='England')}"
