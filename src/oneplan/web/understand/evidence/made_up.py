"""A made-up pupil survey as a data set, so that a demonstration has something to search: synthetic."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from oneplan.cells.description import DescribedCharacteristic, DescribedOutcome, Description
from oneplan.listen.synthetic.settings import ALL_CHARACTERISTICS, DEPRIVATION, YEARS
from oneplan.listen.synthetic.survey import LABEL, SyntheticSurvey, make_survey
from oneplan.people import Actor, Holding, Role
from oneplan.web.jobs.actions import enqueue
from oneplan.web.understand.evidence.actions import bring_in_records, look_for_gaps
from oneplan.web.understand.models import Analysis, DataSet

BY = Actor(said="The demonstration", holdings=(Holding(Role.ANALYST), Holding(Role.ADMINISTRATOR)))
KEPT_FOR = timedelta(days=365)
ORDERED = {"year_group": YEARS, "deprivation": DEPRIVATION}
WORDS = {
    "sex": {
        "Girl": "girls",
        "Boy": "boys",
        "Prefer not to say": "children who would rather not say their sex",
    },
    "free_school_meals": {"Yes": "on free school meals", "No": "not on free school meals"},
    "special_needs": {
        "Education, health and care plan": "with an education, health and care plan",
        "Support": "with support for special needs",
        "None": "without special needs",
    },
    "in_care": {"Yes": "in care", "No": "not in care"},
    "young_carer": {"Yes": "who care for somebody", "No": "who care for nobody"},
    "disability": {"Yes": "with a disability", "No": "without a disability"},
    "parent_in_forces": {"Yes": "with a parent in the forces", "No": "without a parent in the forces"},
    "deprivation": {
        "Most deprived fifth": "in the most deprived fifth",
        "Fourth fifth": "in the second most deprived fifth",
        "Middle fifth": "in the middle fifth of deprivation",
        "Second fifth": "in the second least deprived fifth",
        "Least deprived fifth": "in the least deprived fifth",
    },
    "rurality": {"Rural": "in the country", "Town or city": "in towns"},
    "year_group": {year: f"in {year.lower()}" for year in YEARS},
}


def ask_for_demonstration() -> None:
    """Ask for a made-up survey in the background, where none is there."""
    if not is_there():
        enqueue("evidence.demonstrate", only="evidence.demonstrate")


def is_there() -> bool:
    """Whether a made-up data set is there already."""
    return DataSet.objects.filter(is_synthetic=True, deleted__isnull=True).exists()


def demonstrate() -> Analysis | None:
    """Make up a survey and ask for a search in it; None where a made-up one is there already."""
    if is_there():
        return None
    survey = make_survey()
    until: date = timezone.localdate() + KEPT_FOR
    with tempfile.TemporaryDirectory() as folder:
        path = survey.write(Path(folder))
        described = describe(survey)
        data_set = bring_in_records(by=BY, path=path, description=described, keep_until=until)
    return look_for_gaps(
        by=BY,
        data_set=data_set,
        characteristics=[one.column for one in described.characteristic],
        outcomes=[one.name for one in described.outcome],
        depth=3,
        wave=data_set.waves[-1],
    )


def describe(survey: SyntheticSurvey) -> Description:
    """What the columns of a made-up survey are, and how they are said."""
    return Description(
        title="Synthetic pupil survey",
        said=LABEL,
        synthetic=True,
        school="school",
        wave="wave",
        identifier="child",
        characteristic=tuple(
            DescribedCharacteristic(
                column=name,
                levels=tuple(ORDERED[name]) if name in ORDERED else None,
                words=WORDS.get(name, {}),
            )
            for name in ALL_CHARACTERISTICS
        ),
        outcome=tuple(
            DescribedOutcome(name=name, cases=("Yes",), words=words, good=name in survey.good)
            for name, words in survey.phrases.items()
        ),
    )
