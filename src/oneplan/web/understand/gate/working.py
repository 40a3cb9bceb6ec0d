"""What a worker does for the gate: each result is kept whole, or not at all where the job was lost."""

from oneplan.errors import OneplanError
from oneplan.web.jobs.kinds import Outcome
from oneplan.web.jobs.work import Work
from oneplan.web.understand.gate import beside, through
from oneplan.web.understand.gate.queries import find_release, fingerprint_of
from oneplan.web.understand.models import Papers, Release, Stage


def weigh(work: Work, *, number: int) -> Outcome:
    """Work out what would be withheld; a refusal is an answer too, and stands on the page."""
    release = find_release(number)
    work.say(0.05, "Counting the children")
    try:
        weighed = through.weigh(release, progress=_say(work))
    except OneplanError as error:
        return _refuse(work, release, error)
    with work.hold():
        if _move(release, Stage.WEIGHING, Stage.CHOSEN):
            Papers.objects.filter(release=release).update(weighed=weighed)
    return Outcome(said="What would be withheld stands on the page of the release.", result=_about(release))


def protect(work: Work, *, number: int) -> Outcome:
    """Take it through the gate, and keep the file, its certificate and how the ledger stood."""
    release = find_release(number)
    ledger = beside.head()
    try:
        out = through.protect(release, progress=_say(work))
    except OneplanError as error:
        return _refuse(work, release, error)
    with work.hold():
        if _move(release, Stage.RUNNING, Stage.CHECKED):
            Papers.objects.filter(release=release).update(
                shown=out.shown, certificate=out.certificate, tables=out.tables, ledger=ledger
            )
            made = fingerprint_of(find_release(number))
            Release.objects.filter(pk=number).update(fingerprint=made)
    return Outcome(said=out.said, result=_about(release))


def _say(work: Work) -> through.Progress:
    def say(doing: str, done: int, of: int) -> None:
        work.say(min(done / max(of, 1), 0.99), doing)

    return say


def _refuse(work: Work, release: Release, error: OneplanError) -> Outcome:
    said = str(error)[:500]
    with work.hold():
        Release.objects.filter(pk=release.pk, job=work.job.pk).update(stage=Stage.REFUSED, problem=said)
    return Outcome(said=said, result=_about(release))


def _move(release: Release, before: Stage, after: Stage) -> bool:
    """Move it on, unless somebody has moved it elsewhere since this job began."""
    asked = Release.objects.filter(pk=release.pk, stage=before, job=release.job)
    return asked.update(stage=after, problem="") == 1


def _about(release: Release) -> dict[str, object]:
    return {"release": release.pk}
