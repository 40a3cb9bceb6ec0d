"""One page for the pupils themselves: what you told us, in their words, and what comes next."""

from collections.abc import Iterator, Sequence

from oneplan.publish.survey.doing import Doing
from oneplan.publish.survey.parts import Heading, Listed, Part, Report, ToFill, Words
from oneplan.understand.survey.items import Item, say_cases, say_question
from oneplan.understand.survey.places import Unit
from oneplan.understand.survey.released import Released
from oneplan.understand.survey.shares import Share, choose_headlines, find_share

MOST = 5
_OF_TEN = 10
HELP = "Talk to a grown-up you trust. You can call Childline for free on 0800 1111. In danger, call 999."
PROMISE, NEXT = "We promise", "What happens next?"
NOW_AND_THEN = {
    "to-do": "We will do this",
    "doing": "We are doing this now",
    "done": "We did this",
    "will-not": "We said that we would do this, and now we cannot",
}
MADE_UP = "This page is made up to try things out. No child said this."


def make_pupils_page(released: Released, *, unit: Unit | None = None, version: str = "") -> Report:
    """What pupils said, for pupils: of one school, or of all schools of a version.

    Parameters
    ----------
    released
        What came through the gate.
    unit
        The school, or the schools that are read as one; all schools when left out.
    version
        In the words of which version, where it is about all schools.
    """
    words = unit.version if unit else version or next(iter(released.asked.versions))
    place = unit.code if unit else words
    found = [
        (item, share)
        for item in choose_headlines(released, version=words, most=2 * MOST)
        if (share := find_share(released, item, place=place))
    ][:MOST]
    return Report(
        f"{unit.code}-pupils" if unit else f"{words}-pupils",
        "What you told us",
        f"From pupils at {unit.name}." if unit else "From pupils in many schools.",
        tuple(_parts(released, found, version=words)),
        is_large=True,
    )


def say_of_ten(share: Share) -> str:
    """A share as so many of ten.

    Examples
    --------
    >>> say_of_ten(Share(100, 62, 0.62, 0.52, 0.71)), say_of_ten(Share(100, 98, 0.98, 0.93, 0.99))
    ('About 6 in 10 of you', 'Almost all of you')
    """
    tenths = round(share.value * _OF_TEN)
    if tenths in (0, _OF_TEN):
        return "Almost all of you" if tenths else "Very few of you"
    return f"About {tenths} in 10 of you"


def say_what_school_does(doings: Sequence[Doing]) -> tuple[str, ...]:
    """What a school does about what its pupils told it, in words for them; each says what it is about.

    Examples
    --------
    >>> from datetime import date
    >>> heard = "Are you lonely? “Often” or “Always”"
    >>> say_what_school_does([Doing(heard, "A bench", "Head of year", date(2027, 3, 1), "done", way="done")])
    ('We did this: A bench. It is about this: Are you lonely?',)
    """
    return tuple(
        f"{NOW_AND_THEN[one.way]}: {_end(one.does)} "
        + (f"{_end(one.why)} " if one.why else "")
        + f"It is about this: {_end(one.heard.partition(' “')[0])}"
        for one in doings
    )


def _end(words: str) -> str:
    said = words.strip()
    return said if said.endswith((".", "?", "!", "…")) else f"{said}."


def _parts(released: Released, found: list[tuple[Item, Share]], *, version: str) -> Iterator[Part]:
    if released.is_synthetic:
        yield Words(MADE_UP)
    yield Words(
        "You told us how life is for you. Thank you. We counted every answer. Here is some of what you said."
    )
    if found:
        yield Listed(tuple(_line(released, item, share=share, version=version) for item, share in found))
    else:
        yield Words("Not many of you took part. So we keep what you said safe, and do not show it here.")
    yield Words("You may not feel like most of the others. That is fine. What you said counts just as much.")
    yield Heading("Do you need help now?")
    yield Words(
        "Talk to a grown-up you trust. You can call Childline for free on 0800 1111. In danger, call 999."
    )
    yield Heading(NEXT)
    yield Words("Your school reads this too. Ask what it will do, and tell them what you think.")
    yield ToFill(PROMISE, ("What we will do", "Who will do it"), 2)


def _line(released: Released, item: Item, *, share: Share, version: str) -> str:
    asked = say_question(released.asked, item, version=version)
    return f"{asked} {say_of_ten(share)} said {say_cases(released.asked, item, version=version)}."
