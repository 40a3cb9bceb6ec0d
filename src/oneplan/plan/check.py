"""Whether a plan can be held to: what each priority lacks, where it stands, and what to do about it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from oneplan.definitions.families import families_by_id
from oneplan.plan.check_entries import ask_activity, ask_indicator, ask_voice
from oneplan.plan.frame import Plan
from oneplan.plan.index import Index
from oneplan.plan.lacking import CRITERIA, Asked, Lack, Of, ask, of_item
from oneplan.plan.matrix import squares_of
from oneplan.plan.parts import Indicator, Theme
from oneplan.plan.showing import EVERYBODY, PopulationIndicator, Target, Value

MOST_INDICATORS = 5
"""More than this for one priority, and nobody can say how it is going."""
Indicators = dict[str, list[PopulationIndicator]]
"""The indicators of each priority."""


@dataclass(frozen=True)
class Checked:
    """A plan held against every criterion."""

    plan: Plan
    on: dt.date
    lacks: tuple[Lack, ...]
    counts: dict[str, tuple[int, int]]
    """For each criterion how many of how many meet it; of none, there is nothing to hold it to yet."""


def check_plan(plan: Plan, *, on: dt.date, others: Iterable[Plan] = ()) -> Checked:
    """Hold a plan against the criteria by which plans fail: each finding says where, and what to do.

    The criteria are those of a published review of thirty children's services plans. In it nearly all plans
    had a vision; half had indicators, a third had activities that one could check, a quarter said what they
    would take. So the vision is one criterion here, and what follows from it fifteen.

    Parameters
    ----------
    plan
        Of any shape and at any stage.
    on
        The day on which roles are held or vacant.
    others
        Plans whose activities may serve this one too.

    Returns
    -------
    Checked
        What is lacking, in the order of `CRITERIA` and of the plan; and for each criterion how many of how
        many meet it. It says nothing of whether the plan works: that takes figures and time.

    Examples
    --------
    >>> import datetime as dt
    >>> from oneplan.plan.shelf import read_plans
    >>> (plan,) = read_plans(["one-plan-2024-30"])
    >>> checked = check_plan(plan, on=dt.date(2026, 11, 22))
    >>> checked.counts["vision"], checked.counts["activity"]
    ((1, 1), (0, 10))
    >>> print(next(lack.do for lack in checked.lacks if lack.criterion == "activity"))
    Add what will be done to activities.toml, with SW-1 in serves.
    """
    index = Index(plan, others=tuple(others))
    indicators = _indicators_of(index)
    asked = [
        *_of_plan(plan),
        *_of_priorities(index, indicators=indicators),
        *_of_indicators(plan, indicators=indicators),
        *(one for each in index.activities.values() for one in ask_activity(each, index=index, on=on)),
        *(ask_voice(voice) for voice in plan.voices),
    ]
    lacks = [(criterion, lack) for criterion, lack in asked if lack]
    order = list(CRITERIA)
    return Checked(
        plan,
        on,
        tuple(lack for _, lack in sorted(lacks, key=lambda found: order.index(found[0]))),
        {name: _count(name, asked) for name in CRITERIA},
    )


def _count(name: str, asked: list[Asked]) -> tuple[int, int]:
    answers = [lack for criterion, lack in asked if criterion == name]
    return answers.count(None), len(answers)


def _of_plan(plan: Plan) -> Iterator[Asked]:
    yield ask(
        "vision",
        plan.vision.text,
        of=Of(plan.id, plan.title, illustrative=False),
        says="The plan has no vision.",
        do="Write one sentence into vision.text in plan.toml.",
    )
    for square in squares_of(plan):
        yield ask(
            "matrix",
            square.served,
            of=of_item(square.objective),
            says=f"Nothing under {square.pillar.name} serves {square.objective.name}.",
            do=f"Add {square.objective.id} to the serves of a {plan.lowest.name} there, or say why not.",
        )
    served = {id_ for theme in plan.priorities for id_ in theme.principles}
    for principle in plan.principles:
        yield ask(
            "principle",
            principle.id in served,
            of=of_item(principle),
            says="No priority serves this principle.",
            do=f"Add {principle.id} to the principles of a priority, or take it out of the plan.",
        )


def _of_priorities(index: Index, *, indicators: Indicators) -> Iterator[Asked]:
    heard = {id_ for voice in index.plan.voices for id_ in index.near[voice.id].priorities}
    starts = _groups_of(value for value in index.plan.values if value.baseline and value.value is not None)
    for theme in index.plan.priorities:
        of, its = of_item(theme), indicators[theme.id]
        yield ask(
            "evidence",
            theme.evidence or any(one.id in starts for one in its),
            of=of,
            says="It names no evidence.",
            do="Name a source of evidence.toml in its evidence, or give an indicator its baseline.",
        )
        yield ask(
            "heard",
            theme.id in heard,
            of=of,
            says="Nothing that anybody said leads to it.",
            do=f"Add what was heard to voices.toml, with {theme.id} in serves; or ask.",
        )
        yield _of_how_many(theme, indicators=its)
        yield ask(
            "activity",
            index.activities_of[theme.id],
            of=of,
            says="Nothing is done for it.",
            do=f"Add what will be done to activities.toml, with {theme.id} in serves.",
        )


def _of_how_many(theme: Theme, *, indicators: list[PopulationIndicator]) -> Asked:
    says, do = (
        "No indicator shows whether it gets better.",
        f"Add one to indicators.toml, with {theme.id} in serves.",
    )
    if len(indicators) > MOST_INDICATORS:
        says = f"It has {len(indicators)} indicators, too many to say how it is going."
        do = f"Keep those that tell most, {MOST_INDICATORS} at the most."
    met = 1 <= len(indicators) <= MOST_INDICATORS
    return ask("indicator", met, of=of_item(theme), says=says, do=do)


def _of_indicators(plan: Plan, *, indicators: Indicators) -> Iterator[Asked]:
    starts = _groups_of(value for value in plan.values if value.baseline and value.value is not None)
    targets = _groups_of(plan.targets)
    each = {one.id: one for one in (*plan.indicators, *(one for its in indicators.values() for one in its))}
    for id_, indicator in each.items():
        its_starts, its_targets = starts.get(id_, set()), targets.get(id_, set())
        yield from ask_indicator(indicator, starts=its_starts, targets=its_targets)


def _groups_of(figures: Iterable[Value | Target]) -> dict[str, set[str]]:
    """The groups for which each indicator has a figure."""
    found: dict[str, set[str]] = {}
    for figure in figures:
        found.setdefault(figure.of, set()).add(figure.group)
    return found


def _indicators_of(index: Index) -> Indicators:
    """The indicators of each priority: its entries, and those that stand with the priority alone."""
    found: Indicators = {theme.id: [] for theme in index.plan.priorities}
    own = set()
    for indicator in index.plan.indicators:
        own |= {(indicator.family, group) for group in (*indicator.groups, EVERYBODY)}
        for id_ in index.near[indicator.id].priorities:
            found[id_].append(indicator)
    for theme in index.plan.priorities:
        short = (one for one in theme.indicators if (one.family, one.group) not in own)
        found[theme.id] += [_spelt_out(one, theme=theme.id) for one in short]
    return found


def _spelt_out(indicator: Indicator, *, theme: str) -> PopulationIndicator:
    """An indicator that stands with its theme as a family and a group, as an entry would say it."""
    family = families_by_id().get(indicator.family)
    return PopulationIndicator(
        id=f"{theme}.{indicator.family}.{indicator.group}"[:60].rstrip(".-"),
        name=family.title if family else indicator.family,
        family=indicator.family,
        groups=() if indicator.group == EVERYBODY else (indicator.group,),
        illustrative=indicator.illustrative,
    )
