"""What can happen to a plan's editions: loaded, drafted, written in, agreed, in force, withdrawn."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils import timezone

from oneplan.errors import NotAllowed, NotFound, NotValid
from oneplan.people import Actor
from oneplan.plan.deciding import Agreement
from oneplan.plan.frame import Plan
from oneplan.plan.lineage import next_id, replace_priorities, take_out, with_ids_spent
from oneplan.plan.naming import TOGETHER, name_of
from oneplan.plan.parts import Theme
from oneplan.web.people.acts import act
from oneplan.web.people.models import Organisation
from oneplan.web.plan.models import Change, Edition, Stage
from oneplan.web.plan.writing.keeping import keep_edition, rewrite
from oneplan.web.plan.writing.queries import OPEN, find_newest, open_edition
from oneplan.web.plan.writing.rows import Content, head_of, key_of

STAYS = "Somebody else changed this while you were writing. Look at what it says now, then send yours again."


@act("plan.load")
def load_plan(_: None, *, by: Actor, plan: Plan) -> Edition:
    """Keep a plan that was read from files as a new edition, at the stage that it says it is at."""
    newest = find_newest(plan.id)
    if newest is not None:
        plan = with_ids_spent(open_edition(newest), plan)
    edition = keep_edition(plan, by=by)
    if edition.stage == Stage.IN_FORCE:
        _let_go_of(edition)
        edition.in_force = timezone.localdate()
        edition.save()
    return edition


@act("plan.draft")
def start_draft(_: None, *, by: Actor, edition: Edition) -> Edition:
    """Begin a new draft as a copy of an edition."""
    newest = find_newest(edition.plan)
    plan = open_edition(edition).changed(stage="draft", agreed=None)
    if newest is not None:
        plan = with_ids_spent(open_edition(newest), plan)
    return keep_edition(plan, by=by, of=edition)


@act("plan.add")
def add_entry(_: None, *, by: Actor, edition: Edition, part: str, content: Content) -> Change:
    """Add an entry to a part of a draft."""

    def add(plan: Plan) -> Plan:
        return plan.changed(**{part: (*getattr(plan, part), content)})

    return rewrite(edition, add, by=by, name="plan.add")


@act("plan.change")
def change_entry(
    _: None, *, by: Actor, edition: Edition, part: str, key: str, content: Content, stood: Content
) -> Change:
    """Write an entry of a draft anew; its key stays."""
    return rewrite(edition, _anew(part, key, content=content, stood=stood), by=by, name="plan.change")


@act("plan.change-head")
def change_head(_: None, *, by: Actor, edition: Edition, content: Content, stood: Content) -> Change:
    """Write anew what the plan says of itself: title, years, vision."""

    def anew(plan: Plan) -> Plan:
        now = head_of(plan)
        if any(now.get(name) != stood.get(name) for name in content):
            raise NotValid(STAYS)
        return plan.changed(**content)

    return rewrite(edition, anew, by=by, name="plan.change-head")


@act("activity.write")
def write_activity(
    _: None, *, by: Actor, edition: Edition, organisation: Organisation, content: Content, stood: Content
) -> Change:
    """Write an activity that one's own organisation leads: a new one, or one that is there."""
    leads = {content.get("lead"), stood.get("lead", organisation.key)}
    if leads != {organisation.key}:
        raise NotAllowed("You write what your own organisation leads. Ask the partnership manager.")
    if stood:
        change = _anew("activities", stood["id"], content=content, stood=stood)
        return rewrite(edition, change, by=by, name="activity.write")

    def add(plan: Plan) -> Plan:
        return plan.changed(activities=(*plan.activities, content))

    return rewrite(edition, add, by=by, name="activity.write")


@act("plan.end")
def end_entry(_: None, *, by: Actor, edition: Edition, part: str, key: str, reason: str) -> Change:
    """End an entry of a draft: a priority is retired with its words, all else goes; ids stay spent."""

    def end(plan: Plan) -> Plan:
        if part == "themes":
            return replace_priorities(plan, [key], now=[], reason=reason, on=timezone.localdate())
        if part in {"retired", "lineage"}:
            raise NotValid("What became of a priority stays written down. Nothing of it can be taken out.")
        if part in TOGETHER:
            return take_out(plan, key)
        kept = tuple(one for one in getattr(plan, part) if key_of(name_of(one)) != key)
        return plan.changed(**{part: kept})

    return rewrite(edition, end, by=by, name="plan.end")


@act("plan.replace")
def replace_entries(
    _: None, *, by: Actor, edition: Edition, was: Sequence[str], names: Sequence[str], reason: str
) -> Change:
    """Merge several priorities into one, or split one into several; both histories are kept."""

    def replace(plan: Plan) -> Plan:
        first = plan.find_theme(was[0])
        beginning = beginning_under(plan, first.parent)
        gone = [plan.find_theme(id_) for id_ in was]
        now: list[Theme] = []
        for name in names:
            spent = plan.changed(spent=(*plan.spent, *(theme.id for theme in now)))
            id_ = next_id(spent, under=beginning)
            joined = {
                field: tuple(dict.fromkeys(one for theme in gone for one in getattr(theme, field)))
                for field in ("groups", "serves", "principles", "evidence", "indicators")
            }
            marked = any(theme.illustrative for theme in gone)
            place = {"level": first.level, "parent": first.parent, "illustrative": marked}
            now.append(Theme(id=id_, name=name, **place, **joined))
        return replace_priorities(plan, list(was), now=now, reason=reason, on=timezone.localdate())

    if len(was) > 1 and len(names) > 1:
        raise NotValid("Merge several into one, or split one into several: not both at once.")
    return rewrite(edition, replace, by=by, name="plan.replace")


