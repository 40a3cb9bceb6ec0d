"""The reports on a survey of 23,816 pupils and 300 questions: the gate, the county's report, 252 schools'."""

import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TypeVar

from benchmarks.timing import machine
from oneplan.listen.definition.files import read_questionnaire
from oneplan.listen.synthetic.closed import DEMONSTRATION, make_closed, widen
from oneplan.listen.synthetic.roll import make_roll
from oneplan.publish.survey.county import make_county_report
from oneplan.publish.survey.parts import Report
from oneplan.publish.survey.school import School, make_school_report
from oneplan.understand.survey.items import list_characteristics
from oneplan.understand.survey.places import Unit
from oneplan.understand.survey.released import PLACES, Released, read_released
from oneplan.understand.survey.releasing import release_survey
from oneplan.web.design.papers import make_pdf
from oneplan.web.publish.survey.papers import write_report

SCHOOLS, ON_ROLL, QUESTIONS = 252, 290, 300
DAY = date(2026, 11, 22)
Made = TypeVar("Made")
HEAD = "| What | CPU seconds | Target |\n|---|---:|---:|"


def run() -> str:
    """All figures as one page in Markdown, of one run: each step is long, and is done once."""
    lines: list[str] = []

    def step(name: str, work: Callable[[], Made]) -> Made:
        began = time.process_time()
        made = work()
        lines.append(f"| {name} | {time.process_time() - began:.1f} | |")
        return made

    roll = make_roll(schools=ON_ROLL)
    asked = read_questionnaire(DEMONSTRATION)
    who = list_characteristics(asked)
    closed = make_closed(roll=roll, asked=widen(asked, questions=QUESTIONS))
    released = step(
        "All figures through the gate, each table audited",
        lambda: release_survey(closed, roll, characteristics=who),
    )
    county = step("The county's report from them", lambda: make_county_report(released))
    step("The county's report as a paper (PDF/UA)", lambda: _print([county]))
    together = sum(float(line.split("|")[2]) for line in lines)
    lines.append(f"| **The county's report, from answers to paper** | **{together:.1f}** | 60 |")
    schools = [School(one, one, versions=_versions(released, one)) for one in sorted(released.took_part)]
    began = time.process_time()
    reports = step(
        f"{len(schools)} school reports from the same figures",
        lambda: [make_school_report(released, school) for school in schools],
    )
    step(f"{len(schools)} of them as papers (PDF/UA)", lambda: _print(reports))
    whole = time.process_time() - began
    lines.append(f"| **{len(schools)} school reports, from figures to paper** | **{whole:.1f}** | 600 |")
    with tempfile.TemporaryDirectory() as folder:
        step("Writing all figures with their certificates", lambda: released.write(Path(folder)))
        step("Reading them again, each held against its certificate", lambda: read_released(Path(folder)))
    return "\n".join(
        ["# Benchmark: reports on a survey", "", *_about(released), HEAD, *lines, "", *_shown(released)]
    )


def _versions(released: Released, school: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit.version for unit in released.places.of_school(school)))


def _print(reports: Iterable[Report]) -> int:
    made = [
        make_pdf(write_report(one, author="A partnership", is_synthetic=True), day=DAY) for one in reports
    ]
    return sum(map(len, made))


def _about(released: Released) -> list[str]:
    tables = sum(len(kinds) for kinds in released.tables.values())
    pupils = sum(unit.pupils for unit in released.places.units.values())
    answers = f"made-up answers of {pupils:,} pupils in {len(released.took_part)} schools"
    return [
        f"{machine()} CPU seconds of one run, in one process.",
        "",
        f"What is reported on: {answers} to {len(released.asked.questions)} questions.",
        "",
        f"{tables:,} tables went through the gate, each with a certificate of its own.",
        "",
    ]


def _shown(released: Released) -> list[str]:
    """How much of what schools might read is shown, over questions that everybody of a version is asked."""
    own = [unit for unit in released.places.units.values() if len(unit.schools) == 1]
    pairs = [
        released.in_place(item, unit.code) is not None
        for item in released.items
        if not item.follows and PLACES in released.tables[item.id]
        for unit in own
        if unit.version in item.versions
    ]
    shown = f"{sum(pairs) / len(pairs):.0%} are shown; the others are withheld"
    have = f"{len(own)} schools and versions have figures of their own"
    return [
        "## What is left to see",
        "",
        f"{have}; {_said(own, released)}. Of their {len(pairs):,} figures, {shown}.",
        "",
        _crossed(released),
        "",
    ]


def _crossed(released: Released) -> str:
    """How much is shown of two characteristics together."""
    groups = [
        released.in_crossing(item, pair, levels=levels) is not None
        for item in released.items
        for pair in released.crossings
        for levels in released.levels_in_crossing(item, pair)
    ]
    pairs = ", ".join(f"`{first}` × `{other}`" for first, other in released.crossings)
    shown = f"{sum(groups) / len(groups) if groups else 0:.0%}"
    return (
        f"Crossed are {pairs}: of {len(groups):,} figures of two characteristics together, {shown} are shown."
    )


def _said(own: list[Unit], released: Released) -> str:
    together = [unit for unit in released.places.units.values() if unit not in own]
    schools = sum(len(unit.schools) for unit in together)
    return f"{schools} with few answers are counted together"
