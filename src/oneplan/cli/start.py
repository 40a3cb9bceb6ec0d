"""`oneplan start`: write the file in which a partnership decides for itself."""

from typing import Annotated

import typer

from oneplan.choices import FILE_NAME, write_choices
from oneplan.cli.screen import console, home
from oneplan.words.area import find_authority


def start(
    area: Annotated[
        str | None, typer.Option(help="A local authority's name, ONS code or three-digit number.")
    ] = None,
) -> None:
    """Begin a partnership: write partnership.toml for an area, or for the default partnership."""
    path = home() / FILE_NAME
    write_choices(path, area=None if area is None else find_authority(area))
    console().print(f"Written: {path}. Change the words in it as you like.", markup=False)
