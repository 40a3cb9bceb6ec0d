"""The plan, one priority and the young people's version as papers to print, from what the pages show."""

from collections.abc import Iterable, Iterator
from datetime import date

from oneplan.plan.parts import Item, Theme, Wording
from oneplan.web.design.papers import Block, Paper
from oneplan.web.plan.pages.doing import Done
from oneplan.web.plan.pages.parts import say_served
from oneplan.web.plan.pages.priority import Heard, PriorityPage, make_priority_page
from oneplan.web.plan.pages.showing import Indicated
from oneplan.web.plan.pages.threads import Stepped
from oneplan.web.plan.pages.wording import STAGES, count_themes, show_words
from oneplan.web.plan.pages.young import Told, YoungPage, make_young_page
from oneplan.web.plan.queries import Shelf
from oneplan.words.saying import say_day, start_sentence

DEEPEST = 3
PLAN, YOUNG = "plan", "young-people"


def write_paper(shelf: Shelf, what: str, *, day: date, author: str, notice: str) -> Paper:
    """The paper of the plan, of its young people's version, or of the priority with this id."""
    if what == PLAN:
        title, about, blocks = _plan(shelf, day=day)
    elif what == YOUNG:
        title, about, blocks = _young(shelf)
    else:
        title, about, blocks = _priority(shelf, shelf.plan.find_theme(what), day=day)
    return Paper(title, about, author, notice, tuple(blocks), is_large=what == YOUNG)


Parts = tuple[str, str, Iterator[Block]]


def _plan(shelf: Shelf, *, day: date) -> Parts:
    plan = shelf.plan
    agreed = f" Agreed by {plan.agreed.by} on {say_day(plan.agreed.on)}." if plan.agreed else ""
    about = f"{plan.years}, {STAGES[plan.stage]}. {count_themes(plan)}.{agreed}"
    return plan.title, about, _plan_blocks(shelf, day=day)


def _plan_blocks(shelf: Shelf, *, day: date) -> Iterator[Block]:
    plan = shelf.plan
    yield _heading("The vision")
    yield from _words(plan.vision, shelf=shelf, quiet=False)
    yield from _items("Objectives", plan.objectives, shelf=shelf)
    for top in plan.under(""):
        yield from _theme(shelf, top, level=1, day=day)
    yield from _items("What we hold to", plan.principles, shelf=shelf)
    yield from _items("What the plan says of itself", plan.statements, shelf=shelf)
    yield _heading("From what was heard to what came of it")
    places = f"{len(shelf.breaks)} place{'' if len(shelf.breaks) == 1 else 's'}"
    yield _text(f"The thread through the plan breaks in {places}. The site lists each of them.")


def _theme(shelf: Shelf, theme: Theme, *, level: int, day: date) -> Iterator[Block]:
    name = f"{theme.name}, {theme.ages}" if theme.ages else theme.name
    yield _heading(f"{theme.id}: {name}" if theme.parent else name, level=min(level, DEEPEST))
    if theme.text != theme.name:
        yield from _words(theme, shelf=shelf)
    if shelf.threads.index.priorities_of[theme.id] == (theme.id,):
        yield _text(f"{start_sentence(say_served(shelf.plan, theme))}.")
        page = make_priority_page(shelf, theme, carried="", today=day)
        yield from _promised(page)
    for under in shelf.plan.under(theme.id):
        yield from _theme(shelf, under, level=level + 1, day=day)


def _promised(page: PriorityPage) -> Iterator[Block]:
    """What is done for a priority, and what will show it."""
    if page.groups:
        yield _text(f"Above all for: {'; '.join(one.name for one in page.groups)}.")
    if page.done:
        yield _done(page.done)
    else:
        yield _text("What is done for it is not written yet.")
    yield from _indicated(page.shown_by)


def _priority(shelf: Shelf, theme: Theme, *, day: date) -> Parts:
    plan = shelf.plan
    level = start_sentence(plan.find_level(theme.level).name)
    about = f"{level} {theme.id} of {plan.title}, {plan.years}; {say_served(plan, theme)}"
    return theme.name, about, _priority_blocks(shelf, theme, day=day)


