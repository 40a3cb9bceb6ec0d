"""How many codes each class gets when a wave opens: one a pupil, some spare, a few of others."""

from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

from oneplan.listen.definition.questionnaire import Questionnaire

SPARE = 0.05
LEAST_SPARE = 2
ELSE = 0.1
"""Of a version that is not the usual one of a year, such as easy read, a tenth as many; more on request."""
MOST_EXTRA = 200
"""How many extra codes a class gets at once."""


class Share(NamedTuple):
    """So many codes of one version."""

    version: str
    codes: int


def share_out(asked: Questionnaire, *, year: int, pupils: int, in_special_school: bool) -> Iterator[Share]:
    """The codes of one class, the usual version of its year first.

    In a special school nobody knows beforehand which version suits, so there are enough of each.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_questionnaire
    >>> asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    >>> [tuple(one) for one in share_out(asked, year=8, pupils=120, in_special_school=False)]
    [('secondary', 126), ('easy-read', 12)]
    """
    fitting = [name for name, version in asked.versions.items() if year in version.years]
    if not pupils:
        return
    for place, version in enumerate(fitting):
        if place == 0 or in_special_school:
            yield Share(version, pupils + max(LEAST_SPARE, ceil(pupils * SPARE)))
        else:
            yield Share(version, max(LEAST_SPARE, ceil(pupils * ELSE)))


def is_special(*words: str) -> bool:
    """Whether a school is a special school, by its phase or type."""
    return any("special" in word.lower() for word in words)
