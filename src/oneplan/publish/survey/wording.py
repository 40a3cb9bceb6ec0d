"""How shares, intervals and changes of a survey are written in its reports."""

from collections.abc import Sequence

from oneplan.publish.charts.intervals import NARROW, WIDE, Row, draw_intervals
from oneplan.publish.survey.parts import Picture
from oneplan.understand.survey.changing import Change
from oneplan.understand.survey.items import Item, say_cases, say_question
from oneplan.understand.survey.released import Figures, Released
from oneplan.understand.survey.shares import Share
from oneplan.words.saying import say_value

WITHHELD = "withheld to protect pupils"
NOT_ASKED = "not asked"
LOW = "[low]"
HOW_COUNTED = (
    "Each figure is the share of all pupils who were asked the question. Pupils who gave no answer, or said "
    "“I don't know” or “I'd rather not say”, are counted among the others: in most schools they are too few "
    "to be shown."
)
HOW_SURE = (
    "Other pupils of the same schools might have answered a little differently. The range beside a figure is "
    "where it is likely to lie (95%). Pupils of one school are alike, and the range allows for that."
)
NOT_JUDGED = (
    "The survey does not say why pupils answer as they do. It does not say which answer is the better one. "
    "It says what they said."
)
WHY_WITHHELD = (
    "Where it says that a figure is withheld, fewer than ten pupils gave the answers that are counted, or "
    "fewer than ten did not; or such a figure could be worked out from this one."
)
WHOLE = 100
FIGURES = ("asked", "said", "share", "lower", "upper")


def say_share(share: Share | None, *, asked: bool = True) -> str:
    """A share as whole per cent, marked where few were asked.

    Examples
    --------
    >>> say_share(Share(20, 11, 0.55, 0.34, 0.74, is_low=True)), say_share(None), say_share(None, asked=False)
    ('55% [low]', 'withheld to protect pupils', 'not asked')
    """
    if share is None:
        return WITHHELD if asked else NOT_ASKED
    return say_value(share.value * WHOLE, decimals=0, unit="%") + (f" {LOW}" if share.is_low else "")


def say_range(share: Share | None, *, asked: bool = True) -> str:
    """A share, and where it is likely to lie.

    Examples
    --------
    >>> say_range(Share(200, 110, 0.55, 0.481, 0.617))
    '55% (48 to 62)'
    >>> say_range(Share(20, 11, 0.55, 0.34, 0.74, is_low=True))
    '55% (34 to 74) [low]'
    """
    if share is None:
        return say_share(share, asked=asked)
    lower, upper = (say_value(of * WHOLE, decimals=0) for of in (share.lower, share.upper))
    low = f" {LOW}" if share.is_low else ""
    return f"{say_value(share.value * WHOLE, decimals=0, unit='%')} ({lower} to {upper}){low}"


def say_item(released: Released, item: Item, *, version: str = "") -> str:
    """A question with the answers that are counted.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_questionnaire
    >>> from oneplan.understand.survey.items import list_items
    >>> asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    >>> item = next(one for one in list_items(asked) if one.id == "happy")
    >>> f"{say_question(asked, item)} {say_cases(asked, item)}"
    'Do you feel happy? “Often” or “Always”'
    """
    asked = released.asked
    return f"{say_question(asked, item, version=version)} {say_cases(asked, item, version=version)}"


def figures_of(share: Share) -> dict[str, str | int | float | None]:
    """A share as columns of a file.

    Examples
    --------
    >>> figures_of(Share(200, 110, 0.55, 0.481, 0.617))
    {'asked': 200, 'said': 110, 'share': 0.55, 'lower': 0.481, 'upper': 0.617}
    """
    return {
        "asked": share.asked,
        "said": share.said,
        "share": round(share.value, 4),
        "lower": round(share.lower, 4),
        "upper": round(share.upper, 4),
    }


def counts_of(figures: Figures) -> dict[str, str | int | float | None]:
    """What is shown of a group as columns of a file; nobody knows its schools, so it has no range.

    Examples
    --------
    >>> counts_of((200, 110))
    {'asked': 200, 'said': 110, 'share': 0.55, 'lower': None, 'upper': None}
    """
    asked, said = figures
    return {"asked": asked, "said": said, "share": round(said / asked, 4), "lower": None, "upper": None}


def say_change(change: Change | None) -> str:
    """How many points more or fewer, with where that is likely to lie, and whether it is more than chance.

    Examples
    --------
    >>> say_change(Change("a", "all schools", 0, 0.5, 0.55, 0.05, 0.021, 0.079, 0.001, is_found=True))
    '5.0 points more (2.1 to 7.9), more than chance explains'
    """
    if change is None:
        return "cannot be compared"
    lower, upper = (say_value(of * WHOLE, decimals=1) for of in _outwards(change))
    way = "more" if change.change >= 0 else "fewer"
    sure = ", more than chance explains" if change.is_found else ", no more than chance explains"
    return f"{say_value(abs(change.change) * WHOLE, decimals=1)} points {way} ({lower} to {upper}){sure}"


def _outwards(change: Change) -> tuple[float, float]:
    """The limits in the direction of the change; the other direction has a minus."""
    turn = 1 if change.change >= 0 else -1
    lower, upper = sorted((turn * change.lower, turn * change.upper))
    return lower, upper


def draw_shares(rows: Sequence[tuple[str, Share, bool]], *, says: str) -> Picture:
    """Shares below each other, each with its range; those marked are the ones that the report is about."""
    drawn = [
        Row(
            name,
            share.value * WHOLE,
            share.lower * WHOLE,
            share.upper * WHOLE,
            say_share(share).split(" ")[0],
            found,
        )
        for name, share, found in rows
    ]
    wide, narrow = (
        draw_intervals(drawn, scale=(0, WHOLE), says=says, ends_said=("0%", "100%"), width=width)
        for width in (WIDE, NARROW)
    )
    return Picture(wide, narrow)
