"""The work of this room in the background: the reports on a closed wave of the survey."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from oneplan.web.jobs.kinds import Outcome, job
from oneplan.web.jobs.work import Work
from oneplan.web.listen.models import State, Wave
from oneplan.web.listen.taking_part import find_roll
from oneplan.web.publish.survey.doing.queries import list_done_before


@job("survey.demonstrate", title="Make up a wave of the survey that is over, and report on it")
def demonstrate(work: Work) -> Outcome:
    """Show in a demonstration what comes after a wave."""
    from oneplan.web.listen.made_up_closed import close_demonstration  # noqa: PLC0415 - for the worker

    work.say(0, "Making up what pupils said")
    return make_survey_reports(work, wave=close_demonstration().pk)


@job("survey.report", title="Make the reports on a wave of the survey", longest=timedelta(hours=2))
def make_survey_reports(work: Work, *, wave: int, partners: Sequence[Sequence[str]] = ()) -> Outcome:
    """Take the answers through the gate, and make the reports for all, for each school and for pupils."""
    from oneplan.web.publish.survey.making import make_reports, open_wave  # noqa: PLC0415 - for the worker

    found = Wave.objects.get(pk=wave)
    earlier = Wave.objects.filter(state=State.CLOSED, closed__lte=found.closed).exclude(pk=found.pk)
    before = tuple((one.key, one.name) for one in earlier.order_by("-closed", "-pk"))
    work.say(0, "Reading the answers")
    opened = open_wave(found.key, name=found.name, roll=find_roll(found), before=before)
    whole = replace(opened, partners=partners, did=list_done_before(before))
    made = make_reports(whole, progress=work.say)
    return Outcome(said=f"{made:,} reports are made.", result={"reports": made})
