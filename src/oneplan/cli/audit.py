"""`oneplan audit`: what could a reader work out from these tables, whoever made them?"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oneplan.cli import gate_options as given
from oneplan.cli.protect import read_pairs_of_names
from oneplan.cli.screen import Format, console, note, work_bar
from oneplan.errors import NotValid

if TYPE_CHECKING:
    from oneplan.disclosure.auditor.auditing import Audit

_MOST_LINES = 20


def audit(  # noqa: PLR0913 - each is an option
    files: Annotated[
        list[Path], typer.Argument(help="CSV files of one release: a column for each dimension, value.")
    ],
    *,
    hierarchy: given.Hierarchy = None,
    earlier: Annotated[
        list[Path] | None, typer.Option(help="An earlier release: small differences from it count.")
    ] = None,
    rate: Annotated[
        str | None, typer.Option(help="The dimension that splits groups into cases and others.")
    ] = None,
    class_size: Annotated[
        int, typer.Option(min=0, help="Groups of up to so many may not be all cases or none; with --rate.")
    ] = 0,
    added: given.SumColumn = None,
    mean: given.MeanColumn = None,
    scale: given.Scale = None,
    within: given.Within = 10,
    certificate: Annotated[Path | None, typer.Option(help="Write the certificate into this file.")] = None,
    time_limit: given.AuditSeconds = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Find every withheld count that a reader could work out; exit status 1 where there is one."""
    from oneplan.disclosure.auditor.auditing import audit as audit_files  # noqa: PLC0415
    from oneplan.disclosure.auditor.classes import Split  # noqa: PLC0415
    from oneplan.disclosure.auditor.magnitudes import SumRule  # noqa: PLC0415
    from oneplan.disclosure.auditor.printed import Columns, read_ends  # noqa: PLC0415
    from oneplan.disclosure.auditor.rules import Rule  # noqa: PLC0415

    if class_size and not rate:
        raise NotValid("--class-size needs --rate. Name the dimension that splits groups in two.")
    ends = read_ends(scale) if scale else ()
    with work_bar() as progress:
        found = audit_files(
            files,
            hierarchies=read_pairs_of_names(hierarchy),
            earlier=earlier or (),
            rule=Rule(
                split=Split(rate, class_size) if rate else None,
                sums=SumRule(Columns(added, mean), within, ends),
            ),
            time_limit=time_limit,
            progress=lambda done, of: progress("Auditing", done, of),
        )
    if certificate:
        found.certificate.write(certificate)
    if format_ is Format.json:
        sys.stdout.write(found.certificate.to_json())
    elif format_ is Format.csv:
        sys.stdout.write(
            "\n".join(["cell,value", *(f'"{" × ".join(k)}",{v}' for k, v in found.exact.items())]) + "\n"
        )
    else:
        _print(found)
    if not found.certificate.safe:
        note(_say_why(found.certificate.complete))
        raise typer.Exit(1)


def _print(found: "Audit") -> None:
    """The certificate in a few lines, and the first cells that can be found out."""
    about = found.certificate
    lines = [f"{about.shown:,} cells are shown and {about.withheld:,} are withheld."]
    for name, attack in about.attacks.items():
        said = f"{attack.exact:,} can be worked out" if attack.possible else "cannot be true of these tables"
        lines.append(f"Attack {name}: {said}. {attack.assumes}")
    if about.linear is not None:
        lines.append(f"By adding and taking away alone: {about.linear:,}.")
    if about.differences:
        lines.append(f"Small differences from an earlier release: {about.differences:,}.")
    if about.classes:
        lines.append(f"Small groups that are shown to be all cases or none: {about.classes:,}.")
        lines += [f"  {' × '.join(group)}" for group in found.told[:_MOST_LINES]]
    lines += _lines_of_sums(found)
    kept = ", ".join(f"{name}: {cells:,}" for name, cells in about.values_kept.items() if cells)
    lines.append(f"Values that a withheld cell may have, at least: {kept or 'none are withheld'}.")
    for cell, value in list(found.exact.items())[:_MOST_LINES]:
        lines.append(f"  {' × '.join(cell)} can only be {value}")
    left = len(found.exact) - _MOST_LINES
    if left > 0:
        lines.append(f"  and {left:,} more. Add --format csv for all of them.")
    console().print("\n".join(lines), markup=False)


def _lines_of_sums(found: "Audit") -> list[str]:
    """What was found of sums; those that can be told closely are named, for they may be of few children."""
    sums = found.certificate.sums
    if sums is None:
        return []
    lines = [
        f"Sums of {sums.column}: {sums.shown:,} are shown and {sums.withheld:,} are withheld.",
        f"Of these {sums.exact:,} can be worked out, {sums.within:,} told to within {sums.within_percent}%.",
    ]
    if sums.counts:
        lines.append(f"Counts that follow from sums and means: {sums.counts:,}.")
    lines += [
        f"  {' × '.join(cell)}: {low} to {high}"
        for cell, (low, high) in list(found.sums.items())[:_MOST_LINES]
    ]
    return lines


def _say_why(complete: bool) -> str:  # noqa: FBT001
    if complete:
        return "Not safe to publish: a reader could work out what is withheld."
    return "Not safe to publish: the audit did not end. Allow more time, or audit fewer tables."
