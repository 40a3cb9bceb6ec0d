"""The gap of one group over time, and where it stands among all authorities."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from oneplan.choices import Compared, Thresholds
from oneplan.definitions.families import Family
from oneplan.definitions.groups import find_group
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Row
from oneplan.understand.everywhere import gap_everywhere
from oneplan.web.design.gap_charts import draw_place_among_all, show
from oneplan.web.design.gap_tables import Table
from oneplan.web.understand.measures.asked import AskedMeasure
from oneplan.web.understand.measures.charts import show_gap, show_ranks
from oneplan.web.understand.measures.queries import Figures, find_gap, near_of
from oneplan.web.understand.measures.sentences import say_shaded
from oneplan.web.understand.measures.tables import authorities_table, gap_table
from oneplan.web.understand.measures.words import name_period
from oneplan.web.understand.queries import neighbours_of, newer_period, spread_of
from oneplan.words.saying import say_amount, say_part, say_rank, say_value, say_wider_than, start_sentence

FEWEST_RANKS = 2


@dataclass(frozen=True)
class GroupLink:
    """A group whose gap can be looked at; here is the one that is shown."""

    href: str
    words: str
    here: bool


@dataclass(frozen=True)
class GapFinding:
    """The section on one group's gap."""

    heading: str
    drawn: str
    choices: tuple[GroupLink, ...]
    chart: SafeString | str
    shows: tuple[str, ...]
    ahead: bool
    rank: str
    rank_heading: str
    ranks: SafeString | str
    """The rank over time as a chart."""
    ranks_said: str
    strip: SafeString | str
    tables: tuple[Table, ...]
    csv: str
    authorities: Table | None
    """Every authority's gap: the figures of the strip."""
    authorities_csv: str
    finding: str
    """The family and the group, by which a plan takes the gap up."""


def make_gap(
    evidence: Evidence, figures: Figures, *, pair: Row | None, asked: AskedMeasure, compared: Compared
) -> GapFinding | None:
    """The section on the gap; None where this measure compares no group with another."""
    family, area = figures.family, asked.area
    if not family.pairs:
        return None
    group = pair["group"] if pair else asked.group or family.pairs[0].group
    defined = next(one for one in family.pairs if one.group == group)
    names = tuple(find_group(id_).said(family.people) for id_ in (group, defined.reference))
    rows = find_gap(evidence, family=family.id, group=group, area=area.code, compared=compared)
    heading = say_heading(pair, names=(names[0], names[1]), area=area.said)
    known = [row for row in rows if row["gap"] is not None or row["england_gap"] is not None]
    return GapFinding(
        heading=heading,
        drawn=(
            f"How far {names[0]} are behind {names[1]}, in {family.gap_unit}. "
            "The scale starts at 0, and up is worse."
            f"{say_shaded(rows, family=family)}"
        ),
        choices=tuple(
            GroupLink(
                f"{asked.address(one.group)}#gap",
                find_group(one.group).said(family.people),
                one.group == group,
            )
            for one in family.pairs
        ),
        chart=show_gap(rows, family=family, area=area, finding=heading) if known else "",
        shows=say_what_it_shows(evidence, rows, pair=pair),
        ahead=bool(pair and pair["gap"] <= 0),
        rank=say_rank(pair["rank"], of=pair["of"]) if pair and pair["rank"] else "",
        rank_heading=say_place(pair) if pair and pair["rank"] else "",
        ranks=draw_ranks_of(rows, pair, family=family, limits=compared.thresholds),
        ranks_said=say_ranks(rows, limits=compared.thresholds),
        strip=draw_strip_of(evidence, pair, asked=asked),
        tables=(gap_table(rows, family=family, pair=(names[0], names[1]), area=area),),
        csv=asked.csv("gaps"),
        authorities=list_authorities_gaps(evidence, pair, asked=asked, compared=compared),
        authorities_csv=asked.csv("everywhere", group=group),
        finding=f"{family.id}/{group}",
    )


