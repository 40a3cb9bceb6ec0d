"""What the page of a message, an indicator, a meeting, a decision or another entry of the plan shows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from oneplan.plan.index import Index
from oneplan.plan.lineage import lives_on_in
from oneplan.plan.naming import VISION
from oneplan.web.plan.pages.doing import link_entry, link_groups
from oneplan.web.plan.pages.priority import Became, Heard, show_heard, show_lineage
from oneplan.web.plan.pages.showing import Indicated, say_group, show_indicator
from oneplan.web.plan.pages.threads import ENTRIES, Shown, show_thread
from oneplan.web.plan.pages.wording import Link, Words, counted, show_words
from oneplan.web.plan.queries import Shelf
from oneplan.words.saying import say_day

QUESTIONS = {
    "voices": "“{}”: what came of it?",
    "indicators": "{}: what does it show?",
    "measures": "{}: what does it show?",
    "meetings": "{}: what was decided?",
    "decisions": "{}: what was decided?",
    "boards": "{}: who is in it?",
    "strategies": "{}: what here is linked to it?",
    "evidence": "{}: what did it lead to?",
    "principles": "{}: where do we hold to it?",
    "retired": "{}: what became of it?",
}


@dataclass(frozen=True)
class Fact:
    """One thing that is said of an entry: in words, or as links."""

    name: str
    said: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class EntryPage:
    """Everything that the template shows."""

    id: str
    kind: str
    heading: str
    words: Words
    facts: tuple[Fact, ...]
    heard: Heard | None
    indicated: Indicated | None
    history: tuple[Became, ...]
    thread: Shown


def make_entry_page(shelf: Shelf, id_: str, *, carried: str) -> EntryPage:
    """Make the page of an entry that has no page of its own kind."""
    index = shelf.threads.index
    part, found = index.items[id_]
    item: Any = found
    lines = (line for line in shelf.plan.lineage if id_ in line.was)
    return EntryPage(
        id=item.id,
        kind=ENTRIES[part],
        heading=QUESTIONS[part].format(item.name),
        words=show_words(item, plan=shelf.plan),
        facts=tuple(FACTS[part](index, item, carried)),
        heard=show_heard(index, id_, carried=carried) if part == "voices" else None,
        indicated=show_indicator(item, shelf=shelf, carried=carried) if part == "indicators" else None,
        history=tuple(show_lineage(index, one, carried=carried) for one in lines),
        thread=show_thread(shelf.threads, id_, carried=carried),
    )


def _of_voice(index: Index, item: Any, carried: str) -> Iterator[Fact]:  # noqa: ANN401 - one kind of entry each
    if item.groups:
        yield Fact("From or about", links=link_groups(item.groups, carried=carried))
    yield from _links("Led to", item.serves, index=index, carried=carried)


def _of_indicator(index: Index, item: Any, carried: str) -> Iterator[Fact]:  # noqa: ANN401
    yield from _links("Shows how it goes with", item.serves, index=index, carried=carried)


def _of_measure(index: Index, item: Any, carried: str) -> Iterator[Fact]:  # noqa: ANN401
    asks = {
        "how-much": "How much is done",
        "how-well": "How well it is done",
        "better-off": "Who is better off",
    }
    if item.asks:
        yield Fact("What it asks", asks[item.asks])
    yield from _links("Who counts it", (item.organisation,), index=index, carried=carried)
    yield from _links("About", item.serves, index=index, carried=carried)
    figures = [one for one in index.plan.values if one.of == item.id]
    for one in figures[-6:]:
        said = one.missing if one.value is None else f"{one.value:g}{item.unit}"
        yield Fact(f"{say_group(one.group)}, {one.period}", said)


def _of_meeting(index: Index, item: Any, carried: str) -> Iterator[Fact]:  # noqa: ANN401
    yield Fact("When", say_day(item.on))
    yield from _links("Who met", (item.board,), index=index, carried=carried)
    decided = (one.id for one in index.plan.decisions if one.meeting == item.id)
    yield from _links("What was decided", decided, index=index, carried=carried)


def _of_decision(index: Index, item: Any, carried: str) -> Iterator[Fact]:  # noqa: ANN401
    yield from _links("Where", (item.meeting,), index=index, carried=carried)
    yield from _links("About", item.about, index=index, carried=carried)


def _of_board(index: Index, item: Any, carried: str) -> Iterator[Fact]:  # noqa: ANN401
    if item.meets_every:
        yield Fact("Meets", f"every {counted(item.meets_every, 'day', plural='days')}")
    yield from _links("Reports to", item.reports_to, index=index, carried=carried)
    yield from _links("Who sits on it", item.members, index=index, carried=carried)
    roles = [f"{one.name}" for one in index.plan.roles if one.board == item.id]
    if roles:
        yield Fact("Roles", ", ".join(roles))


def _of_strategy(index: Index, item: Any, carried: str) -> Iterator[Fact]:  # noqa: ANN401
    for name, said in (("Whose it is", item.owner), ("For", item.years)):
        if said:
            yield Fact(name, said)
    if item.address.startswith(("https://", "http://")):
        yield Fact("Read it", links=(Link(item.address, "", item.name),))
    yield from _links("Linked to", item.about, index=index, carried=carried)


def _of_evidence(index: Index, item: Any, carried: str) -> Iterator[Fact]:  # noqa: ANN401
    if item.heard:
        yield Fact("How many were heard", f"{item.heard:,}")
    said = (one.id for one in index.plan.voices if one.evidence == item.id)
    yield from _links("What was said", said, index=index, carried=carried)
    rests = (one.id for one in index.plan.themes if item.id in one.evidence)
    yield from _links("What rests on it", rests, index=index, carried=carried)


def _of_principle(index: Index, item: Any, carried: str) -> Iterator[Fact]:  # noqa: ANN401
    if item.articles:
        numbers = ", ".join(map(str, item.articles))
        yield Fact("Articles", f"{numbers} of the United Nations Convention on the Rights of the Child")
    held = (one.id for one in index.plan.themes if item.id in one.principles)
    yield from _links("Where it is held to", held, index=index, carried=carried)


def _of_retired(index: Index, item: Any, carried: str) -> Iterator[Fact]:  # noqa: ANN401
    heirs = lives_on_in(index.plan)[item.id]
    yield from _links("It lives on in", heirs, index=index, carried=carried)


FACTS: dict[str, Callable[[Index, Any, str], Iterator[Fact]]] = {
    "voices": _of_voice,
    "indicators": _of_indicator,
    "measures": _of_measure,
    "meetings": _of_meeting,
    "decisions": _of_decision,
    "boards": _of_board,
    "strategies": _of_strategy,
    "evidence": _of_evidence,
    "principles": _of_principle,
    "retired": _of_retired,
}


def _links(name: str, ids: Any, *, index: Index, carried: str) -> Iterator[Fact]:  # noqa: ANN401 - any ids
    """One fact with a link for each id; nothing where there are none."""
    given = tuple(id_ for id_ in ids if id_)
    if given:
        yield Fact(name, links=tuple(_link(index, id_, carried=carried) for id_ in given))


def _link(index: Index, id_: str, *, carried: str) -> Link:
    if id_ == VISION:
        return Link(f"/plan/{carried}", "", "The plan as a whole")
    return link_entry(index, id_, carried=carried)
