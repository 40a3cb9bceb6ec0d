"""What a demonstration needs: a partnership's choices, statistics, and the ten most telling hidden gaps."""

from importlib import import_module
from pathlib import Path

from oneplan.choices import FILE_NAME, read_choices, write_choices
from oneplan.cli.hidden import print_hidden
from oneplan.cli.screen import console, download_bar, home
from oneplan.sources.origin import bring_in
from oneplan.web.commands.database import prepare_database

MOST_TELLING = 10


def prepare_demo(folder: Path | None) -> None:
    """Make what is missing, keep what is there, and print the finding."""
    choices = home() / FILE_NAME
    if not choices.exists():
        write_choices(choices)
    with download_bar() as progress:
        arrival = bring_in(home(), folder=folder, progress=progress)
    prepare_database(even_older=True)
    # Loaded only now: what knows people's tables cannot be imported before Django is ready.
    people = import_module("oneplan.web.commands.accounts")
    console().print(f"Statistics: {arrival.whence}", markup=False)
    print_hidden(home(), top=MOST_TELLING)
    people.prepare_people()
    if read_choices(choices).demonstration:
        import_module("oneplan.web.understand.evidence.made_up").ask_for_demonstration()