def say_heading(pair: Row | None, *, names: tuple[str, str], area: str) -> str:
    """What the chart of the gap shows."""
    group, _ = names
    if pair is None:
        return f"The gap of {group} cannot be told: not all figures are published for {area}"
    amount = say_amount(pair["gap"], decimals=pair["decimals"], unit=pair["unit"])
    if pair["gap"] < 0:
        return f"{start_sentence(group)}: ahead by {amount}"
    if pair["gap"] == 0:
        return f"{start_sentence(group)}: no gap in {pair['period_said']}"
    return f"The gap of {group}: {amount}, {pair['change'].partition(':')[0]}"


def say_place(pair: Row) -> str:
    """Where the gap stands among all authorities, as a heading."""
    if pair["gap"] <= 0:
        return f"{say_rank(pair['rank'], of=pair['of'])} authorities, where 1 is the narrowest gap"
    return f"The gap is {say_wider_than(pair['rank'], of=pair['of'])}"


def say_what_it_shows(evidence: Evidence, rows: tuple[Row, ...], *, pair: Row | None) -> tuple[str, ...]:
    """The chart of the gap in words."""
    if pair is None:
        return ("Neither figure is a nought: it is not published, and the publisher does not say why.",)
    decimals = pair["decimals"]
    said = [pair["group_sentence"]]
    _, _, moved = pair["change"].partition(": ")
    if moved:
        said.append(f"{start_sentence(moved)}.")
    both = [
        row for row in rows if row["comparable"] and row["gap"] is not None and row["england_gap"] is not None
    ]
    if len(both) > 1:
        first = both[0]
        here, england = (say_value(first[name], decimals=decimals) for name in ("gap", "england_gap"))
        said.append(f"In {name_period(first)} the gap was {here} here and {england} in England.")
        wider = sum(row["gap"] > row["england_gap"] for row in both)
        count = "every one" if wider == len(both) else str(wider) if wider else "none"
        said.append(
            f"It was wider than England’s in {count} of the {len(both)} periods that can be compared."
        )
    if pair["caution"]:
        said.append(f"Read it with care. {pair['caution']}")
    newer = newer_period(evidence, pair)
    if newer:
        said.append(f"These are the newest figures here; others have {newer.replace('-', '–')}.")
    return tuple(said)


def list_authorities_gaps(
    evidence: Evidence, pair: Row | None, *, asked: AskedMeasure, compared: Compared
) -> Table | None:
    """The figures of the strip; None where there is no strip."""
    if pair is None or not pair["rank"]:
        return None
    group, near = pair["group"], near_of(compared)
    found = gap_everywhere(evidence, family=asked.family.id, group=group, area=asked.area.code, near=near)
    return authorities_table(found.rows, family=asked.family, period=pair["period"], area=asked.area)


def say_ranks(rows: tuple[Row, ...], *, limits: Thresholds) -> str:
    """In how many periods the gap was among the widest."""
    ranked = [row for row in rows if row["rank"] and row["comparable"]]
    if len(ranked) < FEWEST_RANKS:
        return ""
    part = limits.widest_part
    wide = sum(part * row["rank"] > (part - 1) * row["of"] for row in ranked)
    count = "none" if not wide else "every one" if wide == len(ranked) else str(wide)
    return f"It was among the widest {say_part(part)} in {count} of {len(ranked)} periods."


def draw_ranks_of(
    rows: tuple[Row, ...], pair: Row | None, *, family: Family, limits: Thresholds
) -> SafeString | str:
    """The rank over time; nothing where fewer than two periods have one."""
    said = say_ranks(rows, limits=limits)
    if pair is None or sum(bool(row["rank"]) for row in rows) < FEWEST_RANKS:
        return ""
    return show_ranks(rows, family=family, limits=limits, behind=pair["gap"] > 0, finding=said)


def draw_strip_of(evidence: Evidence, pair: Row | None, *, asked: AskedMeasure) -> SafeString | str:
    """The gap among everybody's gaps."""
    if pair is None:
        return ""
    neighbours = neighbours_of(evidence, area=asked.area.code, name=pair["neighbours_list"])
    return show(
        draw_place_among_all(pair, area=asked.area, spread=spread_of(evidence, pair), neighbours=neighbours)
    )
