"""What the page of a release shows at each stage, and to whom; and what the page of a finding shows."""

from dataclasses import dataclass
from functools import lru_cache

from oneplan.disclosure.policies import Policy, list_policies
from oneplan.disclosure.safe_table import SafeTable
from oneplan.errors import NotSafe
from oneplan.people import Actor, may
from oneplan.web.jobs.models import Job
from oneplan.web.jobs.queries import find_job_or_none
from oneplan.web.people.second_person import is_own_wish
from oneplan.web.understand.evidence.queries import description_of
from oneplan.web.understand.gate.beside import is_decided
from oneplan.web.understand.gate.queries import Whole, check_whole, open_table
from oneplan.web.understand.gate.tables import Laid, lay_out, make_sayings
from oneplan.web.understand.gate.words import (
    LOOKS,
    Advice,
    Said,
    Tile,
    make_advice,
    make_as_it_is,
    make_tiles,
    say_certificate,
    say_verdict,
)
from oneplan.web.understand.models import Release, Stage

BEFORE = (Stage.WEIGHING, Stage.CHOSEN, Stage.RUNNING, Stage.REFUSED)
IN_HAND = (Stage.WEIGHING, Stage.RUNNING)
DROPPABLE = (Stage.CHOSEN, Stage.REFUSED, Stage.CHECKED, Stage.RETURNED, Stage.ASKED)


@dataclass(frozen=True)
class Finding:
    """A safe table as its readers see it."""

    lead: str
    tables: tuple[Laid, ...]
    certificate: tuple[Said, ...]
    holds_withheld: bool
    rounded_to: int


@dataclass(frozen=True)
class Inside:
    """What was worked out from the true counts: for those alone who choose tables."""

    verdict: str
    tiles: tuple[Tile, ...]
    advice: tuple[Advice, ...]
    finished: bool
    changed: int
    decided: bool
    rounding: tuple[Policy, ...]


@dataclass(frozen=True)
class Page:
    """The page of a release in the gate, and what its reader may do there."""

    stage: str
    look: str
    job: Job | None
    is_stuck: bool
    policy: Policy
    inside: Inside | None
    finding: Finding | None
    problem: str
    is_mine: bool
    may_choose: bool
    may_release: bool
    may_drop: bool


def make_page(release: Release, actor: Actor) -> Page:
    """The page of a release for one reader."""
    policy = Policy.model_validate(release.rules)
    in_hand = release.stage in IN_HAND
    job = find_job_or_none(release.job) if in_hand else None
    may_choose = may(actor, "release.choose")
    finding, problem = _find_finding(release)
    return Page(
        stage=Stage(release.stage).label,
        look=LOOKS.get(release.stage, "still"),
        job=job if job and job.is_active else None,
        is_stuck=in_hand and not (job and job.is_active),
        policy=policy,
        inside=_inside(release, policy) if may_choose and release.stage in BEFORE else None,
        finding=finding,
        problem=release.problem or problem,
        is_mine=is_own_wish(actor, asked=release.asked_account),
        may_choose=may_choose,
        may_release=may(actor, "release.release"),
        may_drop=may(actor, "release.drop") and job is None and release.stage in DROPPABLE,
    )


def make_finding(table: SafeTable, release: Release) -> Finding:
    """The page of a finding: nothing on it comes from anywhere but the safe table and its certificate."""
    sayings = make_sayings(description_of(release.data_set), release.levels_above)
    tables = tuple(lay_out(table, names, sayings=sayings) for names in release.tables)
    found = table.certificate
    withheld = (
        f"{found.withheld:,} are withheld to protect children" if found.withheld else "none is withheld"
    )
    return Finding(
        lead=f"{found.shown:,} counts are shown, {withheld}, and nobody can work out a withheld one.",
        tables=tables,
        certificate=say_certificate(found, table.policy),
        holds_withheld=any(one.holds_withheld for one in tables),
        rounded_to=table.base if table.base > 1 else 0,
    )


def find_finding(release: Release) -> Finding:
    """The page of a finding, laid out once: what passed the gate does not change.

    Raises
    ------
    NotSafe
        When it did not pass the gate, or is not what passed it.
    """
    check_whole(release)
    return _lay_out_once(Whole(release.fingerprint, release))


@lru_cache(maxsize=32)
def _lay_out_once(whole: Whole) -> Finding:
    return make_finding(open_table(whole.release), whole.release)


def _find_finding(release: Release) -> tuple[Finding | None, str]:
    """The tables that came out of the gate, or why they are not shown."""
    if not release.fingerprint:
        return None, ""
    try:
        return find_finding(release), ""
    except NotSafe as error:
        return None, str(error)


def _inside(release: Release, policy: Policy) -> Inside | None:
    weighed = release.papers.weighed
    if not weighed:
        return None
    return Inside(
        verdict=say_verdict(weighed),
        tiles=make_tiles(weighed, policy),
        advice=(*make_advice(weighed), make_as_it_is(weighed)),
        finished=all(one["finished"] for one in (weighed, *weighed["choices"])),
        changed=weighed["changed"],
        decided=is_decided(release),
        rounding=tuple(one for one in list_policies() if one.method == "rounding"),
    )
