"""What the page of one group shows: how many children, where they are behind, and every figure by age."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.html import format_html

from oneplan.choices import Compared
from oneplan.definitions.families import Family, families_by_id
from oneplan.definitions.groups import find_group
from oneplan.definitions.measures import list_measures
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Row
from oneplan.web.design.gap_row import GapRow
from oneplan.web.design.gap_tables import Line, Table
from oneplan.web.understand.forms import Asked
from oneplan.web.understand.groups.subjects import Subject
from oneplan.web.understand.measures.queries import find_newest
from oneplan.web.understand.measures.tables import say_neighbours
from oneplan.web.understand.measures.tiles import Tile, tile_of
from oneplan.web.understand.measures.words import (
    STANDINGS,
    name_period,
    say_cell,
    standing,
)
from oneplan.web.understand.pages import Link, make_rows
from oneplan.web.understand.queries import find_comparisons

MOST_ROWS = 6
MOST_TILES = 4
EVERY_AGE = "living-well"
COLUMNS = ("Measure", "When", "Here", "England", "Neighbours", "Beside England")


@dataclass(frozen=True)
class GroupPage:
    """Everything that the template shows."""

    subject: Subject
    asked: Asked
    lead: tuple[str, str, str]
    more: str
    tiles: tuple[Tile, ...]
    rows: tuple[GapRow, ...]
    told: int
    onward: tuple[Link, ...]
    tables: tuple[Table, ...]
    unpublished: tuple[Link, ...]
    csv: str


def make_page(
    evidence: Evidence, subject: Subject, *, asked: Asked, stages: Mapping[str, str], compared: Compared
) -> GroupPage:
    """Make the page of one group for one authority."""
    comparisons = find_comparisons(evidence, area=asked.area.code, against="england", compared=compared)
    told = [row for row in comparisons.rows if row["told"] and row["group_kind"] in subject.kinds]
    newest = find_newest(evidence, area=asked.area.code, compared=compared)
    figures = [newest[name] for name in measures_of(subject) if name in newest]
    lead, more = say_lead(told, subject=subject, place=asked.area.said)
    carried = asked.query()
    return GroupPage(
        subject=subject,
        asked=asked,
        lead=lead,
        more=more,
        tiles=make_tiles(subject, newest=newest),
        rows=tuple(
            named_by_measure(made, row)
            for made, row in zip(
                make_rows(evidence, told[:MOST_ROWS], asked=asked), told[:MOST_ROWS], strict=True
            )
        ),
        told=len(told),
        onward=tuple(links_onward(told, subject=subject, asked=asked)),
        tables=tuple(make_tables(figures, subject=subject, stages=stages, carried=carried)),
        unpublished=tuple(list_unpublished(subject, newest=newest, carried=carried)),
        csv=f"/children/groups/{subject.id}.csv{carried}",
    )


def named_by_measure(made: GapRow, row: Row) -> GapRow:
    """A row headed by its measure: on the page of a group, the group is no news."""
    return replace(made, heading=row["family_title"], about=f"{row['period_said']}, {row['group_name']}")


def measures_of(subject: Subject) -> tuple[str, ...]:
    """The publisher's measures about a group's children, in the order of a child's life."""
    groups = subject.groups
    return tuple(
        measure
        for family in families_by_id().values()
        for group, measure in family.measures.items()
        if group in groups
    )


def say_lead(told: list[Row], *, subject: Subject, place: str) -> tuple[tuple[str, str, str], str]:
    """The honest sentence, of which the middle part is the count; and where nobody can tell."""
    known = [row for row in told if row["wider_than_england"] is not None and not row["doubtful_zero"]]
    if not known:
        said = f"No published figure sets {subject.said} in {place} beside other children."
        return (said, "", ""), "For whom their lives go well, and for whom not, these figures cannot tell."
    wider = sum(row["wider_than_england"] for row in known)
    same = [row for row in known if row["group_worse_than_same_group"] is not None]
    worse = sum(row["group_worse_than_same_group"] for row in same)
    count = f"{wider or 'none'} of {len(known)}"
    comparisons = "comparison" if len(known) == 1 else "comparisons"
    rest = (
        f" {comparisons} with other children, the gap is wider in {place} than in England. "
        f"In {worse or 'none'} of {len(same)}, they do worse than the same children in England."
    )
    unknown = len(told) - len(known)
    more = f"In {unknown} more we cannot tell: not all figures are published." if unknown else ""
    return ("In ", count, rest), more


