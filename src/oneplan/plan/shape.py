"""What a plan is made of: each part, of what kind its entries are, and how many there may be."""

from typing import Annotated, Literal

from pydantic import Field

from oneplan.plan.deciding import Agreement, Decision, Document, Meeting, Strategy
from oneplan.plan.doing import Activity, Board, Measure, Organisation, Role, Update, Voice
from oneplan.plan.parts import (
    MOST_PARTS,
    EvidenceSource,
    Id,
    Item,
    Level,
    Lineage,
    Link,
    Name,
    Objective,
    Part,
    Principle,
    Source,
    Theme,
    Wording,
)
from oneplan.plan.showing import Forecast, PopulationIndicator, Target, Value

Stage = Literal["draft", "consultation", "agreed", "in-force", "under-review", "superseded"]
Year = Annotated[int, Field(ge=1900, le=2200, strict=True)]
MOST_ENTRIES = 20_000
"""More updates or values than this belong to several plans."""


class Shape(Part):
    """The parts of a plan, before anybody has looked whether they hang together."""

    id: Id
    title: Name
    area: Name
    years_from: Year
    years_to: Year
    stage: Stage
    follows: Id | Literal[""] = ""
    """The plan that it is held beside: the one before it."""
    agreed: Agreement | None = None
    spent: Annotated[tuple[Id, ...], Field(max_length=MOST_ENTRIES)] = ()
    """Ids that were used once for something that is gone. They stay spent, so that an old paper never
    leads to something else."""
    vision: Wording
    levels: Annotated[tuple[Level, ...], Field(max_length=12)]
    sources: Annotated[tuple[Source, ...], Field(max_length=MOST_PARTS)] = ()
    statements: Annotated[tuple[Item, ...], Field(max_length=MOST_PARTS)] = ()
    """What the plan says of itself: how it was made, who answers for it, when it is reviewed."""
    objectives: Annotated[tuple[Objective, ...], Field(max_length=MOST_PARTS)] = ()
    themes: Annotated[tuple[Theme, ...], Field(max_length=MOST_PARTS)] = ()
    principles: Annotated[tuple[Principle, ...], Field(max_length=MOST_PARTS)] = ()
    evidence: Annotated[tuple[EvidenceSource, ...], Field(max_length=MOST_PARTS)] = ()
    organisations: Annotated[tuple[Organisation, ...], Field(max_length=MOST_PARTS)] = ()
    roles: Annotated[tuple[Role, ...], Field(max_length=MOST_PARTS)] = ()
    boards: Annotated[tuple[Board, ...], Field(max_length=MOST_PARTS)] = ()
    activities: Annotated[tuple[Activity, ...], Field(max_length=5000)] = ()
    indicators: Annotated[tuple[PopulationIndicator, ...], Field(max_length=MOST_PARTS)] = ()
    measures: Annotated[tuple[Measure, ...], Field(max_length=5000)] = ()
    values: Annotated[tuple[Value, ...], Field(max_length=MOST_ENTRIES)] = ()
    targets: Annotated[tuple[Target, ...], Field(max_length=5000)] = ()
    forecasts: Annotated[tuple[Forecast, ...], Field(max_length=5000)] = ()
    voices: Annotated[tuple[Voice, ...], Field(max_length=5000)] = ()
    meetings: Annotated[tuple[Meeting, ...], Field(max_length=5000)] = ()
    decisions: Annotated[tuple[Decision, ...], Field(max_length=5000)] = ()
    updates: Annotated[tuple[Update, ...], Field(max_length=MOST_ENTRIES)] = ()
    strategies: Annotated[tuple[Strategy, ...], Field(max_length=MOST_PARTS)] = ()
    documents: Annotated[tuple[Document, ...], Field(max_length=MOST_PARTS)] = ()
    retired: Annotated[tuple[Theme, ...], Field(max_length=MOST_PARTS)] = ()
    """Priorities that were merged, split or ended: their words and their ids are kept."""
    lineage: Annotated[tuple[Lineage, ...], Field(max_length=MOST_PARTS)] = ()
    links: Annotated[tuple[Link, ...], Field(max_length=MOST_PARTS)] = ()
    """What became of the items of the plan that it follows."""
