"""What the page of hidden gaps shows: which comparisons, in which order, and the sentences above them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from oneplan.choices import Compared
from oneplan.definitions.families import families_by_id, list_kinds, list_topics
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Row
from oneplan.web.design.choice import Choice, make_choice
from oneplan.web.design.gap_row import GapRow, make_gap_row
from oneplan.web.understand.forms import COMPARATORS, LABELS, SORTS, Asked
from oneplan.web.understand.measures.asked import AskedMeasure
from oneplan.web.understand.queries import (
    ROWS_A_PAGE,
    find_comparisons,
    neighbours_of,
    newer_period,
    spread_of,
)
from oneplan.words.area import list_authorities, region_of


@dataclass(frozen=True)
class Link:
    """A link to other comparisons."""

    href: str
    words: str


@dataclass(frozen=True)
class Lead:
    """The honest sentence: the part that is counted, what it says, and how many cannot be told."""

    counted: str
    rest: str
    unknown: str


@dataclass(frozen=True)
class HiddenGapsPage:
    """Everything that the template shows."""

    asked: Asked
    lead: Lead
    choices: tuple[Choice, ...]
    shown: str
    count: int
    first: int
    """The place of the first row shown among all that fit."""
    csv: str
    rows: tuple[GapRow, ...]
    repeats: Link | None
    previous: Link | None
    following: Link | None


def make_page(
    evidence: Evidence, asked: Asked, *, stages: Mapping[str, str], compared: Compared
) -> HiddenGapsPage:
    """Make the page that a reader asked for."""
    everything = find_comparisons(
        evidence, area=asked.area.code, against=asked.against, compared=compared
    ).rows
    told = [row for row in everything if row["told"]]
    chosen = choose(everything, asked)
    pages = max(1, -(-len(chosen) // ROWS_A_PAGE))
    page = min(asked.page, pages)
    start = (page - 1) * ROWS_A_PAGE
    return HiddenGapsPage(
        asked=asked,
        lead=say_lead(told, asked),
        choices=make_choices(asked, stages=stages),
        shown=say_shown(asked, stages=stages),
        count=len(chosen),
        first=start + 1,
        csv=f"/children/hidden-gaps.csv{asked.query(page=1)}",
        rows=tuple(make_rows(evidence, chosen[start : start + ROWS_A_PAGE], asked=asked)),
        repeats=link_to_repeats(everything, asked),
        previous=Link(asked.query(page=page - 1), f"Previous {ROWS_A_PAGE} comparisons")
        if page > 1
        else None,
        following=link_onward(asked, page=page, left=len(chosen) - start - ROWS_A_PAGE),
    )


def choose(rows: tuple[Row, ...], asked: Asked) -> list[Row]:
    """The comparisons that a reader asked for, in the order asked for."""
    wanted = {"group_kind": asked.group, "stage": asked.stage, "topic": asked.topic}
    fits = [row for row in rows if all(not value or row[name] == value for name, value in wanted.items())]
    if not asked.repeats:
        fits = [row for row in fits if row["told"]]
    return sorted(fits, key=ORDERS[asked.sort])


def by_rank(row: Row) -> tuple[Any, ...]:
    """The farthest from the narrowest first; as a share, since not every authority publishes every figure."""
    return (row["rank"] is None, -(row["rank"] or 0) / (row["of"] or 1), row["order"])


def by_width(row: Row) -> tuple[Any, ...]:
    """The widest first, one unit after the other, since points and percentage points cannot be compared."""
    return (row["unit"], -row["gap"], row["order"])


def by_change(row: Row) -> tuple[Any, ...]:
    """What grew most first, one unit after the other; last what has no period before."""
    before = row["previous_gap"]
    return (row["unit"], before is None, (before or 0) - row["gap"], row["order"])


ORDERS = {"telling": lambda row: row["order"], "rank": by_rank, "width": by_width, "change": by_change}


def make_rows(evidence: Evidence, rows: list[Row], *, asked: Asked) -> list[GapRow]:
    """The rows of one page, with everybody's gaps beside them."""
    made = []
    for row in rows:
        neighbours = neighbours_of(evidence, area=asked.area.code, name=row["neighbours_list"])
        shown = make_gap_row(
            row,
            area=asked.area,
            spread=spread_of(evidence, row),
            neighbours=neighbours,
            newer=newer_period(evidence, row),
        )
        made.append(
            replace(shown, href=address_of_measure(row, asked=asked), csv=address_of_file(row, asked=asked))
        )
    return made