def _priority_blocks(shelf: Shelf, theme: Theme, *, day: date) -> Iterator[Block]:
    page = make_priority_page(shelf, theme, carried="", today=day)
    yield from _words(theme, shelf=shelf, quiet=False)
    if page.in_short:
        yield _text(f"In short: {page.in_short}")
    yield _heading("How is it going?")
    yield _text(" ".join(("Cannot tell yet.", *page.going)))
    yield _heading("What we heard")
    yield from map(_heard, page.heard)
    if not page.heard:
        yield _text("No message leads here yet." if page.keeps_voices else "Nothing is kept here yet.")
    yield _heading("What we do, and how we will know")
    yield from _promised(page)
    yield _heading("What it serves")
    named = [one.name for one in shelf.plan.objectives if one.id in theme.serves]
    named += [one.name for one in shelf.plan.principles if one.id in theme.principles]
    yield _list(named) if named else _text("No objective and no principle is named yet.")
    if page.history:
        yield _heading("Where it came from")
    for line in page.history:
        was, now = (" and ".join(f"{one.id}: {one.name}" for one in side) for side in (line.was, line.now))
        yield _text(f"{was} {line.happened} {now}. {line.reason}")
    yield _heading("The thread")
    yield Block("facts", rows=tuple((step.name, _say_step(step)) for step in page.thread.steps))


def _young(shelf: Shelf) -> Parts:
    page = make_young_page(shelf, carried="")
    about = f"For young people. {page.title}, {page.years}"
    return (
        "The plan, in a few words",
        about,
        _young_blocks(page, vision=_words(shelf.plan.vision, shelf=shelf)),
    )


def _young_blocks(page: YoungPage, *, vision: Iterator[Block]) -> Iterator[Block]:
    yield _text("Many people here work with children. This is what they want to do.")
    yield from vision
    yield _heading("What they want for everyone")
    for one in page.wants:
        yield from _told(one, level=2)
    for one in page.parts:
        yield from _told(one, level=1)
    yield _heading("Do you want to talk to somebody?")
    yield _text(
        "Talk to a grown-up whom you trust. Or call Childline on 0800 1111. It is free, day and night. "
        "If you are in danger, call 999."
    )


def _told(one: Told, *, level: int) -> Iterator[Block]:
    yield _heading(one.name, level=min(level, DEEPEST))
    if one.text:
        yield _text(one.text, illustrative=one.illustrative)
    for under in one.under:
        yield from _told(under, level=level + 1)


def _items(heading: str, items: Iterable[Item], *, shelf: Shelf) -> Iterator[Block]:
    given = tuple(items)
    if given:
        yield _heading(heading)
    for item in given:
        yield _heading(item.name, level=2)
        yield from _words(item, shelf=shelf)


def _words(wording: Wording, *, shelf: Shelf, quiet: bool = True) -> Iterator[Block]:
    """Words, with where they stand unless that is said already."""
    words = show_words(wording, plan=shelf.plan)
    if not words.text:
        return
    kind = "quote" if words.quoted else "text"
    about = "" if quiet else words.source
    yield Block(kind, words.text, about=about, illustrative=words.illustrative)


def _heard(one: Heard) -> Block:
    said = one.words.text or one.link.name
    count = f"{one.count} said it" if one.count is not None else ""
    answer = ": ".join(part for part in (one.answer, one.because) if part) or "Not answered yet"
    about = ". ".join(part.rstrip(".") for part in (one.who, count, answer, one.told) if part)
    return Block("quote", said, about=f"{about}.", illustrative=one.words.illustrative)


def _done(done: Iterable[Done]) -> Block:
    heads = ("What is done", "Who leads it", "Who answers for it", "By when")
    rows = tuple(
        (
            f"{one.link.id}: {one.link.name}{' (illustrative)' if one.illustrative else ''}",
            one.lead.name,
            one.owner,
            say_day(one.due) if one.due else "no date yet",
        )
        for one in done
    )
    return Block("table", "Who does what, and by when", rows=(heads, *rows))


def _indicated(shown: Iterable[Indicated]) -> Iterator[Block]:
    heads = ("For whom", "Where we start", "Now", "Target")
    for one in shown:
        rows = tuple((line.group, line.baseline, line.newest, line.target) for line in one.lines)
        mark = " (illustrative)" if one.illustrative else ""
        yield Block("table", f"How we will know: {one.name}{mark}", rows=(heads, *rows))
        if one.frozen:
            yield _text(one.frozen)


def _say_step(step: Stepped) -> str:
    stops = [f"{one.name} ({one.says})" if one.says else one.name for one in step.stops]
    more = [f"and {step.more} more"] if step.more else []
    return "; ".join((*stops, *more)) or f"{step.missing}."


def _heading(text: str, *, level: int = 1) -> Block:
    return Block("heading", text, level=level)


def _text(text: str, *, illustrative: bool = False) -> Block:
    return Block("text", text, illustrative=illustrative)


def _list(items: Iterable[str]) -> Block:
    return Block("list", rows=tuple((one,) for one in items))
