"""Asks every question about an installation, and prints what is wrong and how to mend it."""

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from rich.table import Table

from oneplan.cli.screen import Format, console
from oneplan.web.commands import examining as at
from oneplan.web.commands.database import start_django
from oneplan.web.commands.examining import Finding, Question


@dataclass(frozen=True)
class Answer:
    """What one question found; nothing is well."""

    title: str
    findings: tuple[Finding, ...]


def examine(*, backup_days: int) -> list[Answer]:
    """Ask every question; those about the rows only of a database that can answer."""
    start_django()
    from oneplan.web.commands import examining_database as database  # noqa: PLC0415 - Django has to be ready
    from oneplan.web.commands.examining_waves import waves_are_well  # noqa: PLC0415

    machine = (
        Question("Python", at.python_is_right),
        Question("Clock", at.clock_is_right),
        Question("Folder", at.folder_is_safe),
        Question("Secrets", at.secrets_are_kept),
        Question("Disk", at.disk_has_room),
        Question("Choices", at.choices_can_be_read),
        Question("Statistics", at.statistics_are_whole),
        Question("Errors and HTTPS", at.nobody_sees_errors),
        Question("Upgrade", at.upgrade_was_finished),
        Question("Backup", partial(at.backup_is_recent, backup_days)),
    )
    tables = (Question("Database", database.database_answers), Question("Tables", database.tables_are_right))
    rows = (
        Question("Log", database.log_is_whole),
        Question("Times", database.entries_are_not_of_tomorrow),
        Question("Documents", database.documents_are_whole),
        Question("Worker", database.somebody_works),
        Question("Waves", waves_are_well),
    )
    found = list(_ask(machine))
    for question in tables:
        found += _ask((question,))
        if found[-1].findings:
            return found
    return [*found, *_ask(rows)]


def tell_doctor(*, backup_days: int, how: Format) -> bool:
    """Print what was found; whether all is well."""
    answers = examine(backup_days=backup_days)
    rows = [
        {"question": answer.title, "found": finding.what, "mend": finding.mend}
        for answer in answers
        for finding in answer.findings or (Finding("", ""),)
    ]
    if how is Format.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    elif how is Format.csv:
        writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        _print(rows)
    return not any(answer.findings for answer in answers)


def _ask(questions: tuple[Question, ...]) -> Iterator[Answer]:
    return (Answer(question.title, tuple(question.ask())) for question in questions)


def _print(rows: list[dict[str, str]]) -> None:
    table = Table(box=None, show_header=True, pad_edge=False)
    for heading in ("Question", "Found", "How to mend it"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(row["question"], row["found"] or "well", row["mend"])
    console().print(table)
