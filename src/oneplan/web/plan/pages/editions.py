"""What became of an earlier edition of the plan in the one in force: carried forward, changed, ended, new."""

from collections.abc import Iterator
from dataclasses import dataclass

from oneplan.plan.diff import Change, diff_plans
from oneplan.plan.frame import Plan
from oneplan.plan.index import Index
from oneplan.plan.naming import name_of
from oneplan.web.plan.pages.history import SIGNS
from oneplan.web.plan.pages.threads import address_of, say_days_in
from oneplan.web.plan.pages.wording import Link
from oneplan.web.plan.writing.pages import Altered
from oneplan.web.plan.writing.saying import say_field

PARTS = {
    "objectives": "objective",
    "themes": "",
    "principles": "principle",
    "activities": "activity",
    "indicators": "indicator",
}
"""What people compare: figures, updates and meetings say nothing of what was agreed."""
WORDS = {
    "changed": "Changed",
    "ended": "Ended",
    "new": "New",
    "carried-forward": "Carried forward",
}
_BECAME = {"added": "new", "taken-out": "ended", "ended": "ended"}
_QUIET = {"id", "position", "stage"}


@dataclass(frozen=True)
class Item:
    """One thing of either edition, and what became of it."""

    kind: str
    link: Link
    now: tuple[Link, ...]
    """What it was merged or split into."""
    reason: str
    fields: tuple[Altered, ...]


@dataclass(frozen=True)
class Kind:
    """All that became the same: carried forward, changed, ended or new."""

    sign: str
    word: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class EditionsPage:
    """Everything that the template shows."""

    title: str
    kinds: tuple[Kind, ...]


def make_editions_page(before: Plan, index: Index, *, carried: str) -> EditionsPage:
    """Hold an earlier edition beside the plan in force, item by item."""
    after = index.plan
    changes = [one for one in diff_plans(before, after) if one.part in PARTS]
    found: dict[str, list[Item]] = {word: [] for word in WORDS}
    for one in changes:
        found[_BECAME.get(one.happened, "changed")].append(_item(one, before, index=index, carried=carried))
    found["carried-forward"] = list(
        _unchanged(before, index, changed={one.id for one in changes}, carried=carried)
    )
    return EditionsPage(
        title=after.title,
        kinds=tuple(Kind(SIGNS[became], word, tuple(found[became])) for became, word in WORDS.items()),
    )


def _item(change: Change, before: Plan, *, index: Index, carried: str) -> Item:
    href = address_of(index, change.id, carried=carried)
    return Item(
        kind=_kind(change.part, change.id, plans=(index.plan, before)),
        link=Link(href, change.id, change.name),
        now=tuple(Link(address_of(index, one, carried=carried), one, one) for one in change.became),
        reason=change.reason,
        fields=tuple(
            Altered(say_field(name), say_days_in(was), say_days_in(now))
            for name, was, now in change.fields
            if name not in _QUIET
        ),
    )


def _unchanged(before: Plan, index: Index, *, changed: set[str], carried: str) -> Iterator[Item]:
    for part in PARTS:
        there = {name_of(one) for one in getattr(before, part)}
        for one in getattr(index.plan, part):
            if one.id in there - changed:
                link = Link(address_of(index, one.id, carried=carried), one.id, one.name)
                yield Item(_kind(part, one.id, plans=(index.plan,)), link, (), "", ())


def _kind(part: str, id_: str, *, plans: tuple[Plan, ...]) -> str:
    """What it is, as the plan calls it."""
    if PARTS[part]:
        return PARTS[part]
    for plan in plans:
        for theme in plan.themes:
            if theme.id == id_:
                return plan.find_level(theme.level).name
    return "priority"
