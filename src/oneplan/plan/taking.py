"""Takes the rows of a spreadsheet into a plan: all of them or none, or the good ones, each fault named."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count
from string import ascii_lowercase
from typing import Any, Literal

from pydantic import ValidationError

from oneplan.plan.doing import Activity, Milestone
from oneplan.plan.frame import Plan
from oneplan.plan.lineage import next_id
from oneplan.plan.naming import ids_of, list_namings, unknown_in
from oneplan.plan.parts import MOST_LETTERS
from oneplan.plan.spreadsheet import Row

_IDS = ("serves", "contributors", "groups")
_OF_MILESTONES = {"id", "milestone_of", "name", "due", "done", "evidence"}
_BRITISH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YES_OR_NO = {"": False, "no": False, "false": False, "0": False, "yes": True, "true": True, "1": True}


@dataclass(frozen=True)
class Fault:
    """Why one row cannot be taken: where, and what to do."""

    row: int
    column: str
    says: str

    def __str__(self) -> str:
        """The fault in one sentence."""
        return f"Row {self.row}, {self.column}: {self.says}."


@dataclass(frozen=True)
class Taken:
    """What reading a spreadsheet did to a plan, or would do."""

    plan: Plan
    """The plan with the rows that were taken; as it was, where none were."""
    added: tuple[str, ...]
    changed: tuple[str, ...]
    faults: tuple[Fault, ...]


def take_activities(
    plan: Plan, rows: Iterable[Row], *, on_fault: Literal["nothing", "good-rows"] = "nothing"
) -> Taken:
    """Take the rows of a spreadsheet into a plan: activities are changed or added, and none is taken out.

    A row whose id the plan has changes that activity, cell by cell: an empty cell empties the field, and a
    column that is not there leaves it. A row without an id is a new activity and gets the next id of the
    first priority that it serves. Milestones that a spreadsheet does not list stay.

    Parameters
    ----------
    plan
        The plan as it is.
    rows
        From `read_rows`.
    on_fault
        Where any row cannot be taken: take `nothing`, or take the `good-rows`.

    Returns
    -------
    Taken
        The plan as it is then, what was added and changed, and each fault with its row and column.
    """
    reading = _Reading(plan)
    for row in rows:
        reading.take(row)
    if reading.faults and on_fault == "nothing":
        return Taken(plan, (), (), tuple(reading.faults))
    now = {activity.id: activity for activity in plan.activities} | reading.taken
    before = {activity.id: activity for activity in plan.activities}
    return Taken(
        plan.changed(activities=tuple(now.values())),
        tuple(id_ for id_ in reading.taken if id_ not in before),
        tuple(id_ for id_, one in reading.taken.items() if id_ in before and one != before[id_]),
        tuple(reading.faults),
    )


class _Reading:
    """Takes rows one after the other and remembers what could not be taken."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.taken: dict[str, Activity] = {}
        self.faults: list[Fault] = []
        self._before = {activity.id: activity for activity in plan.activities}
        self._namings = [one for one in list_namings(plan) if one[0].part == "activities"]
        self._sources = {source.id for source in plan.sources}
        self._known = {id_.casefold() for ids in ids_of(plan).values() for id_ in ids}
        self._known |= {id_.casefold() for id_ in plan.spent}
        self._of = {one.id: activity.id for activity in plan.activities for one in activity.milestones}
        self._seen: set[str] = set()
        self._refused: dict[str, int] = {}
        self._numbers: dict[str, Iterator[int]] = {}

    def take(self, row: Row) -> None:
        """Take one row, or remember why not."""
        try:
            self._check_length(row)
            self._check_id(row)
            if row.cells.get("milestone_of"):
                self._take_milestone(row)
            else:
                self._take_activity(row)
        except _Refused as refused:
            self.faults.append(Fault(row.number, refused.column, refused.says))
            self._refused.setdefault(row.cells.get("id", ""), row.number)

    def _check_length(self, row: Row) -> None:
        for column, cell in row.cells.items():
            if len(cell) > MOST_LETTERS:
                raise _Refused(column, f"it has more than {MOST_LETTERS:,} letters; shorten it")

    def _check_id(self, row: Row) -> None:
        id_ = row.cells.get("id", "").casefold()
        if id_ and id_ in self._seen:
            raise _Refused("id", f"“{row.cells['id']}” stands in two rows; keep one")
        self._seen.add(id_)

    def _take_activity(self, row: Row) -> None:
        id_ = row.cells.get("id", "")
        before = self._before.get(id_)
        if id_ and before is None and id_.casefold() in self._known:
            raise _Refused("id", f"“{id_}” is something else in this plan, or was; leave the id empty")
        given: dict[str, Any] = before.model_dump(exclude={"milestones"}) if before else {"serves": ()}
        given |= self._read_cells(row, none=("done", "evidence"), says="only a milestone has it")
        if not id_:
            given["id"] = self._next_id(given["serves"])
        made = _made(Activity, {**given, "milestones": before.milestones if before else ()})
        self._check_names(made)
        self._known.add(made.id.casefold())
        self.taken[made.id] = made

    def _take_milestone(self, row: Row) -> None:
        id_, of = row.cells.get("id", ""), row.cells["milestone_of"]
        if of in self._refused:
            raise _Refused("milestone_of", f"row {self._refused[of]}, its activity, could not be taken")
        activity = self.taken.get(of) or self._before.get(of)
        if activity is None:
            raise _Refused("milestone_of", f"there is no activity “{of}” here that could be taken")
        if id_ and id_.casefold() in self._known and self._of.get(id_) != of:
            raise _Refused("id", f"“{id_}” is something else in this plan; leave the id empty")
        steps = {one.id: one for one in activity.milestones}
        before = steps[id_].model_dump() if id_ in steps else {}
        others = tuple(column for column in row.cells if column not in _OF_MILESTONES)
        cells = self._read_cells(row, none=others, says="a milestone has none")
        made = _made(Milestone, {**before, **cells, "id": id_ or _next_step(of, taken=self._known)})
        self._known.add(made.id.casefold())
        self._of[made.id] = of
        steps[made.id] = made
        given = activity.model_dump(exclude={"milestones"})
        self.taken[of] = _made(Activity, {**given, "milestones": tuple(steps.values())})

    def _read_cells(self, row: Row, *, none: tuple[str, ...], says: str) -> dict[str, Any]:
        """What the cells say; those of `none` are for the other kind of row, and have to be empty."""
        for column in none:
            if row.cells.get(column):
                raise _Refused(column, f"{says}; leave the cell empty")
        given = {name: cell for name, cell in row.cells.items() if name not in (*none, "milestone_of")}
        return {name: _read_cell(name, cell) for name, cell in given.items()}

    def _next_id(self, serves: tuple[str, ...]) -> str:
        if not serves:
            raise _Refused("serves", "a new activity needs the priority that it serves; name its id")
        under = serves[0]
        if under.casefold() not in self._known:
            raise _Refused("serves", f"there is no “{under[:60]}” in this plan")
        if under not in self._numbers:
            _, _, number = next_id(self.plan, under=under).rpartition(".")
            self._numbers[under] = count(int(number))
        return next(
            id_ for n in self._numbers[under] if (id_ := f"{under}.{n}").casefold() not in self._known
        )

    def _check_names(self, activity: Activity) -> None:
        """What a row names is there: asked here too, so that the row is told."""
        for naming, known in self._namings:
            for id_ in unknown_in(activity, naming.field, known=known):
                raise _Refused(naming.field, f"there is no “{id_[:60]}” in this plan")
        if activity.source and activity.source not in self._sources:
            raise _Refused("source", f"there is no source “{activity.source}” in this plan")


