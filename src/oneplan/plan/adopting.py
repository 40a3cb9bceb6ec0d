"""From a finding to the plan: the gap becomes an indicator, frozen so that next year is measured alike."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from oneplan.errors import NotFound, NotSafe, NotValid
from oneplan.plan.frame import Plan
from oneplan.plan.lineage import next_id
from oneplan.plan.parts import Theme
from oneplan.plan.showing import EVERYBODY, Frozen, PopulationIndicator, Value
from oneplan.sources.sourced import Row, Sourced
from oneplan.understand.intersections.findings import SafeFinding

MOST_LETTERS = 60


def add_gap(plan: Plan, found: Sourced, *, family: str, group: str, serves: str, taken: dt.date) -> Plan:
    """Add a hidden gap to a priority or an objective: its measure, group, baseline, comparators and edition.

    What is taken is copied and does not change when the publisher revises its figures: a revision is a new
    value beside it. A plan that has this indicator already gets no second one; it then serves both.

    Parameters
    ----------
    plan
        The plan as it is.
    found
        From `oneplan.understand.hidden.hidden_gaps`, for the plan's own area.
    family, group
        Which row of it.
    serves
        The id of the priority or objective, for example `SW-2`.
    taken
        The day on which it is taken.

    Raises
    ------
    NotFound
        When there is no such row, or the plan has nothing with that id.
    NotValid
        When the row has no figure to start from.

    Examples
    --------
    >>> import datetime as dt
    >>> import oneplan
    >>> from oneplan.plan.shelf import read_plans
    >>> from oneplan.understand.hidden import hidden_gaps
    >>> (plan,) = read_plans(["one-plan-2024-30"])
    >>> found = hidden_gaps(oneplan.open_evidence(), area="Kent")
    >>> name = {"family": "good-level-of-development", "group": "free-school-meals"}
    >>> after = add_gap(plan, found, **name, serves="SW-2", taken=dt.date(2026, 11, 22))
    >>> (indicator,) = after.indicators
    >>> indicator.id, indicator.frozen.reference_measure
    ('SW-2.i1', 'FSP_Gooddev_FSM_Other')
    >>> [(one.group, one.area, one.value) for one in after.values if one.baseline]
    [('free-school-meals', '', 50.7), ('no-free-school-meals', '', 73.5), ('all', '', 68.9)]
    """
    row = _find_row(found, family=family, group=group)
    at = _find_served(plan, serves)
    for indicator in plan.indicators:
        if indicator.family == family and group in indicator.groups and indicator.frozen:
            return _serve_too(plan, indicator, at=at)
    if row["group_value"] is None or row["reference_value"] is None:
        raise NotValid("There is no figure to start from. Choose a gap of which both figures are published.")
    made = _indicator_of(row, found=found, id_=_next_indicator(plan, at), at=at, taken=taken)
    values = {value.key: value for value in values_of(row, of=made.id, found=found)}
    return plan.changed(indicators=(*plan.indicators, made), values=(*plan.values, *values.values()))


def make_priority(plan: Plan, *, name: str, id_beginning: str, level: str = "", parent: str = "") -> Plan:
    """Add an empty priority for what was found; `add_gap` and `add_finding` then give it its indicator.

    Parameters
    ----------
    plan
        The plan as it is.
    name
        What it is called, in plain words; a finding's own sentence is no name.
    id_beginning
        What its id begins with, for example `SW`: the next number that was never used is added.
    level, parent
        Where it stands; the level is that of priorities where none is named.

    Raises
    ------
    NotValid
        When it cannot stand there.
    """
    id_ = next_id(plan, under=id_beginning)
    theme = {"id": id_, "name": name, "level": level or plan.lowest.id, "parent": parent}
    return plan.changed(themes=(*plan.themes, Theme.model_validate(theme)))


def add_finding(
    plan: Plan, finding: SafeFinding, *, serves: str, survey: str, period: str, taken: dt.date
) -> Plan:
    """Add a finding from a survey, as the gate let it out, to a priority or an objective.

    Parameters
    ----------
    plan
        The plan as it is.
    finding
        From `oneplan.understand.intersections.safe.find_safe_gaps`: one from raw counts is refused.
    serves, taken
        As in `add_gap`.
    survey, period
        What the survey is called, and which wave it was.

    Raises
    ------
    NotFound
        When the plan has nothing with that id.
    NotSafe
        When the finding did not pass the gate: a plan is public.
    """
    if not isinstance(finding, SafeFinding):
        raise NotSafe("This finding did not pass the gate, and a plan is public. Make it from a safe table.")
    at, told = _find_served(plan, serves), finding.told
    who = "; ".join(f"{name} = {level}" for name, level in told.levels.items())
    group = _as_id(told.group)
    indicator = PopulationIndicator(
        id=_next_indicator(plan, at),
        name=f"{told.outcome}: {told.group}"[:160],
        groups=(group,),
        serves=(at,),
        unit="%",
        better="low" if told.gap * (told.share - told.rest_share) > 0 else "high",
        frozen=Frozen(
            taken=taken,
            publisher=plan.area,
            edition=survey,
            group_measure=told.outcome,
            reference="all-others",
            reference_measure=told.outcome,
            who=who,
            sentence=finding.sentence,
        ),
    )
    common = {"of": indicator.id, "period": period, "source": survey, "baseline": True}
    values = (
        Value(**common, group=group, value=round(100 * told.share, 1), denominator=told.n),
        Value(**common, group="all-others", value=round(100 * told.rest_share, 1)),
    )
    return plan.changed(indicators=(*plan.indicators, indicator), values=(*plan.values, *values))


def _find_row(found: Sourced, *, family: str, group: str) -> Row:
    for row in found.rows:
        if (row["family"], row["group"]) == (family, group):
            return row
    raise NotFound(f"No gap of {family[:60]} for {group[:60]} was found here. Choose one of the table.")


def _find_served(plan: Plan, id_: str) -> str:
    try:
        return plan.find_theme(id_).id
    except NotFound:
        return plan.find_objective(id_).id


def _serve_too(plan: Plan, indicator: PopulationIndicator, *, at: str) -> Plan:
    if at in indicator.serves:
        return plan
    more = indicator.model_copy(update={"serves": (*indicator.serves, at)})
    return plan.changed(indicators=tuple(more if one is indicator else one for one in plan.indicators))


def _next_indicator(plan: Plan, at: str) -> str:
    """The next id of the form `SW-2.i1`."""
    taken = {one.id.casefold() for one in plan.indicators} | {id_.casefold() for id_ in plan.spent}
    number = 1
    while f"{at}.i{number}".casefold() in taken:
        number += 1
    return f"{at}.i{number}"


def _indicator_of(row: Row, *, found: Sourced, id_: str, at: str, taken: dt.date) -> PopulationIndicator:
    frozen = Frozen(
        taken=taken,
        publisher=found.edition.publisher,
        edition=found.edition.key,
        group_measure=row["group_measure"],
        reference=row["reference"],
        reference_measure=row["reference_measure"],
        headline_measure=row["headline_measure"] or "",
        comparator=row["comparator_name"],
        sentence=row["sentence"],
    )
    return PopulationIndicator(
        id=id_,
        name=f"{row['family_title']}: {row['group_name']}"[:160],
        family=row["family"],
        groups=(row["group"],),
        serves=(at,),
        better=row["polarity"],
        unit=row["value_unit"],
        decimals=row["decimals"],
        frozen=frozen,
    )


def values_of(row: Row, *, of: str, found: Sourced) -> Iterator[Value]:
    """The figures that the gap was made of: here, in England and in the neighbours' mean."""
    neighbours = f"Statistical neighbours {row['neighbours_list']}"
    for area, group, reference, headline in (
        ("", row["group_value"], row["reference_value"], row["headline_value"]),
        ("England", row["england_group_value"], row["england_reference_value"], row["headline_england"]),
        (
            neighbours,
            row["neighbours_group_value"],
            row["neighbours_reference_value"],
            row["neighbours_headline"],
        ),
    ):
        for whom, value in ((row["group"], group), (row["reference"], reference), (EVERYBODY, headline)):
            given: dict[str, Any] = {"value": value} if value is not None else {"missing": "not published"}
            yield Value(
                of=of,
                group=whom,
                period=row["period"],
                area=area,
                **given,
                source=f"{found.edition.publisher}, {found.edition.title}",
                edition=found.edition.key,
                baseline=not area and value is not None,
            )


def _as_id(words: str) -> str:
    """Words as an id that people can still read."""
    return "-".join(re.findall(r"[a-z0-9]+", words.casefold()))[:MOST_LETTERS].strip("-") or "group"
