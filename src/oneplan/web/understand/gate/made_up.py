"""A made-up release for a demonstration: asked for by one account, so that another can release it."""

from datetime import timedelta

from django.utils import timezone

from oneplan.people import Actor, may
from oneplan.web.jobs.actions import enqueue
from oneplan.web.jobs.queries import find_job_or_none
from oneplan.web.people.actors import actor_of
from oneplan.web.people.models import Account
from oneplan.web.understand.gate import actions
from oneplan.web.understand.models import Audience, DataSet, Release, Stage

A_MOMENT = timedelta(seconds=2)
KIND = "gate.demonstrate"
TITLE = "How safe do children feel at school, by year group and special needs?"
TABLES = (
    ("year_group", "safe_at_school"),
    ("special_needs", "safe_at_school"),
    ("year_group", "special_needs", "safe_at_school"),
)
ABOVE = {
    "year_group": (
        ("Year 4", "Primary"),
        ("Year 6", "Primary"),
        ("Year 8", "Secondary"),
        ("Year 10", "Secondary"),
        ("Year 12", "Secondary"),
        ("Primary", "Total"),
        ("Secondary", "Total"),
    )
}


def take_a_step() -> str:
    """Do the next step of the made-up release, and ask for the one after it; what was done, in a sentence."""
    by = find_asker()
    if by is None:
        return "No demonstration account may ask for a release, so none was made up."
    release = (
        Release.objects.select_related("papers").filter(title=TITLE, data_set__is_synthetic=True).first()
    )
    if release is None:
        _choose(by)
    elif release.stage == Stage.CHOSEN:
        actions.run_gate(release, by=by, minutes=5)
    elif release.stage == Stage.CHECKED:
        note = "A made-up release, to try the gate on."
        actions.ask_second_person(release, by=by, fingerprint=release.fingerprint, note=note)
        return "A made-up release waits for a second person."
    elif not _is_in_hand(release):
        return "There is a made-up release already."
    # Not `only`: this job is still at work, and would be the one that stands in its own way.
    enqueue(KIND, due=timezone.now() + A_MOMENT)
    return "The made-up release is one step further."


def _is_in_hand(release: Release) -> bool:
    """Whether a job is at work on it: where that job failed, waiting for it would never end."""
    job = find_job_or_none(release.job)
    return release.stage in {Stage.WEIGHING, Stage.RUNNING} and job is not None and job.is_active


def find_asker() -> Actor | None:
    """A demonstration account that may ask for a release, or None where there is none."""
    accounts = Account.objects.filter(is_demonstration=True, is_active=True).order_by("pk")
    actors = (actor_of(account) for account in accounts)
    return next((one for one in actors if may(one, "release.ask")), None)


def _choose(by: Actor) -> None:
    data_set = DataSet.objects.filter(is_synthetic=True, deleted__isnull=True).first()
    if data_set is None:
        return
    actions.choose_tables(
        by=by,
        data_set=data_set,
        title=TITLE,
        tables=TABLES,
        levels_above=ABOVE,
        wave=data_set.waves[-1] if data_set.waves else "",
        audience=Audience.PUBLIC,
        policy="dfe_la",
    )
