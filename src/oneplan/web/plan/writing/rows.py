"""Turns a plan into the rows that a database keeps, and rows into the plan: the library checks both ways."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from oneplan.plan.files import LISTS
from oneplan.plan.frame import Plan
from oneplan.plan.naming import name_of
from oneplan.web.plan.models import LONGEST_KEY

Content = dict[str, Any]


class Row(NamedTuple):
    """One entry as it is kept: what no field says otherwise is left out, as in the files."""

    part: str
    key: str
    position: int
    content: Content


def head_of(plan: Plan) -> Content:
    """What plan.toml says."""
    return plan.model_dump(mode="json", exclude_defaults=True, exclude=set(LISTS))


def rows_of(plan: Plan) -> Iterator[Row]:
    """Every entry of the plan, in the order of its files."""
    written = plan.model_dump(mode="json", exclude_defaults=True, include=set(LISTS))
    for part in LISTS:
        for position, (item, content) in enumerate(
            zip(getattr(plan, part), written.get(part, ()), strict=False)
        ):
            yield Row(part, key_of(name_of(item)), position, content)


def key_of(name: str) -> str:
    """The key of an entry: its id, or what tells it from the others, short enough to be looked up."""
    if len(name) <= LONGEST_KEY:
        return name
    seal = hashlib.sha256(name.encode()).hexdigest()[:16]
    return f"{name[: LONGEST_KEY - 17]} {seal}"


def make_plan(head: Content, entries: Iterable[tuple[str, Content]]) -> Plan:
    """The plan that rows hold; entries come in the order of their parts and places."""
    parts: dict[str, list[Content]] = {}
    for part, content in entries:
        parts.setdefault(part, []).append(content)
    return Plan.model_validate({**head, **parts})
