"""The report on all schools: who took part, then what pupils said, for whom it differs, what changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.publish.survey import wording as say
from oneplan.publish.survey.parts import MADE_UP, Heading, Listed, Part, Report, Told, Words
from oneplan.publish.survey.quoting import Answered, say_quotes
from oneplan.understand.intersections.findings import NEVER_SAID
from oneplan.understand.survey.changing import Change, Changes, find_changes
from oneplan.understand.survey.differing import Differences, find_differences
from oneplan.understand.survey.items import Item, say_cases, say_question
from oneplan.understand.survey.released import Figures, Released
from oneplan.understand.survey.shares import find_share

KEY = "all-schools"
Row = dict[str, str | int | float | None]
"""A figure as it stands in a file."""


@dataclass(frozen=True)
class Around:
    """What a report knows besides the figures of its wave.

    Attributes
    ----------
    response
        Sentences on who took part and who is missing, as `say_missing` says them.
    before
        What the last wave's release shows, where there was one.
    before_name
        What the last wave is called.
    said
        What pupils wrote that a person passed for quoting, as `choose_quotes` chooses it for all schools.
    """

    response: Sequence[str] = ()
    before: Released | None = None
    before_name: str = ""
    said: Sequence[Answered] = ()


def make_county_report(released: Released, around: Around | None = None) -> Report:
    """What the pupils of all schools said.

    Parameters
    ----------
    released
        What came through the gate: no figure of the report is from anywhere else.
    around
        Response, and the last wave.
    """
    known = around or Around()
    pupils = sum(unit.pupils for unit in released.places.units.values())
    schools = {school for unit in released.places.units.values() for school in unit.schools}
    changes = find_changes(known.before, released) if known.before else None
    parts = (
        *_first(released, known),
        *_topics(released, find_differences(released)),
        *(_changed(released, changes, known) if changes else ()),
        *say_quotes(known.said),
        *_last(released, quotes=bool(known.said)),
    )
    return Report(
        KEY,
        f"{released.asked.title} What pupils said in {released.asked.wave}",
        f"{pupils:,} pupils in {len(schools):,} schools answered.",
        parts,
        tuple(list_figures(released)),
    )


def _first(released: Released, around: Around) -> Iterator[Part]:
    if released.is_synthetic:
        yield Words(MADE_UP)
    yield Heading("Before you read on")
    yield Words(say.HOW_COUNTED)
    yield Words(say.HOW_SURE)
    yield Words(say.NOT_JUDGED)
    for version in released.places.left_out:
        name = released.asked.versions[version].name
        yield Words(f"Too few pupils or schools answered the version “{name}”, so it is in no figure.")
    if around.response:
        yield Heading("Who took part, and who is missing", level=2)
        yield Words("Those who did not take part may be those who would have answered otherwise.")
        yield Listed(tuple(around.response))


def _topics(released: Released, differences: Differences) -> Iterator[Part]:
    yield Heading("What pupils said")
    yield Words(
        f"{differences.looked_at}. A group stands here when its answers differ by more than chance explains, "
        f"given how many were looked at. {NEVER_SAID}"
    )
    for topic, name in released.asked.topics.items():
        items = [item for item in released.items if item.topic == topic]
        if not items:
            continue
        yield Heading(name, level=2)
        shown = [(item, find_share(released, item)) for item in items]
        rows = [(say.say_item(released, item), share, False) for item, share in shown if share]
        if rows:
            says = f"{name}: the share of pupils for each question, each with its range."
            yield say.draw_shares(rows, says=says)
        yield _table(released, items, name=name)
        if found := differences.by_topic.get(topic):
            yield Heading("For whom it differs most", level=3)
            yield Listed(tuple(finding.sentence for finding in found))


def _table(released: Released, items: Sequence[Item], *, name: str) -> Told:
    versions = list(dict.fromkeys(unit.version for unit in released.places.units.values()))
    ordered = [version for version in released.asked.versions if version in versions]
    heads = ("Question and answers counted", "All (likely to lie)", *map(str.capitalize, ordered))
    return Told(f"{name}, share of pupils", heads, tuple(_row(released, item, ordered) for item in items))


def _row(released: Released, item: Item, versions: Sequence[str]) -> tuple[str, ...]:
    share = find_share(released, item)
    by_version = (
        say.say_share(find_share(released, item, place=version), asked=version in item.versions)
        for version in versions
    )
    return (say.say_item(released, item), say.say_range(share), *by_version)


def _changed(released: Released, changes: Changes, around: Around) -> Iterator[Part]:
    yield Heading(f"What has changed since {around.before_name or 'the last wave'}")
    yield Words(
        "Only questions that were asked in the same way are compared. The first comparison is of all "
        "schools; the second of those that both waves show, so that it does not matter who took part."
    )
    together: dict[str, dict[str, Change]] = {}
    for change in changes.listed:
        together.setdefault(change.item, {})[change.of] = change
    items = {item.id: item for item in released.items}
    rows = tuple(
        (
            say.say_item(released, items[name]) + (" (reworded)" if one.is_reworded else ""),
            f"{one.before:.0%}",
            f"{one.after:.0%}",
            say.say_change(one),
            say.say_change(both.get("the same schools")),
        )
        for name, both in together.items()
        if (one := both.get("all schools"))
    )
    heads = ("Question and answers counted", "Then", "Now", "All schools", "The same schools")
    if rows:
        yield Told("Share of pupils then and now", heads, rows)
    else:
        yield Words("No question can be compared with the last wave.")
    if changes.breaks:
        yield Heading("What cannot be compared", level=2)
        yield Words("These lines are not joined to the last wave.")
        yield Listed(tuple(_broken(released, items, changes.breaks)))


def _broken(released: Released, items: Mapping[str, Item], breaks: Mapping[str, str]) -> Iterator[str]:
    by_question: dict[str, str] = {}
    for name, why in breaks.items():
        by_question.setdefault(say_question(released.asked, items[name]), why)
    yield from (f"{question} {why}" for question, why in by_question.items())


def _last(released: Released, *, quotes: bool) -> Iterator[Part]:
    yield Heading("What is not shown, and how the figures were made safe")
    policy = released.policy
    yield Words(
        f"Every figure went through the gate, by these rules: {policy.rule} No count below "
        f"{policy.withhold_to + 1} is shown, nor one that would give such a count away. Everything said here "
        "is worked out from what is shown. Each table was audited, and its certificate is kept with it."
    )
    if released.left_out:
        questions = {item.split(".")[0] for item in released.left_out}
        asked = [
            say_question_of(released, question) for question in released.asked.by_id if question in questions
        ]
        yield Words("Of these questions nothing, or not every answer, can be shown:")
        yield Listed(tuple(asked))
    if quotes:
        yield Words("Of what pupils wrote, the school’s own report has what is theirs, from 30 answers on.")
    yield Words("Numbers that pupils typed, and what they wrote in their own words, are not counted here.")


def say_question_of(released: Released, question: str) -> str:
    """A question by its id, in the words of the first version that holds it."""
    one = released.asked.by_id[question]
    return one.asks.in_version(one.versions[0])


def list_figures(released: Released, *, districts: bool = True) -> Iterator[Row]:
    """Each figure that is shown of everybody, of a version, of a district's area, of a group and of two."""
    codes = [TOTAL, *dict.fromkeys(unit.version for unit in released.places.units.values())]
    for item in released.items:
        about: Row = {
            "question": item.id,
            "asks": say_question(released.asked, item),
            "counts": say_cases(released.asked, item),
        }
        for code in (*codes, *(released.places.districts if districts else ())):
            share = find_share(released, item, place=code)
            if share:
                yield about | _of("place", code) | say.figures_of(share)
        for of, figures in _groups(released, item):
            yield about | of | say.counts_of(figures)


def _groups(released: Released, item: Item) -> Iterator[tuple[Row, Figures]]:
    for group in ("year", *released.characteristics):
        for level in released.levels_of(item, group):
            if figures := released.in_group(item, group, level=level):
                yield _of(group, level), figures
    for pair in released.crossings:
        for levels in released.levels_in_crossing(item, pair):
            if figures := released.in_crossing(item, pair, levels=levels):
                yield _of(pair[0], levels[0], and_of=pair[1], and_level=levels[1]), figures


def _of(of: str, level: str, *, and_of: str = "", and_level: str = "") -> Row:
    return {"of": of, "level": level, "and_of": and_of, "and_level": and_level}
