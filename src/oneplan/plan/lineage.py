"""How priorities merge, split and end with both histories kept, and which ids may be given next."""

import re
from collections.abc import Sequence

from oneplan.errors import NotFound, NotValid
from oneplan.plan.frame import Plan
from oneplan.plan.naming import ids_of
from oneplan.plan.parts import Day, Lineage, Theme


def replace_priorities(
    plan: Plan,
    was: Sequence[str],
    *,
    now: Sequence[Theme],
    reason: str,
    on: Day | None = None,
    decision: str = "",
) -> Plan:
    """Merge, split or end priorities: the old ones are retired with their words, and nothing loses its way.

    What was heard, decided and done for the old ones stays written as it was, and leads to the new ones.

    Parameters
    ----------
    plan
        The plan as it is.
    was
        The ids of the priorities that go: several to merge, one to split or to end.
    now
        The priorities that come, each with an id that was never used: one to merge into, several to split
        into, none to end.
    reason, on, decision
        Why, when, and the id of the decision where the plan keeps it.

    Raises
    ------
    NotFound
        When the plan has no such priority.
    NotValid
        When an id was used before, or something else stands under what goes.

    Examples
    --------
    >>> from oneplan.plan.shelf import read_plans
    >>> (plan,) = read_plans(["one-plan-2024-30"])
    >>> made = plan.find_theme("BW-1").model_copy(update={"id": "BW-4", "name": "Choices at 16"})
    >>> after = replace_priorities(plan, ["BW-1", "BW-2"], now=[made], reason="They are one.")
    >>> lives_on_in(after)["BW-2"]
    ('BW-4',)
    """
    gone = {plan.find_theme(id_).id: plan.find_theme(id_) for id_ in was}
    under = [theme for theme in plan.themes if theme.parent in gone]
    if under:
        raise NotValid(f"{under[0].id} stands under {under[0].parent}. Move it or end it first.")
    kept = tuple(theme for theme in plan.themes if theme.id not in gone)
    line = {
        "id": _next_in("L-", taken={one.id for one in plan.lineage}),
        "was": tuple(gone),
        "now": tuple(theme.id for theme in now),
        "on": on,
        "decision": decision,
        "reason": reason,
    }
    return plan.changed(
        themes=(*kept, *now), retired=(*plan.retired, *gone.values()), lineage=(*plan.lineage, line)
    )


def lives_on_in(plan: Plan) -> dict[str, tuple[str, ...]]:
    """For each retired priority those in force that it became, however many steps on; none
    where it ended.
    """
    after: dict[str, list[str]] = {theme.id: [] for theme in plan.retired}
    for line in plan.lineage:
        for id_ in line.was:
            after[id_] += line.now
    found: dict[str, tuple[str, ...]] = {theme.id: (theme.id,) for theme in plan.themes}
    # The reader refuses circles, so each round settles at least one.
    while ready := [id_ for id_, now in after.items() if id_ not in found and found.keys() >= set(now)]:
        found |= {id_: tuple(dict.fromkeys(one for now in after[id_] for one in found[now])) for id_ in ready}
    return {theme.id: found[theme.id] for theme in plan.retired}


def came_from(plan: Plan, id_: str) -> tuple[Lineage, ...]:
    """The lines that led to a priority, the newest first, however many steps back."""
    made: dict[str, list[Lineage]] = {}
    for line in plan.lineage:
        for one in line.now:
            made.setdefault(one, []).append(line)
    found: dict[str, Lineage] = {}
    waiting = [id_]
    while waiting:
        for line in made.get(waiting.pop(0), ()):
            if line.id not in found:
                found[line.id] = line
                waiting += line.was
    return tuple(found.values())


def take_out(plan: Plan, id_: str) -> Plan:
    """Take an activity, an indicator or another entry out for good: its id stays spent.

    Raises
    ------
    NotFound
        When the plan has nothing with this id that can be taken out; a priority is retired instead.
    NotValid
        When something else in the plan names it.
    """
    for part in ids_of(plan):
        kept = tuple(one for one in getattr(plan, part, ()) if one.id != id_)
        if part not in {"themes", "retired", "milestones", "plan"} and len(kept) < len(getattr(plan, part)):
            return plan.changed(**{part: kept}, spent=(*plan.spent, id_))
    raise NotFound(f"There is no “{id_[:60]}” to take out. A priority is merged, split or ended instead.")


def with_ids_spent(before: Plan, after: Plan) -> Plan:
    """A newer draft, in which every id that the older one had or had spent is there or is spent.

    Whoever keeps a plan calls this before keeping the next draft: an id that goes missing cannot come back as
    something else.

    Raises
    ------
    NotValid
        When the newer draft uses an id that was spent.
    """
    had, has = (set().union(*ids_of(plan).values()) for plan in (before, after))
    spent = dict.fromkeys((*after.spent, *before.spent, *sorted(had - has)))
    return after if tuple(spent) == after.spent else after.changed(spent=tuple(spent))


def next_id(plan: Plan, *, under: str) -> str:
    """The next id under one that is there, which nothing has and nothing ever had.

    Examples
    --------
    >>> from oneplan.plan.shelf import read_plans
    >>> (plan,) = read_plans(["one-plan-2024-30"])
    >>> next_id(plan, under="SW-2"), next_id(plan, under="SW")
    ('SW-2.1', 'SW-3')
    """
    taken = set(plan.spent).union(*ids_of(plan).values())
    known = {id_.casefold() for id_ in taken}
    return _next_in(f"{under}." if under.casefold() in known else f"{under}-", taken=taken)


def _next_in(beginning: str, *, taken: set[str]) -> str:
    numbered = re.compile(rf"{re.escape(beginning)}(\d+)", re.IGNORECASE)
    numbers = [int(found[1]) for id_ in taken if (found := numbered.match(id_))]
    return f"{beginning}{max(numbers, default=0) + 1}"
