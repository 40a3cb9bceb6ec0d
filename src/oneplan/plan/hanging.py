"""Whether the parts of a plan hang together: each id once, and nothing names what is not there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from oneplan.plan.naming import TOGETHER, VISION, list_namings, name_of, unknown_in
from oneplan.plan.parts import Item, Wording
from oneplan.plan.shape import Shape


class Fault(ValueError):
    """What does not hang together: in which part, at which entry and field, and what to do."""

    def __init__(self, part: str, entry: str, *, field: str, says: str) -> None:
        super().__init__(f"{part}, {entry}, {field}: {says}")
        self.part, self.entry, self.field, self.says = part, entry, field, says


def check_hangs_together(plan: Shape) -> None:
    """Refuse a plan whose parts do not fit, with one `Fault`."""
    for check in (
        _check_plan,
        _check_ids,
        _check_sources,
        _check_levels,
        _check_themes,
        _check_named,
        _check_boards,
        _check_lineage,
    ):
        check(plan)


def _check_plan(plan: Shape) -> None:
    if plan.years_from > plan.years_to:
        raise Fault("plan", plan.id, field="years_to", says="a plan cannot end before it begins")
    if plan.follows == plan.id:
        raise Fault("plan", plan.id, field="follows", says="a plan cannot follow itself; name the one before")
    if plan.agreed and plan.agreed.meeting:
        known = {meeting.id for meeting in plan.meetings}
        _check_known("plan", plan.id, field="agreed.meeting", given=(plan.agreed.meeting,), known=known)


def _check_ids(plan: Shape) -> None:
    together = [(part, item.id) for part in TOGETHER for item in getattr(plan, part)]
    together += [("activities", one.id) for activity in plan.activities for one in activity.milestones]
    _check_once([("plan", VISION), *together])
    spent = {id_.casefold() for id_ in plan.spent}
    for part, id_ in together:
        if id_.casefold() in spent:
            raise Fault(part, id_, field="id", says="this id was used before and is spent; give it a new one")
    for part in ("levels", "sources", "links", "lineage"):
        _check_once([(part, item.id) for item in getattr(plan, part)])
    for part in ("values", "targets", "forecasts"):
        seen: set[str] = set()
        for item in getattr(plan, part):
            if item.key in seen:
                says = "the same group and period stand there twice; keep one"
                raise Fault(part, item.key, field="of", says=says)
            seen.add(item.key)


def _check_once(named: list[tuple[str, str]]) -> None:
    seen: set[str] = set()
    for part, id_ in named:
        if id_.casefold() in seen:
            raise Fault(part, id_, field="id", says="this id is used twice; give each item its own")
        seen.add(id_.casefold())


def _check_sources(plan: Shape) -> None:
    known = {source.id for source in plan.sources}
    for part, entry, field, wording in _wordings(plan):
        if wording.source and wording.source not in known:
            raise Fault(
                part, entry, field=field, says=f"there is no source “{wording.source}”; add it to sources"
            )


def _wordings(plan: Shape) -> Iterator[tuple[str, str, str, Wording]]:
    yield "plan", VISION, "source", plan.vision
    for part in ("levels", *TOGETHER):
        for item in getattr(plan, part):
            if isinstance(item, Item):
                yield part, item.id, "source", item
    for objective in plan.objectives:
        if objective.why:
            yield "objectives", objective.id, "why.claim.source", objective.why.claim
            yield "objectives", objective.id, "why.evidence.source", objective.why.evidence
            yield "objectives", objective.id, "why.question.source", objective.why.question


def _check_levels(plan: Shape) -> None:
    """Each level stands under levels that are there, and none under itself, however far round."""
    above = {level.id: level.below for level in plan.levels}
    for level in plan.levels:
        _check_known("levels", level.id, field="below", given=level.below, known=above)
    says = "the levels go round in a circle; begin with one at the top"
    _check_no_circle("levels", above, field="below", says=says)


def _check_boards(plan: Shape) -> None:
    above = {board.id: board.reports_to for board in plan.boards}
    says = "these boards report to each other in a circle; let one report to nobody"
    _check_no_circle("boards", above, field="reports_to", says=says)


def _check_no_circle(part: str, above: Mapping[str, Sequence[str]], *, field: str, says: str) -> None:
    settled: set[str] = set()
    while ready := [id_ for id_, under in above.items() if id_ not in settled and settled.issuperset(under)]:
        settled |= set(ready)
    if left := [id_ for id_ in above if id_ not in settled]:
        raise Fault(part, left[0], field=field, says=says)


def _check_themes(plan: Shape) -> None:
    levels = {level.id: level for level in plan.levels}
    themes = {theme.id: theme for theme in plan.themes}
    for theme in plan.retired:
        _check_known("retired", theme.id, field="level", given=(theme.level,), known=levels)
    for theme in plan.themes:
        _check_known("themes", theme.id, field="level", given=(theme.level,), known=levels)
        level = levels[theme.level]
        if not level.below and theme.parent:
            says = f"a {level.name} stands at the top; leave the parent out"
            raise Fault("themes", theme.id, field="parent", says=says)
        if level.below:
            _check_known("themes", theme.id, field="parent", given=(theme.parent,), known=themes)
            if themes[theme.parent].level not in level.below:
                says = f"a {level.name} stands under {' or '.join(level.below)}, not under “{theme.parent}”"
                raise Fault("themes", theme.id, field="parent", says=says)


def _check_named(plan: Shape) -> None:
    """What is named elsewhere in the plan is there."""
    for naming, known in list_namings(plan):
        for item in getattr(plan, naming.part):
            for id_ in unknown_in(item, naming.field, known=known):
                says = f"there is no “{id_}” in this plan"
                raise Fault(naming.part, name_of(item), field=naming.field, says=says)


def _check_lineage(plan: Shape) -> None:
    told: set[str] = set()
    for line in plan.lineage:
        told.update(line.was)
    for theme in plan.retired:
        if theme.id not in told:
            says = "nothing says what became of it; name it in lineage.toml, with the reason"
            raise Fault("retired", theme.id, field="id", says=says)
    retired = {theme.id for theme in plan.retired}
    after: dict[str, list[str]] = {id_: [] for id_ in retired}
    for line in plan.lineage:
        for id_ in line.was:
            after[id_] += [one for one in line.now if one in retired]
    says = "it lives on in itself, in a circle; name what it became"
    _check_no_circle("lineage", after, field="now", says=says)


def _check_known(part: str, entry: str, *, field: str, given: Iterable[str], known: Iterable[str]) -> None:
    for id_ in given:
        if id_ not in known:
            says = f"there is no “{id_}” in this plan" if id_ else "it is missing; name what it stands under"
            raise Fault(part, entry, field=field, says=says)
