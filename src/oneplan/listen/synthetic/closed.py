"""Makes a closed wave that no child answered, in the form in which real ones are kept."""

from pathlib import Path

import numpy as np
import polars as pl

from oneplan.errors import NotValid
from oneplan.listen.closing.closed import RESPONSE, Closed
from oneplan.listen.closing.columns import ABOUT, SYNTHETIC, schema_of
from oneplan.listen.definition.files import PACKAGED, read_questionnaire
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.response.roll import Roll
from oneplan.listen.synthetic.giving import Group, draw_given
from oneplan.listen.synthetic.roll import make_roll

DEMONSTRATION = PACKAGED / "demonstration.yaml"
_EASY_ELSEWHERE = 0.02
_WELCOME = (0.95, 0.92, 0.88, 0.84, 0.76)
"""The share who answer in a school that takes part, from the richest fifth of schools to the poorest."""


def make_closed(
    *,
    pupils: int = 23_816,
    schools: int = 252,
    seed: int = 2014,
    asked: Questionnaire | None = None,
    roll: Roll | None = None,
) -> Closed:
    """Make a closed wave that no child answered, the same for the same settings.

    Pupils are drawn from a roll, fewer of them in poorer schools, and some schools of the roll take no
    part. Each answers along the way that their own answers lead; answers hang together within a pupil, and
    a little within a school. What is made different on purpose stands in `synthetic.giving`: everything
    else is chance, and nothing is true of any child.

    Parameters
    ----------
    pupils, schools
        How many answered, and in how many schools.
    seed
        Draws pupils, schools and answers. How a question is answered on the whole hangs on its id alone,
        so that two waves can be compared.
    asked
        The questionnaire; the one that comes with oneplan when left out.
    roll
        The schools; made up when left out.

    Returns
    -------
    Closed
        With a column `synthetic`, true in every row.

    Raises
    ------
    NotValid
        When there are not so many schools or pupils to be had.

    Examples
    --------
    >>> closed = make_closed(pupils=400, schools=25)
    >>> closed.frame.height, closed.frame["school"].n_unique(), closed.is_synthetic
    (400, 25, True)
    """
    questions = asked or read_questionnaire(DEMONSTRATION)
    random = np.random.default_rng([seed, pupils])
    whole = (roll or make_roll(schools=max(20, round(schools * 1.15)))).frame
    drawn = _draw_pupils(_taking_part(whole, schools, random), pupils=pupils, random=random)
    drawn = drawn.with_columns(_versions(drawn, questions, random))
    school = drawn["number"].to_numpy()
    poorer = (drawn["free_meals_fifth"].to_numpy() - 3) / 2
    mood = random.normal(0, 1, pupils) - 0.15 * poorer + 0.2 * random.normal(0, 1, schools)[school]
    parts = []
    for (version,), part in drawn.group_by("version", maintain_order=True):
        row = part["row"].to_numpy()
        group = Group(str(version), part["year"].to_numpy(), school[row], mood[row])
        answers = draw_given(questions, group, schools=schools, random=random)
        about = part.select("school", "year", "version", language=pl.lit(questions.language))
        parts.append(about.hstack(answers))
    frame = pl.concat(parts).select(pl.all().gather(random.permutation(pupils)))
    frame = frame.with_columns(pupil=pl.int_range(1, pupils + 1), synthetic=pl.lit(value=True))
    frame = frame.select(*ABOUT, SYNTHETIC, pl.exclude(*ABOUT, SYNTHETIC))
    return Closed(questions, frame.cast(schema_of(questions)), _response(frame, random))


def widen(asked: Questionnaire, *, questions: int = 300) -> Questionnaire:
    """A questionnaire made as long as the real ones are, by asking the same again under other ids.

    Only for measuring how fast something is: `home-safe` comes again as `home-safe-copy-1`.

    Examples
    --------
    >>> len(widen(read_questionnaire(DEMONSTRATION), questions=300).questions)
    300
    """
    plain = [one for one in asked.questions if one.kind in ("one", "scale") and not one.ask_if]
    copies = []
    for number in range(questions - len(asked.questions)):
        one = plain[number % len(plain)]
        copies.append(one.model_copy(update={"id": f"{one.id}-copy-{number // len(plain) + 1}"}))
    return Questionnaire.model_validate(asked.model_copy(update={"questions": (*asked.questions, *copies)}))


