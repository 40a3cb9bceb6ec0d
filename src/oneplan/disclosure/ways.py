"""What can be done when a new release would uncover an earlier one: the ways, with what each costs."""

from dataclasses import dataclass, replace
from typing import Literal, get_args

from oneplan.disclosure.advice import advise
from oneplan.disclosure.asked import Asked, Earlier, make_problem, prepare
from oneplan.disclosure.engine.protecting import protect
from oneplan.disclosure.policies import list_policies
from oneplan.errors import NotSafe, NotValid

Way = Literal["withhold", "freeze", "round", "merge"]
WAYS: tuple[Way, ...] = get_args(Way)
_ROUNDS = "nhs_subnational"


@dataclass(frozen=True)
class Cost:
    """One way out, and what a reader would lose by it.

    Attributes
    ----------
    way
        `withhold`, `freeze`, `round` or `merge`.
    said
        What it means, with its figures, as a sentence. Inside only: these come from the true counts.
    withheld, cells
        How many cells would be withheld, of how many.
    """

    way: Way
    said: str
    withheld: int
    cells: int


def check_way(way: str) -> Way:
    """The way of this name.

    Raises
    ------
    NotValid
        When there is none.
    """
    for known in WAYS:
        if way == known:
            return known
    raise NotValid(f"“{way[:20]}” is no way out. Choose {', '.join(WAYS[:-1])} or {WAYS[-1]}.")


def weigh_ways(asked: Asked, *, time_limit: float | None = None) -> list[Cost]:
    """What each way out would cost, for a person to choose one; nothing is done yet.

    Parameters
    ----------
    asked
        The release, with what readers have of earlier ones.
    time_limit
        Seconds for each; cut short, a way seems to cost more than it does.
    """
    alone = replace(asked, earlier=Earlier())
    return [*_withhold(asked, time_limit), _freeze(alone), _round(alone), _merge(alone, time_limit)]


def take_way(asked: Asked, way: Way) -> Asked:
    """The release as it goes on by this way.

    Raises
    ------
    NotSafe
        When this way means that nothing goes out now: says what to do instead.
    """
    if way == "freeze":
        raise NotSafe(
            "Frozen: what went out before stays as it is, and nothing new goes out. Show that again."
        )
    if way == "merge":
        raise NotSafe(
            "Merge levels in the hierarchies, or leave a dimension out of the tables, and ask again. "
            "--advice says what each would save."
        )
    if way == "round":
        policy = next(one for one in list_policies() if one.name == _ROUNDS)
        # The difference of a rounded count from an earlier one is a range, so no cell has to hide it.
        return replace(asked, policy=policy, earlier=replace(asked.earlier, protect=frozenset()))
    return asked


def _withhold(asked: Asked, time_limit: float | None) -> list[Cost]:
    """What it costs to withhold the changes; nothing where what went out before cannot be kept open."""
    prepared = prepare(asked)
    try:
        shown = protect(make_problem(asked, prepared), time_limit=time_limit).shown
    except NotSafe:
        return []
    return [_cost("withhold", "Withhold what has changed a little", int((~shown).sum()), len(shown))]


def _freeze(asked: Asked) -> Cost:
    cells = len(prepare(asked).cells)
    return Cost(
        "freeze", "Freeze: show the earlier release again, and nothing of the new counts.", cells, cells
    )


def _round(asked: Asked) -> Cost:
    policy = take_way(asked, "round").policy
    small = prepare(replace(asked, policy=policy)).small
    return _cost("round", f"Round this release by {policy.name}", int(small.sum()), len(small))


def _merge(asked: Asked, time_limit: float | None) -> Cost:
    best = next(one for one in advise(asked, time_limit=time_limit) if one.choice != "As it is")
    return _cost("merge", best.choice, best.withheld, best.cells)


def _cost(way: Way, said: str, withheld: int, cells: int) -> Cost:
    return Cost(way, f"{said}: {withheld:,} of {cells:,} cells withheld.", withheld, cells)
