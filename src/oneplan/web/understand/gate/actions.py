"""What can happen to a release: chosen, changed, taken through the gate, asked for, sent back, let out."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from oneplan.disclosure.policies import choose_policy
from oneplan.errors import NotSafe, NotValid
from oneplan.people import Actor
from oneplan.web import wiring
from oneplan.web.jobs.actions import enqueue
from oneplan.web.jobs.queries import find_job_or_none
from oneplan.web.people.acts import act
from oneplan.web.people.second_person import check_somebody_else, find_asker
from oneplan.web.understand.gate import beside
from oneplan.web.understand.gate.queries import check_may_leave, open_table
from oneplan.web.understand.gate.recoding import LEAVE_OUT, MERGE, recode
from oneplan.web.understand.models import Audience, DataSet, Papers, Release, Stage

MOST_TABLES = 40
MOST_CROSSED = 5
LONGEST = 60
AGAIN = "again"
BEFORE_THE_GATE = (Stage.WEIGHING, Stage.CHOSEN, Stage.RUNNING, Stage.REFUSED)
OPEN = (*BEFORE_THE_GATE, Stage.CHECKED, Stage.RETURNED)
"""The stages in which a release may still be changed."""

Above = Mapping[str, Sequence[tuple[str, str]]]


@act("release.choose")
def choose_tables(
    _: None,
    *,
    by: Actor,
    data_set: DataSet,
    title: str,
    tables: Sequence[Sequence[str]],
    audience: str,
    policy: str,
    wave: str = "",
    levels_above: Above | None = None,
) -> Release:
    """Choose tables to release; what would be withheld is worked out in the background."""
    check_may_leave(data_set)
    if not title.strip():
        raise NotValid("Write the question that the tables answer.")
    if audience not in Audience.values:
        raise NotValid("Choose for whom it is: everybody, or partners.")
    _check_tables(tables)
    release = Release.objects.create(
        data_set=data_set,
        title=title.strip(),
        tables=[list(table) for table in tables],
        wave=wave,
        levels_above={name: [list(pair) for pair in pairs] for name, pairs in (levels_above or {}).items()},
        audience=audience,
        policy=policy,
        rules=_rules_of(policy),
        made_at=timezone.now(),
        made_by=by.said[:250],
    )
    Papers.objects.create(release=release)
    return _work_out(release, by)


@act("release.change")
def change_release(
    thing: Release, *, by: Actor, does: str = "", name: str = "", policy: str = "", differences: str = ""
) -> Release:
    """Take a recoding, other rules, or a choice about what is out; then it is worked out again."""
    _check_stage(thing, *OPEN)
    _check_nobody_works_on(thing)
    if does in {MERGE, LEAVE_OUT}:
        recode(thing, does, name=name)
    elif policy:
        thing.policy, thing.rules = policy, _rules_of(policy)
    elif differences == beside.WITHHOLD:
        thing.differences = beside.WITHHOLD
    elif does != AGAIN:
        raise NotValid("Choose one of the changes on the page.")
    return _work_out(thing, by)


@act("release.run")
def run_gate(thing: Release, *, by: Actor, minutes: int = 5) -> Release:
    """Take the tables through the gate in the background, for so many minutes at most."""
    _check_stage(thing, *BEFORE_THE_GATE)
    _check_nobody_works_on(thing)
    if not 1 <= minutes <= LONGEST:
        raise NotValid(f"Choose a time from 1 to {LONGEST} minutes.")
    weighed = thing.papers.weighed
    if weighed is None:
        raise NotValid("Look first at what would be withheld: it has not been worked out yet.")
    if weighed["changed"] and not beside.is_decided(thing):
        raise NotValid("Some counts changed since they went out. Choose first what to do about them.")
    thing.stage, thing.minutes, thing.problem = Stage.RUNNING, minutes, ""
    thing.job = enqueue("gate.protect", arguments={"release": thing.pk}, by=by).pk
    thing.save()
    return thing


@act("release.ask")
def ask_second_person(thing: Release, *, by: Actor, fingerprint: str, note: str = "") -> Release:
    """Ask somebody else to release it; what did not pass the gate whole cannot be asked for."""
    _check_stage(thing, Stage.CHECKED, Stage.RETURNED)
    asker = find_asker(by)
    _check_is_what_was_seen(thing, fingerprint)
    thing.stage, thing.reason = Stage.ASKED, ""
    thing.asked_at, thing.asked_by, thing.asked_account = timezone.now(), by.said[:250], asker
    thing.note = note
    thing.save()
    return thing


@act("release.withdraw")
def withdraw_wish(thing: Release, *, by: Actor) -> Release:
    """Take the wish back, before anybody has released it."""
    del by
    _check_stage(thing, Stage.ASKED)
    thing.stage = Stage.CHECKED
    thing.save()
    return thing


@act("release.drop")
def set_aside(thing: Release, *, by: Actor) -> Release:
    """Set it aside: what is out stays as it is, and nothing of this goes out."""
    del by
    _check_stage(thing, *OPEN, Stage.ASKED)
    _check_nobody_works_on(thing)
    thing.stage = Stage.DROPPED
    thing.save()
    _forget_figures(thing)
    return thing


@act("release.return")
def send_back(thing: Release, *, by: Actor, reason: str) -> Release:
    """Send it back to whoever asked, with a reason."""
    _check_stage(thing, Stage.ASKED)
    check_somebody_else(by, asked=thing.asked_account)
    if not reason.strip():
        raise NotValid("Write the reason, so that it can be put right.")
    thing.stage, thing.reason = Stage.RETURNED, reason.strip()
    thing.save()
    return thing


@act("release.release")
def let_out(thing: Release, *, by: Actor, fingerprint: str) -> Release:
    """Release it: it enters the ledger, and its readers can read it from now on."""
    _check_stage(thing, Stage.ASKED)
    check_somebody_else(by, asked=thing.asked_account)
    _check_is_what_was_seen(thing, fingerprint)
    with beside.held():
        _check_ledger(thing)
        thing.number = beside.write_down(open_table(thing), thing)
    thing.stage = Stage.RELEASED
    thing.released_at, thing.released_by = timezone.now(), by.said[:250]
    thing.save()
    _forget_figures(thing)
    return thing


@act("release.recall")
def take_back(thing: Release, *, by: Actor, reason: str) -> Release:
    """Take it off the site; who has it keeps it, so the ledger goes on counting it as known."""
    del by
    _check_stage(thing, Stage.RELEASED)
    if not reason.strip():
        raise NotValid("Write the reason: it stands where the tables stood.")
    thing.stage, thing.reason, thing.recalled_at = Stage.RECALLED, reason.strip(), timezone.now()
    thing.save()
    return thing


def _rules_of(policy: str) -> dict[str, object]:
    """A policy as this partnership has it today: what is released keeps the rules it was made by."""
    return choose_policy(policy, wiring.choices().policies).model_dump(mode="json")


def _work_out(thing: Release, by: Actor) -> Release:
    """Begin again from what is chosen: nothing that came out of the gate before stands any more."""
    Papers.objects.filter(release=thing).update(weighed=None, tables=[], shown="", certificate="", ledger="")
    thing.stage, thing.problem, thing.fingerprint = Stage.WEIGHING, "", ""
    thing.job = enqueue("gate.weigh", arguments={"release": thing.pk}, by=by).pk
    thing.save()
    return thing


def _forget_figures(thing: Release) -> None:
    """What was worked out from the true counts is of no more use."""
    Papers.objects.filter(release=thing).update(weighed=None)


def _check_tables(tables: Sequence[Sequence[str]]) -> None:
    if not tables or not all(tables):
        raise NotValid("Nothing would be left to show. Choose at least one characteristic or outcome.")
    if len(tables) > MOST_TABLES or max(len(table) for table in tables) > MOST_CROSSED:
        raise NotValid(
            f"Choose at most {MOST_TABLES} tables, and at most {MOST_CROSSED} things to cross in one."
        )


def _check_stage(thing: Release, *stages: Stage) -> None:
    if thing.stage not in stages:
        raise NotValid(f"This release is now: {Stage(thing.stage).label}. Look at it again before you go on.")


def _check_nobody_works_on(thing: Release) -> None:
    job = find_job_or_none(thing.job)
    if job is not None and job.is_active:
        raise NotValid("It is being worked on. Wait until that has ended, or cancel the job.")


def _check_is_what_was_seen(thing: Release, fingerprint: str) -> None:
    """Refuse what is not complete, not safe, or not what was on the page."""
    check_may_leave(thing.data_set)
    if not fingerprint or fingerprint != thing.fingerprint:
        raise NotSafe("This is not what you looked at: it changed in the meantime. Look at it again.")
    open_table(thing)
    _check_ledger(thing)


def _check_ledger(thing: Release) -> None:
    if not beside.is_as_it_was(thing):
        raise NotValid(
            "Something else was released since this passed the gate. Change it, or take it through again, "
            "so that both are safe side by side."
        )