def write_closed(closed: Closed, path: Path) -> Path:
    """Write the rows as Parquet, labelled synthetic in the file as well."""
    from oneplan.listen.synthetic.survey import LABEL  # noqa: PLC0415 - brings the counting with it

    closed.frame.write_parquet(path, metadata={"synthetic": LABEL})
    return path


def _taking_part(roll: pl.DataFrame, schools: int, random: np.random.Generator) -> pl.DataFrame:
    """The rows of the schools that take part; poorer schools are less likely to."""
    each = roll.group_by("school", maintain_order=True).agg(pl.col("free_meals_fifth").first())
    if each.height < schools:
        raise NotValid(
            f"The roll has {each.height:,} schools, and {schools:,} cannot take part. Ask for fewer."
        )
    likely = np.array(_WELCOME)[each["free_meals_fifth"].to_numpy() - 1]
    chosen = random.choice(each.height, schools, replace=False, p=likely / likely.sum())
    numbers = pl.DataFrame({"school": each["school"].gather(chosen), "number": np.arange(schools)})
    return roll.join(numbers, on="school", maintain_order="left")


def _draw_pupils(rows: pl.DataFrame, *, pupils: int, random: np.random.Generator) -> pl.DataFrame:
    """Who answers: so many of the pupils on the roll, and at least one of each school."""
    there = rows["pupils"].to_numpy()
    if there.sum() < pupils or pupils < rows["school"].n_unique():
        raise NotValid(
            f"{pupils:,} pupils cannot answer where {there.sum():,} are on the roll of "
            f"{rows['school'].n_unique():,} schools. Ask for another number."
        )
    row = np.repeat(np.arange(rows.height), there)
    first = np.unique(rows["number"].to_numpy()[row], return_index=True)[1]
    likely = np.array(_WELCOME)[rows["free_meals_fifth"].to_numpy()[row] - 1]
    likely[first] = 0
    rest = random.choice(len(row), pupils - len(first), replace=False, p=likely / likely.sum())
    chosen = np.sort(np.concatenate([first, rest]))
    return rows.select(pl.all().gather(row[chosen])).with_row_index("row")


def _versions(drawn: pl.DataFrame, asked: Questionnaire, random: np.random.Generator) -> pl.Series:
    """The version for each pupil's year; an easy-read one in special schools, and for a few elsewhere."""
    plain: dict[int, str] = {}
    easy: dict[int, str] = {}
    for id_, version in reversed(list(asked.versions.items())):
        for year in version.years:
            (easy if version.reading_age else plain)[year] = id_
    some = next(iter(asked.versions))
    wants_easy = (drawn["phase"] == "special").to_numpy() | (random.random(drawn.height) < _EASY_ELSEWHERE)
    given = [
        (easy if is_easy else plain).get(year) or plain.get(year) or easy.get(year) or some
        for year, is_easy in zip(drawn["year"].to_list(), wants_easy.tolist(), strict=True)
    ]
    return pl.Series("version", given)


def _response(frame: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    """As if for each eight answers one code had not been used, and here and there a pupil had said no."""
    groups = frame.group_by("school", "year", "version").agg(done=pl.len()).sort("school", "year", "version")
    groups = groups.with_columns(
        started=pl.Series(random.binomial(2, 0.05, groups.height)),
        declined=pl.Series(random.binomial(3, 0.05, groups.height)),
        empty=pl.Series(random.binomial(2, 0.05, groups.height)),
    )
    groups = groups.with_columns(pl.col("done") + pl.col("declined") + pl.col("empty"))
    groups = groups.with_columns(unused=(pl.col("done") / 8).ceil().cast(pl.Int64))
    groups = groups.with_columns(issued=pl.col("unused") + pl.col("started") + pl.col("done"))
    return groups.select(RESPONSE.names()).cast(RESPONSE)