@act("plan.move")
def move_entry(_: None, *, by: Actor, edition: Edition, key: str, parent: str, after: str) -> Change:
    """Move a priority or another theme: under another one, and behind another one."""

    def move(plan: Plan) -> Plan:
        moved = plan.find_theme(key).model_copy(update={"parent": parent})
        kept = [theme for theme in plan.themes if theme.id != key]
        place = next((number + 1 for number, theme in enumerate(kept) if theme.id == after), 0)
        return plan.changed(themes=(*kept[:place], moved, *kept[place:]))

    return rewrite(edition, move, by=by, name="plan.move")


@act("plan.consult")
def put_out(thing: Edition, *, by: Actor, opens: date, closes: date, is_open: bool) -> Edition:
    """Put a draft out to consultation: from when until when, and whether everybody may say something."""
    del by
    _check_stage(thing, Stage.DRAFT)
    if closes < opens:
        raise NotValid("A consultation cannot end before it begins. Look at the two days.")
    thing.opens, thing.closes, thing.is_open = opens, closes, is_open
    return _at_stage(thing, Stage.CONSULTATION)


@act("plan.reopen")
def take_back(thing: Edition, *, by: Actor) -> Edition:
    """Take a plan back from consultation, to write in it again; what was said of it stays."""
    del by
    _check_stage(thing, Stage.CONSULTATION)
    return _at_stage(thing, Stage.DRAFT)


@act("plan.agree")
def agree(thing: Edition, *, by: Actor, who: str, on: date, meeting: str = "") -> Edition:
    """Say that a plan is agreed: by whom, when, and at which meeting."""
    del by
    _check_stage(thing, *OPEN)
    if on > timezone.localdate():
        raise NotValid("It cannot have been agreed on a day to come. Look at the day.")
    agreed = Agreement(by=who, on=on, meeting=meeting)
    return _at_stage(thing, Stage.AGREED, agreed=agreed)


@act("plan.bring-into-force")
def bring_into_force(thing: Edition, *, by: Actor) -> Edition:
    """Bring an agreed plan into force: everybody reads it from now on, in the place of the one before."""
    del by
    _check_stage(thing, Stage.AGREED)
    _let_go_of(thing)
    thing.in_force = timezone.localdate()
    return _at_stage(thing, Stage.IN_FORCE)


@act("plan.review")
def begin_review(thing: Edition, *, by: Actor) -> Edition:
    """Begin the review of a plan in force; it stays in force meanwhile."""
    del by
    _check_stage(thing, Stage.IN_FORCE)
    return _at_stage(thing, Stage.UNDER_REVIEW)


@act("plan.end-review")
def end_review(thing: Edition, *, by: Actor) -> Edition:
    """End a review; the plan is in force as it is, until a new one takes its place."""
    del by
    _check_stage(thing, Stage.UNDER_REVIEW)
    return _at_stage(thing, Stage.IN_FORCE)


@act("plan.withdraw")
def withdraw(thing: Edition, *, by: Actor) -> Edition:
    """Withdraw an edition that is not in force: it is kept, and nothing comes of it."""
    del by
    _check_stage(thing, *OPEN, Stage.AGREED)
    thing.stage, thing.ended = Stage.WITHDRAWN, timezone.localdate()
    thing.version += 1
    thing.save()
    return thing


def _anew(part: str, key: str, *, content: Content, stood: Content) -> Callable[[Plan], Plan]:
    """Puts an entry in the place of one that still says what it said when the form was opened."""

    def change(plan: Plan) -> Plan:
        items = list(getattr(plan, part))
        place = next((n for n, one in enumerate(items) if key_of(name_of(one)) == key), None)
        if place is None:
            raise NotFound("Somebody took this out in the meantime. Look at the contents of the draft.")
        if items[place].model_dump(mode="json", exclude_defaults=True) != stood:
            raise NotValid(STAYS)
        items[place] = content
        return plan.changed(**{part: tuple(items)})

    return change


def beginning_under(plan: Plan, parent: str) -> str:
    """How the ids under a theme begin: SW where SW-1 stands there, else the theme's own id."""
    beside = next(iter(plan.under(parent)), None)
    return (beside.id.rpartition("-")[0] if beside else "") or parent


def _at_stage(thing: Edition, stage: Stage, **more: object) -> Edition:
    """The edition at another stage; its head says so too, so that files do."""
    thing.head = head_of(open_edition(thing).changed(stage=stage.value, **more))
    thing.stage = stage
    thing.version += 1
    thing.save()
    return thing


def _check_stage(thing: Edition, *stages: Stage) -> None:
    if thing.stage not in stages:
        raise NotValid(f"This edition is now: {Stage(thing.stage).label}. Look at it again before you go on.")


def _let_go_of(edition: Edition) -> None:
    """The edition in force before gives way."""
    before = Edition.objects.filter(plan=edition.plan, stage__in=(Stage.IN_FORCE, Stage.UNDER_REVIEW))
    for one in before.exclude(pk=edition.pk).select_for_update():
        one.ended = timezone.localdate()
        _at_stage(one, Stage.SUPERSEDED)