def address_of_measure(row: Row, *, asked: Asked) -> str:
    """The page of the measure, with this group's gap chosen."""
    area = "" if asked.area.code == asked.home else f"area={asked.area.code}&"
    return f"/children/measures/{row['family']}/?{area}group={row['group']}#gap"


def address_of_file(row: Row, *, asked: Asked) -> str:
    """The file of one comparison, with the neighbours that the page shows."""
    measure = AskedMeasure(family=families_by_id()[row["family"]], area=asked.area, home=asked.home)
    shown = row["neighbours_list"] if asked.against.startswith("neighbours") else ""
    return measure.csv("everywhere", group=row["group"], neighbours=shown)


def say_elsewhere(asked: Asked) -> str:
    """Whom children here are compared with."""
    if asked.against == "england":
        return "England"
    if asked.against == "region":
        return region_of(asked.area).said
    return f"similar authorities (its statistical neighbours of {asked.against[-4:]})"


def say_lead(told: list[Row], asked: Asked) -> Lead:
    """In how many comparisons a good headline hides a different story, and in how many nobody can tell."""
    masked = sum(row["verdict"] == "masked" for row in told)
    unknown = sum(row["verdict"] == "cannot-tell" for row in told)
    rest = (
        f"comparisons, all children in {asked.area.said} do better than in {say_elsewhere(asked)} while "
        "a group of them does worse than the same group there, or is further behind."
    )
    cannot = f"In {unknown} of the {len(told)} we cannot tell: not all figures are published."
    return Lead(counted=f"{masked or 'none'} of {len(told)}", rest=rest, unknown=cannot if unknown else "")


def say_shown(asked: Asked, *, stages: Mapping[str, str]) -> str:
    """The current choice as a sentence."""
    parts = [
        f"for {asked.area.name}, beside {say_elsewhere(asked)}",
        list_kinds().get(asked.group, "").lower(),
        stages.get(asked.stage, "").partition(":")[0],
        asked.topic,
        ORDER_SAID[asked.sort],
    ]
    return ", ".join(part for part in parts if part)


ORDER_SAID = {
    "telling": "the most telling first",
    "rank": "ordered by rank (1 is the narrowest gap)",
    "width": "the widest first, each unit by itself",
    "change": "those that grew most first, each unit by itself",
}


def make_choices(asked: Asked, *, stages: Mapping[str, str]) -> tuple[Choice, ...]:
    """The selects of the filter, each with what is chosen now."""
    areas = {area.code: area.name for area in list_authorities()}
    everything = {
        "area": (areas, asked.area.code),
        "group": ({"": "All groups", **list_kinds()}, asked.group),
        "stage": ({"": "All stages", **stages}, asked.stage),
        "topic": ({"": "All topics", **{topic: topic for topic in list_topics()}}, asked.topic),
        "against": (COMPARATORS, asked.against),
        "sort": (SORTS, asked.sort),
    }
    return tuple(
        make_choice(name, LABELS[name], options=options, chosen=chosen)
        for name, (options, chosen) in everything.items()
    )


def link_to_repeats(rows: tuple[Row, ...], asked: Asked) -> Link | None:
    """How to see, or to leave out, comparisons that repeat another with nearly the same children."""
    if asked.repeats:
        return Link(asked.query(repeats=False, page=1), "Leave out comparisons that repeat another")
    repeats = [row for row in choose(rows, replace(asked, repeats=True)) if not row["told"]]
    if not repeats:
        return None
    return Link(
        asked.query(repeats=True, page=1),
        f"Show {len(repeats)} more that repeat one of these with nearly the same children",
    )


def link_onward(asked: Asked, *, page: int, left: int) -> Link | None:
    """How to see the comparisons that follow."""
    if left <= 0:
        return None
    following = min(left, ROWS_A_PAGE)
    words = f"Next {following} comparisons" if following > 1 else "The last comparison"
    return Link(asked.query(page=page + 1), words)
