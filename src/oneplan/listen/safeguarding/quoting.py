"""Says whether what a child wrote may be quoted to its school: a person passes it, and no worry is in it."""

from oneplan.errors import NotValid
from oneplan.listen.safeguarding.lexicon import How
from oneplan.listen.safeguarding.routes import Decision, To

LEAST_PUPILS = 30
"""Words of fewer pupils than this are quoted to nobody: a school could guess whose they are."""
URGENT = frozenset[How | None]({"now", "today"})


def may_be_quoted(how: How | None) -> bool:
    """Whether a reader is asked at all, by how soon the words themselves want to be read.

    Examples
    --------
    >>> may_be_quoted(None), may_be_quoted("look"), may_be_quoted("today")
    (True, True, False)
    """
    return how not in URGENT


def check_quoting(decision: Decision, *, how: How | None) -> None:
    """Refuse to quote what holds a worry, or what words alone make urgent.

    Parameters
    ----------
    decision
        To whom the text goes.
    how
        How soon its words want it to be read.

    Raises
    ------
    NotValid
        With a sentence that says what to do instead.

    Examples
    --------
    >>> from oneplan.listen.safeguarding.routes import Place
    >>> check_quoting(Decision(To.NOBODY, Place.COUNTY), how=None)
    """
    if decision.to is not To.NOBODY or decision.about_adult:
        raise NotValid("There is a worry in it, so it is quoted to nobody. Take the tick for quoting out.")
    if not may_be_quoted(how):
        raise NotValid("Its words may speak of a worry, so it is quoted to nobody. Take the tick out.")
