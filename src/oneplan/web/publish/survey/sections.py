"""How a report stands on a page: its parts under their headings, and the topics of the page for everybody."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from oneplan.publish.survey.parts import Heading, Picture, Report, Told
from oneplan.web.design.gap_charts import show


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it, each part with the name of its kind."""

    heading: Heading | None
    parts: list[tuple[str, object]] = field(default_factory=list)


def make_sections(report: Report) -> list[Section]:
    """The parts of a report under their headings, with its charts ready to be shown."""
    sections = [Section(None)]
    for part in report.parts:
        match part:
            case Heading():
                sections.append(Section(part))
            case Picture(wide, narrow):
                sections[-1].parts.append(("picture", (show(wide), show(narrow))))
            case _:
                sections[-1].parts.append((type(part).__name__.lower(), part))
    return sections


@dataclass(frozen=True)
class Topic:
    """One topic of the page.

    Attributes
    ----------
    heading
        What it is called; empty for what stands before the first.
    says
        Its first findings, which its chart draws: a question with the answers that count, and the share.
    sections
        All of it: under its own heading, then under those below it.
    """

    heading: str
    says: tuple[tuple[str, str], ...] = ()
    sections: list[Section] = field(default_factory=list)


def make_topics(report: Report) -> tuple[Topic, ...]:
    """The parts of a report by their first headings; a topic with a chart has the findings that it draws."""
    return tuple(_topics(make_sections(report)))


def _topics(sections: list[Section]) -> Iterator[Topic]:
    topic = Topic("")
    for section in sections:
        if section.heading is not None and section.heading.level == 1:
            yield topic
            topic = Topic(section.heading.text, tuple(_findings(section)))
        topic.sections.append(section)
    yield topic


def _findings(section: Section) -> Iterator[tuple[str, str]]:
    has_chart = any(kind == "picture" for kind, _ in section.parts)
    for _, part in section.parts if has_chart else ():
        if isinstance(part, Told):
            yield from ((row[0], row[-1].partition(" ")[0]) for row in part.rows)
