"""What happens at each address, from the code on the card to the last page."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache, partial

from django.utils.html import escape
from django.utils.safestring import SafeString

from oneplan.listen.collection.store import Ending, Found
from oneplan.listen.definition.around import FALLBACK
from oneplan.listen.waves.codes import cookie_of, read_code
from oneplan.web.listen.collecting.asking import answer_question, show_question
from oneplan.web.listen.collecting.filling import Page
from oneplan.web.listen.collecting.guesses import Guesses
from oneplan.web.listen.collecting.pages import Notice, Text, render, told
from oneplan.web.listen.collecting.requests import Reply, Request, see
from oneplan.web.listen.collecting.resuming import (
    ABOUT,
    DONE,
    NEXT,
    START,
    address_at,
    contact_of,
    is_of,
    language_in,
    resume_at,
    way_of,
    whose,
    words_of,
)
from oneplan.web.listen.collecting.tongues import add_language, spoken, tongue_of
from oneplan.web.listen.collecting.waves import Here, OpenWaves
from oneplan.web.listen.collecting.wording import Words

COOKIE = "survey"
WAIT_SECONDS = 15
Handler = Callable[[Here, Request], Awaitable[Reply]]
_ENDINGS: Mapping[str, Ending] = {"done": "done", "deleted": "deleted", "no": "declined"}


class Journey:
    """Every address of the survey, for the waves that are open."""

    def __init__(self, waves: OpenWaves, *, guesses: Guesses) -> None:
        self._waves, self._guesses = waves, guesses
        self._handlers: Mapping[tuple[str, str], Handler] = {
            ("GET", "about"): self._about,
            ("POST", "about"): self._begin,
            ("GET", "next"): self._next,
            ("GET", "end"): self._end,
            ("POST", "end"): self._finish,
            ("GET", "stop"): partial(self._plain, "stop"),
            ("POST", "stop"): self._stop,
            ("GET", "hidden"): partial(self._plain, "hidden"),
        }

    async def start(self, request: Request) -> Reply:
        """The first page, which asks for the code."""
        if not list(self._waves):
            return say("closed", status=200, language=language_in(request.path))
        return self._ask_for_code(request)

    async def enter(self, request: Request, *, address: str) -> Reply:
        """Look a code up, and let its pupil in."""
        if self._guesses.are_too_many(address):
            return self._ask_for_code(request, says="code-often", status=429)
        code = read_code(request.field("code"))
        if code is None:
            return self._ask_for_code(request, says="code-shape", status=422)
        entered = await self._waves.find_code(code)
        if entered is None:
            self._guesses.add_one(address)
            return self._ask_for_code(request, says="code-unknown", status=422)
        here, session, found = entered
        if found.state == "done":
            return self._ask_for_code(request, says="code-done", status=422)
        cookie, language = cookie_of(here.taking.key, session), language_in(request.path)
        if language in here.pages.tongues:
            cookie = add_language(cookie, language)
        return see(_first_page(found), cookie=cookie)

    async def go_on(self, request: Request, *, cookie: str) -> Reply:
        """Any page behind the code."""
        here = await self._waves.find_pupil(cookie) if cookie else None
        if here is None:
            return see(START)
        _, _, name, *rest = request.path.split("/")
        if name in ("done", "deleted", "no", "kept"):
            return self._last(here, name)
        if here.pupil.group in here.wave.paused:
            return _tell(here, "paused", again_after=WAIT_SECONDS)
        if here.pupil.state in ("done", "deleted"):
            return see(START, cookie="")
        if here.pupil.state != "going" and name not in ("about", "hidden"):
            return see(ABOUT)
        return await self._handle(here, request, name=name, rest=rest)

    async def _handle(self, here: Here, request: Request, *, name: str, rest: list[str]) -> Reply:
        if name == "q" and len(rest) == 2 and rest[0] in here.wave.pages.asked.by_id:
            act = show_question if request.method == "GET" else answer_question
            return await act(here, request, id_=rest[0])
        if name == "about" and len(rest) == 2 and rest[0] in here.wave.pages.tongues:
            return self._in_language(here, rest[0])
        handler = self._handlers.get((request.method, name)) if rest == [""] else None
        return await handler(here, request) if handler else _tell(here, "lost", status=404)

    def _ask_for_code(self, request: Request, *, says: str = "", status: int = 200) -> Reply:
        open_ = list(self._waves)
        values: dict[str, str] = {"written": escape(request.field("code")[:20])}
        language = language_in(request.path)
        notice: Notice = "wrong" if says else ""
        if len(open_) == 1:
            pages = open_[0].pages
            language = language if language in pages.tongues else pages.asked.language
            page, words = pages.named("start", "", language, notice), pages.words(language)
        else:
            words = Words(spoken(language))
            codes = dict.fromkeys(code for here in open_ for code in here.pages.tongues)
            is_made_up = any(here.wave.demonstration for here in open_)
            page = _start_page(tuple(codes), words.language, notice=notice, demonstration=is_made_up)
        values |= {"says": words.say(says)} if says else {}
        return Reply(page.fill(values), status=status)

    async def _about(self, here: Here, _: Request) -> Reply:
        return self._draw(here, "about")

    def _in_language(self, here: Here, language: str) -> Reply:
        """The page about the survey in a language, which is remembered until they begin in it."""
        cookie = add_language(cookie_of(here.wave.taking.key, here.pupil.session), language)
        page = here.wave.pages.named("about", here.pupil.group.version, language, "")
        contact = here.wave.pages.contact(here.pupil.group.school, language)
        return Reply(page.fill(contact), cookie=cookie)

    async def _begin(self, here: Here, request: Request) -> Reply:
        chosen = request.field("language")
        here = replace(here, chosen=chosen or here.chosen)
        if request.field("do") == "no":
            return see(f"{START}no/") if await self._is_ended(here, "declined") else see(NEXT)
        language = chosen if chosen in here.wave.pages.tongues else here.language
        await here.wave.taking.begin(here.pupil, language=language)
        return see(resume_at(here))

    async def _is_ended(self, here: Here, how: Ending) -> bool:
        taking = here.wave.taking
        if how == "declined" and here.pupil.state == "new":
            # Only who has begun can end; so that the count of those who declined is right.
            await taking.begin(here.pupil, language=here.language)
        return await taking.end(here.pupil, how=how) or here.pupil.state == how

    async def _next(self, here: Here, _: Request) -> Reply:
        return see(resume_at(here))

    async def _end(self, here: Here, _: Request) -> Reply:
        way = way_of(here)
        if resume_at(here) != f"{START}end/":
            return see(NEXT)
        missed = sum(here.pupil.answers[id_][1] == {"codes": []} for id_ in way)
        values = {"back": address_at(way, len(way) - 1), "whose": whose(here)}
        if missed:
            values["missed"] = words_of(here).say("end-missed", number=missed)
        return self._draw(here, "end", values=values)

    async def _finish(self, here: Here, request: Request) -> Reply:
        if not is_of(here, request):
            return see(NEXT)
        await here.wave.taking.end(here.pupil, how="done")
        return see(DONE)

    async def _stop(self, here: Here, request: Request) -> Reply:
        if request.field("do") == "delete":
            await here.wave.taking.end(here.pupil, how="deleted")
            return see(f"{START}deleted/")
        return see(f"{START}kept/")

    def _last(self, here: Here, name: str) -> Reply:
        """What is said at the end; the browser forgets who was here, and the next pupil begins anew."""
        if name in _ENDINGS and here.pupil.state != _ENDINGS[name]:
            return see(NEXT)
        return self._draw(here, "done", cookie="") if name == "done" else _tell(here, name, cookie="")

    async def _plain(self, name: str, here: Here, _: Request) -> Reply:
        return self._draw(here, name)

    def _draw(
        self, here: Here, name: str, *, values: Mapping[str, str] | None = None, cookie: str | None = None
    ) -> Reply:
        page = here.wave.pages.named(name, here.pupil.group.version, here.language, "")
        return Reply(page.fill({**contact_of(here), **(values or {})}), cookie=cookie)


def say(name: str, *, status: int, again: str = "", again_after: int = 0, language: str = "") -> Reply:
    """A page that says one thing, to somebody of whom nothing is known but perhaps a language."""
    page = _said_page(name, spoken(language))
    return Reply(page.fill({"again": again}), status=status, again_after=again_after)


@cache
def _said_page(name: str, language: str) -> Page:
    return render("told", language=language, shown={"told": told(name, Words(language))})


@lru_cache(100)
def _start_page(codes: Sequence[str], language: str, *, notice: Notice, demonstration: bool) -> Page:
    """The first page where several waves are open, and only the code will say which one is meant."""
    shown = {
        "demonstration": demonstration,
        "is_first": language == FALLBACK,
        "languages": [tongue_of(code) for code in codes if spoken(code) == code],
        "notice": notice,
        "title": Text(Words(language).say("start-title"), SafeString()),
    }
    return render("start", language=language, shown=shown)


def _tell(
    here: Here, name: str, *, status: int = 200, cookie: str | None = None, again_after: int = 0
) -> Reply:
    page = here.wave.pages.told(name, here.pupil.group.version, here.language)
    return Reply(page.fill(contact_of(here)), status=status, cookie=cookie, again_after=again_after)


def _first_page(found: Found) -> str:
    """Who has begun goes on; the page about the survey leads on by itself where they declined."""
    return ABOUT if found.state == "unused" else NEXT
