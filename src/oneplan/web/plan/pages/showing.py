"""What will show it: each indicator with where it starts, whom it is held beside, and its targets."""

from collections.abc import Iterable
from dataclasses import dataclass

from oneplan.definitions.families import families_by_id
from oneplan.definitions.groups import list_groups
from oneplan.plan.showing import EVERYBODY, PopulationIndicator, Target, Value
from oneplan.web.plan.queries import Shelf
from oneplan.web.understand.groups.subjects import list_subjects
from oneplan.words.saying import group_thousands, say_day, say_value, start_sentence

NOT_AGREED = "not agreed yet"


@dataclass(frozen=True)
class FiguresOf:
    """One group of children: where it starts, the others' figure then, where it is now, its targets."""

    group: str
    baseline: str
    beside: str
    newest: str
    target: str


@dataclass(frozen=True)
class Indicated:
    """One indicator as a page shows it."""

    id: str
    name: str
    text: str
    href: str
    better: str
    lines: tuple[FiguresOf, ...]
    frozen: str
    """How it was taken over from a finding, so that it is measured alike; empty where it was not."""
    found: str
    """What was found then, in words."""
    family: str
    """The page of the measure, where it is one that is published."""
    illustrative: bool

    @property
    def lacks_baseline(self) -> bool:
        """Whether nothing says where it starts."""
        return all(line.baseline == NOT_AGREED for line in self.lines)

    @property
    def lacks_target(self) -> bool:
        """Whether nothing says where it is meant to be."""
        return all(line.target == NOT_AGREED for line in self.lines)


def show_indicator(indicator: PopulationIndicator, *, shelf: Shelf, carried: str) -> Indicated:
    """One indicator with all its figures and targets."""
    values, targets = shelf.values.get(indicator.id, []), shelf.targets.get(indicator.id, [])
    groups = dict.fromkeys(
        [*indicator.groups, *(one.group for one in values), *(one.group for one in targets)]
    )
    known = indicator.family in families_by_id()
    return Indicated(
        id=indicator.id,
        name=indicator.name,
        text=indicator.text,
        href=f"/plan/entries/{indicator.id}/{carried}",
        better={"high": "More is better.", "low": "Less is better."}.get(indicator.better, ""),
        lines=tuple(
            _figures_of(group, indicator=indicator, values=values, targets=targets)
            for group in groups or (EVERYBODY,)
        ),
        frozen=_say_frozen(indicator),
        found=indicator.frozen.sentence if indicator.frozen else "",
        family=f"/children/measures/{indicator.family}/{carried}" if known else "",
        illustrative=indicator.illustrative,
    )


def say_group(id_: str) -> str:
    """A group of children in words, with a capital.

    Examples
    --------
    >>> say_group("care"), say_group("all"), say_group("young-carers")
    ('Children in care', 'All children', 'Young carers')
    """
    known, subject = list_groups().get(id_), list_subjects().get(id_)
    return start_sentence(known.said() if known else subject.name if subject else id_.replace("-", " "))


def _figures_of(
    group: str, *, indicator: PopulationIndicator, values: Iterable[Value], targets: Iterable[Target]
) -> FiguresOf:
    of_group = [value for value in values if value.group == group]
    here = [value for value in of_group if not value.area]
    starts = [value for value in here if value.baseline] or here[:1]
    periods = {value.period for value in starts}
    beside = [value for value in of_group if value.area and value.period in periods]
    newer = [value for value in here if value not in starts]
    said = [_say_target(target, indicator=indicator) for target in targets if target.group == group]
    return FiguresOf(
        group=say_group(group),
        baseline=_listed(starts, indicator=indicator) or NOT_AGREED,
        beside="; ".join(f"{one.area}: {_say(one, indicator=indicator)}" for one in beside) or "nothing yet",
        newest=_listed(newer[-1:], indicator=indicator) or "nothing newer yet",
        target="; ".join(said) or NOT_AGREED,
    )


def _listed(values: Iterable[Value], *, indicator: PopulationIndicator) -> str:
    return "; ".join(f"{_say(one, indicator=indicator)}, {one.period}" for one in values)


def _say(value: Value, *, indicator: PopulationIndicator) -> str:
    if value.value is None:
        return value.missing
    said = _say_figure(value.value, indicator=indicator)
    if value.lower is None or value.upper is None:
        return said
    edges = [say_value(edge, decimals=indicator.decimals) for edge in (value.lower, value.upper)]
    return f"{said} (from {edges[0]} to {edges[1]})"


def _say_target(target: Target, *, indicator: PopulationIndicator) -> str:
    by = f", by {say_day(target.by)}" if target.by else ""
    return f"{_say_figure(target.value, indicator=indicator)} in {target.period}{by}"


def _say_figure(value: float, *, indicator: PopulationIndicator) -> str:
    unit = indicator.unit if indicator.unit in ("", "%") else f" {indicator.unit}"
    return f"{group_thousands(say_value(value, decimals=indicator.decimals))}{unit}"


def _say_frozen(indicator: PopulationIndicator) -> str:
    frozen = indicator.frozen
    if frozen is None:
        return ""
    beside = f", held beside {frozen.comparator}" if frozen.comparator else ""
    return (
        f"Taken over on {say_day(frozen.taken)} from figures of {frozen.publisher}, edition "
        f"{frozen.edition}{beside}. Next year it is measured the same way."
    )
