"""The young people's version: the plan in the few words that were written for them, and what has none yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from oneplan.plan.frame import Plan
from oneplan.plan.index import Index
from oneplan.plan.parts import Item, Theme
from oneplan.web.plan.pages.threads import address_of
from oneplan.web.plan.pages.wording import Words, show_words
from oneplan.web.plan.queries import Shelf
from oneplan.words.reading import reading_age


@dataclass(frozen=True)
class Told:
    """One thing that the plan wants or does, in a few words."""

    name: str
    text: str
    href: str
    illustrative: bool
    under: tuple["Told", ...] = ()


@dataclass(frozen=True)
class YoungPage:
    """Everything that the template shows."""

    title: str
    years: str
    vision: Words
    wants: tuple[Told, ...]
    parts: tuple[Told, ...]
    missing: int
    """How many objectives and themes have no words of their own for young people yet."""
    age: float | None
    """Who reads the words that were written with ease; None where none were."""
    illustrative: bool


def make_young_page(shelf: Shelf, *, carried: str) -> YoungPage:
    """Make the young people's version of the plan in force."""
    plan, index = shelf.plan, shelf.threads.index
    wants = tuple(_tell(index, plan.objectives, carried=carried))
    parts = tuple(_parts(index, plan.under(""), carried=carried))
    texts = [one.for_young_people for one in _written(plan)]
    return YoungPage(
        title=plan.title,
        years=plan.years,
        vision=show_words(plan.vision, plan=plan),
        wants=wants,
        parts=parts,
        missing=sum(not one.for_young_people for one in (*plan.objectives, *plan.themes)),
        age=reading_age("\n\n".join(texts)) if texts else None,
        illustrative=any(one.illustrative for one in _written(plan)),
    )


def _written(plan: Plan) -> list[Item]:
    items: tuple[Item, ...] = (*plan.objectives, *plan.themes, *plan.activities)
    return [one for one in items if one.for_young_people]


def _parts(index: Index, themes: Iterable[Theme], *, carried: str) -> Iterator[Told]:
    """Each theme with what stands under it, and what is done for a priority where that has words too."""
    for theme in themes:
        below = tuple(_parts(index, index.plan.under(theme.id), carried=carried))
        done = index.activities_of.get(theme.id, ())
        told = [index.activities[one] for one in done if index.activities[one].for_young_people]
        under = (*below, *_tell(index, told, carried=carried))
        if theme.for_young_people or under or index.priorities_of[theme.id] == (theme.id,):
            yield _told(index, theme, carried=carried, under=under)


def _tell(index: Index, items: Iterable[Item], *, carried: str) -> Iterator[Told]:
    for item in items:
        yield _told(index, item, carried=carried)


def _told(index: Index, item: Item, *, carried: str, under: tuple[Told, ...] = ()) -> Told:
    href = address_of(index, item.id, carried=carried)
    return Told(item.name, item.for_young_people, href, item.illustrative, under)
