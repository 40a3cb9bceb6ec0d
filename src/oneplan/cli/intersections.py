"""`oneplan intersections`: for which groups, crossed every way, is it a different story in our records?"""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oneplan.cli.declared import names, typed_characteristics, typed_outcomes, values
from oneplan.cli.screen import Format, console, note, work_bar
from oneplan.errors import NotFound, NotValid

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from oneplan.cells.cells import Cells
    from oneplan.cells.records import Records
    from oneplan.understand.intersections.findings import Findings

SYNTHETIC = "synthetic"
"""The column by which made-up records say that they are."""

_INSIDE = "Made from raw counts, for analysts: show nothing of it that `oneplan protect` has not passed."

_ENDINGS = (".csv", ".json", ".parquet")


class Engine(StrEnum):
    """What counts."""

    auto = "auto"
    compiled = "compiled"
    scipy = "scipy"
    duckdb = "duckdb"
    spark = "spark"


def intersections(  # noqa: PLR0913 - one a typed option
    file: Annotated[Path, typer.Argument(help="Parquet or CSV: one row a child.")],
    *,
    characteristics: Annotated[
        str, typer.Option(help="Columns to cross, with commas; “year=Year 4|Year 6” gives the order.")
    ],
    outcomes: Annotated[
        str, typer.Option(help="Columns to count, with commas; “sad=Often|Always” says which are cases.")
    ],
    school: Annotated[str | None, typer.Option(help="The column of the child's school.")] = None,
    depth: Annotated[int, typer.Option(min=1, max=6, help="How many characteristics are crossed.")] = 3,
    engine: Annotated[Engine, typer.Option(help="What counts; all give the same.")] = Engine.auto,
    wave: Annotated[
        str | None, typer.Option(help="The column of the wave (its newest is taken), or COLUMN=WAVE.")
    ] = None,
    weight: Annotated[str | None, typer.Option(help="The column of the child's weight.")] = None,
    identifier: Annotated[str | None, typer.Option(help="The column that tells the children apart.")] = None,
    good: Annotated[str, typer.Option(help="Outcomes of which more is better, with commas.")] = "",
    not_asked: Annotated[str, typer.Option(help="How the file writes “not asked”.")] = "Not asked",
    prefer_not: Annotated[
        str, typer.Option(help="How the file writes “prefer not to say”.")
    ] = "Prefer not to say",
    counts: Annotated[bool, typer.Option("--counts", help="Every cell's counts, not the findings.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Find the groups, by every combination of characteristics, for whom it is a different story."""
    from oneplan.cells.declaring import Missing  # noqa: PLC0415 - polars costs what help should not
    from oneplan.cells.records import Records  # noqa: PLC0415

    records = _in_wave(
        Records(
            file,
            characteristics=typed_characteristics(characteristics),
            outcomes=typed_outcomes(outcomes),
            school=school,
            weight=weight,
            wave=wave.partition("=")[0] if wave else None,
            identifier=identifier,
            missing=Missing(prefer_not=values(prefer_not), not_asked=values(not_asked)),
        ),
        wave=wave,
    )
    if SYNTHETIC in records.rows.schema:
        note("Synthetic records: what is found in them is true of no child.")
    _check_out(out, counts=counts, format_=format_)
    _say_whether_preparing(records, engine=engine, counts=counts)
    cells = _count(records, depth=depth, engine=engine)
    if counts:
        _give_counts(cells, out=out, format_=format_)
    else:
        _give_findings(cells, good=names(good), out=out, format_=format_)


def _in_wave(records: "Records", *, wave: str | None) -> "Records":
    """The wave that was asked for, else the newest, which is then said."""
    if wave is None:
        return records
    _, sign, wanted = wave.partition("=")
    if sign:
        return records.in_wave(wanted)
    if not records.waves:
        raise NotFound(
            f"No row says which wave it is from in “{wave}”. Fill that column, or leave out --wave."
        )
    newest = records.waves[-1]
    if len(records.waves) > 1:
        note(f"Counted: the newest of {len(records.waves)} waves, {newest}. Another: --wave {wave}=WAVE.")
    return records.in_wave(newest)


def _check_out(out: Path | None, *, counts: bool, format_: Format) -> None:
    """Refuse before anything is counted what could not be given afterwards."""
    if out and out.suffix.lower() not in _ENDINGS:
        raise NotValid(f"{out.name} is neither .csv, .json nor .parquet. Give the file one of these endings.")
    if counts and not out and format_ is Format.table:
        raise NotValid("Every cell is no table to read. Add --out FILE, or --format csv or json.")


def _say_whether_preparing(records: "Records", *, engine: Engine, counts: bool) -> None:
    from oneplan.cells import counting  # noqa: PLC0415
    from oneplan.understand.intersections import judging  # noqa: PLC0415

    if not (counting.is_prepared(records, engine.value) and (counts or judging.is_prepared())):
        note("Preparing: this is compiled for this machine, once; it takes about half a minute.")


def _count(records: "Records", *, depth: int, engine: Engine) -> "Cells":
    from oneplan.cells.counting import count_cells  # noqa: PLC0415

    with work_bar() as progress:
        return count_cells(
            records,
            depth=depth,
            engine=engine.value,
            progress=lambda done, of: progress("Counting", done, of),
        )


def _give_counts(cells: "Cells", *, out: Path | None, format_: Format) -> None:
    from oneplan.cells.listing import counts_frame  # noqa: PLC0415

    frame = counts_frame(cells)
    if out:
        _write(frame, out)
        said = f"{len(cells):,} groups × {len(cells.outcomes):,} outcomes"
        console().print(f"Written: {out}, {said}. {_INSIDE}", markup=False)
    else:
        _print(frame, format_)


def _give_findings(cells: "Cells", *, good: list[str], out: Path | None, format_: Format) -> None:
    from oneplan.understand.intersections.find import find_gaps  # noqa: PLC0415

    findings = find_gaps(cells, good=good)
    if out:
        _write(findings.frame, out)
        console().print(f"Written: {out}, {findings.frame.height:,} findings. {_INSIDE}", markup=False)
    elif format_ is Format.table:
        _print_table(findings, cells)
    else:
        _print(findings.frame, format_)


def _write(frame: "pl.DataFrame", path: Path) -> None:
    writers: dict[str, Callable[[Path], None]] = {
        ".csv": frame.write_csv,
        ".json": frame.write_json,
        ".parquet": frame.write_parquet,
    }
    if path.suffix.lower() not in writers:
        raise NotValid(
            f"{path.name} is neither .csv, .json nor .parquet. Give the file one of these endings."
        )
    try:
        writers[path.suffix.lower()](path)
    except OSError as error:
        raise NotValid(f"{path} could not be written ({error.strerror}). Name another folder.") from error


def _print(frame: "pl.DataFrame", format_: Format) -> None:
    if format_ is Format.csv:
        sys.stdout.write(frame.write_csv())
    else:
        sys.stdout.write(json.dumps(frame.to_dicts(), indent=2, ensure_ascii=False) + "\n")


def _print_table(findings: "Findings", cells: "Cells") -> None:
    from oneplan.cli.tables import table_of_findings  # noqa: PLC0415

    console().print(table_of_findings(findings, children=int(cells.size[0]), below=_INSIDE))
