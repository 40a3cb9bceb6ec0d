"""What is built into a made-up survey on purpose, so that what is found in it can be checked against it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from oneplan.errors import NotValid

Levels = Mapping[str, float]

YEARS: Levels = {"Year 4": 0.27, "Year 6": 0.26, "Year 8": 0.22, "Year 10": 0.17, "Year 12": 0.08}
CHARACTERISTICS: Mapping[str, Levels] = {
    "sex": {"Girl": 0.485, "Boy": 0.485, "Prefer not to say": 0.03},
    "ethnicity": {
        "White British": 0.83,
        "Other White": 0.05,
        "Mixed": 0.04,
        "Asian": 0.035,
        "Black": 0.015,
        "Gypsy, Roma or Traveller": 0.005,
        "Any other": 0.01,
        "Prefer not to say": 0.015,
    },
    "free_school_meals": {"No": 0.83, "Yes": 0.17},
    "special_needs": {"None": 0.83, "Support": 0.13, "Education, health and care plan": 0.04},
    "in_care": {"No": 0.985, "Yes": 0.015},
    "young_carer": {"No": 0.93, "Yes": 0.05, "Prefer not to say": 0.02},
    "disability": {"No": 0.9, "Yes": 0.08, "Prefer not to say": 0.02},
    "parent_in_forces": {"No": 0.96, "Yes": 0.04},
}
"""What is drawn for each child, with its share; year, deprivation, rurality and district go with schools."""

DEPRIVATION = ("Most deprived fifth", "Second fifth", "Middle fifth", "Fourth fifth", "Least deprived fifth")
RURALITY: Levels = {"Town or city": 0.7, "Rural": 0.3}
DISTRICTS: Levels = {
    "District A": 0.2,
    "District B": 0.13,
    "District C": 0.14,
    "District D": 0.21,
    "District E": 0.18,
    "District F": 0.14,
}
ALL_CHARACTERISTICS = ("year_group", *CHARACTERISTICS, "deprivation", "rurality", "district")


@dataclass(frozen=True)
class Planted:
    """A group for whom an outcome is made different, by so many percentage points in each wave."""

    levels: Mapping[str, str]
    outcome: str
    points: tuple[float, ...]


@dataclass(frozen=True)
class Settings:
    """How large a made-up survey is, and everything that is built into it.

    Attributes
    ----------
    children, schools
        In each wave.
    waves
        Their names, in order. Schools take part in every wave; the children of each are others.
    likeness
        How alike the children of one school are: the intraclass correlation of the answers.
    planted
        Groups made different on purpose. Nothing else about a group differs but by chance.
    skipped, rather_not
        The shares of answers that are left empty, and that are “Prefer not to say”.
    seed
        The same settings give the same survey.
    """

    children: int = 23_816
    schools: int = 252
    waves: tuple[str, ...] = ("first", "second")
    likeness: float = 0.03
    planted: tuple[Planted, ...] = field(
        default=(
            Planted(
                {"sex": "Girl", "special_needs": "Education, health and care plan"},
                "safe_at_school",
                (-20.0, -20.0),
            ),
            Planted({"young_carer": "Yes", "free_school_meals": "Yes"}, "happy", (-20.0, -30.0)),
            Planted(
                {"rurality": "Rural", "deprivation": "Most deprived fifth", "year_group": "Year 10"},
                "slow_to_sleep",
                (20.0, 8.0),
            ),
        )
    )
    skipped: float = 0.04
    rather_not: float = 0.01
    seed: int = 2014

    def __post_init__(self) -> None:
        if self.schools < 5 or self.children < 4 * self.schools:
            raise NotValid(
                f"{self.children:,} children in {self.schools} schools cannot be made. Ask for at least five "
                "schools, and four children for each."
            )
        if not 0 <= self.likeness < 0.5:
            raise NotValid(f"A likeness of {self.likeness} cannot be made. Give one from 0 to below 0.5.")
        if not self.waves or not 0 <= self.skipped + self.rather_not < 1:
            raise NotValid("Name at least one wave, and leave some answers: skipped and rather_not below 1.")
        for one in self.planted:
            _check_planted(one, waves=len(self.waves))


def _check_planted(planted: Planted, *, waves: int) -> None:
    unknown = sorted(set(planted.levels) - set(ALL_CHARACTERISTICS))
    if unknown:
        raise NotValid(f"“{unknown[0]}” is not in the survey. Plant in: {', '.join(ALL_CHARACTERISTICS)}.")
    if len(planted.points) != waves:
        raise NotValid(
            f"“{planted.outcome}” was planted for {len(planted.points)} waves, and there are {waves}. Give "
            "percentage points for each wave."
        )
