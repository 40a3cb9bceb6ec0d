"""The sentences of a measure's page: the honest one above, and what each chart shows."""

from collections.abc import Mapping

from oneplan.definitions.families import ALL, Family
from oneplan.sources.sourced import Row
from oneplan.web.understand.measures.asked import AskedMeasure
from oneplan.web.understand.measures.queries import Figures
from oneplan.web.understand.measures.words import (
    STANDINGS,
    name_period,
    say_beside,
    say_difference,
    say_figure,
    say_standing_twice,
    standing,
    subject_of,
    who_exactly,
    who_of,
)
from oneplan.words.area import Area, region_of
from oneplan.words.saying import say_amount, say_rank, say_wider_than, start_sentence


def say_total(family: Family) -> str:
    """Why a number is compared with no other place."""
    what = "a sum of money" if family.kind == "money" else "a number"
    return (
        f"This is {what}, not a rate: a place with more children has more of everything. "
        "So it is compared with no other place."
    )


def chosen_pair(figures: Figures, asked: AskedMeasure) -> Row | None:
    """The comparison that a reader chose, else the most telling one that can be trusted."""
    rows = figures.comparisons
    if asked.group:
        return next((row for row in rows if row["group"] == asked.group), None)
    sure = [row for row in rows if row["gap"] > 0 and not row["doubtful_zero"]]
    return next(iter(sure or rows), None)


def main_group(family: Family, asked: AskedMeasure) -> str:
    """Whose figures come first: all children's where they are published, else the group that was chosen."""
    if family.headline:
        return ALL
    return asked.group if asked.group in family.measures else next(iter(family.measures))


def say_lead(
    figures: Figures, newest: Row | None, *, pair: Row | None, asked: AskedMeasure
) -> tuple[tuple[str, str, str], tuple[str, ...]]:
    """The honest sentence in three parts, the middle one the gap; and what else to know at once."""
    family, area = figures.family, asked.area
    if pair:
        sentence = f"In {pair['period_said']}, {pair['sentence'][:1].lower()}{pair['sentence'][1:]}"
        stands = say_wider_than(pair["rank"], of=pair["of"]) if pair["rank"] and pair["gap"] > 0 else ""
        before, found, after = sentence.partition(stands) if stands else (sentence, "", "")
        return (before, found, after), say_widest(figures, pair)
    if newest is None:
        said = f"Nothing is published for {area.said}. That is neither good nor bad: we cannot tell."
        return (said, "", ""), ()
    figure = say_figure(newest["sound"], family=family, short=True)
    what = "sum" if family.kind == "money" else "figure"
    said = f"In {name_period(newest)} the {what} for {area.said} was {figure}"
    if newest["total"]:
        return (f"{said}{say_before(figures, newest, family=family)}.", "", ""), (say_total(family),)
    others = [("England", newest["england_value"]), ("similar authorities", newest["neighbours_value"])]
    told = [
        say_beside(newest["sound"], there, family=family, who=who)
        for who, there in others
        if there is not None
    ]
    return (f"{said}{', ' if told else ''}{' and '.join(told)}.", "", ""), (say_for_whom(family, newest),)


def say_before(figures: Figures, newest: Row, *, family: Family) -> str:
    """The figure of the period before, where it can be compared."""
    rows = [row for row in figures.series[newest["group"]] if row["sound"] is not None and row["comparable"]]
    if len(rows) < 2 or rows[-1] is not newest:
        return ""
    return f". In {name_period(rows[-2])} it was {say_figure(rows[-2]['sound'], family=family, short=True)}"


def say_for_whom(family: Family, newest: Row) -> str:
    """That no breakdown is published, so that nobody can tell for whom."""
    who = who_of(family, newest["group"])
    if not who:
        return ""
    if len(family.measures) > 1:
        return "It is published for each of the groups below."
    if newest["group"] == ALL:
        return "For whom? No breakdown by group is published, so we cannot tell."
    return f"No breakdown within {who} is published: for whom among them it is different, we cannot tell."


