"""What the page of one measure shows: the honest sentence, its figures over time, by group, and the gap."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from oneplan.choices import Compared
from oneplan.definitions.families import Family, families_by_id
from oneplan.sources.evidence import Evidence
from oneplan.web.design.gap_tables import Table
from oneplan.web.understand.measures.about import About, revisions_table, say_about, say_doubts
from oneplan.web.understand.measures.asked import AskedMeasure
from oneplan.web.understand.measures.charts import scale_starts, show_groups, show_series
from oneplan.web.understand.measures.gap import GapFinding, make_gap
from oneplan.web.understand.measures.queries import Figures, find_figures
from oneplan.web.understand.measures.sentences import (
    chosen_pair,
    main_group,
    say_finding,
    say_groups,
    say_lead,
    say_shaded,
    say_what_it_shows,
    say_which_groups,
)
from oneplan.web.understand.measures.tables import groups_table, series_table
from oneplan.web.understand.measures.tiles import Tile, make_tiles
from oneplan.web.understand.measures.words import name_period, say_unit, subject_of, write_tick


@dataclass(frozen=True)
class Finding:
    """One section: what it shows as its heading, what is drawn, the chart, and the same in words."""

    id: str
    heading: str
    drawn: str
    chart: SafeString | str
    shows: tuple[str, ...]
    tables: tuple[Table, ...]
    csv: str
    key: str = ""
    """`verdict` where its dots say who is behind, `plain` where no way is better."""


@dataclass(frozen=True)
class MeasurePage:
    """Everything that the template shows."""

    asked: AskedMeasure
    heading: str
    lead: tuple[str, str, str]
    more: tuple[str, ...]
    tiles: tuple[Tile, ...]
    headline: Finding
    groups: Finding | None
    gap: GapFinding | None
    doubts: tuple[str, ...]
    about: About
    revisions: Table | None
    revisions_csv: str
    rate: Family | None
    """The rate that belongs to a number, which can be compared."""
    csv: str


def make_page(evidence: Evidence, asked: AskedMeasure, *, compared: Compared) -> MeasurePage:
    """Make the page that a reader asked for."""
    family, area = asked.family, asked.area
    figures = find_figures(evidence, family=family.id, area=area.code, compared=compared)
    pair = chosen_pair(figures, asked)
    main = main_group(family, asked)
    newest = figures.newest(main)
    lead, more = say_lead(figures, newest, pair=pair, asked=asked)
    rate = families_by_id().get(family.id.removesuffix("-number"))
    return MeasurePage(
        asked=asked,
        heading=f"{family.title}: for whom is it a different story?" if family.pairs else family.title,
        lead=lead,
        more=more,
        tiles=make_tiles(newest, family=family, area=area) if newest else (),
        headline=make_headline(figures, main, asked=asked),
        groups=make_groups(figures, asked=asked),
        gap=make_gap(evidence, figures, pair=pair, asked=asked, compared=compared),
        doubts=say_doubts(evidence, family, area=area),
        about=say_about(evidence, family, group=main),
        revisions=revisions_table(evidence, family, area=area),
        revisions_csv=asked.csv("revisions"),
        rate=rate if rate and rate.id != family.id else None,
        csv=asked.csv("figures"),
    )


def make_headline(figures: Figures, main: str, *, asked: AskedMeasure) -> Finding:
    """The figures over time: here, England, the region and the neighbours."""
    family, area = figures.family, asked.area
    rows, newest = figures.series[main], figures.newest(main)
    heading = say_finding(figures, newest, main=main, area=area)
    if newest is None and not any(row["england_value"] is not None for row in rows):
        chart: SafeString | str = ""
        drawn = ""
    else:
        chart = show_series(rows, family=family, area=area, finding=heading)
        starts = write_tick(scale_starts(rows), family=family)
        span = f"{name_period(rows[0])} to {name_period(rows[-1])}" if len(rows) > 1 else name_period(rows[0])
        whom = subject_of(family, main) or family.title
        shaded = say_shaded(rows, family=family)
        drawn = f"{whom}, {span}, {say_unit(family)}. The scale starts at {starts}.{shaded}"
    return Finding(
        id="over-time",
        heading=heading,
        drawn=drawn,
        chart=chart,
        shows=say_what_it_shows(figures, newest, main=main) if newest else (),
        tables=(series_table(rows, family=family, group=main, area=area),) if rows else (),
        csv=asked.csv("compared"),
    )


def make_groups(figures: Figures, *, asked: AskedMeasure) -> Finding | None:
    """Every group here beside the same group in England, in its newest period."""
    family = figures.family
    if len(family.measures) < 2:
        return None
    newest = {group: figures.newest(group) for group in family.measures}
    pairs = {row["group"]: row for row in figures.comparisons}
    links = {pair.group: f"{asked.address(pair.group)}#gap" for pair in family.pairs}
    heading = say_groups(newest, family=family)
    end = max((row["period_end"] for row in newest.values() if row), default=None)
    period = next((name_period(row) for row in newest.values() if row and row["period_end"] == end), "")
    return Finding(
        id="by-group",
        heading=heading,
        drawn=f"Each dot is a group here{f', {period}' if period else ''}; the upright line is England’s.",
        chart=show_groups(newest, family=family, finding=heading),
        shows=say_which_groups(newest, family=family),
        tables=(groups_table(newest, family=family, comparisons=pairs, links=links),),
        csv=asked.csv("groups"),
        key="plain" if family.polarity == "none" else "verdict",
    )
