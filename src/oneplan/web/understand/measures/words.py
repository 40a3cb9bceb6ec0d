"""How one measure is said in words: its figures, how they stand beside others, and what nobody publishes."""

from oneplan.definitions.families import Family
from oneplan.definitions.groups import find_group
from oneplan.sources.sourced import Row
from oneplan.words.saying import (
    MILLION,
    THOUSAND,
    group_thousands,
    say_amount,
    say_pounds,
    say_value,
    start_sentence,
)

# A dash merges several reasons: a page says once that the publisher does not say which.
NOT_PUBLISHED = {"dash": "not published", "blank": "not published", None: "not published"}
STANDINGS = {
    "better": "better than",
    "worse": "behind",
    "higher": "higher than",
    "lower": "lower than",
    "same": "the same as",
}
BETTER_WAY = {
    "high": "Higher is better.",
    "low": "Lower is better.",
    "none": "Neither way is better by itself.",
}


def say_figure(value: float | None, *, family: Family, short: bool = False) -> str:
    """A figure as it is read: with its unit, its thousands apart, pounds before it."""
    if value is None:
        return "not published"
    if family.kind == "money":
        return say_pounds(value, short=short)
    said = say_value(value, decimals=family.decimals, unit=family.value_unit)
    return group_thousands(said) if abs(value) >= THOUSAND else said


def say_label(value: float, *, family: Family) -> str:
    """A figure at the end of its line: a unit that is longer than a sign stands above the chart."""
    said = say_figure(value, family=family, short=True)
    return said.removesuffix(family.value_unit) if family.value_unit != "%" else said


def write_tick(value: float, *, family: Family) -> str:
    """A round number on a scale, as short as it can be."""
    sign, size = ("−" if value < 0 else ""), abs(value)
    if family.kind == "money":
        return f"{sign}£{size / MILLION:g}m" if size >= MILLION else f"{sign}£{size:,.0f}"
    unit = "%" if family.value_unit == "%" else ""
    return f"{sign}{size:,.0f}{unit}" if size >= THOUSAND else f"{sign}{size:g}{unit}"


def say_period(row: Row) -> str:
    """A period as people write it, with its status."""
    said = str(row["period"]).replace("-", "–")
    return f"{said} ({row['period_status']})" if row["period_status"] else said


def name_period(row: Row) -> str:
    """A period within a sentence: that it is provisional matters there, that it is final does not."""
    said = say_period(row)
    return said if row["period_status"] == "provisional" else said.partition(" (")[0]


def say_cell(row: Row, *, family: Family, prefix: str = "") -> str:
    """One figure in a table: its value, or why there is none, or that it is compared with nothing."""
    if row[f"{prefix}doubt"]:
        published = float(row[f"{prefix}published"])
        return f"{say_figure(published, family=family)}, not compared"
    value = row[f"{prefix}value"]
    if value is None:
        return NOT_PUBLISHED.get(row[f"{prefix}missing"]) or str(row[f"{prefix}missing"])
    return say_figure(value, family=family)


def say_unit(family: Family) -> str:
    """What a chart's numbers are."""
    if family.kind == "money":
        return "in pounds"
    if family.kind == "count":
        return "a number"
    return {"%": "in per cent"}.get(family.value_unit, family.value_unit.strip() or f"in {family.gap_unit}")


def who_of(family: Family, group: str) -> str:
    """The group within a sentence; nothing where the figures are not about children."""
    return find_group(group).said(family.people) if family.people else ""


def standing(here: float | None, there: float | None, *, family: Family) -> str:
    """How a figure stands beside another: a key of STANDINGS, or nothing where one is not known."""
    if here is None or there is None:
        return ""
    if here == there:
        return "same"
    if family.polarity == "none":
        return "higher" if here > there else "lower"
    return "better" if (here > there) == (family.polarity == "high") else "worse"


def say_beside(here: float | None, there: float | None, *, family: Family, who: str) -> str:
    """How a figure stands beside another, with the other."""
    how = standing(here, there, family=family)
    if not how:
        return f"{who}: not published"
    said = say_figure(there, family=family, short=True)
    little = how != "same" and said == say_figure(here, family=family, short=True)
    return f"{'a little ' if little else ''}{STANDINGS[how]} {who} ({said})"


def say_difference(here: float, there: float, *, family: Family) -> str:
    """How far apart two figures are, in words: “4.3 points higher than”."""
    if here == there:
        return "the same as"
    way = "higher" if here > there else "lower"
    if family.kind == "money":
        return f"{say_pounds(abs(here - there), short=True)} {way} than"
    return f"{say_amount(here - there, decimals=family.decimals, unit=family.gap_unit)} {way} than"


def say_standing_twice(row: Row, *, family: Family, region: str) -> str:
    """The finding above a chart: beside England and the neighbours, or whichever of them is published."""
    others = (
        ("England", "england_value"),
        ("similar authorities", "neighbours_value"),
        (region, "region_value"),
    )
    known = [(name, standing(row["sound"], row[column], family=family)) for name, column in others]
    told = [(name, how) for name, how in known if how][:2]
    if not told:
        return "nothing to compare with is published"
    (first, how), *rest = told
    said = f"{STANDINGS[how]} {first}"
    for name, way in rest:
        said += f" and {name}" if way == how else f", {STANDINGS[way]} {name}"
    return said


def say_whom(family: Family, group: str) -> str:
    """Whom a chart is about, at the start of a line; the title where the figures are not about children."""
    return start_sentence(who_exactly(family, group)) or family.title


def subject_of(family: Family, group: str) -> str:
    """Whom a chart is about where a family has several groups; else nothing, since the title says it."""
    return say_whom(family, group) if len(family.measures) > 1 else ""


def who_exactly(family: Family, group: str) -> str:
    """The group so that it differs from every other: “other children” are others than someone."""
    said = who_of(family, group)
    beside = next((pair.group for pair in family.pairs if pair.reference == group), None)
    if beside is None or not said.startswith("other "):
        return said
    what = " ".join(who_of(family, beside).replace(family.people, "").split())
    return f"{said}, not {what}"
