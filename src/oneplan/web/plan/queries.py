"""What the pages of the plan may read: the partnership's plans, and the figures for one authority."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path

from oneplan.definitions.families import families_by_id
from oneplan.errors import OneplanError
from oneplan.plan.frame import Plan
from oneplan.plan.honest import Honest, rows_of, say_honestly, say_indicator
from oneplan.plan.index import Index
from oneplan.plan.parts import Indicator
from oneplan.plan.shelf import read_plans
from oneplan.plan.showing import Target, Value
from oneplan.plan.thread import Break, Threads
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Row, Sourced
from oneplan.web import wiring
from oneplan.web.design.gap_row import GapRow, make_gap_row
from oneplan.web.plan.models import Edition, Stage
from oneplan.web.plan.writing.queries import list_in_force, open_edition, stand_of
from oneplan.web.understand.measures.asked import AskedMeasure
from oneplan.web.understand.measures.index import say_newest
from oneplan.web.understand.measures.queries import find_newest
from oneplan.web.understand.queries import find_comparisons, neighbours_of, newer_period, spread_of
from oneplan.words.area import Area


@dataclass(frozen=True)
class OwnFigure:
    """An indicator whose gap nobody can tell: its own newest figure, and where there is more."""

    name: str
    said: str
    href: str


State = tuple[tuple[str, int], ...]
IN_FORCE = ("in-force", "under-review")


@dataclass(frozen=True, eq=False)
class Shelf:
    """The partnership's plans as they stand, with what is found in the first of them once for all readers."""

    plans: tuple[Plan, ...]
    sizes: dict[str, int] = field(default_factory=dict)
    """How many bytes each paper has that was made of it."""

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.plans[0]

    @cached_property
    def beside(self) -> tuple[Plan, ...]:
        """The other plans in force: an activity of theirs may serve this one too."""
        others = (plan for plan in self.plans[1:] if plan.id != self.plan.follows)
        return tuple(plan for plan in others if plan.stage in IN_FORCE)

    @cached_property
    def threads(self) -> Threads:
        """Every thread through the plan in force."""
        return Threads(Index(self.plan, others=self.beside))

    @cached_property
    def breaks(self) -> tuple[Break, ...]:
        """Where the threads break."""
        return self.threads.list_breaks()

    @cached_property
    def values(self) -> dict[str, list[Value]]:
        """The figures of each indicator and measure."""
        found: dict[str, list[Value]] = {}
        for value in self.plan.values:
            found.setdefault(value.of, []).append(value)
        return found

    @cached_property
    def targets(self) -> dict[str, list[Target]]:
        """The targets of each indicator and measure."""
        found: dict[str, list[Target]] = {}
        for target in self.plan.targets:
            found.setdefault(target.of, []).append(target)
        return found


@dataclass(frozen=True)
class _Kept:
    """Plans with what tells whether they still stand as they stood."""

    state: object
    plans: tuple[Plan, ...] = field(compare=False)


@dataclass(frozen=True)
class Figures:
    """One authority's comparisons beside England, and the evidence they came from."""

    area: Area
    found: Sourced | None
    evidence: Evidence | None

    @property
    def rows(self) -> tuple[Row, ...]:
        """The comparisons in the order of telling; none before the first import."""
        return self.found.rows if self.found else ()

    def say(self, indicators: Iterable[Indicator]) -> Honest:
        """The one honest sentence for some indicators."""
        return say_honestly(indicators, self.rows)

    def list_levels(self, indicators: Iterable[Indicator]) -> tuple[OwnFigure, ...]:
        """The newest figure of each indicator for which there is no gap to show."""
        return tuple(_make_level(one, area=self.area, evidence=self.evidence) for one in indicators)

    def show(self, indicators: Iterable[Indicator]) -> tuple[GapRow, ...]:
        """A row with charts for each indicator that has figures."""
        if self.evidence is None:
            return ()
        return tuple(
            _make_row(row, area=self.area, evidence=self.evidence) for row in rows_of(indicators, self.rows)
        )


