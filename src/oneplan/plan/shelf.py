"""Where a partnership's plans stand: its own folder first, then those that come with oneplan."""

import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from oneplan.errors import NotFound, NotValid
from oneplan.plan.files import read_plan
from oneplan.plan.frame import Plan

IS_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST_LETTERS = 60
PACKAGED = Path(str(files("oneplan.definitions").joinpath("plans")))


def find_plan_folder(id_: str, *, own: Path | None = None) -> Path:
    """The folder of one plan.

    Raises
    ------
    NotFound
        When neither the partnership nor oneplan has such a plan.
    """
    if len(id_) > MOST_LETTERS or not IS_ID.fullmatch(id_):
        raise NotFound(f"“{id_[:60]}” is no name of a plan: write small letters, figures and hyphens.")
    for shelf in filter(None, (own, PACKAGED)):
        if (shelf / id_ / "plan.toml").is_file():
            return shelf / id_
    raise NotFound(
        f"There is no plan “{id_[:60]}”. Put its files into plans/{id_[:60]}, or take it off the list."
    )


def read_plans(ids: Iterable[str], *, own: Path | None = None) -> tuple[Plan, ...]:
    """The plans of a partnership, the one in force first.

    Raises
    ------
    NotFound
        When one of them is not there.
    NotValid
        When one of them cannot be read; the sentence names file, entry and field.
    """
    return tuple(_read(find_plan_folder(id_, own=own)) for id_ in ids)


def _read(folder: Path) -> Plan:
    plan = read_plan(folder)
    if plan.id != folder.name:
        raise NotValid(
            f"{folder.name}/plan.toml, id: the folder is {folder.name}, so write that id, not {plan.id}."
        )
    return plan