def make_tiles(subject: Subject, *, newest: Mapping[str, Row]) -> tuple[Tile, ...]:
    """How many children it is, as far as that is published."""
    tiles = []
    for id_ in subject.how_many[:MOST_TILES]:
        family = families_by_id()[id_]
        row = next((newest[name] for name in family.measures.values() if name in newest), None)
        if row is None:
            tiles.append(Tile(family.title, "–", "", ("Not published here",)))
            continue
        beside = "" if row["total"] else f"England {say_cell(row, family=family, prefix='england_')}"
        name = f"{family.title}, {name_period(row)}"
        tiles.append(tile_of(name, row["sound"], family=family, notes=(beside,) if beside else ()))
    return tuple(tiles)


def links_onward(told: list[Row], *, subject: Subject, asked: Asked) -> list[Link]:
    """Where all comparisons of each kind stand, when this page shows only the first."""
    if len(told) <= MOST_ROWS:
        return []
    return [
        Link(
            f"/children/hidden-gaps/{asked.query(group=kind)}",
            f"All comparisons of {find_kind_name(kind)}",
        )
        for kind in subject.kinds
        if any(row["group_kind"] == kind for row in told)
    ]


def find_kind_name(kind: str) -> str:
    """A kind of group within a sentence."""
    group = next(
        find_group(one.group) for one in list_measures().values() if find_group(one.group).kind == kind
    )
    name = group.kind_name
    return name if name.split(" ", 1)[0] in ("Asian", "Black", "Chinese") else name[:1].lower() + name[1:]


def make_tables(
    figures: list[Row], *, subject: Subject, stages: Mapping[str, str], carried: str
) -> list[Table]:
    """Every figure about the group: a table a stage of life, then those of every age."""
    named = {**stages, EVERY_AGE: "At every age"}
    tables = []
    for stage, name in named.items():
        rows = [row for row in figures if families_by_id()[row["family"]].stage == stage]
        if rows:
            lines = tuple(_line(row, subject=subject, carried=carried) for row in rows)
            tables.append(Table(caption=name, columns=COLUMNS, lines=lines, stacks=True))
    return tables


def _line(row: Row, *, subject: Subject, carried: str) -> Line:
    family = families_by_id()[row["family"]]
    how = "" if row["total"] else standing(row["sound"], row["england_value"], family=family)
    cells = (
        name_period(row),
        say_cell(row, family=family),
        "–" if row["total"] else say_cell(row, family=family, prefix="england_"),
        "–" if row["total"] else say_neighbours(row, family=family),
        STANDINGS[how].removesuffix(" than").removesuffix(" as") if how else "–",
    )
    href = f"/children/measures/{family.id}/{carried}"
    name = format_html('<a href="{}">{}</a>', href, name_of(family, row["group"], subject=subject))
    return Line(name=name, cells=tuple(zip(COLUMNS[1:], cells, strict=True)))


def name_of(family: Family, group: str, *, subject: Subject) -> str:
    """The measure, and whom it is about where that could be another."""
    several = len(subject.groups) > 1 and len(family.measures) > 1
    return f"{family.title}: {find_group(group).said(family.people)}" if several else family.title


def list_unpublished(subject: Subject, *, newest: Mapping[str, Row], carried: str) -> list[Link]:
    """The measures about the group of which nothing is published here."""
    named = list_measures()
    return [
        Link(
            f"/children/measures/{named[name].family}/{carried}",
            name_of(families_by_id()[named[name].family], named[name].group, subject=subject),
        )
        for name in measures_of(subject)
        if name not in newest
    ]