def say_widest(figures: Figures, pair: Row) -> tuple[str, ...]:
    """The widest gap of the family, where it is another group's: all its gaps are in one unit."""
    same = [
        row for row in figures.comparisons if row["period"] == pair["period"] and not row["doubtful_zero"]
    ]
    widest = max(same, key=lambda row: row["gap"], default=pair)
    if widest["group"] == pair["group"] or widest["gap"] <= 0:
        return ()
    gap = say_amount(widest["gap"], decimals=widest["decimals"], unit=widest["unit"])
    beside = f", {say_rank(widest['rank'], of=widest['of'])} authorities" if widest["rank"] else ""
    return (f"The widest gap is that of {widest['group_name']}: {gap}{beside}, where 1 is the narrowest.",)


def say_finding(figures: Figures, newest: Row | None, *, main: str, area: Area) -> str:
    """What the chart over time shows, as its heading."""
    if newest is None:
        return f"Nothing is published for {area.name}"
    family = figures.family
    if newest["total"]:
        figure = say_figure(newest["sound"], family=family, short=True)
        return f"{figure} in {name_period(newest)}{say_before(figures, newest, family=family)}"
    said = say_standing_twice(newest, family=family, region=region_of(area).said)
    who = subject_of(family, main)
    return f"{who}: {said}" if who else start_sentence(said)


def say_what_it_shows(figures: Figures, newest: Row, *, main: str) -> tuple[str, ...]:
    """The chart over time in words."""
    family = figures.family
    said = []
    if newest["england_value"] is not None:
        apart = say_difference(newest["sound"], newest["england_value"], family=family)
        said.append(f"{start_sentence(apart)} England in {name_period(newest)}.")
        said.append(say_how_often(figures.series[main], how=standing_now(newest, family), family=family))
    if newest["rank"]:
        said.append(f"{say_rank(newest['rank'], of=newest['of'])} authorities, where 1 is the best.")
    before = say_before(figures, newest, family=family)
    if before and not newest["total"]:
        said.append(f"{start_sentence(before.removeprefix('; '))}.")
    last = figures.series[main][-1]
    if last is not newest:
        said.append(
            f"The newest figure here is of {name_period(newest)}: none is published for {name_period(last)}."
        )
    return tuple(text for text in said if text)


def standing_now(newest: Row, family: Family) -> str:
    """How the newest figure stands beside England's."""
    return standing(newest["sound"], newest["england_value"], family=family)


def say_how_often(rows: tuple[Row, ...], *, how: str, family: Family) -> str:
    """In how many comparable periods it stood so."""
    known = [standing(row["sound"], row["england_value"], family=family) for row in rows if row["comparable"]]
    known = [one for one in known if one]
    if len(known) < 2 or how == "same":
        return ""
    count = "every one" if known.count(how) == len(known) else str(known.count(how))
    periods = f"the {len(known)} periods that can be compared"
    return f"{start_sentence(STANDINGS[how])} England in {count} of {periods}."


def say_shaded(rows: tuple[Row, ...], *, family: Family) -> str:
    """Why some periods of a chart are shaded and joined with nothing."""
    before = [row for row in rows if not row["comparable"]]
    if not before:
        return ""
    span = name_period(before[0])
    if len(before) > 1:
        span += f" to {name_period(before[-1])}"
    return f" {span}: shaded and not joined. {family.comparable_why}"


def say_which_groups(newest: Mapping[str, Row | None], *, family: Family) -> tuple[str, ...]:
    """Which groups do worse than the same group in England, and for how many nobody can tell."""
    hows = {
        group: standing(row["sound"], row["england_value"], family=family) if row else ""
        for group, row in newest.items()
    }
    worse = [who_exactly(family, group) for group, how in hows.items() if how == "worse"]
    unknown = sum(not how for how in hows.values())
    said = [f"Behind the same group in England: {'; '.join(worse)}."] if worse else []
    if unknown:
        said.append(f"For {unknown} of the {len(hows)} groups we cannot tell: a figure is not published.")
    return tuple(said)


def say_groups(newest: Mapping[str, Row | None], *, family: Family) -> str:
    """In how many groups children do worse here than the same group in England."""
    hows = [standing(row["sound"], row["england_value"], family=family) for row in newest.values() if row]
    known = [how for how in hows if how]
    if family.polarity == "none":
        return "Each group, here and in England"
    worse = known.count("worse")
    if not known:
        return "By group: nothing to compare with is published"
    some = f"{worse} of {len(known)} groups are" if worse != 1 else f"1 of {len(known)} groups is"
    return f"{some if worse else 'No group is'} behind the same group in England"
