"""Keeps an edition in the database: whole when it is new, afterwards what a change touched and no more."""

from collections.abc import Callable
from typing import Any

from django.db.models import Max
from django.utils import timezone

from oneplan.errors import NotValid
from oneplan.people import Actor
from oneplan.plan.frame import Plan
from oneplan.plan.lineage import with_ids_spent
from oneplan.web.plan.models import Change, Edition, Entry, Mark, Stage
from oneplan.web.plan.writing.queries import open_edition
from oneplan.web.plan.writing.rows import Content, Row, head_of, rows_of

AT_ONCE = 500
Line = dict[str, Any]


def keep_edition(plan: Plan, *, by: Actor, of: Edition | None = None) -> Edition:
    """A new edition with every entry of a plan."""
    highest = Edition.objects.filter(plan=plan.id).aggregate(highest=Max("number"))["highest"] or 0
    edition = Edition.objects.create(
        plan=plan.id,
        number=highest + 1,
        title=plan.title,
        stage=plan.stage,
        head=head_of(plan),
        of=of,
        begun=timezone.now(),
        begun_by=by.said[:250],
    )
    Entry.objects.bulk_create((_entry(edition, row) for row in rows_of(plan)), batch_size=AT_ONCE)
    return edition


def rewrite(edition: Edition, change: Callable[[Plan], Plan], *, by: Actor, name: str) -> Change:
    """Put a changed plan in the place of a draft, and remember each entry as it was and as it is.

    Raises
    ------
    NotValid
        When it is no draft any more, or the changed plan does not hang together.
    """
    held = Edition.objects.select_for_update().get(pk=edition.pk)
    if held.stage != Stage.DRAFT:
        raise NotValid(f"This edition is {Stage(held.stage).label}. Start a new draft to write in.")
    before = open_edition(held)
    after = with_ids_spent(before, change(before))
    lines = _put_rows(held, after)
    if head_of(before) != head_of(after):
        lines.insert(0, _line("plan", held.plan, was=head_of(before), now=head_of(after)))
    held.head, held.title = head_of(after), after.title
    held.version += 1
    held.save()
    return _remember(held, lines, by=by, name=name)


def _put_rows(edition: Edition, plan: Plan) -> list[Line]:
    """Write what differs, and say what differed in more than its place."""
    there = {(one.part, one.key): one for one in Entry.objects.filter(edition=edition)}
    lines, new, moved = [], [], []
    for row in rows_of(plan):
        entry = there.pop((row.part, row.key), None)
        if entry is None:
            new.append(_entry(edition, row))
            lines.append(_line(row.part, row.key, was=None, now=row.content))
        elif (entry.position, entry.content) != (row.position, row.content):
            lines += _differs(entry, row)
            entry.position, entry.content = row.position, row.content
            moved.append(entry)
    lines += [_line(one.part, one.key, was=one.content, now=None) for one in there.values()]
    Entry.objects.filter(pk__in=[one.pk for one in there.values()]).delete()
    Entry.objects.bulk_update(moved, ["position", "content"], batch_size=AT_ONCE)
    Entry.objects.bulk_create(new, batch_size=AT_ONCE)
    return lines


def _entry(edition: Edition, row: Row) -> Entry:
    return Entry(edition=edition, part=row.part, key=row.key, position=row.position, content=row.content)


def _differs(entry: Entry, row: Row) -> list[Line]:
    if entry.content == row.content:
        return []
    return [_line(row.part, row.key, was=entry.content, now=row.content)]


def _line(part: str, key: str, *, was: Content | None, now: Content | None) -> Line:
    return {"part": part, "key": key, "before": was, "after": now}


def _remember(edition: Edition, lines: list[Line], *, by: Actor, name: str) -> Change:
    made = Change.objects.create(
        edition=edition,
        version=edition.version,
        at=timezone.now(),
        act=name,
        said=by.said[:250],
        lines=lines,
    )
    keys = dict.fromkeys(line["key"] for line in lines)
    Mark.objects.bulk_create(Mark(change=made, plan=edition.plan, key=key) for key in keys)
    return made
