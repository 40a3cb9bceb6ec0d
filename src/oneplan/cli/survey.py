"""`oneplan survey`: a questionnaire checked and exchanged, and the answers of a closed wave taken out."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from oneplan.cli.screen import Format, console

survey_app = typer.Typer(
    no_args_is_help=True, help="Surveys: check and exchange questionnaires, take answers out."
)


class AnswerFormat(StrEnum):
    """How answers are written."""

    wide = "wide"
    long = "long"
    sav = "sav"
    ddi = "ddi"


@survey_app.command()
def check(
    file: Annotated[Path, typer.Argument(help="The questionnaire, a file in YAML.")],
    *,
    before: Annotated[
        Path | None, typer.Option(help="The questionnaire of an earlier wave, to see what has drifted.")
    ] = None,
    walks: Annotated[
        int, typer.Option(min=0, help="How many made-up pupils walk through each version; 0 for none.")
    ] = 10_000,
    format_: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Hold a questionnaire against every check; exit status 1 where anything is wrong."""
    from oneplan.cli.survey_tables import (  # noqa: PLC0415 - pydantic is slow to come
        survey_as_csv,
        survey_as_json,
        table_of_survey,
    )
    from oneplan.listen.definition.check import check_questionnaire  # noqa: PLC0415
    from oneplan.listen.definition.files import read_questionnaire  # noqa: PLC0415

    earlier = read_questionnaire(before) if before else None
    checked = check_questionnaire(read_questionnaire(file), before=earlier, walks=walks)
    if format_ is Format.table:
        console().print(table_of_survey(checked))
    else:
        sys.stdout.write(survey_as_json(checked) if format_ is Format.json else survey_as_csv(checked))
    if checked.findings:
        raise typer.Exit(1)


@survey_app.command()
def schema() -> None:
    """Print the JSON schema of a questionnaire, for editors and for other programs."""
    from oneplan.listen.definition.questionnaire import Questionnaire  # noqa: PLC0415

    sys.stdout.write(json.dumps(Questionnaire.model_json_schema(), ensure_ascii=False, indent=2) + "\n")


@survey_app.command()
def convert(
    given: Annotated[
        Path, typer.Argument(metavar="IN", help="A questionnaire: .yaml, .xlsx, .json or .lss.")
    ],
    to: Annotated[Path, typer.Argument(metavar="OUT", help="A file that is not there yet: .yaml or .xlsx.")],
) -> None:
    """Take a questionnaire from one format to another, and list what has no place in it."""
    from oneplan.listen.formats.exchange import read_any, write_any  # noqa: PLC0415

    taken = read_any(given)
    write_any(taken.asked, to)
    screen = console()
    for sentence in taken.left_out:
        screen.print(Text(f"- {sentence}"))
    screen.print(Text(f"{len(taken.asked.questions):,} questions are in {to}."))


@survey_app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The answers of a closed wave, which end in .parquet.")],
    *,
    questionnaire: Annotated[Path, typer.Option(help="The questionnaire with which the wave was opened.")],
    format_: Annotated[AnswerFormat, typer.Option("--format", help="How to write them.")],
    to: Annotated[
        Path | None, typer.Option(help="The file to write; beside the answers when left out.")
    ] = None,
    text: Annotated[
        list[str] | None,
        typer.Option(
            help="A question whose free texts are wanted; can be given again. None come by themselves."
        ),
    ] = None,
) -> None:
    """Write the answers of a closed wave, for those who may work with them: every row is about one child."""
    from oneplan.listen.formats.leaving import export_answers  # noqa: PLC0415

    path = export_answers(file, questionnaire=questionnaire, form=format_, to=to, texts=text or ())
    said = f"Written: {path}. Every row is about one child: keep it where the answers are kept."
    console().print(Text(said if format_ is not AnswerFormat.ddi else f"Written: {path}."))
