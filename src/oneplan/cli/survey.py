"""`oneplan survey`: whether a questionnaire can be put before children, and what its file may hold."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from oneplan.cli.screen import Format, console

survey_app = typer.Typer(no_args_is_help=True, help="Surveys: check a questionnaire before children see it.")


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
