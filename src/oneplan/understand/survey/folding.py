"""Who pupils say they are, with answers that too few gave in a version joined, so that no base is small."""

from collections.abc import Mapping

import polars as pl

from oneplan.listen.definition.conditions import DONT_KNOW, RATHER_NOT
from oneplan.listen.definition.questionnaire import Questionnaire

NOT_ASKED = "not-asked"
FEW = "No answer, or too few to show"
NOT_PUT = "Not asked"
RATHER_NOT_SAID = "I'd rather not say"
YEAR = "year"
NO_GROUPS = frozenset({FEW, NOT_PUT})
"""Levels of which nothing is said: they hold whoever is in no other one."""


def say_levels(asked: Questionnaire, question: str) -> Mapping[str, str]:
    """The codes of a question with their words, the ways out among them."""
    choices = asked.choices_of(asked.by_id[question])
    version = asked.by_id[question].versions[0]
    words = {one.code: one.says.in_version(version) or one.code for one in choices}
    return {**words, RATHER_NOT: RATHER_NOT_SAID, DONT_KNOW: FEW, NOT_ASKED: NOT_PUT}


def fold_levels(levels: pl.Series, versions: pl.Series, *, least: int) -> pl.Series:
    """Join levels until each one has, in each version, no pupil or at least so many.

    Differences between questions that other versions hold are sums of such counts, so none of them is small.

    Examples
    --------
    >>> levels = pl.Series(["a"] * 12 + ["b"] * 3 + ["c"] * 11)
    >>> fold_levels(levels, pl.Series(["v"] * 26), least=10).value_counts(sort=True).rows()
    [('No answer, or too few to show', 14), ('a', 12)]
    """
    frame = pl.DataFrame({"level": levels.fill_null(FEW), "version": versions})
    counts = frame.group_by("level", "version").agg(n=pl.len()).sort("version", "n", "level")
    joined = []
    for (version,), part in counts.group_by("version", maintain_order=True):
        few = sum(n for level, _, n in part.iter_rows() if level == FEW)
        for level, _, n in part.iter_rows():
            if level != FEW and (n < least or 0 < few < least):
                few += n
                joined.append({"level": level, "version": version, "to": FEW})
    if not joined:
        return frame["level"]
    schema = {"level": pl.String, "version": pl.String, "to": pl.String}
    mapped = frame.join(pl.DataFrame(joined, schema=schema), on=["level", "version"], how="left")
    return mapped.select(pl.coalesce("to", "level").alias("level")).to_series()
