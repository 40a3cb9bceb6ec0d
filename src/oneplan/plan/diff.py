"""What differs between two drafts of a plan: added, changed, moved, taken out, merged, split or ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from oneplan.plan.files import LISTS
from oneplan.plan.frame import Plan
from oneplan.plan.naming import name_of
from oneplan.plan.parts import Part
from oneplan.plan.written import write_figure

Happened = Literal["added", "changed", "moved", "merged", "split", "ended", "taken-out"]
HAPPENED: dict[Happened, str] = {
    "added": "Added",
    "changed": "Changed",
    "moved": "Moved",
    "merged": "Merged",
    "split": "Split",
    "ended": "Ended",
    "taken-out": "Taken out",
}
_PLACE = {"parent", "level"}
"""Fields that say where a theme stands."""


@dataclass(frozen=True)
class Change:
    """What happened to one entry from the draft before to the draft after."""

    part: str
    """Its file, without the ending."""
    id: str
    name: str
    happened: Happened
    fields: tuple[tuple[str, str, str], ...] = ()
    """Each field that differs, with what it was and what it is."""
    became: tuple[str, ...] = ()
    """The ids that a merged, split or changed priority lives on in."""
    reason: str = ""


def diff_plans(before: Plan, after: Plan) -> tuple[Change, ...]:
    """What differs between two drafts of one plan, in the order of its files.

    An order that differs is no difference: entries are told apart by their ids. What was taken out without
    having become anything else is named as such, so that nothing goes silently.

    Examples
    --------
    >>> from oneplan.plan.shelf import read_plans
    >>> (plan,) = read_plans(["one-plan-2024-30"])
    >>> (change,) = diff_plans(plan, plan.changed(title="One Plan"))
    >>> change.happened, change.fields
    ('changed', (('title', 'One Plan for children and young people', 'One Plan'),))
    >>> diff_plans(plan, plan)
    ()
    """
    return (*_of_plan(before, after), *(one for part in LISTS for one in _of_part(part, before, after=after)))


def _of_plan(before: Plan, after: Plan) -> Iterator[Change]:
    was, now = (plan.model_dump(mode="json", exclude=set(LISTS)) for plan in (before, after))
    if fields := _differing(was, now):
        yield Change("plan", after.id, after.title, "changed", fields)


def _of_part(part: str, before: Plan, *, after: Plan) -> Iterator[Change]:
    was, now = ({name_of(item): item for item in getattr(plan, part)} for plan in (before, after))
    for id_, item in was.items():
        if id_ not in now:
            yield from _gone(part, item, after=after)
        elif fields := _differing(_said(item), _said(now[id_])):
            moved = part == "themes" and any(name in _PLACE for name, _, _ in fields)
            yield Change(part, id_, _title(now[id_]), "moved" if moved else "changed", fields)
    if part != "retired":
        yield from (Change(part, id_, _title(item), "added") for id_, item in now.items() if id_ not in was)


def _gone(part: str, item: Part, *, after: Plan) -> Iterator[Change]:
    """What an entry that is not in its list any more became."""
    id_ = name_of(item)
    for line in after.lineage if part == "themes" else ():
        if id_ in line.was:
            words: dict[str, Happened] = {"merged": "merged", "split": "split", "ended": "ended"}
            happened = words.get(line.word, "changed")
            yield Change(part, id_, _title(item), happened, became=line.now, reason=line.reason)
            return
    yield Change(part, id_, _title(item), "taken-out")


def _said(item: Part) -> dict[str, Any]:
    return item.model_dump(mode="json")


def _title(item: Part) -> str:
    return str(getattr(item, "name", "") or getattr(item, "title", "") or name_of(item))


def _differing(was: dict[str, Any], now: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """The fields that differ, those of tables in tables by their whole name."""
    found: list[tuple[str, str, str]] = []
    for name, other in now.items():
        one = was.get(name)
        if isinstance(one, dict) and isinstance(other, dict):
            found += [(f"{name}.{inner}", old, new) for inner, old, new in _differing(one, other)]
        elif one != other:
            found.append((name, _say(one), _say(other)))
    return tuple(found)


def _say(value: object) -> str:
    """A value as a reader of the two drafts sees it."""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_say(one)}" for name, one in value.items() if one not in (None, "", []))
    if isinstance(value, list):
        return "; ".join(_say(one) for one in value)
    if isinstance(value, float):
        return write_figure(value)
    return "" if value is None else str(value)
