"""What a demonstration needs: a partnership's choices, statistics, and the ten most telling hidden gaps."""

import datetime as dt
from importlib import import_module
from pathlib import Path
from typing import Any

from oneplan.choices import FILE_NAME, Choices, read_choices, write_choices
from oneplan.cli.hidden import print_hidden
from oneplan.cli.screen import console, download_bar, home
from oneplan.sources.directory import shelf
from oneplan.sources.directory.envelope import read_page
from oneplan.sources.directory.reading import collect_offers
from oneplan.sources.origin import bring_in
from oneplan.web.commands.database import prepare_database
from oneplan.words.area import find_authority

MOST_TELLING = 10


def prepare_demo(folder: Path | None, *, port: int = 8000) -> None:
    """Make what is missing, keep what is there, and print the finding; `port` is where the site will be."""
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
        _make_up_help(read_choices(choices))
        import_module("oneplan.web.commands.plans").show_plans(read_choices(choices).plans)
        import_module("oneplan.web.understand.evidence.made_up").ask_for_demonstration()
        _open_survey(port)


def _open_survey(port: int) -> None:
    made_up: Any = import_module("oneplan.web.listen.made_up")
    code = made_up.find_code(made_up.open_demonstration())
    address = import_module("oneplan.web.wiring").survey_on_this_machine(port)
    if not import_module("oneplan.web.listen.made_up_closed").is_over():
        import_module("oneplan.web.jobs.actions").enqueue("survey.demonstrate", only="survey.demonstrate")
    console().print(f"Try the pupils’ survey at {address} with the code {code}", markup=False, soft_wrap=True)


def _make_up_help(choices: Choices) -> None:
    """A directory of services that do not exist, where no real one is kept."""
    if shelf.open_directory(home()) is not None:
        return
    places = shelf.open_neighbourhoods(home(), area=find_authority(choices.area).code)
    districts = dict.fromkeys(one.district for one in places if one.district)
    page = read_page(shelf.make_up_directory(districts), name="The made-up directory")
    directory = collect_offers([page], levels={})
    today = dt.datetime.now(dt.UTC).date()
    shelf.keep_directory(directory, home=home(), source="Made up", taken=today, made_up=True)
