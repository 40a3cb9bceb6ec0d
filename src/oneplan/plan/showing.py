"""What will show whether it gets better: indicators, values, targets for groups and periods, forecasts."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from oneplan.plan.parts import Count, Day, Id, Ids, Item, Number, Part, Text

EVERYBODY = "all"
"""The group that holds every child."""

Period = Annotated[str, Field(min_length=1, max_length=40)]


class Frozen(Part):
    """How an indicator was measured when it was taken from a finding, so that next year is measured alike."""

    taken: Day
    publisher: Text
    edition: Text
    """The edition of the statistics, as its folder is called."""
    group_measure: Text
    reference: Id
    """The group of children that they were compared with."""
    reference_measure: Text
    headline_measure: Text = ""
    comparator: Text = ""
    """Whom the area was held beside."""
    who: Text = ""
    """Who is in the group, where no definition of it says so."""
    sentence: Text = ""
    """What was found, in words."""


class PopulationIndicator(Item):
    """What shows how children are doing, whoever serves them: it belongs to no organisation alone."""

    family: Id | Literal[""] = ""
    """The family of published measures that it is."""
    groups: Ids = ()
    """The groups of children for whom it is looked at apart."""
    serves: Ids = ()
    """The objectives and themes that it shows."""
    better: Literal["", "high", "low"] = ""
    unit: Text = ""
    decimals: Annotated[int, Field(ge=0, le=6, strict=True)] = 1
    frozen: Frozen | None = None


class Value(Part):
    """One figure of an indicator or a measure: for whom, where, when, how sure, and who published it."""

    of: Id
    group: Id = EVERYBODY
    period: Period
    area: Text = ""
    """Where; the plan's own area where nothing stands here."""
    value: Number | None = None
    missing: Text = ""
    """Why there is no figure: an unknown one is never 0."""
    count: Count | None = None
    denominator: Count | None = None
    lower: Number | None = None
    upper: Number | None = None
    source: Text = ""
    edition: Text = ""
    published: Day | None = None
    baseline: bool = False
    """Whether this is where the plan starts from."""
    illustrative: bool = False
    """Whether it was invented for a demonstration."""

    @model_validator(mode="after")
    def _is_a_figure_or_says_why_not(self) -> "Value":
        if (self.value is None) == (not self.missing):
            raise ValueError("give a value, or say in missing why there is none")
        if self.count is not None and self.denominator is not None and self.count > self.denominator:
            raise ValueError("the count is larger than its denominator; correct one of them")
        edges = [edge for edge in (self.lower, self.value, self.upper) if edge is not None]
        if edges != sorted(edges):
            raise ValueError("the value must lie between lower and upper")
        return self

    @property
    def key(self) -> str:
        """What tells it from every other value, for example `GLD all 2024/25`."""
        return " ".join(part for part in (self.of, self.group, self.period, self.area) if part)


class Target(Part):
    """Where an indicator or a measure is meant to be, for one group in one period; 0 is a target."""

    of: Id
    group: Id = EVERYBODY
    period: Period
    value: Number
    by: Day | None = None
    """The day by which it can be seen."""
    illustrative: bool = False
    """Whether it was invented for a demonstration."""

    @property
    def key(self) -> str:
        """What tells it from every other target."""
        return f"{self.of} {self.group} {self.period}"


class Forecast(Part):
    """Where it would be if nothing changed, and who says so."""

    of: Id
    group: Id = EVERYBODY
    period: Period
    value: Number
    lower: Number | None = None
    upper: Number | None = None
    by: Text
    """Who made it, and how."""
    made: Day | None = None
    illustrative: bool = False
    """Whether it was invented for a demonstration."""

    @property
    def key(self) -> str:
        """What tells it from every other forecast."""
        return f"{self.of} {self.group} {self.period} {self.by}"
