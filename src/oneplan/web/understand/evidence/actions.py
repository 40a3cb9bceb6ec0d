"""What can happen to data sets: they are brought in, searched for hidden gaps, and deleted."""

from datetime import date
from pathlib import Path

from django.utils import timezone
from django.utils.text import slugify

from oneplan.cells.description import Description, describe_records
from oneplan.errors import NotValid
from oneplan.listen.closing.close import find_closed
from oneplan.listen.closing.keeping import closed_file
from oneplan.listen.waves.wave import read_wave
from oneplan.people import Actor, check_may
from oneplan.understand.survey.describing import describe_closed
from oneplan.web import wiring
from oneplan.web.jobs.actions import enqueue
from oneplan.web.listen.models import Wave
from oneplan.web.people.acts import act
from oneplan.web.people.keys import free_key
from oneplan.web.understand.evidence.files import find_records, keep_records, path_of
from oneplan.web.understand.models import Analysis, DataSet, Papers
from oneplan.words.saying import say_day

DEEPEST = 4


def bring_in_records(*, by: Actor, path: Path, description: Description, keep_until: date) -> DataSet:
    """Bring in a file of records, checked as it is described.

    A large file takes minutes to check and to copy: nobody waits for that, since the act comes last.
    """
    check_may(by, "records.add")
    if keep_until <= timezone.localdate():
        raise NotValid("Say a day to come until which these records may be kept.")
    records = describe_records(path, description)
    return add_data_set(
        by=by,
        digest=keep_records(path),
        file_name=path.name,
        description=description,
        children=records.rows.count(),
        waves=[str(wave) for wave in records.waves],
        keep_until=keep_until,
    )


def bring_in_wave(*, by: Actor, wave: Wave, keep_until: date) -> DataSet:
    """Bring in the answers of a closed wave for analysts, for no longer than the wave keeps them."""
    check_may(by, "records.add")
    check_may(by, "evidence.read")
    if not timezone.localdate() < keep_until <= wave.keep_until:
        until = say_day(wave.keep_until)
        raise NotValid(f"Choose a day to come, and none after {until}: the answers of the wave end then.")
    kept = read_wave(wiring.home(), wave.key)
    closed = find_closed(wiring.home(), kept)
    if not closed.frame.height:
        raise NotValid("No pupil answered in this wave, so there is nothing to bring in.")
    description = describe_closed(closed, title=str(wave))
    path = closed_file(wiring.home(), wave.key)
    describe_records(path, description)
    return add_data_set(
        by=by,
        digest=keep_records(path),
        file_name=path.name,
        description=description,
        children=closed.frame.height,
        waves=[],
        keep_until=keep_until,
        of_wave=wave.key,
    )


@act("records.add")
def add_data_set(
    _: None,
    *,
    by: Actor,
    digest: str,
    file_name: str,
    description: Description,
    children: int,
    waves: list[str],
    keep_until: date,
    of_wave: str = "",
) -> DataSet:
    """Make a data set of records whose file is kept already."""
    del by
    find_records(digest, file_name)  # another data set of the same file may have been deleted just now
    title = description.title
    return DataSet.objects.create(
        # `/partners/evidence/gate/` is the gate.
        key=free_key(DataSet, f"{title} records" if slugify(title) == "gate" else title),
        title=title,
        digest=digest,
        file_name=file_name,
        description=description.model_dump(mode="json"),
        is_synthetic=description.synthetic,
        children=children,
        waves=waves,
        added=timezone.now(),
        keep_until=keep_until,
        of_wave=of_wave,
    )


@act("records.delete")
def delete_data_set(thing: DataSet, *, by: Actor) -> DataSet:
    """Delete the records of a data set; what was found in them stays, since it names no child."""
    del by
    if not DataSet.objects.filter(digest=thing.digest, deleted__isnull=True).exclude(pk=thing.pk).exists():
        path_of(thing.digest, thing.file_name).unlink(missing_ok=True)
    Papers.objects.filter(release__data_set=thing).update(weighed=None)
    thing.deleted = timezone.now()
    thing.save()
    return thing


@act("evidence.count")
def look_for_gaps(
    _: None,
    *,
    by: Actor,
    data_set: DataSet,
    characteristics: list[str],
    outcomes: list[str],
    depth: int,
    wave: str = "",
) -> Analysis:
    """Ask for every intersection to be counted and judged, in the background."""
    if not 1 <= depth <= DEEPEST:
        raise NotValid(f"Choose a depth from 1 to {DEEPEST}.")
    if depth > len(characteristics):
        raise NotValid(f"Choose at least {depth} characteristics to cross {depth} of them.")
    analysis = Analysis.objects.create(
        data_set=data_set,
        asked={
            "characteristics": characteristics,
            "outcomes": outcomes,
            "depth": depth,
            "wave": wave,
        },
        asked_at=timezone.now(),
        asked_by=by.said[:250],
    )
    job = enqueue(
        "evidence.count", arguments={"analysis": analysis.pk}, by=by, only=f"analysis-{analysis.pk}"
    )
    analysis.job = job.pk
    analysis.save()
    return analysis
