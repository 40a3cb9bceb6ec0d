"""What `oneplan survey check` prints: each version, and what is wrong, for people and for machines."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from rich.box import HORIZONTALS
from rich.console import Group
from rich.table import Table
from rich.text import Text

from oneplan.listen.definition.check import Checked
from oneplan.listen.definition.finding import CHECKS, Finding
from oneplan.publish.formats import words_to_csv

FINDINGS = ("check", "version", "question", "says", "do")
_HEADINGS = ("Version", "Questions", "Reading age", "Longest way", "One walk", "Seen least")


def table_of_survey(checked: Checked) -> Group:
    """One line a version, then each finding with its place and what to do."""
    heading = Text(f"{checked.asked.title} ({checked.asked.wave})", style="bold")
    versions = Table(expand=True, pad_edge=False, box=HORIZONTALS)
    for number, name in enumerate(_HEADINGS):
        versions.add_column(name, justify="right" if number in (1, 2, 3) else "left")
    for version in checked.asked.versions:
        versions.add_row(*map(Text, _row(checked, version)))
    if not checked.findings:
        return Group(heading, versions, Text("Nothing is wrong. Now ask some children to try it."))
    findings = Table(expand=True, pad_edge=False, box=HORIZONTALS, show_lines=True)
    findings.add_column("Where", overflow="fold", ratio=1)
    findings.add_column("What is wrong, and what to do", ratio=3)
    for finding in checked.findings:
        findings.add_row(Text(_place(finding)), Text.assemble(finding.says, " ", (finding.do, "italic")))
    return Group(heading, versions, findings, Text(f"Wrong: {len(checked.findings):,}."))


def _row(checked: Checked, version: str) -> Iterator[str]:
    ways, walked = checked.ways[version], checked.walked.get(version)
    limit = checked.asked.versions[version].highest_reading_age
    yield version
    yield str(len(checked.asked.held_by(version)))
    yield f"{checked.reading_ages[version]} of {limit:g}" if checked.reading_ages else "not measured"
    yield f"{ways.minutes:.0f} min" if ways else "cannot tell"
    yield f"{walked.fewest} to {walked.most} questions" if walked else "nobody walked"
    least = min(walked.shares.items(), key=lambda pair: pair[1], default=None) if walked else None
    yield f"{least[0]}, {least[1]:.0%}" if least else ""


def _place(finding: Finding) -> str:
    return ", ".join(filter(None, (finding.question, finding.version))) or "the whole questionnaire"


def survey_as_csv(checked: Checked) -> str:
    """One line a finding."""
    return words_to_csv([asdict(finding) for finding in checked.findings], columns=FINDINGS)


def survey_as_json(checked: Checked) -> str:
    """The versions, what pupils saw in each, and the findings."""
    said = {
        "questionnaire": checked.asked.id,
        "wave": checked.asked.wave,
        "checks": CHECKS,
        "versions": [_as_json(checked, version) for version in checked.asked.versions],
        "findings": [asdict(finding) for finding in checked.findings],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _as_json(checked: Checked, version: str) -> dict[str, object]:
    ways, walked = checked.ways[version], checked.walked.get(version)
    return {
        "version": version,
        "questions": len(checked.asked.held_by(version)),
        "reading_age": checked.reading_ages.get(version),
        "highest_reading_age": checked.asked.versions[version].highest_reading_age,
        "minutes": round(ways.minutes, 1) if ways else None,
        "pupils": walked.pupils if walked else 0,
        "shares": dict(walked.shares) if walked else {},
    }
