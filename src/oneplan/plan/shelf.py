"""Where a partnership's plans stand: its own folder first, then those that come with oneplan."""

import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from oneplan.errors import NotFound, NotValid
from oneplan.plan.diff import Change, diff_plans
from oneplan.plan.files import read_plan, write_plan
from oneplan.plan.frame import Plan
from oneplan.plan.lineage import with_ids_spent

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


def keep_plan(plan: Plan, *, own: Path) -> tuple[Plan, tuple[Change, ...]]:
    """Keep a plan on the partnership's own shelf, in its one form; keeping it again changes nothing.

    Returns
    -------
    tuple
        The plan as it is kept, with every id that it ever had spent or there; and what differs from the draft
        that was there before, be it the partnership's or one that comes with oneplan.

    Raises
    ------
    NotValid
        When its id is no name of a folder, or it uses an id that an earlier draft had for something else.
    """
    if len(plan.id) > MOST_LETTERS or not IS_ID.fullmatch(plan.id):
        raise NotValid(f"{plan.id}/plan.toml, id: write small letters, figures and hyphens.")
    try:
        before = _read(find_plan_folder(plan.id, own=own))
    except NotFound:
        before = None
    kept = with_ids_spent(before, plan) if before else plan
    write_plan(kept, own / plan.id)
    return kept, diff_plans(before, kept) if before else ()


def open_plan(named: str, *, own: Path | None = None) -> Plan:
    """A plan by its name on a shelf, or by the path of its folder; a name is looked for on the shelves first.

    Raises
    ------
    NotFound
        When there is no such plan.
    NotValid
        When it cannot be read; the sentence names file, entry and field.
    """
    if not IS_ID.fullmatch(named) and Path(named).is_dir():
        return read_plan(Path(named).resolve())
    try:
        return _read(find_plan_folder(named, own=own))
    except NotFound:
        if Path(named).is_dir():
            return read_plan(Path(named).resolve())
        raise


def _read(folder: Path) -> Plan:
    plan = read_plan(folder)
    if plan.id != folder.name:
        raise NotValid(
            f"{folder.name}/plan.toml, id: the folder is {folder.name}, so write that id, not {plan.id}."
        )
    return plan
