"""The work of this room that takes long: bringing in statistics; judging intersections; the gate."""

from dataclasses import asdict
from datetime import timedelta

from django.utils import timezone

from oneplan.people import Actor, Holding, Role
from oneplan.web import wiring
from oneplan.web.jobs.actions import enqueue
from oneplan.web.jobs.kinds import Outcome, job
from oneplan.web.jobs.work import Work
from oneplan.web.understand.evidence.actions import delete_data_set
from oneplan.web.understand.evidence.files import find_records
from oneplan.web.understand.evidence.queries import description_of, list_due
from oneplan.web.understand.models import Analysis

DELETER = Actor(said="The daily deletion of records", holdings=(Holding(Role.ANALYST),))

# Sites read this module too, to know the names: what is heavy is loaded by the worker that does the work.
COUNTED = 0.7
"""The share of the time that counting takes, of counting and judging."""
DOWNLOADED = 0.6
"""The same of downloading, of downloading, reading and checking."""


@job("evidence.import", title="Bring in the newest statistics", longest=timedelta(minutes=30), by_hand=True)
def import_statistics(work: Work) -> Outcome:
    """Bring in the newest edition from the best place there is; what is there stays when that fails."""
    from oneplan.sources.origin import bring_in  # noqa: PLC0415 - see above

    def say(name: str, done: int, of: int | None) -> None:
        work.say(DOWNLOADED * done / (of or max(done, 1)), f"Downloading {name}")

    work.say(0, "Asking for the newest edition")
    arrival = bring_in(wiring.home(), progress=say)
    edition, new = arrival.evidence.edition, arrival.imported is not None and arrival.imported.is_new
    return Outcome(
        said=arrival.whence,
        result={"publisher": edition.publisher, "edition": edition.label, "new": "yes" if new else "no"},
    )


@job("evidence.count", title="Look for hidden gaps in a data set", longest=timedelta(hours=4))
def look_for_gaps(work: Work, *, analysis: int) -> Outcome:
    """Count every intersection of a data set, judge each, and keep the short list with its evidence."""
    from oneplan.cells.counting import count_cells  # noqa: PLC0415 - see above
    from oneplan.cells.description import describe_records  # noqa: PLC0415 - see above
    from oneplan.understand.intersections.beside import evidence_of  # noqa: PLC0415 - see above
    from oneplan.understand.intersections.find import find_gaps  # noqa: PLC0415 - see above

    found = Analysis.objects.select_related("data_set").get(pk=analysis)
    description = description_of(found.data_set)
    work.say(0.01, "Reading the records")
    asked = found.asked
    records = describe_records(
        find_records(found.data_set.digest, found.data_set.file_name),
        description,
        characteristics=tuple(asked["characteristics"]),
        outcomes=tuple(asked["outcomes"]),
        wave=asked["wave"] or None,
    )

    def say(done: int, of: int) -> None:
        work.say(COUNTED * done / max(of, 1), "Counting every intersection")

    cells = count_cells(records, depth=asked["depth"], progress=say)
    work.say(COUNTED, f"Judging {len(cells):,} groups")
    good = tuple(name for name in description.good if name in cells.outcomes)
    gaps = find_gaps(cells, good=good, phrases=description.phrases)
    listed = gaps.short_list
    evidence = evidence_of(cells, [one.told for one in listed], phrases=description.phrases)
    result = {
        "looked_at": gaps.looked_at,
        "left_out": gaps.left_out,
        "cells": len(cells),
        "found": gaps.frame.height,
        "short_list": [
            {"sentence": one.sentence, "told": asdict(one.told), "evidence": asdict(beside)}
            for one, beside in zip(listed, evidence, strict=True)
        ],
    }
    with work.hold():
        Analysis.objects.filter(pk=analysis).update(result=result, ended=timezone.now())
    return Outcome(said=f"{gaps.looked_at}. {len(listed)} on the short list.", result={"analysis": analysis})


@job("evidence.demonstrate", title="Make up a pupil survey to try the search on", by_hand=False)
def make_up_a_survey(work: Work) -> Outcome:
    """Make up a survey that no child answered, and search it; a demonstration asks for it once."""
    from oneplan.web.understand.evidence.made_up import demonstrate  # noqa: PLC0415 - see above

    work.say(0.05, "Making up a pupil survey")
    analysis = demonstrate()
    if analysis is None:
        return Outcome(said="A made-up survey is there already.")
    enqueue("gate.demonstrate", only="gate.demonstrate")
    return Outcome(said="A made-up survey is there, and it is being searched.")


@job("gate.weigh", title="Work out what the gate would withhold", longest=timedelta(hours=1))
def weigh_release(work: Work, *, release: int) -> Outcome:
    """Work out what would be withheld, and what each recoding would save."""
    from oneplan.web.understand.gate.working import weigh  # noqa: PLC0415 - see above

    return weigh(work, number=release)


@job("gate.protect", title="Take tables through the gate", longest=timedelta(hours=4))
def protect_release(work: Work, *, release: int) -> Outcome:
    """Make the tables safe, audit the finished file, and keep both with the certificate."""
    from oneplan.web.understand.gate.working import protect  # noqa: PLC0415 - see above

    return protect(work, number=release)


@job("gate.demonstrate", title="Ask for a made-up release to try the gate on")
def make_up_a_release(work: Work) -> Outcome:
    """Take a made-up release a step further, until a second person is asked for."""
    from oneplan.web.understand.gate.made_up import take_a_step  # noqa: PLC0415 - see above

    work.say(0.5, "Making up a release")
    return Outcome(said=take_a_step())


@job("records.delete-due", title="Delete records of children whose day has come", every=timedelta(days=1))
def delete_due_records(work: Work) -> Outcome:
    """Delete every data set that may be kept no longer."""
    due = list_due(timezone.localdate())
    for data_set in due:
        work.check()
        delete_data_set(data_set, by=DELETER)
    return Outcome(said=f"{len(due)} deleted." if due else "Nothing is due.", result={"deleted": len(due)})
