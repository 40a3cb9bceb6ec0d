"""The page of one question: drawn as it was answered, and read when it comes back."""

from collections.abc import Mapping

from django.utils.html import escape

from oneplan.listen.collection.store import Given
from oneplan.listen.collection.typed import Typed, Wrong, read_typed
from oneplan.web.listen.collecting.pages import Notice
from oneplan.web.listen.collecting.requests import Reply, Request, see
from oneplan.web.listen.collecting.resuming import (
    NEXT,
    address_at,
    contact_of,
    first_open,
    is_of,
    way_of,
    whose,
    words_of,
)
from oneplan.web.listen.collecting.waves import Here

_CHECKED = " checked"
_MOST_FIGURES = 6


async def show_question(here: Here, _: Request, *, id_: str) -> Reply:
    """The page of a question with what was answered before; elsewhere on the way where it cannot be shown."""
    if not _may_see(here, id_):
        return see(NEXT)
    return _draw(here, id_)


async def answer_question(here: Here, request: Request, *, id_: str) -> Reply:
    """Keep an answer and lead to the next question, or say what to change."""
    if not _may_see(here, id_) or not is_of(here, request):
        return see(NEXT)
    asked = here.wave.pages.asked
    typed = Typed(
        ticked=tuple(request.form.get("answer", ())),
        number=request.field("number"),
        text=request.field("text"),
    )
    given = read_typed(asked, asked.by_id[id_], typed=typed)
    if isinstance(given, Wrong):
        says = words_of(here).say(given.says, **given.values)
        return _draw(here, id_, notice="wrong", values=_as_typed(typed) | {"says": says}, status=422)
    if not await here.wave.taking.answer(here.pupil, id_, seen=_seen(request), given=given):
        return _draw(here, id_, notice="stale", status=409) if here.pupil.state == "going" else see(NEXT)
    way = way_of(here)
    return see(address_at(way, way.index(id_) + 1))


def _seen(request: Request) -> int:
    """Which answer the page was drawn with."""
    seen = request.field("seen")
    return int(seen) if seen.isdecimal() and len(seen) < _MOST_FIGURES else 0


def _may_see(here: Here, id_: str) -> bool:
    """Only what is on the way, and no further than one has come."""
    way = way_of(here)
    return id_ in way[: first_open(here, way) + 1]


def _draw(
    here: Here, id_: str, *, notice: Notice = "", values: Mapping[str, str] | None = None, status: int = 200
) -> Reply:
    way = way_of(here)
    place = way.index(id_)
    revision, given = here.pupil.answers.get(id_, (0, Given()))
    page = here.wave.pages.question(here.pupil.group.version, here.language, id_, notice)
    filled = {
        "all": str(len(way)),
        "whose": whose(here),
        "back": address_at(way, place - 1),
        "number": str(place + 1),
        "percent": str(100 * place // len(way)),
        "seen": str(revision),
        **contact_of(here),
        **(_as_given(given) if values is None else values),
    }
    return Reply(page.fill(filled), status=status)


def _as_given(given: Given) -> dict[str, str]:
    """What was answered before, in its places."""
    written = str(given["number"]) if "number" in given else given.get("text", "")
    return {f"checked:{code}": _CHECKED for code in given.get("codes", ())} | {"written": escape(written)}


def _as_typed(typed: Typed) -> dict[str, str]:
    """What was typed, as it was typed, so that nobody has to type it again."""
    written = typed.text or typed.number
    return {f"checked:{code}": _CHECKED for code in typed.ticked} | {"written": escape(written)}