def _make_level(indicator: Indicator, *, area: Area, evidence: Evidence | None) -> OwnFigure:
    family, name = families_by_id().get(indicator.family), say_indicator(indicator)
    if family is None or evidence is None:
        return OwnFigure(name, "not published here", "")
    newest = find_newest(evidence, area=area.code, compared=wiring.choices().compared)
    measure = family.measures.get(indicator.group, "")
    said = say_newest(family, newest=newest, measure=measure) if measure else "not published here"
    address = AskedMeasure(family=family, area=area, home=wiring.own_area().code).address()
    return OwnFigure(name, said, address)


def list_plans() -> tuple[Plan, ...]:
    """The partnership's plans, the one in force first; a change in a file is seen at the next request.

    A plan that has an edition in force is read from that; one that has none is read from its files. What came
    into force without standing in partnership.toml comes first, the newest before all.

    Raises
    ------
    OneplanError
        When a plan is not there or cannot be read; the sentence says which and why.
    """
    return find_shelf().plans


def find_shelf() -> Shelf:
    """The plans with what was found in them: one question to the database while nothing has changed.

    Raises
    ------
    OneplanError
        As `list_plans`.
    """
    own, ids = wiring.home() / "plans", wiring.choices().plans
    kept = {edition.plan: edition for edition in list_in_force()}
    files, written = tuple(id_ for id_ in ids if id_ not in kept), _state_of(own)
    read = {plan.id: plan for plan in _read_plans(files, own, written)}
    new = tuple(open_edition(edition) for id_, edition in kept.items() if id_ not in ids)
    plans = (*new, *(read[id_] if id_ in read else open_edition(kept[id_]) for id_ in ids))
    return _shelf(_Kept((ids, own, written, tuple(map(stand_of, kept.values()))), plans))


def find_shelf_or_none() -> Shelf | None:
    """The plans for pages that show them beside other things: none where they cannot be read."""
    try:
        found = find_shelf()
    except OneplanError:
        return None
    return found if found.plans else None


def find_plan_in_force() -> Plan | None:
    """The plan in force for pages that show it beside other things: none where it cannot be read."""
    found = find_shelf_or_none()
    return found.plan if found else None


def list_superseded() -> list[Edition]:
    """The editions that were in force once, the last first."""
    return list(Edition.objects.filter(stage=Stage.SUPERSEDED).order_by("-ended", "-pk"))


def find_superseded(number: int) -> Edition | None:
    """One edition that was in force once."""
    return Edition.objects.filter(stage=Stage.SUPERSEDED, pk=number).first()


def find_figures(area: Area) -> Figures:
    """The figures for an authority; none before the first import."""
    evidence = wiring.evidence()
    if evidence is None:
        return Figures(area=area, found=None, evidence=None)
    compared = wiring.choices().compared
    found = find_comparisons(evidence, area=area.code, against="england", compared=compared)
    return Figures(area=area, found=found, evidence=evidence)


def _make_row(row: Row, *, area: Area, evidence: Evidence) -> GapRow:
    made = make_gap_row(
        row,
        area=area,
        spread=spread_of(evidence, row),
        neighbours=neighbours_of(evidence, area=area.code, name=row["neighbours_list"]),
        newer=newer_period(evidence, row),
    )
    family = families_by_id()[row["family"]]
    measure = AskedMeasure(family=family, area=area, home=wiring.own_area().code)
    return replace(made, href=measure.address(), csv=measure.csv("everywhere", group=row["group"]))


@lru_cache(maxsize=4)
def _shelf(kept: _Kept) -> Shelf:
    return Shelf(kept.plans)


@lru_cache(maxsize=4)
def _read_plans(ids: tuple[str, ...], own: Path, _state: State) -> tuple[Plan, ...]:
    return read_plans(ids, own=own)


def _state_of(own: Path) -> State:
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in own.glob("*/*.toml")))
