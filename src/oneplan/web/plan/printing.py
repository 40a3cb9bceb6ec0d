"""Which papers of the plan there are, and each of them as a PDF that is made once a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils import timezone

from oneplan.web import wiring
from oneplan.web.design.papers import make_pdf
from oneplan.web.plan.papers import PLAN, YOUNG, write_paper
from oneplan.web.plan.queries import Shelf

MADE_AT_ONCE = 100
"""With more activities than this, the first reader of the plan would wait for its paper."""


@dataclass(frozen=True)
class Listed:
    """A file to download: its name, its address, what kind it is, and how many bytes it has."""

    name: str
    href: str
    kind: str
    size: int = 0


def list_papers(shelf: Shelf) -> Iterator[Listed]:
    """The files of the plan in force; the size of a large paper is said once somebody has asked for it."""
    for what, name in ((PLAN, "The whole plan"), (YOUNG, "In a few words, for young people")):
        if len(shelf.plan.activities) <= MADE_AT_ONCE:
            print_paper(shelf, what)
        yield Listed(name, f"/plan/{what}.pdf", "PDF", shelf.sizes.get(what, 0))
    yield Listed("Everything that is done", "/plan/activities.csv", "CSV")
    yield Listed("What will show it, with every figure", "/plan/indicators.csv", "CSV")


def print_paper(shelf: Shelf, what: str) -> bytes:
    """The PDF of the plan, of its young people's version, or of the priority with this id."""
    choices = wiring.choices()
    given = {"author": choices.words.partnership, "notice": choices.demonstration}
    made = _print(shelf, what, day=timezone.localdate(), **given)
    shelf.sizes[what] = len(made)
    return made


@lru_cache(maxsize=16)
def _print(shelf: Shelf, what: str, *, day: date, author: str, notice: str) -> bytes:
    return make_pdf(write_paper(shelf, what, day=day, author=author, notice=notice), day=day)
