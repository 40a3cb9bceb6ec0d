"""What the page of an objective, of a pillar and of a priority shows."""

from dataclasses import dataclass

from oneplan.plan.frame import Plan
from oneplan.plan.honest import Honest, indicators_for, say_indicator
from oneplan.plan.parts import Level, Objective, Theme
from oneplan.web.design.gap_row import GapRow
from oneplan.web.plan.pages.threads import Besides, Shown, show_thread
from oneplan.web.plan.pages.wording import Link, Words, link_to, listed, show_words
from oneplan.web.plan.queries import Figures, OwnFigure, Shelf
from oneplan.words.saying import start_sentence


@dataclass(frozen=True)
class Served:
    """The priorities under one pillar that serve an objective, or an objective that a pillar's serve."""

    heading: Link
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Under:
    """A priority as the page of its pillar lists it."""

    link: Link
    words: Words
    serves: str


@dataclass(frozen=True)
class PartPage:
    """Everything that the three templates show; each takes what it needs."""

    id: str
    name: str
    lowest: Level
    """What stands under pillars and serves objectives, as the plan calls it."""
    heading: str
    kicker: str
    words: Words
    honest: Honest
    rows: tuple[GapRow, ...]
    levels: tuple[OwnFigure, ...]
    """The indicators without figures by group, each with its own newest figure."""
    claim: Words | None
    evidence: Words | None
    question: Words | None
    served: tuple[Served, ...]
    under: tuple[Under, ...]
    above: tuple[Link, ...]
    """The themes that it stands under, from the top."""
    objectives: tuple[Link, ...]
    principles: tuple[Words, ...]
    indicators: tuple[str, ...]
    chosen_for_show: bool
    """Whether its indicators are illustrative."""
    illustrative: bool
    """Whether anything invented stands on the page."""
    thread: Shown


def make_objective_page(shelf: Shelf, objective: Objective, *, figures: Figures, carried: str) -> PartPage:
    """Make the page of one objective."""
    plan, why = shelf.plan, objective.why
    shown = indicators_for(plan, objective)
    served = tuple(
        Served(
            link_to(top, carried=carried),
            tuple(link_to(one, carried=carried) for one in plan.below(top.id) if objective.id in one.serves),
        )
        for top in plan.under("")
    )
    return PartPage(
        id=objective.id,
        name=objective.name,
        lowest=plan.lowest,
        heading=objective.question or f"{objective.name}: what does it ask of us?",
        kicker=f"Objective of {plan.title}, {plan.years}",
        words=show_words(objective, plan=plan),
        honest=figures.say(shown),
        rows=figures.show(shown),
        levels=figures.list_levels(figures.say(shown).missing),
        claim=show_words(why.claim, plan=plan) if why else None,
        evidence=show_words(why.evidence, plan=plan) if why else None,
        question=show_words(why.question, plan=plan) if why else None,
        served=served,
        under=(),
        above=(),
        objectives=(),
        principles=(),
        indicators=tuple(say_indicator(one) for one in objective.indicators),
        chosen_for_show=any(one.illustrative for one in shown),
        illustrative=any(theme.illustrative for theme in plan.themes if objective.id in theme.serves),
        thread=show_thread(shelf.threads, objective.id, carried=carried),
    )


def make_theme_page(
    shelf: Shelf, theme: Theme, *, figures: Figures, carried: str, besides: Besides | None = None
) -> PartPage:
    """Make the page of a pillar, a foundation or a priority, with what stands on its thread besides."""
    plan = shelf.plan
    below = plan.below(theme.id)
    above = above_of(plan, theme)
    own = indicators_for(plan, theme)
    shown = own or tuple(dict.fromkeys(one for under in below for one in indicators_for(plan, under)))
    return PartPage(
        id=theme.id,
        name=theme.name,
        lowest=plan.lowest,
        heading=theme.question or f"{theme.name}: what have we agreed?",
        kicker=say_place(plan, theme, above=above),
        words=show_words(theme, plan=plan),
        honest=figures.say(shown),
        rows=figures.show(own),
        levels=figures.list_levels(figures.say(own).missing),
        claim=None,
        evidence=None,
        question=None,
        served=tuple(
            Served(
                Link(
                    f"/plan/objectives/{objective.id}/{carried}", objective.id, objective.name, objective.text
                ),
                tuple(link_to(one, carried=carried) for one in below if objective.id in one.serves),
            )
            for objective in plan.objectives
        ),
        under=tuple(
            Under(
                link_to(one, carried=carried),
                show_words(one, plan=plan),
                start_sentence(say_served(plan, one)),
            )
            for one in plan.under(theme.id)
        ),
        above=tuple(link_to(one, carried=carried) for one in above),
        objectives=tuple(
            Link(
                f"/plan/objectives/{objective.id}/{carried}",
                objective.id,
                objective.name,
                f"“{objective.text}”" if objective.quoted else objective.text,
            )
            for objective in plan.objectives
            if objective.id in theme.serves
        ),
        principles=tuple(show_words(one, plan=plan) for one in plan.principles if one.id in theme.principles),
        indicators=tuple(say_indicator(one) for one in theme.indicators),
        chosen_for_show=any(one.illustrative for one in shown),
        illustrative=theme.illustrative or any(one.illustrative for one in below),
        thread=show_thread(shelf.threads, theme.id, carried=carried, besides=besides),
    )


def above_of(plan: Plan, theme: Theme) -> tuple[Theme, ...]:
    """The themes that one stands under, from the top."""
    found: list[Theme] = []
    while theme.parent:
        theme = plan.find_theme(theme.parent)
        found.insert(0, theme)
    return tuple(found)


def say_place(plan: Plan, theme: Theme, *, above: tuple[Theme, ...]) -> str:
    """Where a theme stands in the plan: its level, what it is under, its ages, what it serves."""
    level = start_sentence(plan.find_level(theme.level).name)
    if not above:
        return f"{level} of {plan.title}, {plan.years}"
    under = [f"{one.name}, {one.ages}" if one.ages else one.name for one in above]
    return " · ".join([f"{level} {theme.id}", *under, say_served(plan, theme)])


def say_served(plan: Plan, theme: Theme) -> str:
    """Which objectives a theme serves."""
    names = listed([one.name for one in plan.objectives if one.id in theme.serves])
    return f"serves {names}" if names else "serves no objective yet"