class _Refused(Exception):
    """A row cannot be taken because of one column."""

    def __init__(self, column: str, says: str) -> None:
        super().__init__(says)
        self.column, self.says = column, says


def _made(kind: Any, given: dict[str, Any]) -> Any:  # noqa: ANN401 - an activity or a milestone
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        column = str(first["loc"][0]) if first["loc"] else "due"
        raise _Refused(column, str(first["msg"]).removeprefix("Value error, ")) from error


def _read_cell(column: str, cell: str) -> Any:  # noqa: ANN401 - as the field of an activity takes it
    if column in _IDS:
        return tuple(filter(None, (one.strip() for one in cell.split(";"))))
    if column in ("quoted", "illustrative"):
        if cell.casefold() not in _YES_OR_NO:
            raise _Refused(column, f"“{cell[:20]}” is neither yes nor no")
        return _YES_OR_NO[cell.casefold()]
    if column in ("start", "due", "done"):
        return _read_day(cell)
    return _read_elsewhere(cell) if column == "also_in" else cell


def _read_day(cell: str) -> str | None:
    """A day as year-month-day; spreadsheets here turn it into day/month/year."""
    if found := _BRITISH_DAY.fullmatch(cell):
        day, month, year = found.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    return cell or None


def _read_elsewhere(cell: str) -> tuple[dict[str, object], ...]:
    found = []
    for one in filter(None, (part.strip() for part in cell.split("|"))):
        plan, colon, serves = one.partition(":")
        if not colon:
            raise _Refused("also_in", f"write the plan, a colon and what it serves there, not “{one[:40]}”")
        found.append({"plan": plan.strip(), "serves": _read_cell("serves", serves)})
    return tuple(found)


def _next_step(of: str, *, taken: set[str]) -> str:
    """The next letter or, after z, number under an activity."""
    names = (f"{of}.{name}" for name in chain(ascii_lowercase, count(1)))
    return next(id_ for id_ in names if id_.casefold() not in taken)
