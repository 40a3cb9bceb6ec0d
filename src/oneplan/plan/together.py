"""Whether several plans fit together: what one says of another is there, and each activity is one."""

from collections.abc import Iterable

from oneplan.errors import NotValid
from oneplan.plan.doing import Activity
from oneplan.plan.frame import Plan
from oneplan.plan.naming import ids_of


def check_together(plans: Iterable[Plan]) -> None:
    """Check plans that live side by side, before one activity is shown and reported in several of them.

    A plan that is named and is not among these is left alone: it may be another partnership's.

    Raises
    ------
    NotValid
        When an activity serves something that the other plan does not have, or it, its milestones or
        who does it has the id of something else there; the sentence names plan, activity and field.

    Examples
    --------
    >>> from oneplan.plan.shelf import read_plans
    >>> check_together(read_plans(["one-plan-2024-30", "partnership-plan-2015-18"]))
    """
    known = {plan.id: plan for plan in plans}
    ids = {id_: ids_of(plan) for id_, plan in known.items()}
    for plan in known.values():
        for activity in plan.activities:
            for elsewhere in activity.also_in:
                if elsewhere.plan in known:
                    place = f"{plan.id}/activities.toml, {activity.id}"
                    themes = ids[elsewhere.plan]["themes"] | ids[elsewhere.plan]["retired"]
                    _check_served(elsewhere.serves, themes, place=f"{place}, also_in: {elsewhere.plan}")
                    _check_own_id(activity, ids[elsewhere.plan], place=f"{place}, id: {elsewhere.plan}")


def _check_served(serves: Iterable[str], themes: set[str], *, place: str) -> None:
    for id_ in serves:
        if id_ not in themes:
            raise NotValid(f"{place} has no theme “{id_}”. Correct the id, or take it out.")


def _check_own_id(activity: Activity, ids: dict[str, set[str]], *, place: str) -> None:
    """Two things with one id on one page could not be told apart."""
    taken = {id_.casefold() for part in ids.values() for id_ in part}
    partners = {id_.casefold() for id_ in ids["organisations"] | ids["roles"]}
    own = (activity.id, *(milestone.id for milestone in activity.milestones))
    doers = (activity.lead, *activity.contributors, activity.owner)
    mixed_up = [id_ for id_ in own if id_.casefold() in taken]
    mixed_up += [id_ for id_ in doers if id_.casefold() in taken - partners]
    if mixed_up:
        raise NotValid(f"{place} calls something of its own {mixed_up[0]}. Give one of them another id.")
