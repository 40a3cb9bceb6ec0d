"""Where a pupil is on their way, and what every page of theirs is filled with."""

from collections.abc import Mapping, Sequence

from oneplan.listen.waves.codes import form_of
from oneplan.web.listen.collecting.requests import Request
from oneplan.web.listen.collecting.waves import Here
from oneplan.web.listen.collecting.wording import Words

START, IN, ABOUT, NEXT, END, DONE = (
    "/survey/",
    "/survey/in/",
    "/survey/about/",
    "/survey/next/",
    "/survey/end/",
    "/survey/done/",
)


def question_address(question: str) -> str:
    """The address of a question's page."""
    return f"/survey/q/{question}/"


def language_in(path: str) -> str:
    """The language in an address such as `/survey/in/ar/`; nothing in any other."""
    return path.removeprefix(IN).rstrip("/") if path.startswith(IN) else ""


def way_of(here: Here) -> tuple[str, ...]:
    """The questions on the pupil's way as it is now."""
    return here.pupil.way(here.route)


def first_open(here: Here, way: Sequence[str]) -> int:
    """The place on the way of the first question that was not shown yet; behind the last where all were."""
    return next((place for place, id_ in enumerate(way) if id_ not in here.pupil.answers), len(way))


def address_at(way: Sequence[str], place: int) -> str:
    """The page at a place on the way: a question, or what stands before the first and behind the last."""
    if place < 0:
        return ABOUT
    return question_address(way[place]) if place < len(way) else END


def resume_at(here: Here) -> str:
    """The page on which somebody goes on who comes back."""
    way = way_of(here)
    return address_at(way, first_open(here, way))


def words_of(here: Here) -> Words:
    """The sentences in the language that the pupil chose."""
    return here.wave.pages.words(here.language)


def whose(here: Here) -> str:
    """What a form carries to say for whom it was drawn; without the wave's key it leads to nobody."""
    return form_of(here.wave.taking.key, here.pupil.session)


def is_of(here: Here, request: Request) -> bool:
    """Whether a form was drawn for this pupil, and not for the one who used the tablet before them."""
    said = request.field("whose")
    return not said or said == whose(here)


def contact_of(here: Here) -> Mapping[str, str]:
    """The adult at this pupil's school, within a line and as a paragraph of its own."""
    return here.wave.pages.contact(here.pupil.group.school, here.language)
