"""What `oneplan plan` prints: what a plan lacks and what differs, for people and for machines."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from rich.box import HORIZONTALS
from rich.console import Group
from rich.table import Table
from rich.text import Text

from oneplan.plan.check import Checked
from oneplan.plan.diff import HAPPENED, Change
from oneplan.plan.lacking import CRITERIA, Lack
from oneplan.publish.formats import words_to_csv

LACKS = ("criterion", "id", "name", "says", "do", "illustrative")
CHANGES = ("part", "id", "name", "happened", "field", "before", "after", "became", "reason")


def table_of_check(checked: Checked) -> Group:
    """The criteria with how many meet them, then each lack with its place and what to do."""
    heading = Text(f"{checked.plan.title}, {checked.plan.years}", style="bold")
    sums = Table(expand=True, pad_edge=False, box=HORIZONTALS)
    sums.add_column("What is asked of a plan", ratio=1)
    sums.add_column("Met", justify="right")
    for criterion, (met, of) in checked.counts.items():
        sums.add_row(Text(CRITERIA[criterion]), Text(f"{met} of {of}" if of else "none yet"))
    if not checked.lacks:
        return Group(heading, sums, Text("Nothing is lacking."))
    lacks = Table(expand=True, pad_edge=False, box=HORIZONTALS, show_lines=True)
    lacks.add_column("Where", overflow="fold", ratio=1)
    lacks.add_column("What is lacking, and what to do", ratio=4)
    for id_ in dict.fromkeys(lack.id for lack in checked.lacks):
        lacks.add_row(Text(id_), _lacked_by([lack for lack in checked.lacks if lack.id == id_]))
    return Group(heading, sums, lacks, Text(f"Lacking: {len(checked.lacks):,}."))


def _lacked_by(lacks: Sequence[Lack]) -> Text:
    """What one entry lacks, a line each."""
    mark = " (illustrative)" if lacks[0].illustrative else ""
    told = Text(f"{lacks[0].name}{mark}", style="bold")
    for lack in lacks:
        told.append(f"\n{lack.says} ", style="not bold").append(lack.do, style="not bold italic")
    return told


def checked_as_csv(checked: Checked) -> str:
    """One line a lack."""
    lines = [{**asdict(lack), "illustrative": "yes" * lack.illustrative} for lack in checked.lacks]
    return words_to_csv(lines, columns=LACKS)


def checked_as_json(checked: Checked) -> str:
    """The counts of each criterion, and the lacks."""
    counts = [
        {"criterion": name, "asks": CRITERIA[name], "met": met, "of": of}
        for name, (met, of) in checked.counts.items()
    ]
    said = {
        "plan": checked.plan.id,
        "on": str(checked.on),
        "criteria": counts,
        "lacks": [asdict(lack) for lack in checked.lacks],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def table_of_changes(changes: Sequence[Change], *, before: str, after: str) -> Group:
    """One line an entry that differs, with its fields."""
    heading = Text(f"From {before} to {after}", style="bold")
    if not changes:
        return Group(heading, Text("Nothing differs."))
    table = Table(expand=True, pad_edge=False, box=HORIZONTALS, show_lines=True)
    table.add_column("File")
    table.add_column("Where", overflow="fold", ratio=1)
    table.add_column("What happened", ratio=3)
    for change in changes:
        table.add_row(Text(change.part), Text(change.id), _told(change))
    return Group(heading, table, Text(f"Differences: {len(changes):,}."))


def changes_as_csv(changes: Iterable[Change]) -> str:
    """One line a field that differs, or an entry that came or went."""
    lines = [
        {"part": one.part, "id": one.id, "name": one.name, "happened": one.happened}
        | {"field": field, "before": was, "after": now, "became": "; ".join(one.became), "reason": one.reason}
        for one in changes
        for field, was, now in one.fields or (("", "", ""),)
    ]
    return words_to_csv(lines, columns=CHANGES)


def changes_as_json(changes: Iterable[Change]) -> str:
    """The changes as they are."""
    return json.dumps([asdict(change) for change in changes], ensure_ascii=False, indent=2) + "\n"


def _told(change: Change) -> Text:
    word = HAPPENED[change.happened]
    into = f" into {', '.join(change.became)}" if change.became else ""
    told = Text.assemble((f"{word}{into}", "bold"), ": ", change.name)
    if change.reason:
        told.append(f"\n{change.reason}", style="italic")
    for field, was, now in change.fields:
        told.append(f"\n{field}: {was or 'nothing'} → {now or 'nothing'}")
    return told
