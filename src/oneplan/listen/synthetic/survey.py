"""Makes a pupil survey that no child ever answered, labelled synthetic in its rows, its file and its name."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import polars as pl

from oneplan.cells.declaring import Outcome
from oneplan.cells.records import Records
from oneplan.errors import NotFound, NotValid
from oneplan.listen.synthetic.answers import draw_answers
from oneplan.listen.synthetic.margins import margins_by_outcome
from oneplan.listen.synthetic.pupils import draw_pupils, draw_schools
from oneplan.listen.synthetic.settings import ALL_CHARACTERISTICS, DEPRIVATION, YEARS, Settings

LABEL = (
    "Synthetic: made up by a computer. No child gave these answers; nothing found in them is true of a child."
)


@dataclass(frozen=True)
class SyntheticSurvey:
    """A made-up survey: its rows, and what was built into it.

    Attributes
    ----------
    frame
        One row a child and wave; the column `synthetic` is true in every row.
    settings
        What was built in, the planted groups among it.
    """

    frame: pl.DataFrame
    settings: Settings

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The questions."""
        return tuple(margins_by_outcome())

    @property
    def good(self) -> tuple[str, ...]:
        """The questions of which more yes is better."""
        return tuple(outcome for outcome, (margin, *_) in margins_by_outcome().items() if margin.good)

    @property
    def phrases(self) -> dict[str, str]:
        """The questions in words."""
        return {outcome: margin.words for outcome, (margin, *_) in margins_by_outcome().items()}

    def records(self) -> Records:
        """Declared, ready to be counted; choose a wave with `in_wave`."""
        ordered = {"year_group": list(YEARS), "deprivation": list(DEPRIVATION)}
        return Records(
            self.frame,
            characteristics={name: ordered.get(name) for name in ALL_CHARACTERISTICS},
            outcomes=[Outcome(outcome, cases=["Yes"]) for outcome in self.outcomes],
            school="school",
            wave="wave",
            identifier="child",
        )

    def write(self, folder: Path) -> Path:
        """Write `synthetic-pupil-survey-SEED.parquet`, and beside it, as JSON, what was built in.

        Raises
        ------
        NotValid
            When the folder cannot be written to.
        """
        path = folder / f"synthetic-pupil-survey-{self.settings.seed}.parquet"
        said = {"label": LABEL, "settings": asdict(self.settings), "sources": _sources()}
        try:
            self.frame.write_parquet(path, metadata={"synthetic": LABEL})
            path.with_suffix(".json").write_text(
                json.dumps(said, indent=2, ensure_ascii=False), encoding="utf-8"
            )
        except OSError as error:
            raise NotValid(
                f"{folder} cannot be written to ({error.strerror}). Name another folder."
            ) from error
        return path


def make_survey(settings: Settings | None = None) -> SyntheticSurvey:
    """Make a pupil survey that no child answered, the same for the same settings.

    The shares of yes are held, in each wave, to figures that were published of a real survey; children of one
    school are alike as far as the settings say; the planted groups differ, and no other group does but by
    chance. Who the children are is drawn without regard to any real place.

    Returns
    -------
    SyntheticSurvey
        With both waves in one frame.

    Raises
    ------
    NotFound
        When something was planted in a question that there is not.

    Examples
    --------
    >>> survey = make_survey(Settings(children=400, schools=10))
    >>> survey.frame.height, survey.frame["synthetic"].all()
    (800, True)
    """
    asked = settings or Settings()
    questions = margins_by_outcome()
    strange = sorted({one.outcome for one in asked.planted} - set(questions))
    if strange:
        raise NotFound(f"There is no question “{strange[0]}”. Plant in one of: {', '.join(questions)}.")
    random = np.random.default_rng(asked.seed)
    schools = draw_schools(asked, random)
    effects = {outcome: _standard(random, asked.schools) for outcome in questions}
    waves = []
    for wave, name in enumerate(asked.waves):
        pupils = draw_pupils(schools, asked, random=random)
        answers = [
            draw_answers(
                pupils, margins, wave=wave, school_effect=effects[outcome], settings=asked, random=random
            ).alias(outcome)
            for outcome, margins in questions.items()
        ]
        number = pl.int_range(1, pupils.height + 1).cast(pl.String)
        child = pl.format("synthetic-{}-{}", pl.lit(name), number)
        waves.append(
            pupils.with_columns(*answers).select(
                pl.lit(value=True).alias("synthetic"),
                child.alias("child"),
                pl.lit(name).alias("wave"),
                pl.all(),
            )
        )
    return SyntheticSurvey(pl.concat(waves).drop("school_number"), asked)


def _standard(random: np.random.Generator, schools: int) -> "np.typing.NDArray[np.float64]":
    """Effects of schools with mean 0 and variance 1 in this very sample."""
    effect = random.normal(0, 1, schools)
    return np.asarray((effect - effect.mean()) / effect.std())


def _sources() -> dict[str, list[str]]:
    return {outcome: [one.source for one in margins] for outcome, margins in margins_by_outcome().items()}
