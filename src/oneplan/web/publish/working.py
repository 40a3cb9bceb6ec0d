"""What the page on how we work shows: whose figures these are, what the checks found, and what was chosen."""

from dataclasses import dataclass

import polars as pl

from oneplan.choices import Choices
from oneplan.publish.formats import to_signed_csv
from oneplan.sources.checks import CHECKS, count_flags
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Edition, Sourced
from oneplan.web.design.gap_tables import Line, Table
from oneplan.words.area import find_area, find_authority


@dataclass(frozen=True)
class WorkingPage:
    """Everything that the template shows."""

    choices: tuple[tuple[str, str], ...]
    edition: Edition | None = None
    figures: str = ""
    measures: int = 0
    revised: str = ""
    checks: Table | None = None


def make_page(evidence: Evidence | None, choices: Choices) -> WorkingPage:
    """Make the page; without statistics it says what was chosen all the same."""
    chosen = say_choices(evidence, choices)
    if evidence is None:
        return WorkingPage(choices=chosen)
    revised = evidence.revisions.height
    said = (
        f"The newest edition changed {revised:,} of them." if revised else "The newest edition changed none."
    )
    return WorkingPage(
        choices=chosen,
        edition=evidence.edition,
        figures=f"{evidence.count_observations():,}",
        measures=evidence.measures["measure"].n_unique(),
        revised=said,
        checks=checks_table(evidence),
    )


def write_checks_csv(evidence: Evidence) -> str:
    """How many figures each check flagged, as a file."""
    flags = count_flags(evidence.checks)
    lines = [(check, CHECKS[check], count) for check, count in flags.items()]
    schema = {"check": pl.String, "what_it_checks": pl.String, "flagged": pl.Int64}
    frame = pl.DataFrame(lines, schema=schema, orient="row")
    return to_signed_csv(Sourced(frame=frame, edition=evidence.edition))


def checks_table(evidence: Evidence) -> Table:
    """How many figures each check flagged."""
    columns = ("Check", "Flagged")
    flags = count_flags(evidence.checks)
    lines = (Line(CHECKS[check], ((columns[1], f"{count:,}"),)) for check, count in flags.items())
    return Table(caption="What the checks found when this edition came", columns=columns, lines=tuple(lines))


def say_choices(evidence: Evidence | None, choices: Choices) -> tuple[tuple[str, str], ...]:
    """What this partnership chose, each choice with its words."""
    limits = choices.thresholds
    wide = f"in {limits.steady_at_least} of the last {limits.steady_periods} periods"
    moves = f"from one period to the next, on average over {limits.moving_periods}"
    step = f"more than {limits.moving_step:.0%} of all authorities"
    return (
        ("Our area", find_authority(choices.area).name),
        ("Statistical neighbours", _neighbours(evidence, choices)),
        ("A mean of neighbours", f"Given when at least {limits.least_neighbours} of the ten have figures."),
        ("A gap is steadily wide", f"When it is among the widest one in {limits.widest_part}, {wide}."),
        ("A gap moves a lot", f"When its place changes by {step} {moves}."),
        ("What we call the levels of our plan", f"{', '.join(choices.levels.model_dump().values())}."),
    )


def _neighbours(evidence: Evidence | None, choices: Choices) -> str:
    title = f"The list of {choices.neighbours}"
    if evidence is None:
        return f"{title}."
    code = find_authority(choices.area).code
    ten = evidence.neighbours.filter(list=choices.neighbours, area=code).sort("place")["neighbour"]
    return f"{title}: {', '.join(find_area(one).name for one in ten)}."
