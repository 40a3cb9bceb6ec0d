"""What the home page shows: the most telling gap, the next ones, and what changed."""

from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Row, Sourced
from oneplan.web.design.gap_charts import show_pair
from oneplan.web.design.gap_row import GapRow, about, anchor_of, make_gap_row
from oneplan.web.understand.queries import ROWS_A_PAGE, neighbours_of, newer_period, spread_of
from oneplan.words.area import Area
from oneplan.words.saying import say_amount, say_value, say_wider_than, start_sentence

FIRST_ROWS = 4
CHANGES_EACH_WAY = 2


@dataclass(frozen=True)
class Hero:
    """The most telling gap: its sentence in parts, so that whom it is about stands out, and its chart."""

    about: str
    sentence: tuple[str, str, str]
    gap: str
    heading: str
    dots: tuple[str, str]
    pair: SafeString
    href: str


@dataclass(frozen=True)
class Change:
    """A gap that got wider or narrower since the period before."""

    whom: str
    about: str
    words: str
    note: str
    href: str


@dataclass(frozen=True)
class HomePage:
    """Everything that the template shows."""

    hero: Hero | None
    rows: tuple[GapRow, ...]
    wider: tuple[Change, ...]
    narrower: tuple[Change, ...]
    told: int


def make_page(evidence: Evidence, found: Sourced, *, area: Area, carried: str) -> HomePage:
    """Make the home page from an authority's comparisons, in the order of telling.

    Parameters
    ----------
    carried
        The query string, empty or with a question mark, that keeps the reader's choice of area.
    """
    told = [row for row in found.rows if row["told"]]
    masked = [row for row in told if row["masked"]]
    first = sorted(masked, key=lambda row: (bool(newer_period(evidence, row)), *steadiest_first(row)))
    links = {anchor_of(row): link_to(row, place, carried=carried) for place, row in enumerate(told)}
    wider, narrower = changed(told)
    return HomePage(
        hero=make_hero(first[0], area=area, href=links[anchor_of(first[0])]) if first else None,
        rows=tuple(
            make_row(evidence, row, area=area, href=links[anchor_of(row)])
            for row in (first or told)[:FIRST_ROWS]
        ),
        wider=tuple(say_change(row, href=links[anchor_of(row)]) for row in wider),
        narrower=tuple(say_change(row, href=links[anchor_of(row)]) for row in narrower),
        told=len(told),
    )


def steadiest_first(row: Row) -> tuple[bool, bool, int]:
    """Steadily wide gaps first, then those that do not jump about, then the order of telling."""
    return (not row["steady"], bool(row["moves_a_lot"]), row["order"])


def link_to(row: Row, place: int, *, carried: str) -> str:
    """Where one comparison stands on the page of all comparisons."""
    page = place // ROWS_A_PAGE + 1
    query = carried if page == 1 else f"{carried}&page={page}" if carried else f"?page={page}"
    return f"/children/hidden-gaps/{query}#{anchor_of(row)}"


def make_row(evidence: Evidence, row: Row, *, area: Area, href: str) -> GapRow:
    """One row of the widest hidden gaps."""
    neighbours = neighbours_of(evidence, area=area.code, name=row["neighbours_list"])
    made = make_gap_row(
        row,
        area=area,
        spread=spread_of(evidence, row),
        neighbours=neighbours,
        newer=newer_period(evidence, row),
    )
    return replace(made, href=href)


def make_hero(row: Row, *, area: Area, href: str) -> Hero:
    """The most telling gap in words and in a chart of its own."""
    stands = say_wider_than(row["rank"], of=row["of"]) if row["rank"] else ""
    before, found, _ = row["story"].partition(stands) if stands else (row["story"], "", "")
    here = say_amount(row["gap"], decimals=row["decimals"], unit=row["unit"])
    there = say_value(row["england_gap"], decimals=row["decimals"])
    return Hero(
        about=about(row),
        sentence=before.partition(row["group_name"]),
        gap=f"{found}." if found else "",
        heading=f"The gap: {here} here, {there} in England",
        dots=(row["group_name"], row["reference_name"]),
        pair=show_pair(row, area=area, shortened=True),
        href=href,
    )


def changed(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """The gaps whose place among authorities moved furthest: those that got wider, those that got narrower.

    The place is what compares across units; a gap counts only where it moved the same way itself.
    """
    moved = [(row, shift_of(row)) for row in rows if row["previous_gap"] is not None]
    wider = [row for row, shift in sorted(moved, key=lambda one: -one[1]) if shift > 0 and is_wider(row)]
    narrower = [row for row, shift in sorted(moved, key=lambda one: one[1]) if shift < 0 and is_narrower(row)]
    return wider[:CHANGES_EACH_WAY], narrower[:CHANGES_EACH_WAY]


def shift_of(row: Row) -> float:
    """How far the gap's place among authorities moved since the period before, as a share of them."""
    ranked = [past["rank"] / past["of"] for past in row["trend"] or () if past["rank"] and past["of"]]
    return float(ranked[-1] - ranked[-2]) if len(ranked) > 1 else 0.0


def is_wider(row: Row) -> bool:
    """Whether the gap grew, and is a gap now."""
    return bool(row["gap"] > row["previous_gap"] and row["gap"] > 0)


def is_narrower(row: Row) -> bool:
    """Whether the gap shrank, and was one."""
    return bool(row["gap"] < row["previous_gap"] and row["previous_gap"] > 0)


def say_change(row: Row, *, href: str) -> Change:
    """One change, as published."""
    before, now = say_gap(row["previous_gap"], row), say_gap(row["gap"], row)
    period = row["previous_period"].replace("-", "–")
    return Change(
        whom=start_sentence(row["group_name"]),
        about=row["family_title"],
        words=f"{before} in {period}, {now} in {row['period_said']}",
        note="It moves a lot from year to year." if row["moves_a_lot"] else "",
        href=href,
    )


def say_gap(gap: float, row: Row) -> str:
    """A gap in words that keep its direction."""
    said = say_amount(gap, decimals=row["decimals"], unit=row["unit"])
    return f"{said} ahead" if gap < 0 else said
